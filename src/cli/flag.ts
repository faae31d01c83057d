// One flag of the command line: how many words it takes and what it does to the request.

import type { LdRequest } from "./ldArguments";

export interface Flag {
  readonly words: number;
  /** Returns a complaint about the words, or undefined. */
  readonly apply: (request: LdRequest, words: readonly string[]) => string | undefined;
}

export const flag = (apply: (request: LdRequest) => void): Flag => ({
  words: 0,
  apply: (request) => {
    apply(request);
    return undefined;
  },
});

export const takes = (apply: (request: LdRequest, word: string) => string | undefined | undefined): Flag => ({
  words: 1,
  apply: (request, words) => apply(request, words[0]!) ?? undefined,
});

export const ignored = flag(() => {});
