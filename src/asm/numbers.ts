// Numbers as the bytes that data directives write.

import { encodeSleb, encodeUlebWord } from "@/base/leb128";
import type { Fixup, FixupKind } from "./instructionEncoder";

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

const dataFixup = (kind: FixupKind): Fixup => ({ offset: 0, kind, expression: { kind: "constant", value: 0n } });
/** Holes for numbers of each size, and those where a distance is a number even from atom to atom. */
export const dataFixups = {
  1: dataFixup("data1"),
  2: dataFixup("data2"),
  4: dataFixup("data4"),
  8: dataFixup("data8"),
};
const asNumber = (fixup: Fixup): Fixup => ({ ...fixup, isNumber: true });
export const numberFixups = {
  1: asNumber(dataFixups[1]),
  2: asNumber(dataFixups[2]),
  4: asNumber(dataFixups[4]),
  8: asNumber(dataFixups[8]),
};
export const zeros = { 1: new Uint8Array(1), 2: new Uint8Array(2), 4: new Uint8Array(4), 8: new Uint8Array(8) };
