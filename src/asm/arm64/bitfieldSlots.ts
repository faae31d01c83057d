// Slots for shifts by an immediate and for bit fields: what `ubfm` and its kin say in two numbers.

import {
  bitsAt,
  expectInteger,
  integerAt,
  isBetween,
  maskAt,
  noFit,
  put,
  type Slot,
  showDecimal,
  unsignedSlot,
} from "./slot";

const fieldExpectation = (width: 32 | 64) => `the lowest bit and the width of a field within ${width} bits`;
const positionWidth = (width: 32 | 64) => (width === 64 ? 6 : 5);

/** immr alone: lsr, asr, and ubfm's first number. */
export const rotationSlot = (width: 32 | 64): Slot => unsignedSlot(16, positionWidth(width), showDecimal);
/** imms alone, or extr's position. */
export const positionSlot = (width: 32 | 64): Slot => unsignedSlot(10, positionWidth(width));

const fieldMask = (width: 32 | 64) => maskAt(10, positionWidth(width)) | maskAt(16, positionWidth(width));

/** `lsl #n` as the bitfield move it is: rotate right by width - n, keep width - n bits. */
export const leftShiftSlot = (width: 32 | 64): Slot => ({
  takes: "immediate",
  expects: expectInteger(0, width - 1),
  mask: fieldMask(width),
  encode(operands, at, into) {
    const value = integerAt(operands, at, 0, width - 1);
    if (value === undefined) return noFit;
    put(into, 16, (width - value) % width);
    put(into, 10, width - 1 - value);
    return 1;
  },
  decode({ word }) {
    const [immr, imms] = [bitsAt(word, 16, 6), bitsAt(word, 10, 6)];
    return imms !== width - 1 && immr === imms + 1 ? showDecimal(width - 1 - imms) : undefined;
  },
});

/** `#lsb, #width` of a field that is taken out. */
export const extractFieldSlot = (width: 32 | 64): Slot => ({
  takes: "immediate",
  expects: fieldExpectation(width),
  blamesNext: (operand) => isBetween(operand, 0, width - 1),
  mask: fieldMask(width),
  encode(operands, at, into) {
    const lowest = integerAt(operands, at, 0, width - 1);
    const bits = integerAt(operands, at + 1, 1, width);
    if (lowest === undefined || bits === undefined || lowest + bits > width) return noFit;
    put(into, 16, lowest);
    put(into, 10, lowest + bits - 1);
    return 2;
  },
  decode({ word }) {
    const [immr, imms] = [bitsAt(word, 16, 6), bitsAt(word, 10, 6)];
    return imms >= immr ? `${showDecimal(immr)}, ${showDecimal(imms - immr + 1)}` : undefined;
  },
});

/** `#lsb, #width` of a field that is put somewhere. At bit 0 that is taking it, unless `bottom` says otherwise. */
export const insertFieldSlot = (width: 32 | 64, bottom = false): Slot => ({
  takes: "immediate",
  expects: fieldExpectation(width),
  blamesNext: (operand) => isBetween(operand, 0, width - 1),
  mask: fieldMask(width),
  encode(operands, at, into) {
    const lowest = integerAt(operands, at, 0, width - 1);
    const bits = integerAt(operands, at + 1, 1, width);
    if (lowest === undefined || bits === undefined || lowest + bits > width) return noFit;
    put(into, 16, (width - lowest) % width);
    put(into, 10, bits - 1);
    return 2;
  },
  decode({ word }) {
    const [immr, imms] = [bitsAt(word, 16, 6), bitsAt(word, 10, 6)];
    if (imms >= immr && !(bottom && immr === 0)) return undefined;
    return `${showDecimal((width - immr) % width)}, ${showDecimal(imms + 1)}`;
  },
});
