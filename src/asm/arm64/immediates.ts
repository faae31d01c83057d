// The three packed immediates of the instruction set: bitmasks, 8-bit floating point, and byte masks.

/** N, immr and imms (13 bits) of a logical immediate, or undefined when the value is not a repeated run of ones. */
export function encodeBitmask(value: bigint, width: 32 | 64): number | undefined {
  const narrow = BigInt.asUintN(width, value);
  const word = width === 32 ? narrow | (narrow << 32n) : narrow;
  if (word === 0n || word === 0xffff_ffff_ffff_ffffn) return undefined;
  // The smallest element that the word repeats.
  let size = 64;
  while (size > 2) {
    const half = BigInt(size / 2);
    const mask = (1n << half) - 1n;
    if ((word & mask) !== ((word >> half) & mask)) break;
    size /= 2;
  }
  const mask = (1n << BigInt(size)) - 1n;
  const isRunOfOnes = (element: bigint) => element !== 0n && (element & (element + 1n)) === 0n;
  let element = word & mask;
  let rotation = 0;
  while (!isRunOfOnes(element)) {
    if (++rotation > size) return undefined;
    element = ((element >> 1n) | ((element & 1n) << BigInt(size - 1))) & mask;
  }
  const ones = element.toString(2).length;
  const immr = (size - rotation) % size;
  const imms = (~(size * 2 - 1) & 0x3f) | (ones - 1);
  return ((size === 64 ? 1 : 0) << 12) | (immr << 6) | imms;
}

/** The value of N:immr:imms; undefined for the reserved patterns. */
export function decodeBitmask(bits: number, width: 32 | 64): bigint | undefined {
  const n = (bits >>> 12) & 1;
  const immr = (bits >>> 6) & 0x3f;
  const imms = bits & 0x3f;
  const length = 31 - Math.clz32((n << 6) | (~imms & 0x3f));
  if (length < 1 || (width === 32 && n === 1)) return undefined;
  const size = 1 << length;
  const ones = (imms & (size - 1)) + 1;
  if (ones === size) return undefined;
  const rotation = immr & (size - 1);
  const mask = (1n << BigInt(size)) - 1n;
  const run = (1n << BigInt(ones)) - 1n;
  const element = ((run >> BigInt(rotation)) | (run << BigInt(size - rotation))) & mask;
  let word = 0n;
  for (let at = 0; at < width; at += size) word |= element << BigInt(at);
  return word;
}

/** ±n/16 × 2^r with n from 16 to 31 and r from -3 to 4: sign, exponent and fraction in eight bits. */
export function encodeFloat8(value: number): number | undefined {
  if (value === 0 || !Number.isFinite(value)) return undefined;
  const magnitude = Math.abs(value);
  const exponent = Math.floor(Math.log2(magnitude));
  if (exponent < -3 || exponent > 4) return undefined;
  const fraction = (magnitude / 2 ** exponent - 1) * 16;
  if (!Number.isInteger(fraction)) return undefined;
  const biased = exponent - 1;
  return ((value < 0 ? 1 : 0) << 7) | ((biased < 0 ? 1 : 0) << 6) | ((biased & 3) << 4) | fraction;
}

export function decodeFloat8(bits: number): number {
  const exponent = (bits & 0x40) !== 0 ? ((bits >>> 4) & 3) - 3 : ((bits >>> 4) & 3) + 1;
  const magnitude = (1 + (bits & 15) / 16) * 2 ** exponent;
  return (bits & 0x80) !== 0 ? -magnitude : magnitude;
}

/** Each byte of the 64-bit value is all zeros or all ones: one bit a byte. */
export function encodeByteMask(value: bigint): number | undefined {
  const word = BigInt.asUintN(64, value);
  let bits = 0;
  for (let i = 0; i < 8; i++) {
    const byte = Number((word >> BigInt(8 * i)) & 0xffn);
    if (byte === 0xff) bits |= 1 << i;
    else if (byte !== 0) return undefined;
  }
  return bits;
}

export function decodeByteMask(bits: number): bigint {
  let word = 0n;
  for (let i = 0; i < 8; i++) if ((bits >>> i) & 1) word |= 0xffn << BigInt(8 * i);
  return word;
}
