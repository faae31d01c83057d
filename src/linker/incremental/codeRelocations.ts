// What a code generator asks for when it leaves a hole: a kind of reference, and a target that is either a symbol of
// the linker or, with the highest bit set, a name of the global table. The bit is decoded here and nowhere else, and
// never stored.

import type { Architecture } from "@/arch/architecture";
import { type GlobalIndex, row, type SymbolIndex } from "@/base/units";
import { arm64Relocations as arm, x86Relocations as x86 } from "@/macho/constants";
import { relocationFlags } from "../schemas/inputs";

const globalBit = 0x8000_0000;
const globalMask = 0x7fff_ffff;

/** An index with bit 31 telling names (`globals`) from symbols of the linker's own (`symbols`). */
export type TaggedIndex = number;

export const tagGlobal = (global: GlobalIndex): TaggedIndex => (global | globalBit) >>> 0;

export type TaggedTarget =
  | { readonly kind: "global"; readonly global: GlobalIndex }
  | { readonly kind: "symbol"; readonly symbol: SymbolIndex };

/** Undefined for a global index that no global has. */
export function decodeTagged(index: TaggedIndex, isGlobal: (global: GlobalIndex) => boolean): TaggedTarget | undefined {
  if ((index & globalBit) === 0) return { kind: "symbol", symbol: row(index) };
  const global = row<GlobalIndex>(index & globalMask);
  return isGlobal(global) ? { kind: "global", global } : undefined;
}

/** `thread-offset` is the word of a descriptor that says where in the thread's block a variable lies. */
export type CodeRelocationKind =
  | "got"
  | "signed"
  | "tlv"
  | "branch"
  | "unsigned"
  | "thread-offset"
  | "got-page"
  | "got-pageoff"
  | "page"
  | "pageoff";

export interface CodeRelocation {
  readonly kind: CodeRelocationKind;
  /** Bytes from the start of the declaration. */
  readonly offset: number;
  readonly target: TaggedIndex;
  readonly addend?: number;
  /** Bytes of a pointer in data: 8 unless it says 4. */
  readonly size?: 4 | 8;
}

export interface RelocationForm {
  readonly type: number;
  readonly length: number;
  /** relocationFlags of the row. */
  readonly flags: number;
}

const form = (type: number, pcRelative: boolean, length = 2, flags = 0): RelocationForm => ({
  type,
  length,
  flags: relocationFlags.external | (pcRelative ? relocationFlags.pcRelative : 0) | flags,
});

/** The record of each kind; a kind of the other CPU has none. */
const forms: Readonly<Record<Architecture, Partial<Record<CodeRelocationKind, RelocationForm>>>> = {
  x86_64: {
    got: form(x86.X86_64_RELOC_GOT, true),
    signed: form(x86.X86_64_RELOC_SIGNED, true),
    // The generator writes leaq itself: the descriptor is always in this image.
    tlv: form(x86.X86_64_RELOC_SIGNED, true, 2, relocationFlags.descriptor),
    branch: form(x86.X86_64_RELOC_BRANCH, true),
    unsigned: form(x86.X86_64_RELOC_UNSIGNED, false, 3),
    "thread-offset": form(x86.X86_64_RELOC_UNSIGNED, false, 3),
  },
  arm64: {
    branch: form(arm.ARM64_RELOC_BRANCH26, true),
    unsigned: form(arm.ARM64_RELOC_UNSIGNED, false, 3),
    "thread-offset": form(arm.ARM64_RELOC_UNSIGNED, false, 3),
    "got-page": form(arm.ARM64_RELOC_GOT_LOAD_PAGE21, true),
    "got-pageoff": form(arm.ARM64_RELOC_GOT_LOAD_PAGEOFF12, false),
    page: form(arm.ARM64_RELOC_PAGE21, true),
    pageoff: form(arm.ARM64_RELOC_PAGEOFF12, false),
  },
};

export const relocationForm = (architecture: Architecture, kind: CodeRelocationKind): RelocationForm | undefined =>
  forms[architecture][kind];
