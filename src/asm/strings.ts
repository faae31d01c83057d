// String constants: the escapes that LLVM's assembler parser knows (AsmParser::parseEscapedString).

import { encodeText } from "@/base/text";
import { type Complaint, messages } from "./messages";

export interface StringConstant {
  readonly bytes: readonly number[];
  /** Index just past the closing quote. */
  readonly end: number;
}
export interface StringProblem {
  readonly complaint: Complaint;
  readonly at: number;
  readonly length: number;
}

const named: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9, '"': 34, "\\": 92 };

const isOctal = (character: string | undefined) => character !== undefined && character >= "0" && character <= "7";

/** Reads the escape whose backslash stands at `at`. A hexadecimal escape keeps its last eight bits. */
function readEscape(text: string, at: number): { byte: number; end: number } | undefined {
  const letter = text[at + 1];
  if (letter === undefined) return undefined;
  if (letter === "x" || letter === "X") {
    let end = at + 2;
    let value = 0;
    while (/[0-9a-fA-F]/.test(text[end] ?? "")) value = (value * 16 + Number.parseInt(text[end++]!, 16)) & 0xff;
    return end === at + 2 ? undefined : { byte: value, end };
  }
  if (isOctal(letter)) {
    let end = at + 1;
    let value = 0;
    while (end < at + 4 && isOctal(text[end])) value = value * 8 + Number(text[end++]);
    return value > 255 ? undefined : { byte: value, end };
  }
  const byte = named[letter];
  return byte === undefined ? undefined : { byte, end: at + 2 };
}

/** Reads a symbol's name in quotes, where a backslash matters only before a quote or another one. */
export function readQuotedName(text: string, at: number): { readonly name: string; readonly end: number } | undefined {
  if (text[at] !== '"') return undefined;
  let name = "";
  let i = at + 1;
  for (; i < text.length && text[i] !== '"'; i++) {
    if (text[i] === "\\" && (text[i + 1] === '"' || text[i + 1] === "\\")) i++;
    name += text[i];
  }
  return { name, end: Math.min(text.length, i + 1) };
}

/** Reads the string that opens at `at`. */
export function readString(text: string, at: number): StringConstant | StringProblem {
  if (text[at] !== '"') return { complaint: messages.expected("a string"), at, length: 1 };
  const bytes: number[] = [];
  let i = at + 1;
  while (i < text.length && text[i] !== '"') {
    if (text[i] === "\\") {
      const escaped = readEscape(text, i);
      if (escaped === undefined) return { complaint: messages.badEscape(text.slice(i, i + 2)), at: i, length: 2 };
      bytes.push(escaped.byte);
      i = escaped.end;
    } else {
      const character = String.fromCodePoint(text.codePointAt(i)!);
      const code = character.charCodeAt(0);
      if (code < 128) bytes.push(code);
      else bytes.push(...encodeText(character));
      i += character.length;
    }
  }
  return { bytes, end: i + 1 };
}
