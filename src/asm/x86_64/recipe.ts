// How one form becomes bytes: prefixes, opcode, and the field each operand goes to. Read once from iced's tables, so
// that encoding an instruction costs no call into WebAssembly; a test holds the result equal to iced's own encoder.

import type { Iced, IcedModule } from "./icedModule";

export type Family = "legacy" | "vex" | "evex" | "xop" | "3dnow";

/** Where an operand is stored. */
export type Field =
  /** Nowhere: the opcode implies it. */
  | "implied"
  | "reg"
  | "rm"
  | "vvvv"
  /** The low bits of the opcode. */
  | "opcode"
  /** The upper half of a last byte. */
  | "upper"
  /** The lower half of that byte. */
  | "lower"
  /** A memory operand without ModRM: `(%rsi)`, `%es:(%rdi)`. */
  | "string"
  | "offset"
  | "immediate"
  | "branch";

export interface Recipe {
  readonly family: Family;
  /** Bytes after the prefixes and before ModRM: escapes and opcode (for VEX and its kin the opcode alone). */
  readonly opcode: readonly number[];
  /** Number of the opcode map in the VEX, EVEX or XOP prefix. */
  readonly map: number;
  /** The opcode byte that 3DNow! puts behind the operands. */
  readonly suffix: number;
  /** 0, 0x66, 0xf3 or 0xf2. */
  readonly mandatory: number;
  /** Legacy: the operand-size prefix. */
  readonly has66: boolean;
  /** Legacy: 0x67 whatever the operands are. */
  readonly has67: boolean;
  readonly waits: boolean;
  readonly w: 0 | 1;
  readonly vectorLength: number;
  readonly hasModRm: boolean;
  /** What ModRM.reg and ModRM.rm hold where no operand does. */
  readonly fixedReg: number;
  readonly fixedRm: number;
  /** One for each operand of the form, hidden ones left out. */
  readonly fields: readonly Field[];
  /** The address needs a SIB byte even where ModRM could say it. */
  readonly needsSib: boolean;
  /** Factor of a compressed 8-bit displacement, and the one with broadcast. */
  readonly disp8Scale: number;
  readonly broadcastScale: number;
}

const mapBytes: readonly (readonly number[])[] = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a]];

export function readRecipe(iced: IcedModule, info: Iced.OpCodeInfo, fields: readonly Field[]): Recipe {
  const { EncodingKind, MandatoryPrefix } = iced;
  const family = familyOf(iced, info.encoding);
  const isLegacy = family === "legacy" || family === "3dnow";
  const number = info.opCode;
  const own = info.opCodeLength === 2 ? [number >> 8, number & 0xff] : [number & 0xff];
  const prefixes = new Map([
    [MandatoryPrefix.P66, 0x66],
    [MandatoryPrefix.PF3, 0xf3],
    [MandatoryPrefix.PF2, 0xf2],
  ]);
  const mandatory = prefixes.get(info.mandatoryPrefix) ?? 0;
  const tuple = /^N(\d+)(?:b(\d+))?$/.exec(iced.TupleType[info.tupleType]!)!;
  const isEvex = info.encoding === EncodingKind.EVEX;
  return {
    family,
    opcode: family === "3dnow" ? [0x0f, 0x0f] : isLegacy ? [...mapBytes[info.table]!, ...own] : own,
    map: mapNumber(iced, info.table),
    suffix: family === "3dnow" ? number : 0,
    mandatory,
    has66: isLegacy && info.operandSize === 16,
    has67: info.addressSize === 32,
    waits: info.fwait,
    w: (isLegacy ? wideOperands(info) : info.W === 1) ? 1 : 0,
    vectorLength: info.isLIG ? 0 : info.L,
    hasModRm: info.isGroup || info.isRmGroup || fields.includes("reg") || fields.includes("rm"),
    fixedReg: info.isGroup ? info.groupIndex : 0,
    fixedRm: info.isRmGroup ? info.rmGroupIndex : 0,
    fields,
    needsSib: operandKinds(info).includes(iced.OpCodeOperandKind.sibmem),
    disp8Scale: isEvex ? Number(tuple[1]) : 1,
    broadcastScale: isEvex ? Number(tuple[2] ?? tuple[1]) : 1,
  };
}

export const operandKinds = (info: Iced.OpCodeInfo): Iced.OpCodeOperandKind[] =>
  Array.from({ length: info.opCount }, (_, i) => info.opKind(i));

/** REX.W makes the operands 64 bits wide where they are not so already. */
const wideOperands = (info: Iced.OpCodeInfo): boolean =>
  info.operandSize === 64 && !info.defaultOpSize64 && !info.forceOpSize64;

function familyOf(iced: IcedModule, encoding: Iced.EncodingKind): Family {
  const { EncodingKind } = iced;
  switch (encoding) {
    case EncodingKind.VEX:
      return "vex";
    case EncodingKind.EVEX:
      return "evex";
    case EncodingKind.XOP:
      return "xop";
    case EncodingKind.D3NOW:
      return "3dnow";
    default:
      return "legacy";
  }
}

function mapNumber(iced: IcedModule, table: Iced.OpCodeTableKind): number {
  const { OpCodeTableKind } = iced;
  const numbers: Readonly<Record<number, number>> = {
    [OpCodeTableKind.Normal]: 0,
    [OpCodeTableKind.T0F]: 1,
    [OpCodeTableKind.T0F38]: 2,
    [OpCodeTableKind.T0F3A]: 3,
    [OpCodeTableKind.MAP5]: 5,
    [OpCodeTableKind.MAP6]: 6,
    [OpCodeTableKind.MAP8]: 8,
    [OpCodeTableKind.MAP9]: 9,
    [OpCodeTableKind.MAP10]: 10,
  };
  return numbers[table]!;
}

/** iced names its operand kinds by class and place: `xmm_vvvv`, `r64_or_mem`, `imm8sex32`. */
export function fieldOf(kindName: string): Field {
  if (/_(or_mem(_mpx)?|rm)$/.test(kindName) || /^(mem(_mpx|_mib|_vsib.*)?|sibmem)$/.test(kindName)) return "rm";
  if (/_reg(_mem)?$/.test(kindName)) return "reg";
  if (kindName.endsWith("_vvvv")) return "vvvv";
  if (kindName.endsWith("_opcode")) return "opcode";
  if (/_is[45]$/.test(kindName)) return "upper";
  if (kindName === "imm4_m2z") return "lower";
  if (kindName === "imm8_const_1") return "implied";
  if (kindName.startsWith("imm")) return "immediate";
  if (/^(br64|xbegin)/.test(kindName)) return "branch";
  if (kindName === "mem_offs") return "offset";
  return /^(seg_r|es_r)/.test(kindName) ? "string" : "implied";
}
