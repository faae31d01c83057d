// Call frames as `.cfi_*` directives describe them: from where to where a function runs, and how its caller's
// registers are found at each place of it. The canonical frame address (CFA) is the stack pointer before the call;
// saved registers are found by their distance from it.

import type { DraftSection } from "../draft";
import type { Location } from "../evaluate";
import type { Span } from "../messages";

/** What changes in the rules for finding the caller's registers. Registers are DWARF's numbers. */
export type FrameChange =
  | { readonly kind: "cfa"; readonly register: number; readonly offset: number }
  | { readonly kind: "cfaRegister" | "restore" | "undefined" | "sameValue"; readonly register: number }
  | { readonly kind: "cfaOffset" | "cfaOffsetBy"; readonly offset: number }
  /** The register was saved: at an offset from the CFA, at one from the CFA's register; or is such an address. */
  | {
      readonly kind: "savedAt" | "savedRelative" | "valueAt";
      readonly register: number;
      readonly offset: number;
    }
  | { readonly kind: "savedIn"; readonly register: number; readonly other: number }
  | { readonly kind: "rememberState" | "restoreState" | "negateSigning" | "negateSigningHere" }
  /** Bytes that are instructions already. */
  | { readonly kind: "bytes"; readonly bytes: readonly number[] }
  /** A name for the place in the table itself. */
  | { readonly kind: "label"; readonly name: string };

/** From where a change holds, and the directive that said so. */
export interface ChangePlace extends Location {
  readonly span: Span;
}

/** A symbol, and how DWARF is to store its address (DW_EH_PE_…). */
export interface EncodedSymbol {
  readonly name: string;
  readonly encoding: number;
  readonly span: Span;
}

export interface Frame {
  readonly section: DraftSection;
  /** Labels of the first byte and of the one after the last. */
  readonly begin: string;
  end: string | undefined;
  /** The statement that opened it. */
  readonly span: Span;
  /** Without the rules that hold on entry to any function. */
  readonly isSimple: boolean;
  readonly changes: FrameChange[];
  /** One for each change. */
  readonly places: ChangePlace[];
  /** The routine that decides about exceptions, and the function's data for it. */
  personality: EncodedSymbol | undefined;
  languageData: EncodedSymbol | undefined;
  returnAddress: number | undefined;
  isSignalFrame: boolean;
  /** Return addresses are signed with the second key. */
  usesKeyB: boolean;
  /** The frame's memory carries tags. */
  isTagged: boolean;
}

const personalitiesOfSystem: ReadonlySet<string> = new Set(["___gxx_personality_v0", "___objc_personality_v0"]);

/** A linked image has room for three personalities; LLVM leaves it to those of C++ and Objective-C. */
export const hasCommonPersonality = ({ personality }: Frame): boolean =>
  personality === undefined || personalitiesOfSystem.has(personality.name);
