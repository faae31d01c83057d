// Ties the pointers that dyld will change into chains, page by page, and numbers the imports that binds count. What comes
// of it for each pointer is kept in its fixup; the pointers get their bytes when their values are known.

import type { Target } from "@/arch/target";
import type { DiagnosticSink, Place } from "@/base/diagnostic";
import { type FixupIndex, fromSignedWords, type GlobalIndex, row, type SegmentIndex } from "@/base/units";
import { type ChainedImport, type ChainedSegment, noChainInPage, writeChainedFixups } from "@/macho/chainedFixups";
import { chainedPointerFormats, chainStride, isInlineAddend, mostChainedImports } from "@/macho/chainedPointer";
import { bindSpecialOrdinals } from "@/macho/constants";
import type { ReadonlyTable, Table } from "@/tables/table";
import { rangeMessages } from "../diagnostics/rangeMessages";
import type { Layout } from "../layout";
import type { LinkeditParts } from "../linkedit";
import { type NameTables, relocationPlace } from "../relocationNames";
import type { Schemas } from "../schemas/all";
import { globalFlags } from "../schemas/globals";
import { causeKind, fixupKind, linkeditPart } from "../schemas/image";
import { isImport } from "../target";
import { isCoalesced } from "./bindingKind";
import { pointerBytes } from "./syntheticSection";

export interface ChainInput extends NameTables {
  readonly target: Target;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly segments: ReadonlyTable<Schemas["segments"]>;
  readonly fixups: Table<Schemas["fixups"]>;
  readonly layout: Layout;
  readonly diagnostics: DiagnosticSink;
}

/** lld writes addresses, not distances from the header, on every system. */
export const writtenPointerFormat = chainedPointerFormats.DYLD_CHAINED_PTR_64;

/** Fills `chainNext` and `chainImport` of every fixup, and makes the part of __LINKEDIT. */
export function addChainedFixups(parts: LinkeditParts, link: ChainInput): void {
  const { segments, fixups } = link;
  const order = inAddressOrder(fixups);
  const imports = numberImports(link, order);
  const chained: (ChainedSegment | undefined)[] = Array.from(segments.rows(), () => undefined);
  for (let first = 0; first < order.length; ) {
    const segment = fixups.segment[order[first]!];
    let end = first + 1;
    while (end < order.length && fixups.segment[order[end]!] === segment) end += 1;
    chained[segment - 1] = chainSegment(link, segment, order.slice(first, end));
    first = end;
  }
  parts.set(linkeditPart.chainedFixups, writeChainedFixups({ segments: chained, imports }));
}

export function inAddressOrder(fixups: ReadonlyTable<Schemas["fixups"]>): FixupIndex[] {
  return [...fixups.rows()].sort((a, b) => fixups.address[a] - fixups.address[b]);
}

/** One import for each name and addend that does not fit into the pointers. */
function numberImports({ globals, fixups, strings, diagnostics }: ChainInput, order: readonly FixupIndex[]) {
  const imports: ChainedImport[] = [];
  const numbers = new Map<string, number>();
  for (const fixup of order) {
    if (fixups.kind[fixup] !== fixupKind.bind) continue;
    const global = fixups.global[fixup];
    const low = fixups.addendLow[fixup];
    const high = fixups.addendHigh[fixup];
    const isInline = isInlineAddend(fromSignedWords(low, high));
    const key = isInline ? `${global}` : `${global} ${high} ${low}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = imports.length;
      numbers.set(key, number);
      const addend = isInline ? 0n : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
      imports.push({ ...importOf(globals, global), name: strings.bytes(globals.name[global]), addend });
    }
    fixups.chainImport[fixup] = number + 1;
  }
  if (imports.length > mostChainedImports)
    diagnostics.report(rangeMessages.tooManyImports(imports.length, mostChainedImports));
  return imports;
}

const importOf = (globals: ReadonlyTable<Schemas["globals"]>, global: GlobalIndex) => ({
  // All images must agree on a name that several may define.
  ordinal: isCoalesced(globals, global) ? bindSpecialOrdinals.BIND_SPECIAL_DYLIB_WEAK_LOOKUP : globals.ordinal[global],
  weakImport: (globals.flags[global] & globalFlags.weakImport) !== 0 && isImport(globals, global),
});

function chainSegment(link: ChainInput, segment: SegmentIndex, order: readonly FixupIndex[]): ChainedSegment {
  const { fixups, segments, layout, target } = link;
  const { pageSize } = target;
  const pageOf = (fixup: FixupIndex): number => Math.floor(fixups.offset[fixup] / pageSize);
  const pageStarts = new Array<number>(pageOf(order.at(-1)!) + 1).fill(noChainInPage);
  let before = row<FixupIndex>(0);
  for (const fixup of order) {
    if (before === 0 || pageOf(before) !== pageOf(fixup)) pageStarts[pageOf(fixup)] = fixups.offset[fixup] % pageSize;
    else tie(link, before, fixup);
    before = fixup;
  }
  return {
    segmentOffset: segments.address[segment] - layout.headerAddress,
    pageSize,
    pointerFormat: writtenPointerFormat,
    pageStarts,
  };
}

function tie(link: ChainInput, before: FixupIndex, fixup: FixupIndex): void {
  const distance = link.fixups.address[fixup] - link.fixups.address[before];
  if (distance < pointerBytes) link.diagnostics.report(rangeMessages.fixupsOverlap(placeOf(link, fixup), distance));
  else if (distance % chainStride !== 0)
    link.diagnostics.report(rangeMessages.fixupUnaligned(placeOf(link, fixup), distance, chainStride));
  else link.fixups.chainNext[before] = distance / chainStride;
}

/** Where the pointer stands in its source; slots have none, and are never told of. */
export function placeOf(
  link: NameTables & { readonly fixups: ReadonlyTable<Schemas["fixups"]> },
  fixup: FixupIndex,
): Place | undefined {
  if (link.fixups.causeKind[fixup] !== causeKind.relocation) return undefined;
  return relocationPlace(link, row(link.fixups.cause[fixup]));
}
