// LC_DATA_IN_CODE: ranges of data between instructions (jump tables), which disassemblers must not decode. Offsets
// count from the start of the file in an image, and are section addresses in an object's unnamed segment.

import { fileOffset } from "@/base/units";
import { dataInCodeEntry } from "./layouts";
import { checkRange, MalformedFile } from "./malformed";
import { dataView } from "./struct";

export interface DataInCode {
  readonly offset: number;
  readonly length: number;
  /** One of dataInCodeKinds. */
  readonly kind: number;
}

/** Entries in ascending order of offset, as dyld's tools expect them. */
export function writeDataInCode(entries: readonly DataInCode[]): Uint8Array<ArrayBuffer> {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  const bytes = new Uint8Array(sorted.length * dataInCodeEntry.bytes);
  const view = dataView(bytes);
  for (const [index, entry] of sorted.entries())
    dataInCodeEntry.write(view, index * dataInCodeEntry.bytes, { ...entry, offset: fileOffset(entry.offset) });
  return bytes;
}

/** Entries by offset. Throws MalformedFile when the range is outside the file or not whole entries. */
export function readDataInCode(bytes: Uint8Array, offset = 0, size = bytes.length - offset): readonly DataInCode[] {
  checkRange(bytes.length, offset, size, "the data-in-code table", offset);
  if (size % dataInCodeEntry.bytes !== 0)
    throw new MalformedFile(offset, `a data-in-code table of whole ${dataInCodeEntry.bytes}-byte entries is expected`);
  const view = dataView(bytes);
  return Array.from({ length: size / dataInCodeEntry.bytes }, (_, index) =>
    dataInCodeEntry.read(view, offset + index * dataInCodeEntry.bytes),
  ).sort((a, b) => a.offset - b.offset);
}
