// arm64 relocations (`<mach-o/arm64/reloc.h>`). An address takes two instructions: `adrp` brings its 4 KiB page, and
// an `add`, load or store adds the 12 bits inside the page, counted in what it accesses.

import { arm64Relocations as codes } from "@/macho/constants";
import { type InstructionField, type RelocationRule, rulesByCode } from "../rules";

const imm26: InstructionField = { runs: [{ at: 0, width: 26 }], signed: true, scale: 4 };
const page21: InstructionField = {
  runs: [
    { at: 29, width: 2 },
    { at: 5, width: 19 },
  ],
  signed: true,
  scale: 4096,
};
const imm12: InstructionField = { runs: [{ at: 10, width: 12 }], signed: false, scale: "access-size" };

type Route = "symbol" | "got" | "tlv";
const letters: Readonly<Record<Route, string>> = { symbol: "S", got: "G", tlv: "T" };
const routeTexts: Readonly<Record<Route, string>> = {
  symbol: "the target",
  got: "the target's GOT cell",
  tlv: "the variable's thread-local pointer",
};
const modifiers: Readonly<Record<Route, string>> = { symbol: "", got: "GOT", tlv: "TLVP" };

const page = (name: keyof typeof codes & string, via: Route): RelocationRule => ({
  name,
  code: codes[name] as number,
  operand: "page",
  from: "place",
  via,
  field: page21,
  lengths: [2],
  pcRelative: true,
  external: true,
  ...(via === "symbol" ? {} : { relaxation: "load-to-add" as const }),
  formula: `page(${letters[via]} + A) − page(P)`,
  help: `The first half of an address: how many 4 KiB pages ${routeTexts[via]} lies from this instruction's page.`,
  emittedBy: `adrp x0, sym@${modifiers[via]}PAGE`,
});
const pageOffset = (name: keyof typeof codes & string, via: Route): RelocationRule => ({
  name,
  code: codes[name] as number,
  operand: "page-offset",
  from: "zero",
  via,
  field: imm12,
  lengths: [2],
  pcRelative: false,
  external: true,
  ...(via === "symbol" ? {} : { relaxation: "load-to-add" as const }),
  formula: `(${letters[via]} + A) & 0xfff`,
  help:
    via === "symbol"
      ? "The second half of an address: where in its 4 KiB page the target lies, counted in what the instruction accesses."
      : `The second half of the address of ${routeTexts[via]}. When the target is in this image, the load becomes an add.`,
  emittedBy: via === "symbol" ? "add x0, x0, sym@PAGEOFF" : `ldr x0, [x0, sym@${modifiers[via]}PAGEOFF]`,
});

export const arm64Rules = {
  UNSIGNED: {
    name: "ARM64_RELOC_UNSIGNED",
    code: codes.ARM64_RELOC_UNSIGNED,
    operand: "address",
    from: "zero",
    via: "symbol",
    field: { bytes: true, signed: false },
    lengths: [2, 3],
    pcRelative: false,
    external: false,
    formula: "S + A",
    help: "A pointer in data. An imported target leaves 0 here and dyld writes the address at load time.",
    emittedBy: ".quad sym",
  },
  SUBTRACTOR: {
    name: "ARM64_RELOC_SUBTRACTOR",
    code: codes.ARM64_RELOC_SUBTRACTOR,
    operand: "address",
    from: "zero",
    via: "symbol",
    field: { bytes: true, signed: true },
    lengths: [2, 3],
    pcRelative: false,
    external: false,
    prepares: "subtraction",
    formula: "S + A − SUB",
    help: "The first half of a difference: the UNSIGNED record that follows adds the other symbol.",
    emittedBy: ".quad a - b",
  },
  BRANCH26: {
    name: "ARM64_RELOC_BRANCH26",
    code: codes.ARM64_RELOC_BRANCH26,
    operand: "address",
    from: "place",
    via: "stub",
    field: imm26,
    lengths: [2],
    pcRelative: true,
    external: true,
    formula: "(S + A − P) >> 2",
    help: "A call or jump: the distance in instructions of 4 bytes, up to 128 MiB either way. An imported function is reached through its stub.",
    emittedBy: "bl sym",
  },
  PAGE21: page("ARM64_RELOC_PAGE21", "symbol"),
  PAGEOFF12: pageOffset("ARM64_RELOC_PAGEOFF12", "symbol"),
  GOT_LOAD_PAGE21: page("ARM64_RELOC_GOT_LOAD_PAGE21", "got"),
  GOT_LOAD_PAGEOFF12: pageOffset("ARM64_RELOC_GOT_LOAD_PAGEOFF12", "got"),
  POINTER_TO_GOT: {
    name: "ARM64_RELOC_POINTER_TO_GOT",
    code: codes.ARM64_RELOC_POINTER_TO_GOT,
    operand: "address",
    from: "place",
    via: "got",
    field: { bytes: true, signed: true },
    lengths: [2],
    pcRelative: true,
    external: true,
    needsSlot: true,
    formula: "G + A − P",
    help: "The distance from this word to a GOT cell, which therefore always exists.",
    emittedBy: ".long sym@GOT - .",
  },
  TLVP_LOAD_PAGE21: page("ARM64_RELOC_TLVP_LOAD_PAGE21", "tlv"),
  TLVP_LOAD_PAGEOFF12: pageOffset("ARM64_RELOC_TLVP_LOAD_PAGEOFF12", "tlv"),
  ADDEND: {
    name: "ARM64_RELOC_ADDEND",
    code: codes.ARM64_RELOC_ADDEND,
    operand: "address",
    from: "zero",
    via: "symbol",
    field: { bytes: true, signed: true },
    lengths: [2],
    pcRelative: false,
    external: false,
    prepares: "addend",
    formula: "A",
    help: "The addend of the record that follows: 24 bits, signed, kept where a symbol number would be.",
    emittedBy: "adrp x0, sym@PAGE + 8",
  },
} as const satisfies Record<string, RelocationRule>;

export const arm64RelocationRules = rulesByCode(arm64Rules);

/**
 * log2 of the bytes that a load, store or add counts its 12-bit immediate in (Arm ARM, C4.1 "Load/store register
 * (unsigned immediate)" and "Add/subtract (immediate)"): size in bits 30-31, but 16 bytes for 128-bit SIMD, which has
 * size 0, V (bit 26) and opc bit 23 set.
 */
export function accessShift(word: number): number {
  const isLoadOrStore = (word & 0x3b000000) >>> 0 === 0x39000000;
  if (!isLoadOrStore) return 0;
  return (word & 0xc4800000) >>> 0 === 0x04800000 ? 4 : word >>> 30;
}

/** `ldr xt, [xn, #imm]` as `add xd, xn, #imm`: the registers stay, the immediate is put in afterwards. */
export const loadToAdd = (word: number): number => (0x91000000 | (word & 0x3ff)) >>> 0;
/** True for `ldr xt, [xn, #imm]`, the only load that can be turned into an add of the same effect. */
export const isPointerLoad = (word: number): boolean => (word & 0xffc00000) >>> 0 === 0xf9400000;
