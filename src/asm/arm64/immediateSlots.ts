// Slots for immediates, shifts, extensions and conditions.

import { decodeBitmask, encodeBitmask } from "./immediates";
import type { Operand } from "./operands";
import { conditionCode, conditions, extensions, looksLikeRegister, shifts } from "./registers";
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
  showImmediate,
  wordOf,
} from "./slot";

/** Whether `lsl #12` or `lsl #0` is written; undefined for anything else. */
function pageShift(shift: Operand): boolean | undefined {
  if (shift.kind !== "shift" || shift.name !== "lsl") return undefined;
  return shift.amount === 12 ? true : shift.amount === 0 ? false : undefined;
}

/** 12 bits, optionally shifted left by 12, or with `takesSymbol` the page offset of one. */
export const imm12Slot = (sign: 1 | -1, takesSymbol = false): Slot => ({
  takes: "immediate",
  expects: `an integer from 0 to 4095 (of 4096s with lsl #12)${takesSymbol ? ", a symbol with @PAGEOFF" : ""}`,
  blamesNext: (operand, next) => next.kind === "shift" && isBetween(operand, 0, 4095),
  mask: maskAt(10, 13),
  encode(operands, at, into) {
    const operand = operands[at];
    if (operand?.kind === "expression") {
      if (!takesSymbol || looksLikeRegister(operand.word)) return noFit;
      into.hole = { kind: "pageoff12", expression: operand.expression, scale: 0 };
      return 1;
    }
    if (operand?.kind !== "immediate") return noFit;
    let value = operand.value * BigInt(sign);
    if (value < 0n || (sign < 0 && value === 0n)) return noFit;
    const shift = operands[at + 1];
    let shifted = shift !== undefined && pageShift(shift);
    if (shifted === undefined) return noFit;
    if (shift === undefined && value > 0xfffn && (value & 0xfffn) === 0n) {
      value >>= 12n;
      shifted = true;
    }
    if (value > 0xfffn) return noFit;
    put(into, 10, Number(value));
    if (shifted) put(into, 22, 1);
    return shift === undefined ? 1 : 2;
  },
  decode: ({ word }) => `${showImmediate(bitsAt(word, 10, 12))}${bitsAt(word, 22, 1) ? ", lsl #12" : ""}`,
});

/** Optional `lsl #3`; `kinds` leaves out ror for arithmetic. */
export const shiftSlot = (width: 32 | 64, kinds: readonly string[]): Slot => ({
  takes: "shift",
  expects: `${choice(kinds)} by 0 to ${width - 1}`,
  mask: maskAt(10, 6) | maskAt(22, 2),
  encode(operands, at, into) {
    const operand = operands[at];
    if (operand === undefined) return 0;
    if (operand.kind !== "shift" || operand.amount === undefined || operand.amount >= width) return noFit;
    const kind = kinds.indexOf(operand.name);
    if (kind < 0) return noFit;
    put(into, 22, kind);
    put(into, 10, operand.amount);
    return 1;
  },
  decode({ word }) {
    const kind = kinds[bitsAt(word, 22, 2)];
    const amount = bitsAt(word, 10, 6);
    if (kind === undefined || amount >= width) return undefined;
    return kind === "lsl" && amount === 0 ? "" : `${kind} #${amount}`;
  },
});
export const arithmeticShifts: readonly string[] = shifts.slice(0, 3);
export const logicalShifts: readonly string[] = shifts;

/**
 * `uxtw #2` after the second source. `lsl` is another name of the extension that keeps all bits; it is how the form
 * with the stack pointer is written.
 */
export const extendSlot = (width: 32 | 64, source: 32 | 64, optional: boolean): Slot => {
  const whole = width === 64 ? 3 : 2;
  return {
    takes: "shift",
    expects: `an extension ${source === 64 ? "uxtx, sxtx" : "uxtb, uxth, uxtw, sxtb, sxth, sxtw"} or lsl, by 0 to 4`,
    mask: maskAt(10, 6),
    encode(operands, at, into) {
      const operand = operands[at];
      if (operand === undefined) {
        if (optional) put(into, 13, whole);
        return optional ? 0 : noFit;
      }
      if (operand.kind !== "shift" || (operand.amount ?? 0) > 4) return noFit;
      const option = operand.name === "lsl" ? whole : extensions.indexOf(operand.name as (typeof extensions)[number]);
      if (option < 0 || (width === 64 && ((option & 3) === 3) !== (source === 64))) return noFit;
      put(into, 13, option);
      put(into, 10, operand.amount ?? 0);
      return 1;
    },
    decode({ word }) {
      const option = bitsAt(word, 13, 3);
      const amount = bitsAt(word, 10, 3);
      if (amount > 4 || (width === 64 && ((option & 3) === 3) !== (source === 64))) return undefined;
      // Bit 29 sets flags, and then register 31 as the destination is zero.
      const usesStack = bitsAt(word, 5, 5) === 31 || (bitsAt(word, 0, 5) === 31 && bitsAt(word, 29, 1) === 0);
      if (option === whole && usesStack) return amount === 0 ? "" : `lsl #${amount}`;
      return `${extensions[option]}${amount === 0 ? "" : ` #${amount}`}`;
    },
  };
};

/** A logical immediate; `invert` is for aliases such as `bic w0, w1, #3`. */
export const bitmaskSlot = (width: 32 | 64, invert: boolean): Slot => ({
  takes: "immediate",
  expects: "a bit mask that repeats one run of ones",
  mask: maskAt(10, width === 64 ? 13 : 12),
  encode(operands, at, into) {
    const operand = operands[at];
    if (operand?.kind !== "immediate") return noFit;
    const { value } = operand;
    if (width === 32 && BigInt.asIntN(32, value) !== value && BigInt.asUintN(32, value) !== value) return noFit;
    const bits = encodeBitmask(invert ? ~value : value, width);
    if (bits === undefined) return noFit;
    put(into, 10, bits);
    return 1;
  },
  decode({ word }) {
    const value = decodeBitmask(bitsAt(word, 10, 13), width);
    return value === undefined || invert ? undefined : `#0x${value.toString(16)}`;
  },
});

/** The 16-bit chunk that `movz` (or with `invert`, `movn`) can make the value from: immediate and shift. */
function wideChunk(value: bigint, width: 32 | 64, invert: boolean): { bits: number; half: number } | undefined {
  const wanted = BigInt.asUintN(width, invert ? ~value : value);
  for (let half = 0; half < width / 16; half++)
    if ((wanted & ~(0xffffn << BigInt(16 * half))) === 0n) return { bits: Number(wanted >> BigInt(16 * half)), half };
  return undefined;
}

/** `mov w0, #value` by way of movz or movn. */
export const wideMoveSlot = (width: 32 | 64, invert: boolean): Slot => ({
  takes: "immediate",
  expects: invert
    ? "the complement of such a number"
    : "a number of sixteen bits at a multiple of 16 (else use movz and movk)",
  mask: maskAt(5, width === 64 ? 18 : 17),
  encode(operands, at, into) {
    const operand = operands[at];
    if (operand?.kind !== "immediate") return noFit;
    const { value } = operand;
    if (width === 32 && BigInt.asIntN(32, value) !== value && BigInt.asUintN(32, value) !== value) return noFit;
    if (invert && wideChunk(value, width, false) !== undefined) return noFit;
    const chunk = wideChunk(value, width, invert);
    if (chunk === undefined) return noFit;
    put(into, 5, chunk.bits);
    put(into, 21, chunk.half);
    return 1;
  },
  decode({ word }) {
    const half = bitsAt(word, 21, 2);
    const chunk = BigInt(bitsAt(word, 5, 16)) << BigInt(16 * half);
    if ((chunk === 0n && half !== 0) || (width === 32 && half > 1)) return undefined;
    const value = BigInt.asUintN(width, invert ? ~chunk : chunk);
    if (invert && wideChunk(value, width, false) !== undefined) return undefined;
    return showImmediate(BigInt.asIntN(width, value));
  },
});

/** `orr w0, wzr, #mask` is printed as mov, unless movz or movn could make the value. */
export const bitmaskMoveSlot = (width: 32 | 64): Slot => {
  const plain = bitmaskSlot(width, false);
  return {
    ...plain,
    decode({ word }) {
      const value = decodeBitmask(bitsAt(word, 10, 13), width);
      if (value === undefined) return undefined;
      if (wideChunk(value, width, false) !== undefined || wideChunk(value, width, true) !== undefined) return undefined;
      return showImmediate(BigInt.asIntN(width, value));
    },
  };
};

/** `ldr x0, =5` of a number that movz can make, as LLVM takes it. */
export const literalMoveSlot = (width: 32 | 64): Slot => ({
  takes: "literal",
  expects: "a literal '=value'",
  mask: maskAt(5, width === 64 ? 18 : 17),
  encode(operands, at, into) {
    const operand = operands[at];
    if (operand?.kind !== "literal" || operand.value === undefined) return noFit;
    const value = BigInt.asUintN(64, operand.value);
    const chunk = value >> BigInt(width) === 0n ? wideChunk(value, width, false) : undefined;
    if (chunk === undefined) return noFit;
    put(into, 5, chunk.bits);
    put(into, 21, chunk.half);
    return 1;
  },
  decode: () => undefined,
});

/** `#0x1234, lsl #16` of movz, movn, movk. */
export const chunkSlot = (width: 32 | 64): Slot => ({
  takes: "immediate",
  expects: `${expectInteger(0, 0xffff)}, shifted by lsl ${width === 64 ? "#0, #16, #32 or #48" : "#0 or #16"}`,
  blamesNext: (operand, next) => next.kind === "shift" && isBetween(operand, 0, 0xffff),
  mask: maskAt(5, width === 64 ? 18 : 17),
  encode(operands, at, into) {
    const value = integerAt(operands, at, 0, 0xffff);
    if (value === undefined) return noFit;
    const shift = operands[at + 1];
    if (shift !== undefined) {
      if (shift.kind !== "shift" || shift.name !== "lsl" || shift.amount === undefined) return noFit;
      if (shift.amount % 16 !== 0 || shift.amount >= width) return noFit;
      put(into, 21, shift.amount / 16);
    }
    put(into, 5, value);
    return shift === undefined ? 1 : 2;
  },
  decode({ word }) {
    const half = bitsAt(word, 21, 2);
    return `${showImmediate(bitsAt(word, 5, 16))}${half === 0 ? "" : `, lsl #${half * 16}`}`;
  },
});

export const conditionSlot = (at: number, inverted: boolean): Slot => ({
  takes: "expression",
  expects: inverted ? "a condition such as eq, ne, lt, ge (not al, nv)" : "a condition such as eq, ne, lt, ge",
  words: () => conditions,
  mask: maskAt(at, 4),
  encode(operands, index, into) {
    const code = conditionCode(wordOf(operands[index]) ?? "");
    // `al` and `nv` have no opposite.
    if (code === undefined || (inverted && code >= 14)) return noFit;
    put(into, at, inverted ? code ^ 1 : code);
    return 1;
  },
  decode({ word }) {
    const code = bitsAt(word, at, 4);
    return inverted ? (code >= 14 ? undefined : conditions[code ^ 1]) : conditions[code];
  },
});

/** Bit number of tbz and tbnz: its top bit is the word's, and says the register's width. */
export const testBitSlot = (width: 32 | 64): Slot => ({
  takes: "immediate",
  expects: expectInteger(width === 64 ? 32 : 0, width - 1),
  mask: maskAt(19, 5),
  encode(operands, index, into) {
    const value = integerAt(operands, index, width === 64 ? 32 : 0, width - 1);
    if (value === undefined) return noFit;
    put(into, 19, value & 31);
    return 1;
  },
  decode: ({ word }) => showImmediate(bitsAt(word, 19, 5) + (width === 64 ? 32 : 0)),
});
