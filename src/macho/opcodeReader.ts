// What the readers of dyld's opcode streams share: a position, numbers that may be cut, a cursor in a segment, and
// the bounds that keep a damaged stream from asking for more than it could mean.

import { decodeSleb, decodeUleb } from "@/base/leb128";
import { decodeText } from "@/base/text";
import { MalformedFile } from "./malformed";

/** One decoded opcode, for people. */
export interface DecodedOpcode {
  /** Bytes from the start of the stream. */
  readonly offset: number;
  readonly text: string;
}

export interface StreamLimits {
  /** Memory size of each segment, by index: places outside are refused. Without it only their sign is checked. */
  readonly segmentSizes?: readonly number[];
}

/** Pointers one stream may name. The largest known images have a few hundred thousand. */
const largestCount = 1 << 20;
export const pointerBytes = 8;

export class OpcodeReader {
  at: number;
  segment: number | undefined;
  offset = 0;
  readonly bytes: Uint8Array;
  /** "rebase stream": where messages say they are. */
  readonly #what: string;
  readonly #limits: StreamLimits;
  #count = 0;

  constructor(bytes: Uint8Array, what: string, limits: StreamLimits, start = 0) {
    this.bytes = bytes;
    this.#what = what;
    this.#limits = limits;
    this.at = start;
  }

  /** A ULEB128 read as signed 64 bits: dyld moves backwards by two's complement words. */
  uleb(): number {
    const number = decodeUleb(this.bytes, this.at);
    if (number === undefined) throw this.fail("a complete ULEB128 number is expected");
    this.at = number.end;
    return Number(BigInt.asIntN(64, number.value));
  }
  sleb(): bigint {
    const number = decodeSleb(this.bytes, this.at);
    if (number === undefined) throw this.fail("a complete SLEB128 number is expected");
    this.at = number.end;
    return number.value;
  }
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end === -1) throw this.fail("a terminated symbol name is expected");
    const text = decodeText(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
  setPlace(segment: number): void {
    const sizes = this.#limits.segmentSizes;
    if (sizes !== undefined && segment >= sizes.length)
      throw this.fail(`a segment below ${sizes.length} is expected`, String(segment));
    this.segment = segment;
    this.offset = this.uleb();
  }
  /** Moves the cursor; dyld checks it only where a pointer is, so it may leave the segment for a while. */
  move(by: number): void {
    this.offset += by;
    if (!Number.isSafeInteger(this.offset)) throw this.fail("the cursor leaves the address space");
  }
  /** Visits `times` pointers, each `skip` bytes after the one before. */
  repeat(times: number, skip: number, visit: (segment: number, offset: number) => void): void {
    const { segment } = this;
    if (segment === undefined) throw this.fail("a segment is expected to be set before the first pointer");
    this.#count += times;
    if (times < 0 || this.#count > largestCount)
      throw this.fail(`at most ${largestCount} pointers are expected`, `${times} more`);
    const limit = (this.#limits.segmentSizes?.[segment] ?? Number.MAX_SAFE_INTEGER) - pointerBytes;
    for (let i = 0; i < times; i++) {
      if (this.offset < 0 || this.offset > limit)
        throw this.fail(`a pointer inside segment ${segment} is expected`, `offset ${this.offset}`);
      visit(segment, this.offset);
      this.move(pointerBytes + skip);
    }
  }
  fail(expectation: string, found?: string): MalformedFile {
    return new MalformedFile(this.at, `${expectation} in the ${this.#what}`, found);
  }
}
