// A slot is one operand position of an instruction form: which bits of the word it fills, how an operand becomes
// those bits, and how they are printed. Assembler and disassembler share it, so that they cannot disagree.

import type { Expression } from "../expression";
import type { FixupKind } from "../instructionEncoder";
import type { Operand } from "./operands";

/** Where the arrangement of vectors is written: `v0.4s`, or bare `v0` under `add.4s`. Never half and half. */
export type VectorSpelling = "spelled" | "bare";

export interface Encoding {
  word: number;
  vectors: VectorSpelling;
  hole: Hole | undefined;
}

export interface Hole {
  readonly kind: FixupKind;
  readonly expression: Expression;
  readonly scale: number;
  /** Bytes of the literal that the expression becomes. */
  readonly pooled?: 4 | 8;
}

export interface Decoding {
  readonly word: number;
  /** Address of the instruction. */
  readonly address: number;
  /** What a branch or an address operand points at. */
  target: number | undefined;
}

/** How many operands a slot took; `noFit` when the operand is not of its kind or out of range. */
export const noFit = -1;

export interface Slot {
  /** The kind of operand that it takes first; others can be of no help to somebody who wrote this kind. */
  readonly takes: Operand["kind"];
  /** What stands here, for somebody who wrote something else: `an integer from 0 to 15`. */
  readonly expects: string;
  /** Whether an operand of this kind has the shape it takes, but for numbers that are out of range. */
  suits?(operand: Operand, next: Operand | undefined): boolean;
  /** Of a slot for two operands: whether the second is at fault. */
  blamesNext?(operand: Operand, next: Operand): boolean;
  /** The names it takes, for near misses. */
  words?(): Iterable<string>;
  /** Bits of the word that vary with the operand. */
  readonly mask: number;
  encode(operands: readonly Operand[], at: number, into: Encoding): number;
  /** Text of the operand, "" for one left out, undefined when these bits belong to another form. */
  decode(from: Decoding): string | undefined;
}

export const bitsAt = (word: number, at: number, width: number): number => (word >>> at) & ((1 << width) - 1);
export const maskAt = (at: number, width: number): number => (((1 << width) - 1) << at) >>> 0;
export const put = (into: Encoding, at: number, value: number): void => {
  into.word = (into.word | (value << at)) >>> 0;
};

/** `#0x10`, `#-0x8`: how LLVM prints an immediate. */
export const showImmediate = (value: number | bigint): string =>
  value < 0 ? `#-0x${(-value).toString(16)}` : `#0x${value.toString(16)}`;

/** `#16`: where LLVM's printer always writes decimal (shift amounts and the aliases of bitfield moves). */
export const showDecimal = (value: number): string => `#${value}`;

/** Whether a vector's arrangement, as it is written here, is `arrangement`. */
export const isArranged = (written: string, arrangement: string, { vectors }: Encoding): boolean =>
  written === (vectors === "bare" ? "" : arrangement);

export const expectInteger = (least: number, most: number, step = 1): string =>
  `${step === 1 ? "an integer" : `a multiple of ${step}`} from ${least} to ${most}`;

/** The operand at `at` as an integer within bounds. */
export function integerAt(operands: readonly Operand[], at: number, least: number, most: number): number | undefined {
  const operand = operands[at];
  if (operand?.kind !== "immediate") return undefined;
  if (operand.value < BigInt(least) || operand.value > BigInt(most)) return undefined;
  return Number(operand.value);
}

/** The word that an operand is, in lower case: the name of a condition, a barrier, a system register. */
export const wordOf = (operand: Operand | undefined): string | undefined =>
  operand?.kind === "expression" ? operand.word : undefined;

export const isBetween = (operand: Operand, least: number, most: number): boolean =>
  integerAt([operand], 0, least, most) !== undefined;

/** `lsl, lsr or asr` */
export const choice = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/** An unsigned number in one run of bits. */
export const unsignedSlot = (at: number, width: number, show: (value: number) => string = showImmediate): Slot => ({
  takes: "immediate",
  expects: expectInteger(0, 2 ** width - 1),
  mask: maskAt(at, width),
  encode(operands, index, into) {
    const value = integerAt(operands, index, 0, 2 ** width - 1);
    if (value === undefined) return noFit;
    put(into, at, value);
    return 1;
  },
  decode: ({ word }) => show(bitsAt(word, at, width)),
});
