// Relocations of arm64 objects, as LLVM's AArch64MachObjectWriter chooses them. Instructions have no room for an
// addend beside the reference, so it travels in an ADDEND entry before it; data keeps its addend in place.

import { arm64Relocations, sectionTypeOf, sectionTypes } from "@/macho/constants";
import type { DraftSymbol } from "../draft";
import { addressOf, type Location, offsetInSection } from "../evaluate";
import type { Fixup } from "../instructionEncoder";
import { type Complaint, messages } from "../messages";
import {
  atomOf,
  type DraftRelocation,
  distanceFromBase,
  isDebugSection,
  keepIfNeeded,
  type OpenFixup,
  type RelocationResult,
} from "./record";

interface Shape {
  readonly type: number;
  readonly length: number;
  readonly pcRelative: boolean;
}

const dataLength: Partial<Record<Fixup["kind"], number>> = { data1: 0, data2: 1, data4: 2, data8: 3 };
const pageTypes: Readonly<Record<string, number>> = {
  PAGE: arm64Relocations.ARM64_RELOC_PAGE21,
  GOTPAGE: arm64Relocations.ARM64_RELOC_GOT_LOAD_PAGE21,
  TLVPPAGE: arm64Relocations.ARM64_RELOC_TLVP_LOAD_PAGE21,
};
const pageOffsetTypes: Readonly<Record<string, number>> = {
  PAGEOFF: arm64Relocations.ARM64_RELOC_PAGEOFF12,
  GOTPAGEOFF: arm64Relocations.ARM64_RELOC_GOT_LOAD_PAGEOFF12,
  TLVPPAGEOFF: arm64Relocations.ARM64_RELOC_TLVP_LOAD_PAGEOFF12,
};
/** Every modifier, with the relocation types it may become. */
export const arm64Modifiers: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(
    Object.entries({ ...pageTypes, ...pageOffsetTypes }).map(([name, type]) => [name, [type]] as const),
  ),
  GOT: [arm64Relocations.ARM64_RELOC_POINTER_TO_GOT],
};
/** Those whose addend goes into an ADDEND entry. */
const addendTypes: ReadonlySet<number> = new Set([
  arm64Relocations.ARM64_RELOC_BRANCH26,
  arm64Relocations.ARM64_RELOC_PAGE21,
  arm64Relocations.ARM64_RELOC_PAGEOFF12,
]);

const fits24 = (value: bigint) => BigInt.asIntN(24, value) === value;

export function relocateArm64(open: OpenFixup, fixup: Fixup): RelocationResult {
  const shape = shapeOf(open, fixup);
  if ("complaint" in shape) return shape;
  if (open.target.subtract !== undefined) return difference(open, shape);
  const symbol = open.target.add;
  if (symbol === undefined) return { complaint: messages.noRelocationForField("a fixed address") };
  return address(open, shape, symbol);
}

function shapeOf(open: OpenFixup, fixup: Fixup): Shape | { readonly complaint: Complaint } {
  const { modifier, add } = open.target;
  const name = modifier?.toUpperCase();
  const length = dataLength[fixup.kind];
  if (length !== undefined) {
    if (name === undefined) return { type: arm64Relocations.ARM64_RELOC_UNSIGNED, length, pcRelative: false };
    if (name === "GOT" && length >= 2)
      return { type: arm64Relocations.ARM64_RELOC_POINTER_TO_GOT, length, pcRelative: false };
    return { complaint: messages.badModifier(modifier!, "in data") };
  }
  switch (fixup.kind) {
    case "branch26":
      if (modifier !== undefined) return { complaint: messages.badModifier(modifier, "in a branch") };
      return { type: arm64Relocations.ARM64_RELOC_BRANCH26, length: 2, pcRelative: true };
    case "page21":
      return modified(pageTypes, modifier, "@PAGE, @GOTPAGE, @TLVPPAGE", true);
    case "pageoff12":
      return modified(pageOffsetTypes, modifier, "@PAGEOFF, @GOTPAGEOFF, @TLVPPAGEOFF", false);
    case "branch19":
    case "branch14":
      return { complaint: messages.conditionalNeedsLocal(add?.name ?? "it") };
    default:
      return { complaint: messages.noRelocationForField("a 21-bit or 19-bit distance; use adrp") };
  }
}

function modified(
  types: Readonly<Record<string, number>>,
  modifier: string | undefined,
  choices: string,
  pcRelative: boolean,
): Shape | { readonly complaint: Complaint } {
  if (modifier === undefined) return { complaint: messages.needsModifier(choices) };
  const name = modifier.toUpperCase();
  if (!Object.hasOwn(types, name)) return { complaint: messages.badModifier(modifier, `here; choose ${choices}`) };
  return { type: types[name]!, length: 2, pcRelative };
}

function difference(open: OpenFixup, shape: Shape): RelocationResult {
  const { evaluator, offset } = open;
  const { add, subtract, modifier, constant } = open.target;
  if (add === undefined || subtract === undefined) return { complaint: messages.notRelocatable };
  const addAt = evaluator.locate(add);
  const subtractAt = evaluator.locate(subtract);
  const addBase = atomOf(add, addAt);
  const subtractBase = atomOf(subtract, subtractAt);
  const common = { offset, pcRelative: false, length: shape.length, number: 0 };
  if (shape.type === arm64Relocations.ARM64_RELOC_POINTER_TO_GOT) {
    // `_x@GOT - .`: the distance from this very place to the slot.
    if (subtractAt === undefined || offsetInSection(subtractAt) !== offset)
      return { complaint: messages.badModifier(modifier!, "in a difference, but for '- .'") };
    // LLVM leaves the plain difference of offsets in the field; the linker overwrites it.
    const value = constant + BigInt((addAt ? offsetInSection(addAt) : 0) - offset);
    return { relocations: [{ ...common, symbol: addBase, pcRelative: true, type: shape.type }], value };
  }
  if (modifier !== undefined || shape.pcRelative)
    return { complaint: messages.badModifier(modifier ?? "", "in a difference") };
  if (addBase === undefined) return { complaint: messages.needsAnchor(add.name) };
  if (subtractBase === undefined) return { complaint: messages.needsAnchor(subtract.name) };
  if (addBase === subtractBase) return { complaint: messages.sameBase };
  return {
    relocations: [
      { ...common, symbol: addBase, type: arm64Relocations.ARM64_RELOC_UNSIGNED },
      { ...common, symbol: subtractBase, type: arm64Relocations.ARM64_RELOC_SUBTRACTOR },
    ],
    value:
      constant + distanceFromBase(addAt, addBase, evaluator) - distanceFromBase(subtractAt, subtractBase, evaluator),
  };
}

/** Whether a relocation may name the section instead of a symbol. */
function allowsSection(open: OpenFixup, at: Location | undefined, length: number): boolean {
  if (isDebugSection(open.section)) return true;
  if (length !== 3) return false;
  if (at === undefined) return true;
  const { section } = at.fragment;
  return (
    sectionTypeOf(section.flags) !== sectionTypes.S_CSTRING_LITERALS &&
    !(section.segment === "__DATA" && section.name === "__objc_classrefs")
  );
}

function address(open: OpenFixup, shape: Shape, symbol: DraftSymbol): RelocationResult {
  const { evaluator, section, offset, target } = open;
  const { type, length, pcRelative } = shape;
  const at = evaluator.locate(symbol);
  const mayUseSection = allowsSection(open, at, length);
  let value = target.constant;
  if (symbol.temporary && (value !== 0n || !mayUseSection)) {
    if (at === undefined) return { complaint: messages.undefinedTemporary(symbol.name) };
    keepIfNeeded(symbol, at);
  }
  const base = at !== undefined && isDebugSection(section) ? undefined : atomOf(symbol, at);
  let number = 0;
  if (base !== undefined) {
    if (base !== symbol) value += distanceFromBase(at, base, evaluator);
  } else if (at !== undefined) {
    if (!mayUseSection) return { complaint: messages.needsAnchor(symbol.name) };
    number = at.fragment.section.ordinal;
    value += BigInt(addressOf(at));
    if (pcRelative) value -= BigInt(section.address + offset + 2 ** length);
  } else return { complaint: messages.undefinedTemporary(symbol.name) };

  const relocation: DraftRelocation = { offset, symbol: base, number, pcRelative, length, type };
  if (value === 0n || !addendTypes.has(type)) return { relocations: [relocation], value };
  if (!fits24(value)) return { complaint: messages.addendTooBig(value) };
  const addend: DraftRelocation = {
    offset,
    symbol: undefined,
    number: Number(BigInt.asUintN(24, value)),
    pcRelative: false,
    length: 2,
    type: arm64Relocations.ARM64_RELOC_ADDEND,
  };
  return { relocations: [relocation, addend], value: 0n };
}
