// What an incremental link keeps between flushes: the tables of a link, as tables that rows join and leave, and beside
// them what no reader needs. The record itself has no behaviour; each file of this folder looks after a part of it.

import type { RelocationRules } from "@/arch/rules";
import { type Target, targetFor } from "@/arch/target";
import type { Diagnostic, DiagnosticSink } from "@/base/diagnostic";
import type { RoomyBytes } from "@/base/roomyBytes";
import type { FileIndex } from "@/base/units";
import { row } from "@/base/units";
import { createGrowingTable } from "@/tables/growing";
import type { StringPool } from "@/tables/stringPool";
import { emptyLayout, type Layout } from "../layout";
import type { LinkOptions } from "../options";
import { createFileMemory, type FileMemory } from "../parse/fileMemory";
import { createParsedInputs, type ParsedInputs } from "../parsedInputs";
import { schemas } from "../schemas/all";
import { createTrace, type Trace } from "../trace/trace";
import type { SizeHints } from "./capacity";
import { createDirt, type Dirt } from "./dirt";
import { createFixupOwners, type FixupOwners } from "./fixupOwners";
import { createGrowingImage, type GrowingImage } from "./growingImage";
import { createFixupChanges, type FixupChanges } from "./linkedit/fixupChanges";
import { createParts } from "./linkedit/partOrder";
import { createRecordRows, type RecordRows } from "./linkedit/recordRows";

const createStores = () => ({
  files: createGrowingTable(schemas.files),
  sections: createGrowingTable(schemas.sections),
  symbols: createGrowingTable(schemas.symbols),
  atoms: createGrowingTable(schemas.atoms),
  relocations: createGrowingTable(schemas.relocations),
  globals: createGrowingTable(schemas.globals),
  requests: createGrowingTable(schemas.requests),
  slots: createGrowingTable(schemas.slots),
  segments: createGrowingTable(schemas.segments),
  outputSections: createGrowingTable(schemas.outputSections),
  fixups: createGrowingTable(schemas.fixups),
  patches: createGrowingTable(schemas.patches),
  exports: createGrowingTable(schemas.exports),
  outputSymbols: createGrowingTable(schemas.outputSymbols),
});
export type Stores = ReturnType<typeof createStores>;
/** The same tables, as shared code takes them. */
type Tables = { readonly [N in keyof Stores]: Stores[N]["table"] };

export interface IncrementalState extends Tables {
  readonly options: LinkOptions;
  readonly hints: SizeHints;
  readonly target: Target;
  readonly rules: RelocationRules;
  readonly strings: StringPool;
  readonly stores: Stores;
  readonly parsed: ParsedInputs;
  readonly memory: FileMemory;
  readonly layout: Layout;
  readonly image: GrowingImage;
  readonly dirt: Dirt;
  readonly fixupOwners: FixupOwners;
  readonly fixupChanges: FixupChanges;
  readonly recordRows: RecordRows;
  /** The parts of __LINKEDIT that the program makes, by linkeditPart. */
  readonly parts: ReadonlyMap<number, RoomyBytes>;
  /** Of the flush at hand, or the next one. */
  trace: Trace;
  /** Its number, from 1. */
  flush: number;
  /** Told what is going on, now and then: a large program's first flush takes seconds. */
  onStep: (step: string) => void;
  readonly problems: Diagnostic[];
  readonly diagnostics: DiagnosticSink;
  /** Input bytes of each atom; none for zerofill. */
  readonly contents: (Uint8Array | undefined)[];
  /** By file: its place in the order of the link, which decides between equals. */
  readonly rank: number[];
  /** The file that declarations are in; 0 until there is one. */
  declarationFile: FileIndex;
}

export function createState(options: LinkOptions, hints: SizeHints, strings: StringPool): IncrementalState {
  const stores = createStores();
  const tables: Record<string, unknown> = {};
  for (const [name, store] of Object.entries(stores)) tables[name] = store.table;
  const problems: Diagnostic[] = [];
  const dirt = createDirt();
  const target = targetFor(options.architecture);
  const fixupChanges = createFixupChanges(stores.fixups.table);
  const state = {
    ...(tables as Tables),
    options,
    hints,
    target,
    rules: target.rules,
    strings,
    stores,
    parsed: createParsedInputs(),
    memory: createFileMemory(),
    layout: emptyLayout(),
    dirt,
    fixupOwners: createFixupOwners(stores.fixups, fixupChanges),
    fixupChanges,
    recordRows: createRecordRows(stores.outputSymbols, dirt.localRecords),
    parts: createParts(),
    trace: createTrace("off"),
    flush: 1,
    onStep: () => {},
    problems,
    diagnostics: { report: (diagnostic: Diagnostic) => void problems.push(diagnostic) },
    contents: [],
    rank: [],
    declarationFile: row<FileIndex>(0),
  };
  return { ...state, image: createGrowingImage() };
}
