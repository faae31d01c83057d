// Machine code to text, spelled like llvm-objdump: AT&T operands, size suffixes, hexadecimal numbers with `0x`.
// Bytes that are no instruction become one `.byte` each, and decoding goes on at the next one.

import { advance, type VirtualAddress, virtualAddress } from "@/base/units";
import type { Iced, IcedModule } from "./icedModule";

export interface DisassembledInstruction {
  /** Bytes from the start of the view. */
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  /** Where a direct branch goes, or what a pc-relative operand addresses. */
  readonly target?: VirtualAddress;
}

export type X86Syntax = "att" | "intel";

export interface X86Disassembler {
  /** `address` is where the first byte lives once loaded. */
  disassemble(bytes: Uint8Array, address: VirtualAddress, maxInstructions: number): DisassembledInstruction[];
}

export function createX86Disassembler(iced: IcedModule, syntax: X86Syntax = "att"): X86Disassembler {
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
      const decoder = new iced.Decoder(64, bytes, iced.DecoderOptions.None);
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
        formatter.signedImmediateOperands = isSignedKind.has(lastKind) || byteArithmetic.test(codeName);
        const written = formatter.format(instruction);
        const code = bytes.subarray(offset, offset + instruction.length);
        const text = syntax === "att" ? likeObjdump(written, codeName, code) : written;
        const target = targetOf(iced, instruction);
        rows.push({ offset, length: instruction.length, text, ...(target !== undefined && { target }) });
      }
      decoder.free();
      return rows;
    },
  };
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

/** `movb $-0x1, %al`: numbers of byte operations are signed, but not shift counts and ports. */
const byteArithmetic = /^(?!Sh|Sa|Ro|Rc|In)\w+_(r8|rm8|AL)_imm8$/;
const byteSetOrLoop = /^(set\w+)b |^(loop\w*)q /;
const conversionFromRegister = /^(v?cvtu?si2s[sd])[lq] (?=%)/;
const shiftByOne = /^((?:sh[lr]|sa[lr]|ro[lr]|rc[lr])[bwlq]) \$0x1, /;
const poppingStack = /^(fadd|fmul|fsubr?|fdivr?)p(?: %st(?:\(0\))?, (%st\(\d\)))?$/;
const codeSegmentPrefix = 0x2e;

/** The last differences in spelling between iced's GNU style and LLVM's. */
function likeObjdump(text: string, codeName: string, code: Uint8Array): string {
  if (text === "xchgw %ax, %ax") return "nop";
  // Shifts by one have an opcode without immediate (D0, D1); C1 /4 01 keeps its `$0x1`.
  if (codeName.endsWith("_1")) return text.replace(shiftByOne, "$1 ");
  if (codeName.startsWith("Nop_rm") && code.includes(codeSegmentPrefix) && !text.includes("%cs:"))
    return text.replace(" ", " %cs:");
  return text
    .replace(byteSetOrLoop, "$1$2 ")
    .replace(conversionFromRegister, "$1 ")
    .replace(poppingStack, (_, name: string, operand = "%st(1)") => `${name}p %st, ${operand}`);
}
