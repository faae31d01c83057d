// One argument of a macro call: the tokens up to the next comma, set next to each other.

import { skipBlanks } from "../characters";

export interface Argument {
  /** Strings without their quotes. */
  readonly plain: string;
  /** As written, but for blanks. */
  readonly quoted: string;
}
export const nothingGiven: Argument = { plain: "", quoted: "" };

/** Index of the quote that closes the string opened at `at`, or of the last character. */
export function endOfQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === '"') return i;
  }
  return text.length - 1;
}

/** Operators that hold an equals sign. */
const withEquals: ReadonlySet<string> = new Set(["==", "!=", "<=", ">="]);

/** Length of the token at `at`, if its characters mean nothing by themselves here. */
function wholeToken(text: string, at: number): number {
  if (text[at] === "'") {
    const length = text[at + 1] === "\\" ? 4 : 3;
    return text[at + length - 1] === "'" ? length : 1;
  }
  return withEquals.has(text.slice(at, at + 2)) ? 2 : 1;
}

/** Reads the argument that starts at `start`; only round brackets keep commas inside. */
export function readArgument(
  text: string,
  start: number,
): (Argument & { readonly end: number }) | { readonly problem: string } {
  let plain = "";
  let quoted = "";
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at]!;
    if (character === "," && depth === 0) break;
    const length = character === '"' ? endOfQuoted(text, at) + 1 - at : wholeToken(text, at);
    const token = text.slice(at, at + length);
    if (token === "=") return { problem: "'=' belongs after a parameter's name; put the argument into quotes" };
    if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    plain += character === '"' ? token.slice(1, token.endsWith('"') && length > 1 ? -1 : undefined) : token;
    quoted += token;
    at = skipBlanks(text, at + length);
  }
  return depth > 0 ? { problem: "a bracket is not closed" } : { plain, quoted, end: at };
}

/** Arguments separated by commas, as `.irp` takes them. */
export function readArguments(text: string): readonly Argument[] | { readonly problem: string } {
  const all: Argument[] = [];
  if (text === "") return all;
  for (let at = 0; ; ) {
    const value = readArgument(text, at);
    if ("problem" in value) return value;
    all.push(value);
    if (value.end >= text.length) return all;
    at = skipBlanks(text, value.end + 1);
  }
}

/** `<a, b>` without its brackets; `!` takes the next character as it is. */
export function angleText(text: string, at: number): { readonly text: string; readonly end: number } | undefined {
  let inner = "";
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === ">") return { text: inner, end: i + 1 };
    if (text[i] === "!" && i + 1 < text.length) i++;
    inner += text[i];
  }
  return undefined;
}

export const unquoted = (text: string): string =>
  text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
