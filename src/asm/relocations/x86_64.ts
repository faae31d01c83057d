// Relocations of x86_64 objects, as LLVM's X86MachObjectWriter chooses them. Addends live in the fields themselves;
// a pc-relative field counts from its own end, so bytes that follow it in the instruction need SIGNED_1, _2 or _4.

import { x86Relocations } from "@/macho/constants";
import { addressOf } from "../evaluate";
import type { Fixup } from "../instructionEncoder";
import { messages } from "../messages";
import {
  atomOf,
  type DraftRelocation,
  distanceFromBase,
  isDebugSection,
  keepIfNeeded,
  type OpenFixup,
  type RelocationResult,
} from "./record";

interface Field {
  readonly length: number;
  readonly pcRelative: boolean;
  /** Addressing relative to %rip, as against a branch. */
  readonly ripRelative?: boolean;
}
const fields: Partial<Record<Fixup["kind"], Field>> = {
  data1: { length: 0, pcRelative: false },
  data2: { length: 1, pcRelative: false },
  data4: { length: 2, pcRelative: false },
  data8: { length: 3, pcRelative: false },
  abs1: { length: 0, pcRelative: false },
  abs2: { length: 1, pcRelative: false },
  abs4: { length: 2, pcRelative: false },
  abs4s: { length: 2, pcRelative: false },
  abs8: { length: 3, pcRelative: false },
  pcrel1: { length: 0, pcRelative: true },
  pcrel4: { length: 2, pcRelative: true, ripRelative: true },
  branch1: { length: 0, pcRelative: true },
  branch4: { length: 2, pcRelative: true },
};

/** Every modifier, with the relocation types it may become. */
export const x86Modifiers: Readonly<Record<string, readonly number[]>> = {
  GOTPCREL: [x86Relocations.X86_64_RELOC_GOT_LOAD, x86Relocations.X86_64_RELOC_GOT],
  TLVP: [x86Relocations.X86_64_RELOC_TLV],
  GOT: [x86Relocations.X86_64_RELOC_GOT],
};

export function relocateX86(open: OpenFixup, fixup: Fixup): RelocationResult {
  const field = fields[fixup.kind];
  if (field === undefined) return { complaint: messages.noRelocationForField("this field") };
  if (open.target.subtract !== undefined) return difference(open, field);
  if (open.target.add === undefined) return { complaint: messages.noRelocationForField("a fixed address") };
  return address(open, fixup, field);
}

function difference(open: OpenFixup, field: Field): RelocationResult {
  const { add, subtract, modifier, constant } = open.target;
  if (add === undefined || subtract === undefined) return { complaint: messages.notRelocatable };
  if (modifier !== undefined) return { complaint: messages.badModifier(modifier, "in a difference") };
  if (field.pcRelative) return { complaint: messages.noRelocationForField("a pc-relative difference") };
  const { evaluator, offset } = open;
  const addAt = evaluator.locate(add);
  const subtractAt = evaluator.locate(subtract);
  if (addAt === undefined) return { complaint: messages.differenceUndefined(add.name) };
  if (subtractAt === undefined) return { complaint: messages.differenceUndefined(subtract.name) };
  const addBase = atomOf(add, addAt);
  const subtractBase = atomOf(subtract, subtractAt);
  if (addBase !== undefined && addBase === subtractBase) return { complaint: messages.sameBase };
  const value =
    constant + distanceFromBase(addAt, addBase, evaluator) - distanceFromBase(subtractAt, subtractBase, evaluator);
  const common = { offset, pcRelative: false, length: field.length };
  return {
    relocations: [
      {
        ...common,
        symbol: addBase,
        number: addAt.fragment.section.ordinal,
        type: x86Relocations.X86_64_RELOC_UNSIGNED,
      },
      {
        ...common,
        symbol: subtractBase,
        number: subtractAt.fragment.section.ordinal,
        type: x86Relocations.X86_64_RELOC_SUBTRACTOR,
      },
    ],
    value,
  };
}

function address(open: OpenFixup, fixup: Fixup, field: Field): RelocationResult {
  const { evaluator, section, offset, target } = open;
  const symbol = target.add!;
  const bytes = 2 ** field.length;
  const toEnd = BigInt(fixup.toEnd ?? bytes);
  // The field's own bytes are not part of the addend that the format wants.
  let value = target.constant + (field.pcRelative ? BigInt(bytes) - toEnd : 0n);
  const at = evaluator.locate(symbol);
  if (value !== 0n) keepIfNeeded(symbol, at);
  const base = at !== undefined && isDebugSection(section) ? undefined : atomOf(symbol, at);
  if (base !== undefined) {
    if (base !== symbol) value += distanceFromBase(at, base, evaluator);
  } else if (at !== undefined && symbol.variable !== undefined) {
    // LLVM takes another name of a place that no symbol leads to for a plain number.
    return { relocations: [], value: BigInt(addressOf(at)) };
  } else if (at !== undefined) {
    value += BigInt(addressOf(at));
    if (field.pcRelative) value -= BigInt(section.address + offset + bytes);
  } else return { complaint: messages.undefinedTemporary(symbol.name) };

  const type = typeFor(open, fixup, field);
  if (typeof type !== "number") return type;
  const relocation: DraftRelocation = {
    offset,
    symbol: base,
    number: at === undefined ? 0 : at.fragment.section.ordinal,
    // Data may ask for a GOT slot's distance; it brings its own bias then, as in unwind tables.
    pcRelative: field.pcRelative || upper(target.modifier) === "GOTPCREL",
    length: field.length,
    type,
  };
  return { relocations: [relocation], value };
}

const upper = (modifier: string | undefined) => modifier?.toUpperCase();

function typeFor(
  open: OpenFixup,
  fixup: Fixup,
  field: Field,
): number | Extract<RelocationResult, { complaint: unknown }> {
  const { modifier } = open.target;
  const name = upper(modifier);
  if (name === undefined) {
    if (fixup.kind === "abs4s") return { complaint: messages.absolute32 };
    if (!field.pcRelative) return x86Relocations.X86_64_RELOC_UNSIGNED;
    return field.ripRelative ? signedType(open, fixup) : x86Relocations.X86_64_RELOC_BRANCH;
  }
  if (field.ripRelative && name === "GOTPCREL")
    return fixup.gotLoad ? x86Relocations.X86_64_RELOC_GOT_LOAD : x86Relocations.X86_64_RELOC_GOT;
  if (field.ripRelative && name === "TLVP") return x86Relocations.X86_64_RELOC_TLV;
  if (!field.pcRelative && (name === "GOTPCREL" || name === "GOT")) return x86Relocations.X86_64_RELOC_GOT;
  return { complaint: messages.badModifier(modifier!, "here") };
}

/** Bytes between the field and the instruction's end, less the addend, tell the linker where the bias comes from. */
function signedType(open: OpenFixup, fixup: Fixup): number {
  const beyond = (fixup.toEnd ?? 4) - 4 - Number(open.target.constant);
  if (beyond === 1) return x86Relocations.X86_64_RELOC_SIGNED_1;
  if (beyond === 2) return x86Relocations.X86_64_RELOC_SIGNED_2;
  if (beyond === 4) return x86Relocations.X86_64_RELOC_SIGNED_4;
  return x86Relocations.X86_64_RELOC_SIGNED;
}
