// Changes of a frame as DWARF's call frame instructions. Offsets count stack slots, downwards.

import { assertNever } from "@/base/assert";
import { lebBytes } from "../numbers";
import type { FrameChange } from "./frame";

const opcodes = {
  offset: 0x80,
  restore: 0xc0,
  offset_extended: 0x05,
  restore_extended: 0x06,
  undefined: 0x07,
  same_value: 0x08,
  register: 0x09,
  remember_state: 0x0a,
  restore_state: 0x0b,
  def_cfa: 0x0c,
  def_cfa_register: 0x0d,
  def_cfa_offset: 0x0e,
  offset_extended_sf: 0x11,
  val_offset: 0x14,
  val_offset_sf: 0x15,
  AARCH64_negate_ra_state_with_pc: 0x2c,
  AARCH64_negate_ra_state: 0x2d,
} as const;
/** A few instructions hold the register in their first byte. */
const firstLongRegister = 64;
export const slotBytes = 8;

const unsigned = (value: number) => (value >= 0 && value < 0x80 ? [value] : lebBytes(BigInt(value), false));
const signed = (value: number) => lebBytes(BigInt(value), true);

const withNumber = (opcode: number, value: number): readonly number[] =>
  value >= 0 && value < 0x80 ? [opcode, value] : [opcode, ...unsigned(value)];

/** The instruction, and the CFA's offset after it, on which relative changes build. */
export function encodeFrameChange(
  change: Exclude<FrameChange, { readonly kind: "label" }>,
  cfaOffset: number,
): { readonly bytes: readonly number[]; readonly cfaOffset: number } {
  const same = (...bytes: readonly number[]) => ({ bytes, cfaOffset });
  switch (change.kind) {
    case "cfa":
      return {
        bytes: [opcodes.def_cfa, ...unsigned(change.register), ...unsigned(change.offset)],
        cfaOffset: change.offset,
      };
    case "cfaOffset":
      return { bytes: withNumber(opcodes.def_cfa_offset, change.offset), cfaOffset: change.offset };
    case "cfaOffsetBy": {
      const offset = cfaOffset + change.offset;
      return { bytes: [opcodes.def_cfa_offset, ...unsigned(offset)], cfaOffset: offset };
    }
    case "cfaRegister":
      return { bytes: withNumber(opcodes.def_cfa_register, change.register), cfaOffset };
    case "savedAt":
      return { bytes: saved(change.register, change.offset), cfaOffset };
    case "savedRelative":
      return same(...saved(change.register, change.offset - cfaOffset));
    case "valueAt":
      return same(...valueAt(change.register, change.offset));
    case "savedIn":
      return same(opcodes.register, ...unsigned(change.register), ...unsigned(change.other));
    case "restore":
      return same(
        ...(change.register < firstLongRegister
          ? [opcodes.restore | change.register]
          : [opcodes.restore_extended, ...unsigned(change.register)]),
      );
    case "undefined":
      return same(opcodes.undefined, ...unsigned(change.register));
    case "sameValue":
      return same(opcodes.same_value, ...unsigned(change.register));
    case "rememberState":
      return same(opcodes.remember_state);
    case "restoreState":
      return same(opcodes.restore_state);
    case "negateSigning":
      return same(opcodes.AARCH64_negate_ra_state);
    case "negateSigningHere":
      return same(opcodes.AARCH64_negate_ra_state_with_pc);
    case "bytes":
      return same(...change.bytes);
    default:
      return assertNever(change);
  }
}

function saved(register: number, offset: number): readonly number[] {
  const slots = Math.trunc(offset / -slotBytes);
  if (slots < 0) return [opcodes.offset_extended_sf, ...unsigned(register), ...signed(slots)];
  if (register < firstLongRegister) return withNumber(opcodes.offset | register, slots);
  return [opcodes.offset_extended, ...unsigned(register), ...unsigned(slots)];
}

function valueAt(register: number, offset: number): readonly number[] {
  const slots = Math.trunc(offset / -slotBytes);
  return slots < 0
    ? [opcodes.val_offset_sf, ...unsigned(register), ...signed(slots)]
    : [opcodes.val_offset, ...unsigned(register), ...unsigned(slots)];
}

/** `DW_CFA_advance_loc` in the shortest form that holds the distance. */
export function advanceBytes(distance: number): readonly number[] {
  if (distance === 0) return [];
  if (distance < 0x40) return [0x40 | distance];
  if (distance <= 0xff) return [0x02, distance];
  if (distance <= 0xffff) return [0x03, distance & 0xff, distance >> 8];
  return [0x04, ...[0, 8, 16, 24].map((shift) => (distance >>> shift) & 0xff)];
}
