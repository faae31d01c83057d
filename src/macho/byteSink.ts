// Bytes of a stream whose length is not known in advance. Spreading arrays into `push` fails for long names (every
// element becomes an argument), so the stream writers append here.

import { encodeUlebWord } from "@/base/leb128";

export class ByteSink {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }
  append(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
  /** ULEB128 of an integer from 0 to 2^53. */
  uleb(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }
  /** ULEB128 of a 64-bit word: dyld's backward moves are two's complement, ten bytes long. */
  ulebWord(value: number): void {
    if (value >= 0) this.uleb(value);
    else this.append(encodeUlebWord(BigInt(value)));
  }
  /** SLEB128 of a signed 64-bit word. */
  sleb(word: bigint): void {
    let rest = word;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const isLast = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
      this.byte(isLast ? low : low | 0x80);
      if (isLast) return;
    }
  }
  /** Exactly the bytes appended so far, as a copy. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
