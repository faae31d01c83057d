// Slots for immediates of vectors and of floating-point instructions.

import { decodeByteMask, decodeFloat8, encodeByteMask, encodeFloat8 } from "./immediates";
import type { Operand } from "./operands";
import { elementPower } from "./registerSlots";
import {
  bitsAt,
  choice,
  expectInteger,
  integerAt,
  isBetween,
  maskAt,
  noFit,
  put,
  type Slot,
  showDecimal,
  showImmediate,
  unsignedSlot,
} from "./slot";

const expectFloat = "a floating-point constant \u00b1n/16 \u00d7 2^r with n from 16 to 31 and r from -3 to 4";

/** A rotation in degrees: `least`, and steps of `step` from there. */
export const turnSlot = (at: number, width: number, step: number, least: number): Slot => ({
  takes: "immediate",
  expects: `a rotation ${choice(Array.from({ length: 2 ** width }, (_, i) => `#${least + i * step}`))}`,
  mask: maskAt(at, width),
  encode(operands, index, into) {
    const degrees = integerAt(operands, index, least, least + step * (2 ** width - 1));
    if (degrees === undefined || (degrees - least) % step !== 0) return noFit;
    put(into, at, (degrees - least) / step);
    return 1;
  },
  decode: ({ word }) => showDecimal(least + step * bitsAt(word, at, width)),
});

/** The eight bits of a floating-point constant: of its value, or written in hexadecimal as they are. */
function float8At(operand: Operand | undefined): number | undefined {
  if (operand?.kind === "float") return encodeFloat8(operand.value);
  if (operand?.kind !== "immediate") return undefined;
  if (!operand.hexadecimal) return encodeFloat8(Number(operand.value));
  return operand.value >= 0n && operand.value <= 0xffn ? Number(operand.value) : undefined;
}
const showFloat = (value: number) => `#${value.toFixed(8)}`;

export const floatSlot: Slot = {
  takes: "float",
  expects: expectFloat,
  mask: maskAt(13, 8),
  encode(operands, index, into) {
    const bits = float8At(operands[index]);
    if (bits === undefined) return noFit;
    put(into, 13, bits);
    return 1;
  },
  decode: ({ word }) => showFloat(decodeFloat8(bitsAt(word, 13, 8))),
};

/** Eight bits split as abc (16 to 18) and defgh (5 to 9). */
const splitMask = maskAt(5, 5) | maskAt(16, 3);
const putSplit = (bits: number) => ((bits >> 5) << 16) | ((bits & 31) << 5);
const readSplit = (word: number) => (bitsAt(word, 16, 3) << 5) | bitsAt(word, 5, 5);

export const vectorFloatSlot: Slot = {
  takes: "float",
  expects: expectFloat,
  mask: splitMask,
  encode(operands, index, into) {
    const bits = float8At(operands[index]);
    if (bits === undefined) return noFit;
    put(into, 0, putSplit(bits));
    return 1;
  },
  decode: ({ word }) => showFloat(decodeFloat8(readSplit(word))),
};

export const byteMaskSlot: Slot = {
  takes: "immediate",
  expects: "a number of eight bytes that are 0x00 or 0xff each",
  mask: splitMask,
  encode(operands, index, into) {
    const operand = operands[index];
    const bits = operand?.kind === "immediate" ? encodeByteMask(operand.value) : undefined;
    if (bits === undefined) return noFit;
    put(into, 0, putSplit(bits));
    return 1;
  },
  decode({ word }) {
    const digits = decodeByteMask(readSplit(word)).toString(16);
    return digits === "0" ? `#${"0".repeat(16)}` : `#0x${digits.padStart(14, "0")}`;
  },
};

interface Modifier {
  readonly name: "lsl" | "msl";
  readonly at: number;
  readonly width: number;
}

/** A multiple of eight bits as its field; `msl` has no zero, so it counts from eight. */
function modifierField(operand: Operand | undefined, shift: Modifier | undefined): number | undefined {
  if (operand?.kind !== "shift" || operand.amount === undefined) return undefined;
  if (shift === undefined) return operand.amount === 0 ? 0 : undefined;
  const field = operand.amount / 8 - (shift.name === "msl" ? 1 : 0);
  const fits = Number.isInteger(field) && field >= 0 && field < 2 ** shift.width;
  return operand.name === shift.name && fits ? field : undefined;
}

/** Eight bits with an optional shift by whole bytes: `#5, lsl #8`, `#5, msl #16`. */
export const modifiedSlot = (shift: Modifier | undefined): Slot => ({
  takes: "immediate",
  expects: `${expectInteger(0, 255)}${shift === undefined ? "" : `, ${shift.name} by whole bytes`}`,
  blamesNext: (operand, next) => next.kind === "shift" && isBetween(operand, 0, 255),
  mask: splitMask | (shift === undefined ? 0 : maskAt(shift.at, shift.width)),
  encode(operands, index, into) {
    const value = integerAt(operands, index, 0, 255);
    const operand = operands[index + 1];
    if (value === undefined) return noFit;
    if (operand !== undefined || shift?.name === "msl") {
      const field = modifierField(operand, shift);
      if (field === undefined) return noFit;
      if (shift !== undefined) put(into, shift.at, field);
    }
    put(into, 0, putSplit(value));
    return operand === undefined ? 1 : 2;
  },
  decode({ word }) {
    const value = showImmediate(readSplit(word));
    if (shift === undefined) return value;
    const field = bitsAt(word, shift.at, shift.width);
    if (shift.name === "msl") return `${value}, msl #${8 * (field + 1)}`;
    return field === 0 ? value : `${value}, lsl #${8 * field}`;
  },
});

/** immh:immb of the vector shifts: right shifts count down from twice the element, left shifts up from it. */
export const vectorShiftSlot = (arrangement: string, right: boolean): Slot => {
  const power = elementPower(arrangement);
  const bits = 8 << power;
  return {
    // The element's size is the highest set bit of the field, and fixed by the form.
    takes: "immediate",
    expects: expectInteger(right ? 1 : 0, right ? bits : bits - 1),
    mask: maskAt(16, 3 + power),
    encode(operands, index, into) {
      const value = integerAt(operands, index, right ? 1 : 0, right ? bits : bits - 1);
      if (value === undefined) return noFit;
      put(into, 16, right ? bits - value : value);
      return 1;
    },
    decode: ({ word }) => {
      const field = bitsAt(word, 16, 3 + power);
      return showImmediate(right ? bits - field : field);
    },
  };
};

/** Fraction bits of a fixed-point conversion with a general register. */
export const fractionSlot = (width: 32 | 64): Slot => ({
  takes: "immediate",
  expects: expectInteger(1, width),
  mask: maskAt(10, width === 64 ? 6 : 5),
  encode(operands, index, into) {
    const value = integerAt(operands, index, 1, width);
    if (value === undefined) return noFit;
    put(into, 10, width - value);
    return 1;
  },
  decode: ({ word }) => showImmediate(width - bitsAt(word, 10, width === 64 ? 6 : 5)),
});

/** Byte index of `ext`. */
export const extractSlot = (arrangement: string): Slot => unsignedSlot(11, arrangement === "16b" ? 4 : 3);
