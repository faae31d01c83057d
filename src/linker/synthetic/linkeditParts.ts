// The bytes of each part of __LINKEDIT, made from finished tables. All but the signature, which is a hash of the rest.

import {
  type ExportIndex,
  type FixupIndex,
  type GlobalIndex,
  highWord,
  lowWord,
  type OutputSymbolIndex,
  row,
  type SegmentIndex,
  type SlotIndex,
  type StringId,
} from "@/base/units";
import { type Bind, writeBinds, writeLazyBinds, writeWeakBinds } from "@/macho/bindStream";
import { indirectSymbolMarks } from "@/macho/constants";
import { type Export, type ExportColumns, specialTerminal, writeSortedTrie } from "@/macho/exportTrie";
import { nlist64 } from "@/macho/layouts";
import { createRebaseColumns, writeRebaseColumns } from "@/macho/rebaseStream";
import { dataView } from "@/macho/struct";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable, Table } from "@/tables/table";
import type { Layout } from "../layout";
import type { LinkeditParts } from "../linkedit";
import type { Schemas } from "../schemas/all";
import { globalFlags, globalState, slotKind } from "../schemas/globals";
import { causeKind, fixupKind, linkeditPart, syntheticKind } from "../schemas/image";
import { isImport, isInImage } from "../target";
import { needsBinding } from "./bindingKind";
import { pointerBytes } from "./syntheticSection";

interface StreamInput {
  readonly fixups: ReadonlyTable<Schemas["fixups"]>;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly slots: Table<Schemas["slots"]>;
  readonly strings: StringPool;
}

/** dyld counts segments from 0, rows count from 1. */
export const segmentNumber = (segment: SegmentIndex): number => segment - 1;

/** The four opcode streams; fills `slots.lazyBindOffset`, by which a helper entry names its lazy bind. */
export function addDyldInfo(parts: LinkeditParts, link: StreamInput): void {
  const { fixups, slots } = link;
  const rebases = createRebaseColumns(fixups.rowCount() - 1);
  const binds: Bind[] = [];
  const weakBinds: Bind[] = [];
  const lazyBinds: Bind[] = [];
  const lazySlots: SlotIndex[] = [];
  for (const fixup of fixups.rows()) {
    const kind = fixups.kind[fixup];
    if (kind === fixupKind.rebase) {
      rebases.segment[rebases.count] = segmentNumber(fixups.segment[fixup]);
      rebases.offset[rebases.count++] = fixups.offset[fixup];
    } else if (kind === fixupKind.bind) binds.push(bindOf(link, fixup));
    else if (kind === fixupKind.weakBind) weakBinds.push(bindOf(link, fixup));
    else {
      lazyBinds.push(bindOf(link, fixup));
      if (fixups.causeKind[fixup] === causeKind.lazyPointer) lazySlots.push(row(fixups.cause[fixup]));
    }
  }
  parts.set(linkeditPart.rebase, writeRebaseColumns(rebases));
  parts.set(linkeditPart.bind, writeBinds(binds));
  parts.set(linkeditPart.weakBind, writeWeakBinds(weakBinds, overrides(link)));
  const lazy = writeLazyBinds(lazyBinds);
  parts.set(linkeditPart.lazyBind, lazy.bytes);
  for (const [index, slot] of lazySlots.entries()) slots.lazyBindOffset[slot] = lazy.starts[index]!;
}

export function bindOf(
  { fixups, globals, strings }: Pick<StreamInput, "fixups" | "globals" | "strings">,
  fixup: FixupIndex,
): Bind {
  const global = fixups.global[fixup];
  return {
    segment: segmentNumber(fixups.segment[fixup]),
    offset: fixups.offset[fixup],
    name: strings.bytes(globals.name[global]),
    ordinal: globals.ordinal[global],
    addend: BigInt.asIntN(64, (BigInt(fixups.addendHigh[fixup]) << 32n) | BigInt(fixups.addendLow[fixup])),
    weakImport: (globals.flags[global] & globalFlags.weakImport) !== 0 && isImport(globals, global),
  };
}

/** Strong definitions here of what a dylib defines weakly: dyld must make all images use these. */
function overrides(link: StreamInput): Uint8Array[] {
  const { globals, strings } = link;
  const names: Uint8Array[] = [];
  for (const global of globals.rows())
    if ((globals.flags[global] & globalFlags.overridesWeakDylib) !== 0 && isInImage(link, global))
      names.push(strings.bytes(globals.name[global]));
  return names;
}

export function addExports(
  parts: LinkeditParts,
  exports: ReadonlyTable<Schemas["exports"]>,
  globals: ReadonlyTable<Schemas["globals"]>,
  strings: StringPool,
  layout: Layout,
): void {
  parts.set(linkeditPart.exports, writeSortedTrie(exportColumns({ exports, globals, strings, layout })));
}

export interface ExportInput {
  readonly exports: ReadonlyTable<Schemas["exports"]>;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly strings: StringPool;
  readonly layout: Layout;
}

/** An export under its own name. */
export function exportEntryOf(
  { exports, globals, layout }: ExportInput,
  entry: ExportIndex,
): Pick<Export, "flags" | "offset" | "reexport"> {
  const global = exports.global[entry];
  const isAbsolute = (globals.flags[global] & globalFlags.absolute) !== 0;
  const isPassedOn = globals.state[global] === globalState.imported;
  return {
    ...(isPassedOn ? { reexport: { ordinal: globals.ordinal[global], name: "" } } : {}),
    offset: exports.address[entry] - (isAbsolute ? 0 : layout.headerAddress),
    flags: exports.flags[entry],
  };
}

/** All of them, in the order of their rows. */
export function exportColumns({ exports, globals, strings, layout }: ExportInput): ExportColumns {
  const { bytes, ends } = strings.raw();
  const count = exports.rowCount() - 1;
  const columns = {
    count,
    names: bytes,
    nameStart: new Uint32Array(count),
    nameEnd: new Uint32Array(count),
    offset: new Float64Array(count),
    flags: new Uint32Array(count),
    special: new Map<number, Uint8Array>(),
  };
  for (const entry of exports.rows()) {
    const global = exports.global[entry];
    const at = entry - 1;
    const isAbsolute = (globals.flags[global] & globalFlags.absolute) !== 0;
    columns.nameStart[at] = ends[globals.name[global] - 1]!;
    columns.nameEnd[at] = ends[globals.name[global]]!;
    columns.offset[at] = exports.address[entry] - (isAbsolute ? 0 : layout.headerAddress);
    columns.flags[at] = exports.flags[entry];
    if (globals.state[global] !== globalState.imported) continue;
    // Passed on under its own name.
    const reexport = { ordinal: globals.ordinal[global], name: "" };
    const terminal = specialTerminal({ flags: exports.flags[entry], offset: 0, reexport });
    if (terminal !== undefined) columns.special.set(at, terminal);
  }
  return columns;
}

/** ld64 starts string tables with a blank, so that no name has index 0, which means "no name". */
export const firstString = Uint8Array.of(0x20, 0);

/** Symbol records and the strings they name; each name once. */
export function addSymbols(
  parts: LinkeditParts,
  outputSymbols: ReadonlyTable<Schemas["outputSymbols"]>,
  strings: StringPool,
): void {
  const records = new Uint8Array((outputSymbols.rowCount() - 1) * nlist64.bytes);
  const view = dataView(records);
  /** Where a name starts in the strings; 0 before it is seen. */
  const starts = new Uint32Array(strings.count());
  const order = new Uint32Array(outputSymbols.rowCount());
  let names = 0;
  const { bytes, ends } = strings.raw();
  let end = firstString.length;
  const startOf = (name: StringId): number => {
    // "No name" is the end of the blank.
    if (name === 0) return 1;
    if (starts[name] === 0) {
      starts[name] = end;
      order[names++] = name;
      end += (name === 0 ? 0 : ends[name]! - ends[name - 1]!) + 1;
    }
    return starts[name]!;
  };
  let at = 0;
  for (const symbol of outputSymbols.rows()) {
    putRecord(view, at, { outputSymbols, symbol, start: startOf(outputSymbols.name[symbol]) });
    at += nlist64.bytes;
  }
  parts.set(linkeditPart.symbols, records);
  const texts = new Uint8Array(end);
  texts.set(firstString);
  // Byte by byte: a view of every short name would cost more than its bytes.
  for (let i = 0; i < names; i++) {
    const name = order[i]!;
    if (name === 0) continue;
    let to = starts[name]!;
    for (let from = ends[name - 1]!; from < ends[name]!; from++) texts[to++] = bytes[from]!;
  }
  parts.set(linkeditPart.strings, texts);
}

/** `start`: where its name is in the strings. Field by field: an image has as many symbols as the program has names. */
export function putRecord(
  view: DataView,
  at: number,
  {
    outputSymbols,
    symbol,
    start,
  }: {
    readonly outputSymbols: ReadonlyTable<Schemas["outputSymbols"]>;
    readonly symbol: OutputSymbolIndex;
    readonly start: number;
  },
): void {
  const fields = nlist64.offsets;
  view.setUint32(at + fields.name, start, true);
  view.setUint8(at + fields.type, outputSymbols.type[symbol]);
  view.setUint8(at + fields.section, outputSymbols.section[symbol]);
  view.setUint16(at + fields.description, outputSymbols.description[symbol], true);
  view.setUint32(at + fields.value, lowWord(outputSymbols.value[symbol]), true);
  view.setUint32(at + fields.value + 4, highWord(outputSymbols.value[symbol]), true);
}

export interface IndirectInput {
  readonly slots: ReadonlyTable<Schemas["slots"]>;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly outputSections: Table<Schemas["outputSections"]>;
  readonly layout: Layout;
}

/** The order of the indirect table, as lld has it; stubs and lazy pointers are two lists of the same slots. */
const indirectOrder = [
  { section: syntheticKind.got, slots: slotKind.got },
  { section: syntheticKind.threadPointers, slots: slotKind.threadPointer },
  { section: syntheticKind.stubs, slots: slotKind.stub },
  { section: syntheticKind.lazyPointers, slots: slotKind.stub },
] as const;

/** Which symbol each slot stands for; fills reserved1, a section's first entry in the table. */
export function addIndirectSymbols(
  parts: LinkeditParts,
  link: IndirectInput & { readonly outputSymbols: ReadonlyTable<Schemas["outputSymbols"]> },
): void {
  const { globals, outputSymbols } = link;
  const records = new Uint32Array(globals.rowCount()).fill(indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL);
  for (const symbol of outputSymbols.rows())
    if (outputSymbols.global[symbol] !== 0) records[outputSymbols.global[symbol]] = symbol - 1;
  parts.set(
    linkeditPart.indirectSymbols,
    indirectSymbolsOf(link, (global) => records[global]),
  );
}

/** `recordOf`: the number of a name's record. */
export function indirectSymbolsOf(
  { slots, globals, outputSections, layout }: IndirectInput,
  recordOf: (global: GlobalIndex) => number | undefined,
): Uint8Array {
  const entries: number[] = [];
  for (const { section, slots: kind } of indirectOrder) {
    const output = layout.syntheticSections[section];
    if (output === undefined) continue;
    const first = entries.length;
    outputSections.reserved1[output] = first;
    // The section counts its entries by place; a place without a slot stands for nothing.
    const places = outputSections.size[output] / (outputSections.reserved2[output] || pointerBytes);
    for (let place = 0; place < places; place++) entries.push(indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL);
    for (const slot of slots.rows()) {
      const global = slots.global[slot];
      if (slots.kind[slot] !== kind || global === 0 || !needsBinding(globals, global)) continue;
      entries[first + slots.number[slot]] = recordOf(global) ?? indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL;
    }
  }
  const bytes = new Uint8Array(entries.length * 4);
  const view = dataView(bytes);
  for (const [index, entry] of entries.entries()) view.setUint32(index * 4, entry, true);
  return bytes;
}
