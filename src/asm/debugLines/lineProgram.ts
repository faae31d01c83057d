// The line number program of `__DWARF,__debug_line`: the shortest opcodes from one row to the next, chosen as LLVM
// chooses them (MCDwarfLineAddr::encode).

import { lebBytes } from "../numbers";

export const opcodes = {
  extended: 0x00,
  copy: 0x01,
  advancePc: 0x02,
  advanceLine: 0x03,
  setFile: 0x04,
  setColumn: 0x05,
  negateStatement: 0x06,
  setBasicBlock: 0x07,
  constAddPc: 0x08,
  setPrologueEnd: 0x0a,
  setEpilogueBegin: 0x0b,
  setIsa: 0x0c,
} as const;
export const extendedOpcodes = { endSequence: 0x01, setAddress: 0x02, setDiscriminator: 0x04 } as const;

/** What the table's header says of special opcodes: one byte moves on both line and address. */
export const lineBase = -5;
export const lineRange = 14;
export const opcodeBase = 13;
/** Arguments of the opcodes from 1 to `opcodeBase - 1`. */
export const opcodeLengths = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1] as const;

const mostOpcode = 255;
/** The distance of the last special opcode, which `constAddPc` adds by itself. */
const constDistance = Math.floor((mostOpcode - opcodeBase) / lineRange);

const unsigned = (value: number) => lebBytes(BigInt(value), false);

/** A new row: the line moves by `lines`, the address by `distance`. */
export function nextRow(lines: number, distance: number): readonly number[] {
  const biased = lines - lineBase;
  const fits = biased >= 0 && biased < lineRange && biased + opcodeBase <= mostOpcode;
  const before = fits ? [] : [opcodes.advanceLine, ...lebBytes(BigInt(lines), true)];
  if ((!fits || lines === 0) && distance === 0) return [...before, opcodes.copy];
  const first = opcodeBase + (fits ? biased : -lineBase);
  if (distance < mostOpcode + 1 + constDistance) {
    const special = first + distance * lineRange;
    if (special <= mostOpcode) return [...before, special];
    const afterConst = special - constDistance * lineRange;
    if (afterConst <= mostOpcode) return [...before, opcodes.constAddPc, afterConst];
  }
  return [...before, opcodes.advancePc, ...unsigned(distance), fits ? first : opcodes.copy];
}

/** The end of a section's rows, `distance` after the last one. */
export function endOfRows(distance: number): readonly number[] {
  const end = [opcodes.extended, 1, extendedOpcodes.endSequence];
  if (distance === constDistance) return [opcodes.constAddPc, ...end];
  return distance === 0 ? end : [opcodes.advancePc, ...unsigned(distance), ...end];
}
