// What the operands of a statement are once read, whichever syntax they were written in. Each knows the characters it
// came from, and a set of bits by which the patterns of a form accept it.

import type { Expression } from "../expression";
import type { Span } from "./messages";
import type { RegisterName } from "./registers";

/** An expression of the statement. */
export interface Value extends Span {
  /** Undefined for a plain number. */
  readonly expression: Expression | undefined;
  /** The constant it has now, as a signed 64-bit word; NaN when it has none. */
  readonly number: number;
  /** The same where a double cannot hold it. */
  readonly wide: bigint | undefined;
}

export const isSymbolic = ({ number }: Value): boolean => Number.isNaN(number);

export const wordOf = ({ number, wide }: Value): bigint => wide ?? BigInt(number);

export const expressionOf = (value: Value): Expression =>
  value.expression ?? { kind: "constant", value: wordOf(value) };

export function valueOfConstant(constant: bigint, expression: Expression | undefined, span: Span): Value {
  const word = BigInt.asIntN(64, constant);
  const number = Number(word);
  const wide = Number.isSafeInteger(number) ? undefined : word;
  return { expression, number, wide, at: span.at, length: span.length };
}

/** AVX-512 decorations in braces after an operand. */
export interface Decorations {
  readonly mask?: RegisterName;
  readonly zeroing?: boolean;
  /** `{1to8}`: one element repeated so often. */
  readonly broadcast?: number;
}

export interface Memory {
  readonly displacement: Value | undefined;
  readonly base: RegisterName | undefined;
  readonly index: RegisterName | undefined;
  readonly scale: 1 | 2 | 4 | 8;
  readonly segment: RegisterName | undefined;
  /** Bytes, where Intel syntax says them; else 0. */
  readonly size: number;
}

export type Operand = Span &
  Decorations & {
    /** Bits of `classBits`, `immediateBits` or `memoryBits`, by kind. */
    readonly bits: number;
    /** AT&T: written with `*`. */
    readonly indirect: boolean;
  } & (
    | { readonly kind: "register"; readonly register: RegisterName }
    | { readonly kind: "immediate"; readonly value: Value }
    | ({ readonly kind: "memory" } & Memory)
    | { readonly kind: "target"; readonly value: Value }
    | { readonly kind: "rounding"; readonly mode: RoundingMode }
  );
export type OperandOf<Kind extends Operand["kind"]> = Extract<Operand, { kind: Kind }>;

export type RoundingMode = "rn-sae" | "rd-sae" | "ru-sae" | "rz-sae" | "sae";

/** Which immediates a value can be. */
export const immediateBits = {
  byte: 1 << 0,
  /** A byte that the CPU extends to 16, 32 or 64 bits, keeping the sign. */
  byteTo16: 1 << 1,
  byteTo32: 1 << 2,
  byteTo64: 1 << 3,
  word: 1 << 4,
  double: 1 << 5,
  doubleTo64: 1 << 6,
  quad: 1 << 7,
  nibble: 1 << 8,
  one: 1 << 9,
} as const;

const anySymbol =
  immediateBits.byte |
  immediateBits.byteTo16 |
  immediateBits.byteTo32 |
  immediateBits.byteTo64 |
  immediateBits.word |
  immediateBits.double |
  immediateBits.doubleTo64 |
  immediateBits.quad;

/** A negative number may be spelled as the unsigned word of the operation's size: $0xfffffff0 for a 32-bit -16. */
export function bitsOfImmediate(value: Value): number {
  const { number } = value;
  if (Number.isNaN(number)) return anySymbol;
  const I = immediateBits;
  let bits: number = I.quad;
  if (number >= -0x8000_0000 && number <= 0xffff_ffff) {
    bits |= I.double;
    if (number <= 0x7fff_ffff) bits |= I.doubleTo64;
    if (number >= 0xffff_ff80) bits |= I.byteTo32;
  }
  if (number < -0x8000 || number > 0xffff) return bits;
  bits |= I.word;
  if (number >= 0xff80) bits |= I.byteTo16;
  if (number < -0x80 || number > 0xff) return bits;
  bits |= I.byte;
  if (number <= 0x7f) bits |= I.byteTo16 | I.byteTo32 | I.byteTo64;
  if (number >= 0 && number <= 15) bits |= I.nibble;
  return number === 1 ? bits | I.one : bits;
}

/** Which memory operands an address can be. */
export const memoryBits = {
  /** Base and index, none of them a vector. */
  plain: 1 << 0,
  /** A vector of indexes: gathers and scatters. */
  xmmIndex: 1 << 1,
  ymmIndex: 1 << 2,
  zmmIndex: 1 << 3,
  highXmmIndex: 1 << 4,
  highYmmIndex: 1 << 5,
  /** No registers: the 64-bit address of `movabs`. */
  absolute: 1 << 6,
  /** `(%rsi)`, or `(%esi)`. */
  stringSource: 1 << 7,
  /** `%es:(%rdi)`, or `(%edi)`. */
  stringDestination: 1 << 8,
  /** `(%rbx)` of xlatb. */
  table: 1 << 9,
} as const;

export function bitsOfMemory({ base, index, displacement, segment }: Memory): number {
  const M = memoryBits;
  if (index !== undefined) {
    switch (index.class) {
      case "xmm":
        return index.number < 16 ? M.xmmIndex : M.highXmmIndex;
      case "ymm":
        return index.number < 16 ? M.ymmIndex : M.highYmmIndex;
      case "zmm":
        return M.zmmIndex;
      default:
        return M.plain;
    }
  }
  if (base === undefined) return M.plain | M.absolute;
  // `(%dx)` is no address: ports are written so.
  if (base.class === "r16") return 0;
  if (displacement !== undefined && displacement.number !== 0) return M.plain;
  const isString = base.class === "r64" || base.class === "r32";
  if (!isString) return M.plain;
  if (base.number === 6) return M.plain | M.stringSource;
  if (base.number === 3) return M.plain | M.table;
  const usesExtra = segment === undefined || segment.name === "es";
  return base.number === 7 && usesExtra ? M.plain | M.stringDestination : M.plain;
}
