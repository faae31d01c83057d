// What a relocation rule computes: a number from addresses, whether the field can hold it, and its bits. Pure functions
// of one rule, shared by the linker, the range errors, the page's ruler and the tests.

import { fieldWidth, packBits, unpackBits } from "@/base/bitRuns";
import { accessShift } from "./arm64/relocations";
import { type InstructionField, isDataField, type RelocationRule } from "./rules";

/** `adrp` counts 4 KiB pages on every system. */
const pageBytes = 4096;
const pageStart = (address: number): number => Math.floor(address / pageBytes) * pageBytes;

/** operand − from, in bytes: `target` is S, G, ST or T; `fieldBytes` is the length of a field of whole bytes. */
export function relocationValue(
  rule: RelocationRule,
  target: number,
  addend: number,
  place: number,
  fieldBytes: number,
): number {
  const to = target + addend;
  if (rule.operand === "page") return pageStart(to) - pageStart(place);
  if (rule.operand === "page-offset") return to - pageStart(to);
  if (rule.from === "zero") return to;
  return rule.from === "place" ? to - place : to - (place + fieldBytes + (rule.trailing ?? 0));
}

/** Bytes that one unit of the field counts, in the instruction `word`. */
export const fieldUnit = (field: InstructionField, word: number): number =>
  field.scale === "access-size" ? 2 ** accessShift(word) : field.scale;

export interface FieldLimits {
  readonly minimum: number;
  readonly maximum: number;
}

/** The byte values an instruction's field can hold. */
export function instructionLimits(field: InstructionField, unit: number): FieldLimits {
  const span = 2 ** fieldWidth(field.runs);
  return field.signed
    ? { minimum: (-span / 2) * unit, maximum: (span / 2 - 1) * unit }
    : { minimum: 0, maximum: (span - 1) * unit };
}

/** The values a field of 1, 2 or 4 whole bytes can hold; 8 bytes hold everything. A difference has a sign. */
export function dataLimits(signed: boolean, bytes: number): FieldLimits {
  const span = 2 ** (8 * bytes);
  return signed ? { minimum: -span / 2, maximum: span / 2 - 1 } : { minimum: 0, maximum: span - 1 };
}

/** Puts a value that fits into the instruction's field. */
export const encodeField = (field: InstructionField, word: number, value: number): number =>
  packBits(word, field.runs, value / fieldUnit(field, word));

/** The byte value that an instruction's field holds. */
export const decodeField = (field: InstructionField, word: number): number =>
  unpackBits(word, field.runs, field.signed) * fieldUnit(field, word);

/** Every value a rule may give, as its error texts and the ruler show it. */
export function limitsOf(rule: RelocationRule, bytes: number, word: number, isDifference = false): FieldLimits {
  return isDataField(rule.field)
    ? dataLimits(rule.field.signed || isDifference, bytes)
    : instructionLimits(rule.field, fieldUnit(rule.field, word));
}
