// What readers throw when bytes are not what the format demands; caught once per file by whoever reads it, and
// turned into a diagnostic. Readers never throw anything else for any input.

import { decodeText } from "@/base/text";

const place = (offset: number) => `0x${offset.toString(16)}`;

export class MalformedFile extends Error {
  override readonly name = "MalformedFile";
  /** Bytes from the start of the file (or of the object inside an archive, or of the stream). */
  readonly offset: number;
  /** What should have been there, as part of a sentence. */
  readonly expectation: string;
  /** What is there instead, when it can be shown. */
  readonly found: string | undefined;

  constructor(offset: number, expectation: string, found?: string) {
    super(`${expectation}${found === undefined ? "" : `, found ${found}`} (offset ${place(offset)})`);
    this.offset = offset;
    this.expectation = expectation;
    this.found = found;
  }
}

/** Refuses a range that does not lie inside `size` bytes; safe for any 64-bit values read as numbers. */
export function checkRange(size: number, offset: number, length: number, what: string, at: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
    throw new MalformedFile(
      at,
      `${what} reaches from ${place(offset)} to ${place(offset + length)}, past the end at ${place(size)}`,
    );
  }
}

/** The bytes of a range, in place, once it is known to lie inside `bytes`. */
export function checkedRange(bytes: Uint8Array, offset: number, length: number, what: string, at = offset): Uint8Array {
  checkRange(bytes.length, offset, length, what, at);
  return bytes.subarray(offset, offset + length);
}

/** Position of the first NUL in [offset, limit), or `limit`. */
export function findZero(bytes: Uint8Array, offset: number, limit: number): number {
  const end = bytes.subarray(0, limit).indexOf(0, offset);
  return end === -1 ? limit : end;
}

/** The NUL-terminated text at `offset`, which must end before `limit`. */
export function readText(bytes: Uint8Array, offset: number, limit: number, what: string): string {
  const end = offset < limit ? findZero(bytes, offset, limit) : limit;
  if (end === limit) throw new MalformedFile(offset, `${what} is not terminated`);
  return decodeText(bytes.subarray(offset, end));
}
