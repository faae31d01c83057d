// __TEXT,__unwind_info (`<mach-o/compact_unwind_encoding.h>`): for every function how its frame is undone, in two levels
// of tables that an unwinder searches by address. Offsets of functions, LSDAs and personalities count from the header.

import { checkRange, MalformedFile } from "./malformed";
import { dataView } from "./struct";

export interface UnwindFunction {
  /** Bytes from the header to the function's start. */
  readonly offset: number;
  /** Frame layout of the CPU, with the personality's number in bits 28 and 29. */
  readonly encoding: number;
  /** Bytes from the header to its language-specific data; 0 without. */
  readonly lsda: number;
}

export interface UnwindInfo {
  /** In ascending order of offset. An entry holds up to the next one. */
  readonly functions: readonly UnwindFunction[];
  /** Bytes from the header to the GOT cells of the personality routines, at most 3. */
  readonly personalities: readonly number[];
  /** Where the last function ends. */
  readonly end: number;
}

const version = 1;
const headerWords = 7;
const pageBytes = 4096;
const pageWords = pageBytes / 4;
const compressedKind = 3;
const regularKind = 2;
const compressedHeaderBytes = 12;
const regularHeaderBytes = 8;
const regularMost = (pageBytes - regularHeaderBytes) / 8;
/** Numbers below this are common to all pages, the rest a page's own. */
const commonMost = 127;
const encodingMost = 256;
/** Compressed entries hold the distance from their page's first function in 24 bits. */
const compressedReach = 0xff_ffff;

/** Encodings by how often they occur, the most frequent first. */
function commonEncodings(functions: readonly UnwindFunction[]): number[] {
  const counts = new Map<number, number>();
  for (const { encoding } of functions) counts.set(encoding, (counts.get(encoding) ?? 0) + 1);
  const ordered = [...counts].sort(([a, countA], [b, countB]) => countB - countA || b - a);
  return ordered.slice(0, commonMost).map(([encoding]) => encoding);
}

interface Page {
  readonly first: number;
  end: number;
  compressed: boolean;
  /** Encodings that only this page lists. */
  readonly own: number[];
}

function splitPages(functions: readonly UnwindFunction[], common: ReadonlyMap<number, number>): Page[] {
  const pages: Page[] = [];
  for (let i = 0; i < functions.length; ) {
    const page: Page = { first: i, end: i, compressed: true, own: [] };
    let words = pageWords - compressedHeaderBytes / 4;
    for (; i < functions.length && words > 0; i++) {
      const { offset, encoding } = functions[i]!;
      if (offset - functions[page.first]!.offset > compressedReach) break;
      if (!common.has(encoding) && !page.own.includes(encoding)) {
        if (words < 2 || common.size + page.own.length >= encodingMost) break;
        page.own.push(encoding);
        words -= 1;
      }
      words -= 1;
    }
    // A page of many different encodings holds more when each entry has its own.
    if (i < functions.length && i - page.first < regularMost) {
      i = Math.min(page.first + regularMost, functions.length);
      page.compressed = false;
      page.own.length = 0;
    }
    page.end = i;
    pages.push(page);
  }
  return pages;
}

export function writeUnwindInfo({ functions, personalities, end }: UnwindInfo): Uint8Array<ArrayBuffer> {
  const encodings = commonEncodings(functions);
  const common = new Map(encodings.map((encoding, index) => [encoding, index]));
  const pages = splitPages(functions, common);
  const personalitiesAt = headerWords * 4 + encodings.length * 4;
  const indexAt = personalitiesAt + personalities.length * 4;
  const lsdasAt = indexAt + (pages.length + 1) * 12;
  const pagesAt = lsdasAt + functions.filter(({ lsda }) => lsda !== 0).length * 8;
  const bytes = new Uint8Array(pagesAt + pages.length * pageBytes);
  const view = dataView(bytes);
  const words = (at: number, values: readonly number[]) => {
    for (const [index, value] of values.entries()) view.setUint32(at + index * 4, value, true);
  };
  const counts = [encodings.length, personalitiesAt, personalities.length, indexAt, pages.length + 1];
  words(0, [version, headerWords * 4, ...counts]);
  words(headerWords * 4, encodings);
  words(personalitiesAt, personalities);
  let lsdaAt = lsdasAt;
  for (const [number, page] of pages.entries()) {
    const at = pagesAt + number * pageBytes;
    words(indexAt + number * 12, [functions[page.first]!.offset, at, lsdaAt]);
    for (let i = page.first; i < page.end; i++) {
      const { offset, lsda } = functions[i]!;
      if (lsda === 0) continue;
      words(lsdaAt, [offset, lsda]);
      lsdaAt += 8;
    }
    if (page.compressed) writeCompressed(view, at, functions, page, common);
    else writeRegular(view, at, functions, page);
  }
  words(indexAt + pages.length * 12, [end, 0, lsdaAt]);
  return bytes;
}

function writeCompressed(
  view: DataView,
  at: number,
  functions: readonly UnwindFunction[],
  { first, end, own }: Page,
  common: ReadonlyMap<number, number>,
): void {
  const count = end - first;
  view.setUint32(at, compressedKind, true);
  view.setUint16(at + 4, compressedHeaderBytes, true);
  view.setUint16(at + 6, count, true);
  view.setUint16(at + 8, compressedHeaderBytes + count * 4, true);
  view.setUint16(at + 10, own.length, true);
  const start = functions[first]!.offset;
  for (let i = first; i < end; i++) {
    const { offset, encoding } = functions[i]!;
    const number = common.get(encoding) ?? common.size + own.indexOf(encoding);
    view.setUint32(at + compressedHeaderBytes + (i - first) * 4, ((number << 24) | (offset - start)) >>> 0, true);
  }
  for (const [index, encoding] of own.entries())
    view.setUint32(at + compressedHeaderBytes + (count + index) * 4, encoding, true);
}

function writeRegular(view: DataView, at: number, functions: readonly UnwindFunction[], { first, end }: Page): void {
  view.setUint32(at, regularKind, true);
  view.setUint16(at + 4, regularHeaderBytes, true);
  view.setUint16(at + 6, end - first, true);
  for (let i = first; i < end; i++) {
    view.setUint32(at + regularHeaderBytes + (i - first) * 8, functions[i]!.offset, true);
    view.setUint32(at + regularHeaderBytes + (i - first) * 8 + 4, functions[i]!.encoding, true);
  }
}

/** Everything the section says. Throws MalformedFile where it names places outside itself or is out of order. */
export function readUnwindInfo(bytes: Uint8Array): UnwindInfo {
  const view = dataView(bytes);
  const word = (at: number, what: string) => {
    checkRange(bytes.length, at, 4, what, at);
    return view.getUint32(at, true);
  };
  const half = (at: number) => {
    checkRange(bytes.length, at, 2, "an unwind page's header", at);
    return view.getUint16(at, true);
  };
  const list = (at: number, count: number, what: string) => {
    checkRange(bytes.length, at, count * 4, what, at);
    return Array.from({ length: count }, (_, index) => view.getUint32(at + index * 4, true));
  };
  const [found, commonAt, commonCount, personalitiesAt, personalityCount, indexAt, indexCount] = list(
    0,
    headerWords,
    "the unwind header",
  ) as [number, number, number, number, number, number, number];
  if (found !== version) throw new MalformedFile(0, `unwind information has version ${version}`, String(found));
  const common = list(commonAt, commonCount, "the common encodings");
  const personalities = list(personalitiesAt, personalityCount, "the personalities");
  checkRange(bytes.length, indexAt, indexCount * 12, "the unwind index", indexAt);
  const functions: UnwindFunction[] = [];
  const lsdas = new Map<number, number>();
  const index = (entry: number, field: number) => word(indexAt + entry * 12 + field * 4, "the unwind index");
  for (let entry = 0; entry + 1 < indexCount; entry++) {
    for (let at = index(entry, 2); at < index(entry + 1, 2); at += 8)
      lsdas.set(word(at, "an LSDA entry"), word(at + 4, "an LSDA entry"));
    const page = index(entry, 1);
    const kind = word(page, "an unwind page");
    const entriesAt = page + half(page + 4);
    const count = half(page + 6);
    if (kind !== compressedKind && kind !== regularKind)
      throw new MalformedFile(page, "an unwind page has kind 2 or 3", String(kind));
    const own = kind === compressedKind ? list(page + half(page + 8), half(page + 10), "a page's encodings") : [];
    for (let i = 0; i < count; i++) {
      if (kind === regularKind) {
        const at = entriesAt + i * 8;
        functions.push({ offset: word(at, "an unwind entry"), encoding: word(at + 4, "an unwind entry"), lsda: 0 });
        continue;
      }
      const packed = word(entriesAt + i * 4, "an unwind entry");
      const number = packed >>> 24;
      const encoding = number < common.length ? common[number] : own[number - common.length];
      if (encoding === undefined)
        throw new MalformedFile(entriesAt + i * 4, "an encoding's number is below their count", String(number));
      functions.push({ offset: index(entry, 0) + (packed & compressedReach), encoding, lsda: 0 });
    }
  }
  return {
    functions: functions.map((entry) => ({ ...entry, lsda: lsdas.get(entry.offset) ?? 0 })),
    personalities,
    end: indexCount === 0 ? 0 : index(indexCount - 1, 0),
  };
}
