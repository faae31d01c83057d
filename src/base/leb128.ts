// LEB128, the variable-length integers of DWARF and of every dyld stream (7 bits a byte, low bits first).

/** Bytes of `value` (an integer, 0 to 2^53). */
export function encodeUleb(value: number): number[] {
  const bytes: number[] = [];
  pushUleb(bytes, value);
  return bytes;
}

/** The same behind other bytes. */
export function pushUleb(bytes: number[], value: number): void {
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
}

/** Bytes of `value` (an integer within ±2^53) in two's complement. */
export function encodeSleb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = ((rest % 128) + 128) % 128;
    rest = Math.floor(rest / 128);
    const signBit = low & 0x40;
    if ((rest === 0 && signBit === 0) || (rest === -1 && signBit !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** ULEB128 of a 64-bit word: dyld's backward address moves are two's complement words of ten bytes. */
export function encodeUlebWord(word: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, word);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return bytes;
}

export interface Leb {
  readonly value: bigint;
  /** Offset of the first byte after the number. */
  readonly end: number;
}

/** Undefined when the bytes end before the number does, or when it needs more than 64 bits (10 bytes). */
export function decodeUleb(bytes: Uint8Array, at: number, limit: number = bytes.length): Leb | undefined {
  let value = 0n;
  for (let i = 0; i < 10 && at + i < limit; i++) {
    const byte = bytes[at + i]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return value >> 64n === 0n ? { value, end: at + i + 1 } : undefined;
  }
  return undefined;
}

export function decodeSleb(bytes: Uint8Array, at: number, limit: number = bytes.length): Leb | undefined {
  let value = 0n;
  for (let i = 0; i < 10 && at + i < limit; i++) {
    const byte = bytes[at + i]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) {
      const bits = BigInt(7 * (i + 1));
      return {
        value: byte & 0x40 ? BigInt.asIntN(64, value - (1n << bits)) : BigInt.asIntN(64, value),
        end: at + i + 1,
      };
    }
  }
  return undefined;
}
