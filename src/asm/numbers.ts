// Numbers as the bytes that data directives write.

import { encodeSleb, encodeUlebWord } from "@/base/leb128";

export function littleEndian(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  if (size <= 4 || (value < 0x8000_0000n && value >= 0n)) {
    const low = Number(BigInt.asUintN(32, value));
    for (let i = 0; i < size && i < 4; i++) bytes[i] = low >>> (8 * i);
    return bytes;
  }
  let rest = BigInt.asUintN(64, value);
  for (let i = 0; i < size; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** Whether the number, with or without a sign, has room in so many bytes. */
export const fitsBytes = (value: bigint, size: number): boolean =>
  BigInt.asIntN(8 * size, value) === value || BigInt.asUintN(8 * size, value) === value;

const scratch = { 1: new Uint8Array(1), 2: new Uint8Array(2), 4: new Uint8Array(4), 8: new Uint8Array(8) };

/** The same, valid until the next call: most numbers are small, and on their way into a section. */
export function integerBytes(value: bigint, size: 1 | 2 | 4 | 8): Uint8Array {
  if (value < 0n || value > 0x7fff_ffffn) return littleEndian(value, size);
  const bytes = scratch[size];
  const low = Number(value);
  // What is above stays zero.
  for (let i = 0; i < size && i < 4; i++) bytes[i] = low >>> (8 * i);
  return bytes;
}

/** Fewer are copied faster one by one than by a call. */
const longCopy = 48;

export function copyBytes(target: Uint8Array, at: number, source: ArrayLike<number>, from: number, to: number): void {
  if (to - from >= longCopy && source instanceof Uint8Array) target.set(source.subarray(from, to), at);
  else for (let i = from; i < to; i++) target[at + i - from] = source[i]!;
}

/** The bytes that a text in base 64 stands for; undefined if it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const group = [...text.slice(at, at + 4)].reduce(
      (bits, digit) => bits * 64 + Math.max(0, digits.indexOf(digit)),
      0,
    );
    bytes.push(group >>> 16, (group >>> 8) & 0xff, group & 0xff);
  }
  return Uint8Array.from(bytes.slice(0, bytes.length - (text.length - text.replace(/=+$/, "").length)));
}

/** LEB128 of a 64-bit constant. */
export function lebBytes(value: bigint, signed: boolean): readonly number[] {
  if (!signed) return encodeUlebWord(value);
  const number = Number(value);
  if (Number.isSafeInteger(number)) return encodeSleb(number);
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest >> 6n === 0n || rest >> 6n === -1n) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
