// Reads chained fixups: the starts and imports that LC_DYLD_CHAINED_FIXUPS points to, and the chains through the pages of
// a segment, as dyld follows them.

import {
  type ChainedFixups,
  type ChainedImport,
  type ChainedSegment,
  chainedImportBytes,
  noChainInPage,
  shortOrdinalEnd,
} from "./chainedFixups";
import { type ChainedPointer, chainStride, decodeChainedPointer, isPlainPointerFormat } from "./chainedPointer";
import { chainedFixupsHeader, chainedStartsInSegment } from "./layouts";
import { checkRange, findZero, MalformedFile } from "./malformed";
import { dataView } from "./struct";

export interface DecodedChainedFixups extends ChainedFixups {
  readonly importsFormat: number;
  readonly startsOffset: number;
  readonly importsOffset: number;
  readonly symbolsOffset: number;
  /** Where each segment's starts lie, from the start of the data; 0 without. */
  readonly segmentStarts: readonly number[];
}

/** Reads what LC_DYLD_CHAINED_FIXUPS points to; the pointers themselves lie in the segments. */
export function readChainedFixups(bytes: Uint8Array): DecodedChainedFixups {
  const view = dataView(bytes);
  checkRange(bytes.length, 0, chainedFixupsHeader.bytes, "the header of the chained fixups", 0);
  const header = chainedFixupsHeader.read(view, 0);
  if (header.fixupsVersion !== 0)
    throw new MalformedFile(0, "chained fixups of version 0 are expected", `version ${header.fixupsVersion}`);
  if (header.symbolsFormat !== 0)
    throw new MalformedFile(24, "uncompressed names are expected", `format ${header.symbolsFormat}`);
  const { startsOffset, importsOffset, symbolsOffset, importsFormat } = header;
  checkRange(bytes.length, startsOffset, 4, "the starts of chains", 4);
  const count = view.getUint32(startsOffset, true);
  checkRange(bytes.length, startsOffset, 4 + 4 * count, "the starts of chains", startsOffset);
  const segmentStarts = Array.from({ length: count }, (_, index) => {
    const offset = view.getUint32(startsOffset + 4 + 4 * index, true);
    return offset === 0 ? 0 : startsOffset + offset;
  });
  return {
    importsFormat,
    startsOffset,
    importsOffset,
    symbolsOffset,
    segmentStarts,
    segments: segmentStarts.map((at) => (at === 0 ? undefined : readStarts(bytes, at))),
    imports: readImports(bytes, header),
  };
}

function readStarts(bytes: Uint8Array, at: number): ChainedSegment {
  checkRange(bytes.length, at, chainedStartsInSegment.bytes, "the starts of a segment", at);
  const view = dataView(bytes);
  const { pageSize, pointerFormat, segmentOffset, pageCount } = chainedStartsInSegment.read(view, at);
  const first = at + chainedStartsInSegment.bytes;
  checkRange(bytes.length, first, 2 * pageCount, "the page starts of a segment", at);
  return {
    segmentOffset,
    pageSize,
    pointerFormat,
    pageStarts: Array.from({ length: pageCount }, (_, page) => view.getUint16(first + 2 * page, true)),
  };
}

const longOrdinalEnd = 0xfff0;

function nameAt(bytes: Uint8Array, start: number, index: number): Uint8Array {
  const end = start < bytes.length ? findZero(bytes, start, bytes.length) : bytes.length;
  if (end === bytes.length) throw new MalformedFile(start, `the name of import ${index} is not terminated`);
  return bytes.subarray(start, end);
}

function readImports(
  bytes: Uint8Array,
  header: { importsOffset: number; symbolsOffset: number; importsCount: number; importsFormat: number },
): ChainedImport[] {
  const { importsOffset, symbolsOffset, importsCount, importsFormat } = header;
  const size = chainedImportBytes[importsFormat];
  if (size === undefined) throw new MalformedFile(20, "an import format from 1 to 3 is expected", `${importsFormat}`);
  checkRange(bytes.length, importsOffset, importsCount * size, "the imports of chained fixups", 8);
  const view = dataView(bytes);
  return Array.from({ length: importsCount }, (_, index): ChainedImport => {
    const at = importsOffset + index * size;
    const word = view.getUint32(at, true);
    const isLong = size === 16;
    const nameOffset = isLong ? view.getUint32(at + 4, true) : word >>> 9;
    const ordinal = isLong ? word & 0xffff : word & 0xff;
    return {
      name: nameAt(bytes, symbolsOffset + nameOffset, index),
      // Special libraries count down from the end.
      ordinal: ordinal >= (isLong ? longOrdinalEnd : shortOrdinalEnd) ? ordinal - (isLong ? 0x1_0000 : 0x100) : ordinal,
      weakImport: (word & (isLong ? 0x1_0000 : 0x100)) !== 0,
      addend: size === 4 ? 0n : isLong ? view.getBigInt64(at + 8, true) : BigInt(view.getInt32(at + 4, true)),
    };
  });
}

/** One pointer of a chain. */
export interface ChainedPlace {
  /** Number of the segment's command. */
  readonly segment: number;
  /** From the start of the segment. */
  readonly offset: number;
  readonly pointer: ChainedPointer;
}

/**
 * Walks the chains of one segment as dyld does: from each page's first pointer, by the distances in the pointers. Throws
 * MalformedFile where a chain leaves its page or the segment.
 */
export function* walkChains(
  segment: number,
  { pageStarts, pageSize, pointerFormat }: ChainedSegment,
  contents: Uint8Array,
): Generator<ChainedPlace> {
  if (!isPlainPointerFormat(pointerFormat))
    throw new MalformedFile(0, "pointers of DYLD_CHAINED_PTR_64 or _64_OFFSET are expected", `format ${pointerFormat}`);
  const view = dataView(contents);
  for (const [page, start] of pageStarts.entries()) {
    if (start === noChainInPage) continue;
    let offset = page * pageSize + start;
    const end = (page + 1) * pageSize;
    for (;;) {
      if (offset >= end) throw new MalformedFile(offset, `the chain of page ${page} of segment ${segment} leaves it`);
      checkRange(contents.length, offset, 8, `a pointer of page ${page} of segment ${segment}`, offset);
      const pointer = decodeChainedPointer({
        low: view.getUint32(offset, true),
        high: view.getUint32(offset + 4, true),
      });
      yield { segment, offset, pointer };
      if (pointer.next === 0) break;
      offset += pointer.next * chainStride;
    }
  }
}
