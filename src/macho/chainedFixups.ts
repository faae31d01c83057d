// What LC_DYLD_CHAINED_FIXUPS points to (`<mach-o/fixup-chains.h>`): where the chain of each page starts, and the imports
// that binds count. The chains themselves run through the pointers of the segments.

import { namedValues } from "@/base/names";
import { chainedFixupsHeader, chainedStartsInSegment } from "./layouts";
import { dataView } from "./struct";

export const chainedImportFormats = namedValues({
  DYLD_CHAINED_IMPORT: 1,
  DYLD_CHAINED_IMPORT_ADDEND: 2,
  DYLD_CHAINED_IMPORT_ADDEND64: 3,
});
/** In place of the offset of a page's first pointer. */
export const noChainInPage = 0xffff;
/** Bytes of an import by its format. */
export const chainedImportBytes: Readonly<Record<number, number>> = { 1: 4, 2: 8, 3: 16 };
/** Ordinals from here on mean something else in the 8 bits that the short formats have. */
export const shortOrdinalEnd = 0xf0;

/** A name that binds of this image count, from 0. */
export interface ChainedImport {
  readonly name: Uint8Array;
  /** Of its library, or one of bindSpecialOrdinals. */
  readonly ordinal: number;
  readonly weakImport: boolean;
  /** Added to every bind's own. */
  readonly addend: bigint;
}

export interface ChainedSegment {
  /** From the start of the header in memory. */
  readonly segmentOffset: number;
  readonly pageSize: number;
  readonly pointerFormat: number;
  /** Offset of the first pointer in each page; DYLD_CHAINED_PTR_START_NONE for pages without. */
  readonly pageStarts: readonly number[];
}

export interface ChainedFixups {
  /** By the number of the segment's command; undefined without pointers to change. */
  readonly segments: readonly (ChainedSegment | undefined)[];
  readonly imports: readonly ChainedImport[];
}

const align8 = (offset: number): number => Math.ceil(offset / 8) * 8;
const shortNameEnd = 2 ** 23;

/** The least format that holds every import. */
function importFormatFor(imports: readonly ChainedImport[], nameBytes: number): number {
  const isLong = ({ addend, ordinal }: ChainedImport) =>
    BigInt.asIntN(32, addend) !== addend || ordinal >= shortOrdinalEnd;
  if (nameBytes > shortNameEnd || imports.some(isLong)) return chainedImportFormats.DYLD_CHAINED_IMPORT_ADDEND64;
  const { DYLD_CHAINED_IMPORT, DYLD_CHAINED_IMPORT_ADDEND } = chainedImportFormats;
  return imports.some(({ addend }) => addend !== 0n) ? DYLD_CHAINED_IMPORT_ADDEND : DYLD_CHAINED_IMPORT;
}

/** The names behind an empty one; returns where each starts. */
function packNames(imports: readonly ChainedImport[]): { readonly starts: number[]; readonly bytes: Uint8Array } {
  const starts: number[] = [];
  let end = 1;
  for (const { name } of imports) {
    starts.push(end);
    end += name.length + 1;
  }
  const bytes = new Uint8Array(end);
  for (const [index, { name }] of imports.entries()) bytes.set(name, starts[index]);
  return { starts, bytes };
}

function writeImport(view: DataView, at: number, format: number, entry: ChainedImport, nameOffset: number): void {
  const weak = entry.weakImport ? 1 : 0;
  if (format === chainedImportFormats.DYLD_CHAINED_IMPORT_ADDEND64) {
    view.setUint32(at, ((entry.ordinal & 0xffff) | (weak << 16)) >>> 0, true);
    view.setUint32(at + 4, nameOffset, true);
    view.setBigInt64(at + 8, entry.addend, true);
    return;
  }
  view.setUint32(at, ((entry.ordinal & 0xff) | (weak << 8) | (nameOffset << 9)) >>> 0, true);
  if (format === chainedImportFormats.DYLD_CHAINED_IMPORT_ADDEND) view.setInt32(at + 4, Number(entry.addend), true);
}

/** What LC_DYLD_CHAINED_FIXUPS points to. */
export function writeChainedFixups({ segments, imports }: ChainedFixups): Uint8Array {
  const startsOffset = align8(chainedFixupsHeader.bytes);
  const segmentOffsets: number[] = [];
  let end = 4 + 4 * segments.length;
  for (const segment of segments) {
    if (segment !== undefined) end = align8(end);
    segmentOffsets.push(segment === undefined ? 0 : end);
    if (segment !== undefined) end += chainedStartsInSegment.bytes + 2 * segment.pageStarts.length;
  }
  const names = packNames(imports);
  const format = importFormatFor(imports, names.bytes.length);
  const importsOffset = align8(startsOffset + end);
  const symbolsOffset = importsOffset + imports.length * chainedImportBytes[format]!;
  const bytes = new Uint8Array(align8(symbolsOffset + names.bytes.length));
  const view = dataView(bytes);
  chainedFixupsHeader.write(view, 0, {
    fixupsVersion: 0,
    startsOffset,
    importsOffset,
    symbolsOffset,
    importsCount: imports.length,
    importsFormat: format,
    symbolsFormat: 0,
  });
  view.setUint32(startsOffset, segments.length, true);
  for (const [index, segment] of segments.entries()) {
    view.setUint32(startsOffset + 4 + 4 * index, segmentOffsets[index]!, true);
    if (segment !== undefined) writeStarts(view, startsOffset + segmentOffsets[index]!, segment);
  }
  for (const [index, entry] of imports.entries())
    writeImport(view, importsOffset + index * chainedImportBytes[format]!, format, entry, names.starts[index]!);
  bytes.set(names.bytes, symbolsOffset);
  return bytes;
}

function writeStarts(view: DataView, at: number, segment: ChainedSegment): void {
  const { pageStarts, pageSize, pointerFormat, segmentOffset } = segment;
  chainedStartsInSegment.write(view, at, {
    size: chainedStartsInSegment.bytes + 2 * pageStarts.length,
    pageSize,
    pointerFormat,
    segmentOffset,
    maximumPointer: 0,
    pageCount: pageStarts.length,
  });
  for (const [page, start] of pageStarts.entries())
    view.setUint16(at + chainedStartsInSegment.bytes + 2 * page, start, true);
}
