// What the bytes of __LINKEDIT mean, one record or opcode at a time: the tables that dyld, debuggers and the kernel
// read. Ranges come from the layout of the build; contents are decoded once per build and part.

import { decodeText } from "@/base/text";
import { type FileOffset, fileOffset, type OutputSymbolIndex, row } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { linkeditPart } from "@/linker/schemas/image";
import { type DecodedBinds, readBinds } from "@/macho/bindStream";
import { nlist64 } from "@/macho/layouts";
import { type DecodedRebases, readRebases } from "@/macho/rebaseStream";
import { chainedRecords } from "./chainedRecords";
import { stabKindOf, stabText } from "./debugMap";
import { perBuild } from "./perBuild";
import { lastAtMost } from "./places";
import type { Subject } from "./subject";

/** Where a part of __LINKEDIT lies in the file. */
export interface LinkeditRange {
  readonly part: number;
  readonly title: string;
  readonly from: FileOffset;
  readonly to: FileOffset;
}

const titles = new Map<number, string>([
  [linkeditPart.rebase, "rebase opcodes"],
  [linkeditPart.bind, "bind opcodes"],
  [linkeditPart.weakBind, "weak bind opcodes"],
  [linkeditPart.lazyBind, "lazy bind opcodes"],
  [linkeditPart.exports, "export trie"],
  [linkeditPart.functionStarts, "function starts"],
  [linkeditPart.dataInCode, "data in code"],
  [linkeditPart.symbols, "symbol table"],
  [linkeditPart.indirectSymbols, "indirect symbol table"],
  [linkeditPart.strings, "string table"],
  [linkeditPart.signature, "code signature"],
  [linkeditPart.chainedFixups, "chained fixups"],
]);

/** Parts that have bytes, in file order. */
export const linkeditRanges = perBuild((view): readonly LinkeditRange[] => {
  const ranges: LinkeditRange[] = [];
  for (const [part, title] of titles) {
    const range = view.layout.linkedit[part];
    if (range === undefined || range.size <= 0) continue;
    ranges.push({ part, title, from: range.offset, to: fileOffset(range.offset + range.size) });
  }
  return ranges.sort((a, b) => a.from - b.from);
});

export function linkeditAt(view: BuildView, offset: FileOffset): LinkeditRange | undefined {
  return linkeditRanges(view).find((range) => offset >= range.from && offset < range.to);
}

export interface DecodedStream {
  /** Offsets from the start of the stream, ascending, and each opcode's text. */
  readonly offsets: readonly number[];
  readonly texts: readonly string[];
}
const toStream = ({ opcodes }: DecodedBinds | DecodedRebases): DecodedStream => ({
  offsets: opcodes.map((opcode) => opcode.offset),
  texts: opcodes.map((opcode) => opcode.text),
});

const decoders: Readonly<Record<number, (bytes: Uint8Array) => DecodedStream>> = {
  [linkeditPart.rebase]: (bytes) => toStream(readRebases(bytes)),
  [linkeditPart.bind]: (bytes) => toStream(readBinds(bytes, "bind")),
  [linkeditPart.weakBind]: (bytes) => toStream(readBinds(bytes, "weak")),
  [linkeditPart.lazyBind]: (bytes) => toStream(readBinds(bytes, "lazy")),
  [linkeditPart.chainedFixups]: chainedRecords,
};

const streams = perBuild(() => new Map<number, DecodedStream>());

/** The opcodes of a part; none when it is no opcode stream. The linker wrote them, so they decode. */
export function streamOf(view: BuildView, part: number): DecodedStream | undefined {
  const decode = decoders[part];
  const range = view.layout.linkedit[part];
  if (decode === undefined || range === undefined || view.image === undefined) return undefined;
  const known = streams(view);
  let stream = known.get(part);
  if (stream === undefined) {
    stream = decode(view.image.subarray(range.offset, range.offset + range.size));
    known.set(part, stream);
  }
  return stream;
}

/** One record or opcode inside a part. */
export interface LinkeditRecord {
  readonly text: string;
  readonly from: FileOffset;
  readonly to: FileOffset;
  readonly subject: Subject | undefined;
}

function symbolRecord(view: BuildView, range: LinkeditRange, offset: FileOffset): LinkeditRecord | undefined {
  const number = Math.floor((offset - range.from) / nlist64.bytes);
  const symbol = row<OutputSymbolIndex>(number + 1);
  if (symbol >= view.outputSymbols.rowCount()) return undefined;
  const from = range.from + number * nlist64.bytes;
  const into = offset - from;
  const field = Object.entries(nlist64.offsets).findLast(([, start]) => start <= into)?.[0] ?? "";
  const global = view.outputSymbols.global[symbol];
  const local = view.outputSymbols.symbol[symbol];
  const stab = stabKindOf(view, symbol);
  if (stab !== undefined)
    return {
      text: `record ${number} (debug map, ${[stab.title, stabText(view, symbol)].filter(Boolean).join(": ")}), ${field}`,
      from: fileOffset(from),
      to: fileOffset(from + nlist64.bytes),
      subject: undefined,
    };
  return {
    text: `record ${number} (${view.strings.text(view.outputSymbols.name[symbol])}), ${field}`,
    from: fileOffset(from),
    to: fileOffset(from + nlist64.bytes),
    subject: global !== 0 ? { kind: "global", global } : local !== 0 ? { kind: "symbol", symbol: local } : undefined,
  };
}

function stringRecord(image: Uint8Array, range: LinkeditRange, offset: FileOffset): LinkeditRecord {
  let from: number = offset;
  while (from > range.from && image[from - 1] !== 0) from -= 1;
  const zero = image.indexOf(0, offset);
  const end = zero === -1 || zero >= range.to ? range.to : zero + 1;
  const text = decodeText(image.subarray(from, Math.min(end, from + 200))).replace(/\0/g, "");
  return {
    text: text === "" ? "NUL" : `“${text}”`,
    from: fileOffset(from),
    to: fileOffset(Math.max(end, from + 1)),
    subject: undefined,
  };
}

function streamRecord(view: BuildView, range: LinkeditRange, offset: FileOffset): LinkeditRecord | undefined {
  const stream = streamOf(view, range.part);
  const at = stream === undefined ? -1 : lastAtMost(stream.offsets, offset - range.from);
  if (stream === undefined || at === -1) return undefined;
  return {
    text: stream.texts[at].replace(/^(BIND|REBASE)_OPCODE_/, ""),
    from: fileOffset(range.from + stream.offsets[at]),
    to: fileOffset(at + 1 < stream.offsets.length ? range.from + stream.offsets[at + 1] : range.to),
    subject: undefined,
  };
}

/** The record, string or opcode of a part that covers the byte. */
export function linkeditRecordAt(
  view: BuildView,
  range: LinkeditRange,
  offset: FileOffset,
): LinkeditRecord | undefined {
  if (view.image === undefined) return undefined;
  switch (range.part) {
    case linkeditPart.symbols:
      return symbolRecord(view, range, offset);
    case linkeditPart.strings:
      return stringRecord(view.image, range, offset);
    case linkeditPart.indirectSymbols: {
      const number = Math.floor((offset - range.from) / 4);
      const from = range.from + number * 4;
      return { text: `entry ${number}`, from: fileOffset(from), to: fileOffset(from + 4), subject: undefined };
    }
    default:
      return streamRecord(view, range, offset);
  }
}
