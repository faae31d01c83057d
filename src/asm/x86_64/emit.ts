// One matched form to bytes: fill iced's Instruction, let its Encoder write, then open the holes that the linker or
// the layout will fill. Each emitter reuses one Instruction and one Encoder, for every call into WebAssembly costs
// more than the encoding itself.

import type { Fixup, FixupKind } from "../instructionEncoder";
import type { Form, Pattern } from "./forms";
import type { Iced, IcedModule } from "./icedModule";
import type { Candidate } from "./match";
import type { Operand, OperandOf, RoundingMode, Value } from "./operands";
import type { RegisterName } from "./registers";

/** A fixup whose expression is named by its ordinal in the statement, so that cached bytes serve new expressions. */
export interface Hole extends Omit<Fixup, "expression"> {
  readonly value: number;
}

export interface Emitted {
  readonly bytes: Uint8Array;
  readonly holes: readonly Hole[];
}

export interface EmitOptions {
  readonly rounding: RoundingMode | undefined;
  /** Displacement size asked for by `{disp8}` or `{disp32}`. */
  readonly displacement: 8 | 32 | undefined;
}

/** A value of the statement and where iced put its field. */
interface Pending {
  readonly value: Value;
  readonly field: "displacement" | "immediate" | "branch";
  readonly kind: FixupKind;
}

const fitsSigned = (value: bigint, bits: number): boolean => BigInt.asIntN(bits, value) === value;

export class Emitter {
  private readonly iced: IcedModule;
  private readonly instruction: Iced.Instruction;
  private readonly encoder: Iced.Encoder;
  /** Whether the last instruction left AVX-512 decorations in the reused object. */
  private decorated = false;

  constructor(iced: IcedModule) {
    this.iced = iced;
    this.instruction = new iced.Instruction();
    this.encoder = new iced.Encoder(64);
  }

  /** Undefined when the operands fit the form one by one but have no encoding together. */
  emit(candidate: Candidate, options: EmitOptions): Emitted | undefined {
    const { form, operands } = candidate;
    const { instruction } = this;
    instruction.code = form.code;
    instruction.segmentPrefix = this.iced.Register.None;
    this.decorate(operands, options.rounding);
    for (const [i, pattern] of form.hidden.entries()) this.setHidden(i, pattern);
    const pending: Pending[] = [];
    let ripLiteral: bigint | undefined;
    for (const [i, operand] of operands.entries()) {
      const slot = form.hidden.length + i;
      if (operand.kind === "memory" && operand.base?.class === "ip" && operand.displacement?.constant !== undefined)
        ripLiteral = operand.displacement.constant;
      if (!this.setOperand(form, slot, operand, options, pending)) return undefined;
    }
    const bytes = this.encode();
    if (bytes === undefined) return undefined;
    return this.openHoles(candidate, bytes, pending, ripLiteral);
  }

  private encode(): Uint8Array | undefined {
    try {
      this.encoder.encode(this.instruction, 0n);
    } catch {
      // iced throws for combinations it cannot encode; the bytes written so far are dropped.
      this.encoder.takeBuffer();
      return undefined;
    }
    return this.encoder.takeBuffer();
  }

  private decorate(operands: readonly Operand[], rounding: RoundingMode | undefined): void {
    const { instruction, iced } = this;
    const mask = operands.find((operand) => operand.mask !== undefined)?.mask;
    const zeroing = operands.some((operand) => operand.zeroing === true);
    const broadcast = operands.some((operand) => operand.broadcast !== undefined);
    const needed = mask !== undefined || zeroing || broadcast || rounding !== undefined;
    if (!needed && !this.decorated) return;
    this.decorated = needed;
    const { RoundingControl } = iced;
    const controls: Readonly<Record<RoundingMode, Iced.RoundingControl>> = {
      "rn-sae": RoundingControl.RoundToNearest,
      "rd-sae": RoundingControl.RoundDown,
      "ru-sae": RoundingControl.RoundUp,
      "rz-sae": RoundingControl.RoundTowardZero,
      sae: RoundingControl.None,
    };
    instruction.opMask = mask?.register ?? iced.Register.None;
    instruction.zeroingMasking = zeroing;
    instruction.isBroadcast = broadcast;
    instruction.roundingControl = rounding === undefined ? RoundingControl.None : controls[rounding];
    instruction.suppressAllExceptions = rounding === "sae";
  }

  private setHidden(slot: number, pattern: Pattern): void {
    const { instruction, iced } = this;
    instruction.setOpKind(slot, pattern.opKind ?? iced.OpKind.Memory);
    if (pattern.opKind !== iced.OpKind.Memory) return;
    // xlatb reads (%rbx,%al).
    instruction.memoryBase = iced.Register.RBX;
    instruction.memoryIndex = iced.Register.AL;
    instruction.memoryIndexScale = 1;
    instruction.memoryDisplSize = 0;
    instruction.memoryDisplacement = 0n;
  }

  private setOperand(form: Form, slot: number, operand: Operand, options: EmitOptions, pending: Pending[]): boolean {
    const { instruction, iced } = this;
    const pattern = form.patterns[slot - form.hidden.length]!;
    switch (operand.kind) {
      case "register":
        instruction.setOpKind(slot, iced.OpKind.Register);
        instruction.setOpRegister(slot, operand.register.register);
        return true;
      case "target":
        instruction.setOpKind(slot, iced.OpKind.NearBranch64);
        instruction.nearBranch64 = 0n;
        pending.push({ value: operand.value, field: "branch", kind: pattern.branch === 1 ? "branch1" : "branch4" });
        return true;
      case "immediate":
        this.setImmediate(slot, pattern, operand.value, pending);
        return true;
      case "memory":
        return this.setMemory(form, slot, operand, options, pending);
      case "rounding":
        return false;
    }
  }

  private setImmediate(slot: number, pattern: Pattern, value: Value, pending: Pending[]): void {
    const { instruction, iced } = this;
    const { OpKind } = iced;
    const rule = pattern.immediate!;
    const word = value.constant ?? 0n;
    instruction.setOpKind(slot, rule.opKind);
    if (value.constant === undefined) {
      const kinds = { 4: "abs1", 8: "abs1", 16: "abs2", 32: rule.extendedTo === 64 ? "abs4s" : "abs4", 64: "abs8" };
      pending.push({ value, field: "immediate", kind: kinds[rule.bits] as FixupKind });
    }
    switch (rule.opKind) {
      case OpKind.Immediate8:
        // `extrq` and `insertq` have two byte immediates.
        if (slot > 0 && this.isImmediate8(slot - 1)) {
          instruction.setOpKind(slot, OpKind.Immediate8_2nd);
          instruction.immediate8_2nd = Number(BigInt.asUintN(8, word));
        } else instruction.immediate8 = Number(BigInt.asUintN(8, word));
        return;
      case OpKind.Immediate8to16:
        instruction.immediate8to16 = Number(BigInt.asIntN(8, word));
        return;
      case OpKind.Immediate8to32:
        instruction.immediate8to32 = Number(BigInt.asIntN(8, word));
        return;
      case OpKind.Immediate8to64:
        instruction.immediate8to64 = BigInt.asIntN(8, word);
        return;
      case OpKind.Immediate16:
        instruction.immediate16 = Number(BigInt.asUintN(16, word));
        return;
      case OpKind.Immediate32:
        instruction.immediate32 = Number(BigInt.asUintN(32, word));
        return;
      case OpKind.Immediate32to64:
        instruction.immediate32to64 = BigInt.asIntN(32, word);
        return;
      default:
        instruction.immediate64 = BigInt.asUintN(64, word);
    }
  }

  /** `enter` has a 16-bit immediate first, the SSE4a instructions two bytes. */
  private isImmediate8(slot: number): boolean {
    const kind = this.instruction.opKind(slot);
    return kind === this.iced.OpKind.Immediate8 || kind === this.iced.OpKind.Immediate16;
  }

  private setMemory(
    form: Form,
    slot: number,
    operand: OperandOf<"memory">,
    options: EmitOptions,
    pending: Pending[],
  ): boolean {
    const { instruction, iced } = this;
    const pattern = form.patterns[slot - form.hidden.length]!;
    const none = iced.Register.None;
    const isEvex = form.encoding === iced.EncodingKind.EVEX;
    const { base, index, displacement, segment } = operand;
    if (segment !== undefined && pattern.memory !== "string-destination") instruction.segmentPrefix = segment.register;
    if (pattern.opKind !== undefined) {
      instruction.setOpKind(slot, pattern.opKind);
      return base!.class === "r64";
    }
    instruction.setOpKind(slot, iced.OpKind.Memory);
    instruction.memoryBase = base?.register ?? none;
    instruction.memoryIndex = index?.register ?? none;
    instruction.memoryIndexScale = operand.scale;
    const word = displacement?.constant ?? 0n;
    if (pattern.memory !== "offset" && !fitsSigned(word, 32)) return false;
    const isPlaceholder = base?.class === "ip" || (displacement !== undefined && displacement.constant === undefined);
    instruction.memoryDisplacement = isPlaceholder ? 0n : BigInt.asUintN(64, word);
    instruction.memoryDisplSize = displacementSize(operand, isEvex, isPlaceholder, options.displacement);
    if (displacement !== undefined && displacement.constant === undefined) {
      const kind = base?.class === "ip" ? "pcrel4" : pattern.memory === "offset" ? "abs8" : "abs4s";
      pending.push({ value: displacement, field: "displacement", kind });
    }
    return true;
  }

  private openHoles(
    candidate: Candidate,
    bytes: Uint8Array,
    pending: readonly Pending[],
    ripLiteral: bigint | undefined,
  ): Emitted | undefined {
    orderPrefixes(bytes);
    const usesRip = candidate.operands.some((operand) => operand.kind === "memory" && operand.base?.class === "ip");
    if (pending.length === 0 && !usesRip) return { bytes, holes: [] };
    const offsets = this.encoder.getConstantOffsets();
    const displacementAt = offsets.displacementOffset;
    const displacementLength = offsets.displacementSize;
    const immediateAt = offsets.immediateOffset;
    offsets.free();
    if (usesRip) {
      // iced turned "address 0" into a distance; the operand's own number is the distance itself.
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      view.setInt32(displacementAt, Number(ripLiteral ?? 0n), true);
    }
    const holes: Hole[] = [];
    for (const { value, field, kind } of pending) {
      if (field === "branch") {
        const size = kind === "branch1" ? 1 : 4;
        bytes.fill(0, bytes.length - size);
        holes.push({ offset: bytes.length - size, kind, value: value.index, toEnd: size });
      } else if (field === "immediate") {
        holes.push({ offset: immediateAt, kind, value: value.index });
      } else {
        if (displacementLength < 4) return undefined;
        holes.push({
          offset: displacementAt,
          kind,
          value: value.index,
          ...this.pcRelative(candidate, bytes, kind, displacementAt, value),
        });
      }
    }
    return { bytes, holes };
  }

  /** `ld` may turn `movq sym@GOTPCREL(%rip), %reg` into `leaq`, so that load, and no other use, says what it is. */
  private pcRelative(
    { form }: Candidate,
    bytes: Uint8Array,
    kind: FixupKind,
    at: number,
    value: Value,
  ): { readonly toEnd?: number; readonly gotLoad?: boolean } {
    if (kind !== "pcrel4") return {};
    const toEnd = bytes.length - at;
    const isLoad = form.code === this.iced.Code.Mov_r64_rm64 && modifierOf(value)?.toUpperCase() === "GOTPCREL";
    return isLoad ? { toEnd, gotLoad: true } : { toEnd };
  }
}

/** Bytes iced is asked for: 1 lets it compress an EVEX displacement (by 2 to 64), 8 and 4 demand the full field. */
function displacementSize(
  { base, index, displacement }: OperandOf<"memory">,
  isEvex: boolean,
  isPlaceholder: boolean,
  asked: EmitOptions["displacement"],
): number {
  const narrowAddress = [base, index].some((register) => register?.class === "r32" || register?.name === "eip");
  const full = narrowAddress ? 4 : 8;
  if (isPlaceholder || base === undefined || asked === 32) return full;
  const word = displacement?.constant ?? 0n;
  if (asked === 8) return 1;
  if (word === 0n) return needsDisplacement(base) ? 1 : 0;
  return fitsSigned(word, 8) || isEvex ? 1 : full;
}

/** The encoding of "no displacement" with %rbp or %r13 as base is taken by another meaning. */
const needsDisplacement = (base: RegisterName): boolean => base.number === 5 || base.number === 13;

/** The part after `@` of the symbol in an expression. */
export function modifierOf(value: Value): string | undefined {
  const search = (expression: Value["expression"]): string | undefined => {
    switch (expression.kind) {
      case "symbol":
        return expression.modifier;
      case "unary":
        return search(expression.operand);
      case "binary":
        return search(expression.left) ?? search(expression.right);
      default:
        return undefined;
    }
  };
  return search(value.expression);
}

/** LLVM's order of the prefixes: segment, address size, operand size, then a mandatory F2 or F3. */
const prefixOrder: Readonly<Record<number, number>> = {
  38: 1, // 0x26, %es:
  46: 1, // 0x2e, %cs:
  54: 1, // 0x36, %ss:
  62: 1, // 0x3e, %ds:
  100: 1, // 0x64, %fs:
  101: 1, // 0x65, %gs:
  103: 2, // 0x67, address size
  102: 3, // 0x66, operand size
  242: 4, // 0xf2
  243: 4, // 0xf3
};

/** How many legacy prefixes an instruction starts with. */
export function prefixCount(bytes: Uint8Array): number {
  let count = 0;
  while (count < bytes.length && prefixOrder[bytes[count]!] !== undefined) count++;
  return count;
}

function orderPrefixes(bytes: Uint8Array): void {
  const count = prefixCount(bytes);
  if (count < 2) return;
  const ordered = [...bytes.subarray(0, count)].sort((a, b) => prefixOrder[a]! - prefixOrder[b]!);
  bytes.set(ordered);
}
