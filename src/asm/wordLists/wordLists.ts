// The words of one dialect, with what each means, for an editor to offer and to explain. They come from the tables that
// assemble: what is listed is understood, and what is understood is listed.

import type { Architecture } from "@/arch/architecture";
import { listDirectives } from "./directiveWords";
import { listModifiers } from "./modifierWords";
import { listSections } from "./sectionWords";

export interface Word {
  readonly name: string;
  /** What it is, in a sentence or less; may be empty. */
  readonly meaning: string;
}

export interface MnemonicWord extends Word {
  /** Operands of its forms as a manual writes them, in the order of the dialect; the first few. */
  readonly forms: readonly string[];
  /** How many forms there are. */
  readonly formCount: number;
  /** arm64: arrangements that may follow it and a dot, `4s`. */
  readonly arrangements: readonly string[];
  /** A label is what most of its forms want: a branch, a page address. */
  readonly takesLabel: boolean;
  /** Names that an operand can be beside registers: conditions, barriers, system registers. */
  readonly operandWords: readonly string[];
}

export interface RegisterWord extends Word {
  readonly class: string;
}

/** What may follow a directive. */
export type DirectiveOperand = "symbol" | "section" | "register" | "other";

export interface DirectiveWord extends Word {
  readonly takes: DirectiveOperand;
  /** Understood only to say why it is of no use here. */
  readonly isRefused: boolean;
}

/** A section as `.section` takes it: name `__TEXT,__cstring`, and what must follow to mean the usual one. */
export interface SectionWord extends Word {
  readonly written: string;
}

/** What one CPU and syntax add. */
export interface DialectWords {
  readonly mnemonics: readonly MnemonicWord[];
  readonly registers: readonly RegisterWord[];
  /** After these another mnemonic comes: `lock`, `rep`. */
  readonly prefixes: readonly string[];
  /** Words of operands that any instruction may have: `lsl`, `dword ptr`. */
  readonly operandWords: readonly Word[];
}

export interface WordLists extends DialectWords {
  readonly directives: readonly DirectiveWord[];
  readonly modifiers: readonly Word[];
  readonly sections: readonly SectionWord[];
}

export const completeWords = (architecture: Architecture, dialect: DialectWords): WordLists => ({
  ...dialect,
  directives: listDirectives(architecture),
  modifiers: listModifiers(architecture),
  sections: listSections(),
});
