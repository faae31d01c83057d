// Flags about sections, as ld64 and lld spell them: what each takes, and what it adds to the options.

import type { SectionOptions } from "@/linker/sectionOptions";

export type SectionRequest = { -readonly [Key in keyof SectionOptions]: SectionOptions[Key] };

export interface SectionFlag {
  readonly words: number;
  /** Returns a complaint about the words, or undefined. */
  readonly apply: (request: SectionRequest, words: readonly string[]) => string | undefined;
}

const flag = (apply: (request: SectionRequest) => void): SectionFlag => ({
  words: 0,
  apply: (request) => {
    apply(request);
    return undefined;
  },
});

export const sectionFlags: Readonly<Record<string, SectionFlag>> = {
  "--deduplicate-strings": flag((request) => {
    request.keepDuplicateStrings = false;
  }),
  "-ignore_optimization_hints": flag((request) => {
    request.ignoreHints = true;
  }),
  "--no-deduplicate-strings": flag((request) => {
    request.keepDuplicateStrings = true;
  }),
};
