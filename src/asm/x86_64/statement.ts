// The front of a statement: pseudo prefixes in braces, instruction prefixes, and the mnemonic. A prefix may also be a
// statement of its own (`rep; movsb` is two).

import { isIdentifierPart, isIdentifierStart, skipBlanks } from "../characters";
import { type Failure, messages, type Span } from "./messages";

/** Prefixes written as words, and the byte each adds. */
export const prefixBytes: ReadonlyMap<string, number> = new Map([
  ["lock", 0xf0],
  ["rep", 0xf3],
  ["repe", 0xf3],
  ["repz", 0xf3],
  ["repne", 0xf2],
  ["repnz", 0xf2],
  ["notrack", 0x3e],
  ["xacquire", 0xf2],
  ["xrelease", 0xf3],
  ["data16", 0x66],
  ["addr32", 0x67],
  ["rex64", 0x48],
  ["es", 0x26],
  ["cs", 0x2e],
  ["ss", 0x36],
  ["ds", 0x3e],
  ["fs", 0x64],
  ["gs", 0x65],
]);

/** Prefixes that take their place among the instruction's own; the others stand in front as they are written. */
const placedPrefixes: ReadonlySet<string> = new Set(["lock", "rep", "repe", "repz", "repne", "repnz", "notrack"]);

/** `{vex}` and its like pick an encoding where several exist. */
const encodingChoices = ["vex", "vex2", "vex3", "evex", "rex", "disp8", "disp32"] as const;
export type EncodingChoice = (typeof encodingChoices)[number];
const isEncodingChoice = (text: string): text is EncodingChoice =>
  (encodingChoices as readonly string[]).includes(text);
export const vexChoices: ReadonlySet<EncodingChoice> = new Set(["vex", "vex2", "vex3"]);

export interface Statement {
  readonly choices: readonly EncodingChoice[];
  /** Bytes in front of the instruction. */
  readonly front: readonly number[];
  /** `lock`, `rep`, `notrack`, which belong between the instruction's own prefixes. */
  readonly placed: readonly number[];
  /** Lower case; undefined when the statement is prefixes only. */
  readonly mnemonic: string | undefined;
  readonly mnemonicSpan: Span;
  readonly operandsAt: number;
}

const none: readonly never[] = [];
const openBrace = 123;
const space = 32;
const tab = 9;

const isLower = (code: number): boolean => code >= 97 && code <= 122;
const isDigitOrLower = (code: number): boolean => isLower(code) || (code >= 48 && code <= 57);

/** A statement without prefixes, spelled in lower case, as compilers write them; undefined for the others. */
function parsePlain(text: string): Statement | undefined {
  let end = 0;
  if (!isLower(text.charCodeAt(0))) return undefined;
  while (isDigitOrLower(text.charCodeAt(end))) end++;
  const next = text.charCodeAt(end);
  if (end < text.length && next !== space && next !== tab) return undefined;
  const mnemonic = text.slice(0, end);
  if (prefixBytes.has(mnemonic)) return undefined;
  const mnemonicSpan = { at: 0, length: end };
  return { choices: none, front: none, placed: none, mnemonic, mnemonicSpan, operandsAt: end };
}

export const parseStatement = (text: string): Statement | Failure => parsePlain(text) ?? parsePrefixed(text);

function parsePrefixed(text: string): Statement | Failure {
  let choices: EncodingChoice[] | undefined;
  let front: number[] | undefined;
  let placed: number[] | undefined;
  let at = 0;
  for (;;) {
    at = skipBlanks(text, at);
    if (text.charCodeAt(at) === openBrace) {
      const braces = readBraces(text, at);
      if ("error" in braces) return braces;
      choices ??= [];
      choices.push(braces.choice);
      at = braces.end;
      continue;
    }
    let end = at;
    if (isIdentifierStart(text.charCodeAt(at)))
      do end++;
      while (end < text.length && isIdentifierPart(text.charCodeAt(end)));
    const mnemonicSpan = { at, length: Math.max(1, end - at) };
    const found = { choices: choices ?? none, front: front ?? none, placed: placed ?? none, mnemonicSpan };
    if (end === at) {
      if (at < text.length || (front ?? placed) === undefined) return messages.noMnemonic(mnemonicSpan);
      return { ...found, mnemonic: undefined, operandsAt: at };
    }
    const mnemonic = text.slice(at, end).toLowerCase();
    const prefix = prefixBytes.get(mnemonic);
    if (prefix === undefined) return { ...found, mnemonic, operandsAt: end };
    if (placedPrefixes.has(mnemonic)) {
      placed ??= [];
      placed.push(prefix);
    } else if (placed !== undefined) return messages.wrongPrefix(mnemonicSpan, mnemonic, "it must stand first");
    else {
      front ??= [];
      front.push(prefix);
    }
    at = end;
  }
}

function readBraces(text: string, at: number): { readonly choice: EncodingChoice; readonly end: number } | Failure {
  const close = text.indexOf("}", at);
  const end = close < 0 ? text.length : close + 1;
  const choice = text
    .slice(at + 1, end - 1)
    .trim()
    .toLowerCase();
  if (close >= 0 && isEncodingChoice(choice)) return { choice, end };
  return messages.badDecoration({ at, length: end - at }, text.slice(at, end));
}
