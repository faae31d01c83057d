// What both CPUs' relocation writers share.

import { sectionAttributes, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { type Draft, type DraftSection, type DraftSymbol, type Fragment, isLinkerVisible } from "../draft";
import { addressOf, type Evaluator, type Location, type Relocatable } from "../evaluate";
import type { Complaint } from "../messages";

/** A relocation before symbol numbers are known. */
export interface DraftRelocation {
  /** From the section's start. */
  readonly offset: number;
  /** Makes the relocation external. */
  readonly symbol: DraftSymbol | undefined;
  /** Without a symbol: a section ordinal, or an addend. */
  readonly number: number;
  readonly pcRelative: boolean;
  /** log2 of the field's bytes. */
  readonly length: number;
  readonly type: number;
}

/** A fixup that the assembler cannot resolve by itself. */
export interface OpenFixup {
  readonly draft: Draft;
  readonly evaluator: Evaluator;
  readonly section: DraftSection;
  readonly fragment: Fragment;
  /** Of the field, from the section's start. */
  readonly offset: number;
  readonly target: Relocatable;
}

/** The relocations to write, in LLVM's order (the file holds them reversed), and what goes into the field. */
export type RelocationResult =
  | { readonly relocations: readonly DraftRelocation[]; readonly value: bigint }
  | { readonly complaint: Complaint };

const neverAtomized: ReadonlySet<number> = new Set([
  sectionTypes.S_CSTRING_LITERALS,
  sectionTypes.S_4BYTE_LITERALS,
  sectionTypes.S_8BYTE_LITERALS,
  sectionTypes.S_16BYTE_LITERALS,
  sectionTypes.S_LITERAL_POINTERS,
  sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
  sectionTypes.S_LAZY_SYMBOL_POINTERS,
  sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
  sectionTypes.S_MOD_INIT_FUNC_POINTERS,
  sectionTypes.S_MOD_TERM_FUNC_POINTERS,
  sectionTypes.S_INTERPOSING,
]);

/** Whether `ld` cuts the section at symbols, rather than at each element (MCAsmInfoDarwin). */
export function isAtomizedBySymbols(section: DraftSection): boolean {
  if (neverAtomized.has(sectionTypeOf(section.flags))) return false;
  return !(section.segment === "__DATA" && (section.name === "__cfstring" || section.name === "__objc_classrefs"));
}

export const isDebugSection = (section: DraftSection): boolean =>
  (section.flags & sectionAttributes.S_ATTR_DEBUG) !== 0;

/** The symbol a relocation can name to reach `symbol`: itself if the linker sees it, else its atom's. */
export function atomOf(symbol: DraftSymbol, at: Location | undefined): DraftSymbol | undefined {
  if (isLinkerVisible(symbol)) return symbol;
  if (at === undefined || !isAtomizedBySymbols(at.fragment.section)) return undefined;
  return at.fragment.atom;
}

/** Distance of a symbol from the one that stands for it. */
export function distanceFromBase(
  symbolAt: Location | undefined,
  base: DraftSymbol | undefined,
  evaluator: Evaluator,
): bigint {
  const baseAt = base && evaluator.locate(base);
  return BigInt((symbolAt ? addressOf(symbolAt) : 0) - (baseAt ? addressOf(baseAt) : 0));
}

/** A relocation against a temporary symbol keeps it only if `ld` could not find the place otherwise. */
export function keepIfNeeded(symbol: DraftSymbol, at: Location | undefined): void {
  if (symbol.temporary && at !== undefined && !isAtomizedBySymbols(at.fragment.section)) symbol.usedInRelocation = true;
}
