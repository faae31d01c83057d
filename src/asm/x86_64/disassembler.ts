// Machine code to text, spelled like llvm-objdump: AT&T operands, size suffixes, hexadecimal numbers with `0x`.
// Bytes that are no instruction become one `.byte` each, and decoding goes on at the next one.

import { advance, type VirtualAddress, virtualAddress } from "@/base/units";
import type { Syntax } from "../instructionEncoder";
import type { Iced, IcedModule } from "./icedModule";
import { attSpelling, intelSpelling } from "./spelling";

export interface DisassembledInstruction {
  /** Bytes from the start of the view. */
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  /** Where a direct branch goes, or what a pc-relative operand addresses. */
  readonly target?: VirtualAddress;
}

export interface X86Disassembler {
  /** `address` is where the first byte lives once loaded. */
  disassemble(bytes: Uint8Array, address: VirtualAddress, maxInstructions: number): DisassembledInstruction[];
}

export function createX86Disassembler(iced: IcedModule, syntax: Syntax = "att"): X86Disassembler {
  const formatter = syntax === "att" ? attFormatter(iced) : intelFormatter(iced);
  const instruction = new iced.Instruction();
  const { OpKind } = iced;
  // A field that the CPU extends keeps its sign; others hold bits ($0xffffffff stored by movl).
  const isSignedKind = new Set<Iced.OpKind>([
    OpKind.Immediate8to16,
    OpKind.Immediate8to32,
    OpKind.Immediate8to64,
    OpKind.Immediate32to64,
    OpKind.Immediate64,
  ]);
  return {
    disassemble(bytes, address, maxInstructions) {
      const decoder = new iced.Decoder(64, bytes, iced.DecoderOptions.NoInvalidCheck);
      decoder.ip = BigInt(address);
      const rows: DisassembledInstruction[] = [];
      while (rows.length < maxInstructions && decoder.canDecode) {
        const offset = decoder.position;
        decoder.decodeOut(instruction);
        if (instruction.isInvalid) {
          rows.push({ offset, length: 1, text: `.byte 0x${bytes[offset]!.toString(16).padStart(2, "0")}` });
          decoder.position = offset + 1;
          decoder.ip = BigInt(advance(address, offset + 1));
          continue;
        }
        const codeName = iced.Code[instruction.code]!;
        const lastKind = instruction.opKind(Math.max(0, instruction.opCount - 1));
        formatter.signedImmediateOperands = isSignedKind.has(lastKind) || signedAnyway.test(codeName);
        const written = formatter.format(instruction);
        const code = bytes.subarray(offset, offset + instruction.length);
        const text = (syntax === "att" ? attSpelling : intelSpelling)(written, {
          codeName,
          code,
          hasMemory: hasMemory(iced, instruction),
        });
        const target = targetOf(iced, instruction);
        rows.push({ offset, length: instruction.length, text, ...(target !== undefined && { target }) });
      }
      decoder.free();
      return rows;
    },
  };
}

function hasMemory({ OpKind }: IcedModule, instruction: Iced.Instruction): boolean {
  for (let i = 0; i < instruction.opCount; i++) if (instruction.opKind(i) === OpKind.Memory) return true;
  return false;
}

function targetOf(iced: IcedModule, instruction: Iced.Instruction): VirtualAddress | undefined {
  let target: bigint;
  if (instruction.isIpRelMemoryOperand) target = instruction.ipRelMemoryAddress;
  else if (instruction.opCount > 0 && instruction.opKind(0) === iced.OpKind.NearBranch64)
    target = instruction.nearBranchTarget;
  else return undefined;
  // A distance can lead below zero or past what an address column can hold; such a place does not exist.
  const number = Number(target);
  return Number.isSafeInteger(number) ? virtualAddress(number) : undefined;
}

function attFormatter(iced: IcedModule): Iced.Formatter {
  const formatter = withCommonOptions(new iced.Formatter(iced.FormatterSyntax.Gas));
  formatter.gasShowMnemonicSizeSuffix = true;
  formatter.gasSpaceAfterMemoryOperandComma = false;
  return formatter;
}

function intelFormatter(iced: IcedModule): Iced.Formatter {
  const formatter = withCommonOptions(new iced.Formatter(iced.FormatterSyntax.Intel));
  formatter.spaceBetweenMemoryAddOperators = true;
  formatter.memorySizeOptions = iced.MemorySizeOptions.Always;
  return formatter;
}

function withCommonOptions(formatter: Iced.Formatter): Iced.Formatter {
  formatter.hexPrefix = "0x";
  formatter.hexSuffix = "";
  formatter.uppercaseHex = false;
  formatter.smallHexNumbersInDecimal = false;
  formatter.addLeadingZeroToHexNumbers = false;
  formatter.branchLeadingZeros = false;
  formatter.spaceAfterOperandSeparator = true;
  formatter.ripRelativeAddresses = true;
  formatter.signedMemoryDisplacements = true;
  formatter.showBranchSize = false;
  return formatter;
}

/** `movb $-0x1, %al`: numbers of byte operations are signed, but not shift counts and ports. So are a few others. */
const signedAnyway = /^(?!Sh|Sa|Ro|Rc|In)\w+_(r8|rm8|AL)_imm8$|^Ret[nf][dq]_imm16$|^Xabort|^Enter|^XOP_Bextr_r64/;
