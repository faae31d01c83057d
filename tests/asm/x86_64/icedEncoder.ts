// The same form and operands, encoded by iced itself: what our own encoder is held to.

import type { IcedModule } from "@/asm/x86_64/icedModule";
import { type Operand, type OperandOf, type RoundingMode, wordOf } from "@/asm/x86_64/operands";
import type { Drawn } from "./drawOperands";

export class IcedEncoder {
  private readonly iced: IcedModule;

  constructor(iced: IcedModule) {
    this.iced = iced;
  }

  /** Undefined where iced has no encoding for the operands together. */
  encode({ form, operands, rounding }: Drawn): Uint8Array | undefined {
    const { iced } = this;
    const instruction = new iced.Instruction();
    const encoder = new iced.Encoder(64);
    instruction.code = form.code;
    this.decorate(instruction, operands, rounding);
    for (const [i, { kindName }] of form.hidden.entries()) this.setHidden(instruction, i, kindName);
    for (const [i, operand] of operands.entries())
      this.set(instruction, form.hidden.length + i, form.patterns[i]!.kindName, operand);
    try {
      encoder.encode(instruction, 0n);
      return encoder.takeBuffer();
    } catch {
      return undefined;
    } finally {
      encoder.free();
      instruction.free();
    }
  }

  private decorate(
    instruction: InstanceType<IcedModule["Instruction"]>,
    operands: readonly Operand[],
    rounding: RoundingMode | undefined,
  ): void {
    const { RoundingControl, Register } = this.iced;
    const controls = {
      "rn-sae": RoundingControl.RoundToNearest,
      "rd-sae": RoundingControl.RoundDown,
      "ru-sae": RoundingControl.RoundUp,
      "rz-sae": RoundingControl.RoundTowardZero,
      sae: RoundingControl.None,
    };
    instruction.opMask = operands.find(({ mask }) => mask !== undefined)?.mask?.register ?? Register.None;
    instruction.zeroingMasking = operands.some(({ zeroing }) => zeroing === true);
    instruction.isBroadcast = operands.some(({ broadcast }) => broadcast !== undefined);
    instruction.roundingControl = rounding === undefined ? RoundingControl.None : controls[rounding];
    instruction.suppressAllExceptions = rounding === "sae";
  }

  private setHidden(instruction: InstanceType<IcedModule["Instruction"]>, slot: number, kindName: string): void {
    const { OpKind, Register } = this.iced;
    if (kindName === "seg_rDI") {
      instruction.setOpKind(slot, OpKind.MemorySegRDI);
      return;
    }
    // xlatb reads (%rbx,%al).
    instruction.setOpKind(slot, OpKind.Memory);
    instruction.memoryBase = Register.RBX;
    instruction.memoryIndex = Register.AL;
  }

  private set(
    instruction: InstanceType<IcedModule["Instruction"]>,
    slot: number,
    kindName: string,
    operand: Operand,
  ): void {
    const { OpKind } = this.iced;
    if (operand.kind === "register") {
      instruction.setOpKind(slot, OpKind.Register);
      instruction.setOpRegister(slot, operand.register.register);
    } else if (operand.kind === "immediate") this.setImmediate(instruction, slot, kindName, wordOf(operand.value));
    else if (operand.kind === "memory") this.setMemory(instruction, slot, kindName, operand);
  }

  private setImmediate(
    instruction: InstanceType<IcedModule["Instruction"]>,
    slot: number,
    kindName: string,
    word: bigint,
  ): void {
    const { OpKind } = this.iced;
    const byte = Number(BigInt.asUintN(8, word));
    const previous = slot > 0 ? instruction.opKind(slot - 1) : OpKind.Register;
    switch (kindName) {
      case "imm8sex16":
        instruction.setOpKind(slot, OpKind.Immediate8to16);
        instruction.immediate8to16 = Number(BigInt.asIntN(8, word));
        return;
      case "imm8sex32":
        instruction.setOpKind(slot, OpKind.Immediate8to32);
        instruction.immediate8to32 = Number(BigInt.asIntN(8, word));
        return;
      case "imm8sex64":
        instruction.setOpKind(slot, OpKind.Immediate8to64);
        instruction.immediate8to64 = BigInt.asIntN(8, word);
        return;
      case "imm16":
        instruction.setOpKind(slot, OpKind.Immediate16);
        instruction.immediate16 = Number(BigInt.asUintN(16, word));
        return;
      case "imm32":
        instruction.setOpKind(slot, OpKind.Immediate32);
        instruction.immediate32 = Number(BigInt.asUintN(32, word));
        return;
      case "imm32sex64":
        instruction.setOpKind(slot, OpKind.Immediate32to64);
        instruction.immediate32to64 = BigInt.asIntN(32, word);
        return;
      case "imm64":
        instruction.setOpKind(slot, OpKind.Immediate64);
        instruction.immediate64 = BigInt.asUintN(64, word);
        return;
    }
    if (previous === OpKind.Immediate8 || previous === OpKind.Immediate16) {
      instruction.setOpKind(slot, OpKind.Immediate8_2nd);
      instruction.immediate8_2nd = byte;
      return;
    }
    instruction.setOpKind(slot, OpKind.Immediate8);
    instruction.immediate8 = byte;
  }

  private setMemory(
    instruction: InstanceType<IcedModule["Instruction"]>,
    slot: number,
    kindName: string,
    { base, index, scale, displacement, segment }: OperandOf<"memory">,
  ): void {
    const { OpKind, Register } = this.iced;
    if (segment !== undefined && kindName !== "es_rDI") instruction.segmentPrefix = segment.register;
    const isNarrow = base?.class === "r32";
    if (kindName === "seg_rSI" || kindName === "es_rDI") {
      const wide = kindName === "seg_rSI" ? OpKind.MemorySegRSI : OpKind.MemoryESRDI;
      const narrow = kindName === "seg_rSI" ? OpKind.MemorySegESI : OpKind.MemoryESEDI;
      instruction.setOpKind(slot, isNarrow ? narrow : wide);
      return;
    }
    instruction.setOpKind(slot, OpKind.Memory);
    instruction.memoryBase = base?.register ?? Register.None;
    instruction.memoryIndex = index?.register ?? Register.None;
    instruction.memoryIndexScale = scale;
    // To iced a pc-relative operand names an address; any in reach will do.
    const isRelative = base?.class === "ip";
    const word = displacement === undefined ? 0n : isRelative ? 0x1000n : wordOf(displacement);
    instruction.memoryDisplacement = BigInt.asUintN(64, word);
    const full = isNarrow || index?.class === "r32" ? 4 : 8;
    const hasNone = word === 0n && base !== undefined && (base.number & 7) !== 5;
    const fitsByte = kindName !== "mem_offs" && base !== undefined && base.class !== "ip" && word !== 0n;
    instruction.memoryDisplSize = hasNone && base.class !== "ip" ? 0 : fitsByte || isPivot(base) ? 1 : full;
  }
}

/** The encoding of "no displacement" with %rbp or %r13 as base is taken by another meaning. */
const isPivot = (base: OperandOf<"memory">["base"]): boolean =>
  base !== undefined && base.class !== "ip" && (base.number & 7) === 5;
