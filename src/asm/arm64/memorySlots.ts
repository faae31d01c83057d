// Slots for addresses: memory operands, branch targets, page addresses.

import type { Expression } from "../expression";
import type { FixupKind } from "../instructionEncoder";
import type { Operand } from "./operands";
import { extensions, looksLikeRegister, nameOfGeneral } from "./registers";
import {
  bitsAt,
  type Decoding,
  type Encoding,
  expectInteger,
  maskAt,
  noFit,
  put,
  type Slot,
  showDecimal,
  showImmediate,
} from "./slot";

type Memory = Extract<Operand, { kind: "memory" }>;

const baseMask = maskAt(5, 5);
const baseName = (word: number) => nameOfGeneral(64, bitsAt(word, 5, 5), true);

/** The memory operand at `index` if its base can be one; its base register goes into the word. */
function memoryAt(operands: readonly Operand[], index: number, writeBack: boolean, into: Encoding): Memory | undefined {
  const operand = operands[index];
  if (operand?.kind !== "memory" || operand.base.width !== 64 || operand.base.role === "zero") return undefined;
  if (operand.writeBack !== writeBack) return undefined;
  put(into, 5, operand.base.number);
  return operand;
}

/** The constant offset inside the brackets, 0 when there is none. */
function constantOffset(memory: Memory): bigint | undefined {
  if (memory.extend !== undefined) return undefined;
  if (memory.offset === undefined) return 0n;
  return memory.offset.kind === "immediate" ? memory.offset.value : undefined;
}

const showOffset = (word: number, offset: number) =>
  offset === 0 ? `[${baseName(word)}]` : `[${baseName(word)}, ${showImmediate(offset)}]`;

/** How an address register and a signed offset are written. */
export type Indexing = "offset" | "pre" | "post";

/** What an address looks like, whether its numbers fit or not. */
function shapeOf(operand: Operand, next: Operand | undefined): Indexing | "register" | undefined {
  if (operand.kind !== "memory") return undefined;
  if (operand.offset?.kind === "general") return "register";
  if (operand.writeBack) return "pre";
  return next === undefined ? "offset" : "post";
}

const isBare = (operand: Operand) => operand.kind === "memory" && operand.offset === undefined && !operand.writeBack;

/** `[x0, #imm]` scaled by the access size, or `[x0, _symbol@PAGEOFF]`. */
export const scaledSlot = (power: number): Slot => ({
  takes: "memory",
  expects: `'[Xn, #imm]' with ${expectInteger(0, 4095 * 2 ** power, 2 ** power)}`,
  suits: (operand, next) => shapeOf(operand, next) === "offset",
  mask: baseMask | maskAt(10, 12),
  encode(operands, index, into) {
    const memory = memoryAt(operands, index, false, into);
    if (memory === undefined) return noFit;
    if (memory.offset?.kind === "expression" && memory.extend === undefined && !looksLikeRegister(memory.offset.word)) {
      into.hole = { kind: "pageoff12", expression: memory.offset.expression, scale: power };
      return 1;
    }
    const offset = constantOffset(memory);
    const unit = BigInt(1 << power);
    if (offset === undefined || offset < 0n || offset % unit !== 0n || offset / unit > 0xfffn) return noFit;
    put(into, 10, Number(offset / unit));
    return 1;
  },
  decode: ({ word }) => showOffset(word, bitsAt(word, 10, 12) * 2 ** power),
});

const shapes: Readonly<Record<Indexing, string>> = {
  offset: "'[Xn, #imm]'",
  pre: "'[Xn, #imm]!'",
  post: "'[Xn], #imm'",
};

/** A signed offset of `width` bits at `at`, in units of 2^power bytes. */
export function signedSlot(at: number, width: number, power: number, indexing: Indexing): Slot {
  const reach = 2 ** (width - 1);
  return {
    takes: "memory",
    expects: `${shapes[indexing]} with ${expectInteger(-reach * 2 ** power, (reach - 1) * 2 ** power, 2 ** power)}`,
    suits: (operand, next) => shapeOf(operand, next) === indexing,
    blamesNext: (operand, next) => indexing === "post" && isBare(operand) && next.kind === "immediate",
    mask: (baseMask | maskAt(at, width)) >>> 0,
    encode(operands, index, into) {
      const memory = memoryAt(operands, index, indexing === "pre", into);
      if (memory === undefined) return noFit;
      const after = operands[index + 1];
      if (indexing === "post" && (memory.offset !== undefined || after?.kind !== "immediate")) return noFit;
      const offset = indexing === "post" && after?.kind === "immediate" ? after.value : constantOffset(memory);
      if (indexing === "pre" && memory.offset === undefined) return noFit;
      if (offset === undefined || offset % BigInt(1 << power) !== 0n) return noFit;
      const scaled = offset >> BigInt(power);
      if (scaled < BigInt(-reach) || scaled >= BigInt(reach)) return noFit;
      put(into, at, Number(BigInt.asUintN(width, scaled)));
      return indexing === "post" ? 2 : 1;
    },
    decode({ word }) {
      const bits = bitsAt(word, at, width);
      const offset = (bits >= reach ? bits - 2 * reach : bits) * 2 ** power;
      if (indexing === "offset") return showOffset(word, offset);
      if (indexing === "pre") return `[${baseName(word)}, ${showImmediate(offset)}]!`;
      return `[${baseName(word)}], ${showImmediate(offset)}`;
    },
  };
}

/** `[x0, #imm]` of the authenticated loads: ten bits in units of eight, the sign apart in bit 22. */
export const authenticatedSlot = (writeBack: boolean): Slot => ({
  takes: "memory",
  expects: `${shapes[writeBack ? "pre" : "offset"]} with ${expectInteger(-4096, 4088, 8)}`,
  suits: (operand, next) => shapeOf(operand, next) === (writeBack ? "pre" : "offset"),
  mask: (baseMask | maskAt(12, 9) | maskAt(22, 1)) >>> 0,
  encode(operands, index, into) {
    const memory = memoryAt(operands, index, writeBack, into);
    const offset = memory === undefined ? undefined : constantOffset(memory);
    if (offset === undefined || offset % 8n !== 0n || offset < -4096n || offset > 4088n) return noFit;
    const bits = Number(BigInt.asUintN(10, offset / 8n));
    put(into, 12, bits & 0x1ff);
    put(into, 22, bits >> 9);
    return 1;
  },
  decode({ word }) {
    const offset = (bitsAt(word, 12, 9) - (bitsAt(word, 22, 1) << 9)) * 8;
    return writeBack ? `[${baseName(word)}, ${showImmediate(offset)}]!` : showOffset(word, offset);
  },
});

export const baseSlot: Slot = {
  takes: "memory",
  expects: "'[Xn]' without an offset",
  mask: baseMask,
  encode(operands, index, into) {
    const memory = memoryAt(operands, index, false, into);
    return memory !== undefined && constantOffset(memory) === 0n ? 1 : noFit;
  },
  decode: ({ word }) => `[${baseName(word)}]`,
};

/** `[x0, x1, lsl #3]`, `[x0, w1, sxtw]` */
export const indexedSlot = (power: number): Slot => ({
  takes: "memory",
  expects: `'[Xn, Xm]' or '[Xn, Wm, sxtw]' with a shift by 0${power === 0 ? "" : ` or ${power}`}`,
  suits: (operand, next) => shapeOf(operand, next) === "register",
  mask: (baseMask | maskAt(12, 4) | maskAt(16, 5)) >>> 0,
  encode(operands, index, into) {
    const memory = memoryAt(operands, index, false, into);
    if (memory?.offset?.kind !== "general" || memory.offset.role === "stack") return noFit;
    const { offset, extend } = memory;
    if (extend !== undefined && extend.kind !== "shift") return noFit;
    const name = extend?.name ?? "lsl";
    const option = name === "lsl" ? 3 : extensions.indexOf(name as (typeof extensions)[number]);
    if (option < 2 || option === 4 || option === 5 || name === "uxtx") return noFit;
    if ((option & 1) !== (offset.width === 64 ? 1 : 0)) return noFit;
    const amount = extend?.amount;
    if (amount !== undefined && amount !== 0 && amount !== power) return noFit;
    put(into, 16, offset.number);
    put(into, 13, option);
    put(into, 12, amount !== undefined && amount === power ? 1 : 0);
    return 1;
  },
  decode({ word }) {
    const option = bitsAt(word, 13, 3);
    const scaled = bitsAt(word, 12, 1) === 1;
    if ((option & 2) === 0) return undefined;
    const register = nameOfGeneral((option & 1) === 1 ? 64 : 32, bitsAt(word, 16, 5), false);
    const name = option === 3 ? "lsl" : extensions[option];
    const extend = scaled ? `, ${name} #${power}` : option === 3 ? "" : `, ${name}`;
    return `[${baseName(word)}, ${register}${extend}]`;
  },
});

/** `[x0], #32` or `[x0], x1` after a structure load; the immediate can only be the bytes transferred. */
export const structurePostSlot = (bytes: number): Slot => ({
  takes: "memory",
  expects: `'[Xn], #${bytes}' or '[Xn], Xm'`,
  suits: (operand, next) => shapeOf(operand, next) === "post",
  blamesNext: (operand) => isBare(operand),
  mask: (baseMask | maskAt(16, 5)) >>> 0,
  encode(operands, index, into) {
    const memory = memoryAt(operands, index, false, into);
    if (memory === undefined || memory.offset !== undefined) return noFit;
    const after = operands[index + 1];
    if (after?.kind === "immediate" && after.value === BigInt(bytes)) put(into, 16, 31);
    else if (after?.kind === "general" && after.width === 64 && after.number < 31) put(into, 16, after.number);
    else return noFit;
    return 2;
  },
  decode({ word }) {
    const register = bitsAt(word, 16, 5);
    return `[${baseName(word)}], ${register === 31 ? showDecimal(bytes) : `x${register}`}`;
  },
});

/** Two's complement of `width` bits. */
const signed = (bits: number, width: number) => (bits >= 2 ** (width - 1) ? bits - 2 ** width : bits);

/** A 64-bit address as the sum of the place and a distance. */
const showTarget = (from: Decoding, distance: number, base: number): string => {
  const target = base + distance;
  from.target = target < 0 ? undefined : target;
  const word = target < 0 ? BigInt.asUintN(64, BigInt(target)) : target;
  return `0x${word.toString(16)}`;
};

/** A pc-relative distance in words: branches and literal loads. */
export const targetSlot = (kind: FixupKind, at: number, width: number): Slot => ({
  takes: "expression",
  expects: `a label or ${expectInteger(-(2 ** (width + 1)), 2 ** (width + 1) - 4, 4)}`,
  mask: maskAt(at, width),
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind === "expression") {
      into.hole = { kind, expression: operand.expression, scale: 0 };
      return 1;
    }
    if (operand?.kind !== "immediate" || operand.value % 4n !== 0n) return noFit;
    const words = operand.value / 4n;
    if (BigInt.asIntN(width, words) !== words) return noFit;
    put(into, at, Number(BigInt.asUintN(width, words)));
    return 1;
  },
  decode: (from) => showTarget(from, signed(bitsAt(from.word, at, width), width) * 4, from.address),
});

/** `ldr x0, =_symbol`: the place of a literal of so many bytes. */
export const literalSlot = (width: 32 | 64): Slot => ({
  takes: "literal",
  expects: width === 64 ? "a literal '=value'" : "a literal '=value' of 32 bits",
  mask: maskAt(5, 19),
  encode(operands, index, into) {
    const operand = operands[index];
    if (operand?.kind !== "literal") return noFit;
    const { value } = operand;
    if (value !== undefined && BigInt.asIntN(width, value) !== value && BigInt.asUintN(width, value) !== value)
      return noFit;
    const expression: Expression = value === undefined ? operand.expression : { kind: "constant", value };
    into.hole = { kind: "literal19", expression, scale: 0, pooled: width === 64 ? 8 : 4 };
    return 1;
  },
  decode: () => undefined,
});

/** adr and adrp: two low bits at 29, nineteen at 5. */
export const addressSlot = (kind: "adr21" | "page21"): Slot => {
  const unit = kind === "page21" ? 4096 : 1;
  return {
    takes: "expression",
    expects: kind === "page21" ? "a symbol with @PAGE or a multiple of 4096" : "a label within 1 MiB",
    mask: (maskAt(29, 2) | maskAt(5, 19)) >>> 0,
    encode(operands, index, into) {
      const operand = operands[index];
      if (operand?.kind === "expression") {
        into.hole = { kind, expression: operand.expression, scale: 0 };
        return 1;
      }
      if (operand?.kind !== "immediate" || operand.value % BigInt(unit) !== 0n) return noFit;
      const units = operand.value / BigInt(unit);
      if (BigInt.asIntN(21, units) !== units) return noFit;
      const bits = Number(BigInt.asUintN(21, units));
      put(into, 29, bits & 3);
      put(into, 5, bits >>> 2);
      return 1;
    },
    decode(from) {
      const distance = signed((bitsAt(from.word, 5, 19) << 2) | bitsAt(from.word, 29, 2), 21) * unit;
      return showTarget(from, distance, Math.floor(from.address / unit) * unit);
    },
  };
};
