// Slots for the named operands of system instructions: barriers, prefetches, registers, maintenance operations.

import { barriers, type Names, prefetches, rangePrefetches, unprintedPrefetch } from "./registers";
import { bitsAt, expectInteger, integerAt, maskAt, noFit, put, type Slot, showImmediate, wordOf } from "./slot";
import { type Access, nameOfSystemRegister, systemRegister, systemRegisterNames } from "./systemRegisters";

/** A number that may have a name: barriers, prefetches. */
const namedSlot = (at: number, width: number, what: string, names: Names): Slot => ({
  takes: "expression",
  expects: `${what} or ${expectInteger(0, 2 ** width - 1)}`,
  words: () => names.all(),
  mask: maskAt(at, width),
  encode(operands, index, into) {
    const value = names.value(wordOf(operands[index]) ?? "") ?? integerAt(operands, index, 0, 2 ** width - 1);
    if (value === undefined) return noFit;
    put(into, at, value);
    return 1;
  },
  decode({ word }) {
    const value = bitsAt(word, at, width);
    return names.name(value) ?? showImmediate(value);
  },
});
export const barrierSlot: Slot = namedSlot(8, 4, "a barrier such as sy, ish, ishst, ishld", barriers);
export const prefetchSlot: Slot = namedSlot(0, 5, "a prefetch operation such as pldl1keep", {
  value: (name) => prefetches.value(name) ?? unprintedPrefetch(name),
  name: prefetches.name,
  all: prefetches.all,
});

/** isb knows one name. */
export const instructionBarrierSlot: Slot = namedSlot(8, 4, "'sy'", {
  value: (name) => (name === "sy" ? 15 : undefined),
  name: () => undefined,
  all: () => ["sy"],
});

/** What a range prefetch does: six bits, three in place of a prefetch operation's and three where an address has its extension. */
export const rangePrefetchSlot: Slot = {
  takes: "expression",
  expects: `pldkeep, pstkeep, pldstrm, pststrm or ${expectInteger(0, 63)}`,
  mask: maskAt(0, 3) | maskAt(12, 2) | maskAt(15, 1),
  encode(operands, index, into) {
    const value = rangePrefetches.value(wordOf(operands[index]) ?? "") ?? integerAt(operands, index, 0, 63);
    if (value === undefined) return noFit;
    put(into, 0, value & 7);
    put(into, 12, (value >> 3) & 3);
    put(into, 15, value >> 5);
    return 1;
  },
  decode({ word }) {
    const value = (bitsAt(word, 15, 1) << 5) | (bitsAt(word, 12, 2) << 3) | bitsAt(word, 0, 3);
    return rangePrefetches.name(value) ?? showImmediate(value);
  },
};

/** A word that can only be this one: `msr DAIFSet, #2`, `tsb csync`. */
export const keywordSlot = (keyword: string): Slot => ({
  takes: "expression",
  expects: `'${keyword}'`,
  words: () => [keyword],
  mask: 0,
  encode: (operands, index) => (wordOf(operands[index]) === keyword.toLowerCase() ? 1 : noFit),
  decode: () => keyword,
});

/** `c7`: one of the two register fields of `sys`. */
export const controlRegisterSlot = (at: number): Slot => ({
  takes: "expression",
  expects: "'c0' to 'c15'",
  mask: maskAt(at, 4),
  encode(operands, index, into) {
    const number = /^c(\d|1[0-5])$/.exec(wordOf(operands[index]) ?? "");
    if (number === null) return noFit;
    put(into, at, Number(number[1]));
    return 1;
  },
  decode: ({ word }) => `c${bitsAt(word, at, 4)}`,
});

const listed = (names: Names) => [...names.all()].slice(0, 4).join(", ");

/** An operation of `ic`, `dc`, `at` or `tlbi`. */
export const operationSlot = (names: Names): Slot => ({
  takes: "expression",
  expects: `an operation such as ${listed(names)}`,
  words: () => names.all(),
  mask: maskAt(5, 14),
  encode(operands, index, into) {
    const value = names.value(wordOf(operands[index]) ?? "");
    if (value === undefined) return noFit;
    put(into, 5, value);
    return 1;
  },
  decode: ({ word }) => names.name(bitsAt(word, 5, 14)),
});

const branchTargets = ["", "c", "j", "jc"];
/** What may branch here: calls, jumps, or both. */
export const branchTargetSlot: Slot = {
  takes: "expression",
  expects: "'c', 'j' or 'jc'",
  mask: maskAt(6, 2),
  encode(operands, index, into) {
    const value = branchTargets.indexOf(wordOf(operands[index]) ?? "");
    if (value < 1) return noFit;
    put(into, 6, value);
    return 1;
  },
  decode: ({ word }) => branchTargets[bitsAt(word, 6, 2)] || undefined,
};

export const systemRegisterSlot = (access: Access): Slot => ({
  takes: "expression",
  expects: `a system register that can be ${access === "read" ? "read" : "written"}, or 's3_op1_cn_cm_op2'`,
  words: () => systemRegisterNames(access),
  mask: maskAt(5, 16),
  encode(operands, index, into) {
    const value = systemRegister(wordOf(operands[index]) ?? "", access);
    if (value === undefined) return noFit;
    put(into, 5, value);
    return 1;
  },
  decode: ({ word }) => nameOfSystemRegister(bitsAt(word, 5, 16), access),
});
