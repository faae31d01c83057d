// The front of a statement: pseudo prefixes in braces, instruction prefixes, and the mnemonic. A prefix may also be a
// statement of its own (`rep; movsb` is two).

import { type Failure, messages, type Span } from "./messages";

/** Prefixes written as words, and the byte each adds. All stand before the instruction's own, but `lock`. */
export const prefixBytes: Readonly<Record<string, number>> = {
  lock: 0xf0,
  rep: 0xf3,
  repe: 0xf3,
  repz: 0xf3,
  repne: 0xf2,
  repnz: 0xf2,
  xacquire: 0xf2,
  xrelease: 0xf3,
  notrack: 0x3e,
  data16: 0x66,
  addr32: 0x67,
  rex64: 0x48,
  es: 0x26,
  cs: 0x2e,
  ss: 0x36,
  ds: 0x3e,
  fs: 0x64,
  gs: 0x65,
};

/** `{vex}` and its like pick an encoding where several exist. */
export type EncodingChoice = "vex" | "vex2" | "vex3" | "evex" | "disp8" | "disp32";
const encodingChoices: ReadonlySet<string> = new Set(["vex", "vex2", "vex3", "evex", "disp8", "disp32"]);

export interface Statement {
  readonly choices: readonly EncodingChoice[];
  readonly prefixes: readonly string[];
  /** Lower case; undefined when the statement is prefixes only. */
  readonly mnemonic: string | undefined;
  readonly mnemonicSpan: Span;
  readonly operandsAt: number;
}

export function parseStatement(text: string): Statement | Failure {
  const choices: EncodingChoice[] = [];
  const prefixes: string[] = [];
  let at = 0;
  for (;;) {
    const rest = text.slice(at);
    const braces = /^\s*\{\s*(\w+)\s*\}\s*/.exec(rest);
    if (braces) {
      const choice = braces[1]!.toLowerCase();
      if (!encodingChoices.has(choice))
        return messages.badDecoration({ at, length: braces[0].trimEnd().length }, braces[0].trim());
      choices.push(choice as EncodingChoice);
      at += braces[0].length;
      continue;
    }
    const word = /^(\s*)([A-Za-z_.][\w.]*)\s*/.exec(rest);
    const span = { at: at + (word?.[1]?.length ?? 0), length: word?.[2]?.length ?? 1 };
    if (!word) {
      if (rest.trim() !== "" || prefixes.length === 0) return messages.noMnemonic(span);
      return { choices, prefixes, mnemonic: undefined, mnemonicSpan: span, operandsAt: at };
    }
    const mnemonic = word[2]!.toLowerCase();
    at += word[0].length;
    if (!(mnemonic in prefixBytes)) return { choices, prefixes, mnemonic, mnemonicSpan: span, operandsAt: at };
    prefixes.push(mnemonic);
  }
}
