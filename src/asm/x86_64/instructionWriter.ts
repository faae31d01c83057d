// One matched form to bytes, in LLVM's order: segment, repetition, address size, operand size, lock, notrack, the
// mandatory prefix, REX or its successors, opcode, ModRM, SIB, displacement, immediates. The buffer is reused; only
// the result is allocated.

import type { Fixup } from "../instructionEncoder";
import type { Form, Pattern } from "./forms";
import {
  expressionOf,
  isSymbolic,
  type Operand,
  type OperandOf,
  type RoundingMode,
  type Value,
  wordOf,
} from "./operands";
import type { Recipe } from "./recipe";

export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fixups: readonly Fixup[];
}

/** What the statement asks for beside its operands. */
export interface EmitOptions {
  readonly rounding?: RoundingMode | undefined;
  /** `{disp8}`, `{disp32}` */
  readonly displacement?: 8 | 32 | undefined;
  /** `{vex3}` */
  readonly longVex?: boolean;
  /** `{rex}` */
  readonly rex?: boolean;
  /** `rep` and `repne`, in the order of their bytes. */
  readonly repeat?: readonly number[];
  readonly lock?: boolean;
  readonly notrack?: boolean;
}

export const plainOptions: EmitOptions = {};

const noFixups: readonly Fixup[] = [];
const fitsByte = (value: number): boolean => value >= -128 && value <= 127;
const fitsDouble = (value: number): boolean => value >= -0x8000_0000 && value <= 0x7fff_ffff;

/** EVEX.b with a register operand: L'L holds the rounding mode, and zero where exceptions are only suppressed. */
const roundingModes: Readonly<Record<RoundingMode, number>> = {
  "rn-sae": 0,
  "rd-sae": 1,
  "ru-sae": 2,
  "rz-sae": 3,
  sae: 0,
};
const segmentPrefixes: readonly number[] = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];
/** The pp field of VEX and EVEX. */
const mandatoryNumber = (prefix: number): number =>
  prefix === 0x66 ? 1 : prefix === 0xf3 ? 2 : prefix === 0xf2 ? 3 : 0;

const symbolKinds = { 4: "abs1", 8: "abs1", 16: "abs2", 32: "abs4", 64: "abs8" } as const;

export class InstructionWriter {
  private readonly buffer = new Uint8Array(64);
  private length = 0;
  private fixups: Fixup[] | undefined;
  /** Register numbers by field; -1 where no operand goes there. */
  private reg = 0;
  private rm = 0;
  private vvvv = 0;
  private upper = 0;
  private inOpcode = 0;
  private memory: OperandOf<"memory"> | undefined;
  /** The displacement field that waits for the instruction's end. */
  private relativeAt = -1;

  /** Undefined when the operands fit the form one by one but have no encoding together. */
  write(form: Form, operands: readonly Operand[], options: EmitOptions): Emitted | undefined {
    const { recipe } = form;
    this.length = 0;
    this.fixups = undefined;
    this.relativeAt = -1;
    this.collect(recipe, operands);
    const { memory } = this;
    if (memory?.displacement !== undefined && !isReachable(memory, recipe)) return undefined;
    if (recipe.family === "legacy" || recipe.family === "3dnow") {
      if (!this.legacyFront(recipe, operands, options)) return undefined;
    } else this.vectorFront(recipe, operands, options);
    if (recipe.hasModRm) {
      if (memory !== undefined) this.address(memory, recipe, options);
      else this.byte(0xc0 | ((this.reg & 7) << 3) | (this.rm & 7));
    }
    this.trailing(form, operands);
    if (this.relativeAt >= 0) this.relative(form, memory!.displacement!);
    return { bytes: this.buffer.slice(0, this.length), fixups: this.fixups ?? noFixups };
  }

  private byte(value: number): void {
    this.buffer[this.length++] = value;
  }

  private double(value: number): void {
    const { buffer, length } = this;
    buffer[length] = value;
    buffer[length + 1] = value >> 8;
    buffer[length + 2] = value >> 16;
    buffer[length + 3] = value >> 24;
    this.length = length + 4;
  }

  /** Sorts the operands into the fields they are stored in. */
  private collect(recipe: Recipe, operands: readonly Operand[]): void {
    this.reg = recipe.fixedReg;
    this.rm = recipe.fixedRm;
    this.vvvv = 0;
    this.upper = 0;
    this.inOpcode = 0;
    this.memory = undefined;
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand.kind === "memory") this.memory = operand;
      if (operand.kind !== "register") continue;
      const { number } = operand.register;
      switch (recipe.fields[i]) {
        case "reg":
          this.reg = number;
          break;
        case "rm":
          this.rm = number;
          break;
        case "vvvv":
          this.vvvv = number;
          break;
        case "opcode":
          this.inOpcode = number;
          break;
        case "upper":
          this.upper = number;
          break;
      }
    }
  }

  /** Prefixes that all families share. */
  private commonPrefixes(recipe: Recipe, { repeat }: EmitOptions): void {
    const { memory } = this;
    if (recipe.waits) this.byte(0x9b);
    const isString = memory !== undefined && !recipe.hasModRm && recipe.fields.includes("string");
    if (!isString) this.segment(memory);
    if (repeat !== undefined) for (const prefix of repeat) this.byte(prefix);
    if (recipe.has67 || (memory !== undefined && hasNarrowAddress(memory))) this.byte(0x67);
    // The destination is %es:(%rdi) whatever is written.
    if (isString && memory.base?.number !== 7) this.segment(memory);
  }

  private segment(memory: OperandOf<"memory"> | undefined): void {
    if (memory?.segment !== undefined) this.byte(segmentPrefixes[memory.segment.number]!);
  }

  private legacyFront(recipe: Recipe, operands: readonly Operand[], options: EmitOptions): boolean {
    const { memory } = this;
    if (recipe.fields.includes("string")) this.memory = stringOperand(operands);
    this.commonPrefixes(recipe, options);
    if (recipe.has66) this.byte(0x66);
    if (options.lock === true) this.byte(0xf0);
    if (options.notrack === true) this.byte(0x3e);
    if (recipe.mandatory !== 0) this.byte(recipe.mandatory);
    let rex = (recipe.w << 3) | ((this.reg & 8) >> 1);
    let needsRex = options.rex === true;
    let hasHighByte = false;
    if (memory === undefined) rex |= (this.rm & 8) >> 3;
    else rex |= ((numberOf(memory.index) & 8) >> 2) | ((numberOf(memory.base) & 8) >> 3);
    rex |= (this.inOpcode & 8) >> 3;
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand.kind !== "register") continue;
      if (operand.register.isRexByte) needsRex = true;
      if (operand.register.isHighByte) hasHighByte = true;
    }
    if (rex !== 0 || needsRex) {
      if (hasHighByte) return false;
      this.byte(0x40 | rex);
    }
    const { opcode } = recipe;
    for (let i = 0; i < opcode.length; i++) this.byte(opcode[i]!);
    this.buffer[this.length - 1]! += this.inOpcode & 7;
    return true;
  }

  private vectorFront(recipe: Recipe, operands: readonly Operand[], options: EmitOptions): void {
    this.commonPrefixes(recipe, options);
    const { memory } = this;
    const x = memory === undefined ? (this.rm >> 4) & 1 : (numberOf(memory.index) >> 3) & 1;
    const b = ((memory === undefined ? this.rm : numberOf(memory.base)) >> 3) & 1;
    const pp = mandatoryNumber(recipe.mandatory);
    if (recipe.family === "evex") this.evex(recipe, operands, options, x, b, pp);
    else {
      const r = (this.reg >> 3) & 1;
      const last = ((~this.vvvv & 15) << 3) | (recipe.vectorLength << 2) | pp;
      const isShort = recipe.family === "vex" && recipe.map === 1 && recipe.w === 0 && b === 0;
      if (isShort && (memory === undefined || x === 0) && options.longVex !== true) {
        this.byte(0xc5);
        this.byte(((r ^ 1) << 7) | last);
      } else {
        this.byte(recipe.family === "xop" ? 0x8f : 0xc4);
        const index = memory === undefined ? 0 : x;
        this.byte(((r ^ 1) << 7) | ((index ^ 1) << 6) | ((b ^ 1) << 5) | recipe.map);
        this.byte((recipe.w << 7) | last);
      }
    }
    const { opcode } = recipe;
    for (let i = 0; i < opcode.length; i++) this.byte(opcode[i]!);
  }

  private evex(
    recipe: Recipe,
    operands: readonly Operand[],
    { rounding }: EmitOptions,
    x: number,
    b: number,
    pp: number,
  ): void {
    const { memory, reg, vvvv } = this;
    // A vector index takes the bit that otherwise extends vvvv.
    const hasVectorIndex = memory?.index !== undefined && memory.index.size === 0 && memory.index.class !== "iz";
    const highV = hasVectorIndex ? (memory.index.number >> 4) & 1 : (vvvv >> 4) & 1;
    const [destination] = operands;
    let mask = 0;
    let zeroing = false;
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand.mask !== undefined) mask = operand.mask.number;
      if (operand.zeroing === true) zeroing = true;
    }
    const isRounding = rounding !== undefined;
    const length = isRounding ? roundingModes[rounding] : recipe.vectorLength;
    const isBroadcast = memory?.broadcast !== undefined;
    this.byte(0x62);
    this.byte(
      ((((reg >> 3) & 1) ^ 1) << 7) | ((x ^ 1) << 6) | ((b ^ 1) << 5) | ((((reg >> 4) & 1) ^ 1) << 4) | recipe.map,
    );
    this.byte((recipe.w << 7) | ((~vvvv & 15) << 3) | 4 | pp);
    this.byte(
      (destination !== undefined && zeroing ? 0x80 : 0) |
        (length << 5) |
        (isRounding || isBroadcast ? 0x10 : 0) |
        ((highV ^ 1) << 3) |
        mask,
    );
  }

  /** ModRM, SIB and displacement. */
  private address(memory: OperandOf<"memory">, recipe: Recipe, options: EmitOptions): void {
    const { base, index, displacement } = memory;
    const reg = (this.reg & 7) << 3;
    if (base?.class === "ip") {
      this.byte(reg | 5);
      this.relativeAt = this.length;
      this.double(displacement === undefined || isSymbolic(displacement) ? 0 : displacement.number);
      if (displacement === undefined || !isSymbolic(displacement)) this.relativeAt = -1;
      return;
    }
    const hasSib = base === undefined || index !== undefined || (base.number & 7) === 4 || recipe.needsSib;
    const size = displacementSize(memory, recipe, options.displacement);
    const mode = base === undefined || size === 0 ? 0 : size === 1 ? 0x40 : 0x80;
    this.byte(mode | reg | (hasSib ? 4 : base!.number & 7));
    if (hasSib) {
      const scale = memory.scale === 1 ? 0 : memory.scale === 2 ? 0x40 : memory.scale === 4 ? 0x80 : 0xc0;
      this.byte(
        scale | ((index === undefined ? 4 : index.number & 7) << 3) | (base === undefined ? 5 : base.number & 7),
      );
    }
    const number = displacement === undefined ? 0 : displacement.number;
    if (size === 1) this.byte(number / compression(memory, recipe));
    else if (size === 4) {
      if (displacement !== undefined && isSymbolic(displacement)) this.hole("abs4s", displacement, this.length);
      this.double(number);
    }
  }

  private hole(kind: Fixup["kind"], value: Value, offset: number): void {
    this.fixups ??= [];
    this.fixups.push({ offset, kind, expression: expressionOf(value) });
  }

  /** Immediates, branch distances and the opcode that 3DNow! puts last. */
  private trailing({ patterns, recipe }: Form, operands: readonly Operand[]): void {
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      switch (recipe.fields[i]) {
        case "immediate":
          if (operand.kind === "immediate") this.immediate(patterns[i]!, operand.value);
          break;
        case "branch":
          if (operand.kind === "target") this.branch(patterns[i]!, operand.value);
          break;
        case "offset":
          if (operand.kind === "memory") this.quad(operand.displacement!);
          break;
        case "upper":
          this.byte((this.upper & 15) << 4);
          break;
        case "lower":
          if (operand.kind === "immediate") this.buffer[this.length - 1]! |= operand.value.number;
          break;
      }
    }
    if (recipe.family === "3dnow") this.byte(recipe.suffix);
  }

  private immediate({ immediate }: Pattern, value: Value): void {
    const { bits, extendedTo } = immediate!;
    if (bits === 64) {
      this.quad(value);
      return;
    }
    if (isSymbolic(value))
      this.hole(bits === 32 && extendedTo === 64 ? "abs4s" : symbolKinds[bits], value, this.length);
    const { number } = value;
    if (bits === 8) this.byte(number);
    else if (bits === 16) {
      this.byte(number);
      this.byte(number >> 8);
    } else this.double(number);
  }

  private quad(value: Value): void {
    if (isSymbolic(value)) this.hole("abs8", value, this.length);
    const word = isSymbolic(value) ? 0n : BigInt.asUintN(64, wordOf(value));
    this.double(Number(word & 0xffff_ffffn));
    this.double(Number(word >> 32n));
  }

  private branch({ branch }: Pattern, value: Value): void {
    const size = branch!;
    this.fixups ??= [];
    const kind = size === 1 ? "branch1" : "branch4";
    this.fixups.push({ offset: this.length, kind, expression: expressionOf(value), toEnd: size });
    if (size === 1) this.byte(0);
    else this.double(0);
  }

  /** `ld` may turn `movq sym@GOTPCREL(%rip), %reg` into `leaq`, so that load, and no other use, says what it is. */
  private relative(form: Form, value: Value): void {
    const offset = this.relativeAt;
    const place = { offset, kind: "pcrel4", expression: expressionOf(value), toEnd: this.length - offset } as const;
    const isLoad = form.name === "Mov_r64_rm64" && modifierOf(value)?.toUpperCase() === "GOTPCREL";
    this.fixups = [isLoad ? { ...place, gotLoad: true } : place, ...(this.fixups ?? [])];
  }
}

const numberOf = (register: { readonly number: number } | undefined): number => register?.number ?? 0;

const hasNarrowAddress = ({ base, index }: OperandOf<"memory">): boolean =>
  base?.class === "r32" || base?.name === "eip" || index?.class === "r32" || index?.name === "eiz";

/** The operand whose segment and address size the prefixes speak of: the source where there are two. */
function stringOperand(operands: readonly Operand[]): OperandOf<"memory"> | undefined {
  let found: OperandOf<"memory"> | undefined;
  for (const operand of operands)
    if (operand.kind === "memory" && (found === undefined || operand.base?.number === 6)) found = operand;
  return found;
}

/** Whether the displacement fits the field the recipe has for it. */
function isReachable({ displacement }: OperandOf<"memory">, recipe: Recipe): boolean {
  const { number } = displacement!;
  return Number.isNaN(number) || fitsDouble(number) || recipe.fields.includes("offset");
}

const compression = ({ broadcast }: OperandOf<"memory">, recipe: Recipe): number =>
  broadcast === undefined ? recipe.disp8Scale : recipe.broadcastScale;

/** Bytes of the displacement: 0, 1 or 4. */
function displacementSize(memory: OperandOf<"memory">, recipe: Recipe, asked: 8 | 32 | undefined): 0 | 1 | 4 {
  const { base, displacement } = memory;
  if (base === undefined || asked === 32) return 4;
  const number = displacement === undefined ? 0 : displacement.number;
  if (Number.isNaN(number)) return 4;
  // The encoding of "no displacement" with %rbp or %r13 as base is taken by another meaning.
  if (number === 0) return asked === 8 || (base.number & 7) === 5 ? 1 : 0;
  const compressed = number / compression(memory, recipe);
  return Number.isInteger(compressed) && fitsByte(compressed) ? 1 : 4;
}

/** The part after `@` of the symbol in an expression. */
export function modifierOf({ expression }: Value): string | undefined {
  const search = (part: NonNullable<Value["expression"]>): string | undefined => {
    switch (part.kind) {
      case "symbol":
        return part.modifier;
      case "unary":
        return search(part.operand);
      case "binary":
        return search(part.left) ?? search(part.right);
      default:
        return undefined;
    }
  };
  return expression === undefined ? undefined : search(expression);
}
