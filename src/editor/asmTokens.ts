// Assembly text to coloured tokens, a line at a time: the one tokenizer behind the static listing of the first paint
// and behind Monaco. It knows shapes, not instructions: what stands first is a label, a directive or a mnemonic.
// Darwin's two dialects differ in comments (`;` and `//` on arm64, `#` on x86_64) and in how registers are spelled.

import type { Architecture } from "@/arch/architecture";

export type TokenKind =
  | "comment"
  | "label"
  | "directive"
  | "mnemonic"
  | "register"
  | "number"
  | "string"
  | "modifier"
  | "symbol"
  | "punctuation";

export interface Token {
  /** Characters [from, to) of the line; gaps are white space. */
  readonly from: number;
  readonly to: number;
  readonly kind: TokenKind;
}

/** What a line inherits from the one above. */
export interface LineState {
  readonly inBlockComment: boolean;
}
export const initialState: LineState = { inBlockComment: false };
const insideComment: LineState = { inBlockComment: true };

export interface TokenizedLine {
  readonly tokens: readonly Token[];
  readonly next: LineState;
}

interface Dialect {
  /** Rest of the line is a comment from here. */
  readonly comment: RegExp;
  readonly register: RegExp;
  readonly separator: string | undefined;
}

const dialects: Readonly<Record<Architecture, Dialect>> = {
  arm64: {
    comment: /^(;|\/\/)/,
    register: /^([xw]([12]?\d|30|zr)|w?sp|lr|fp|[bhsdqv]([12]?\d|3[01])(\.\d*[bhsdq])?)$/i,
    separator: undefined,
  },
  x86_64: { comment: /^(#|\/\/)/, register: /^%/, separator: ";" },
};

const word = /^[%A-Za-z_.$?][\w.$?]*/;
const number = /^[#$]?-?(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+(\.\d+)?([eE][+-]?\d+)?)[fb]?\b/;
const string = /^"([^"\\]|\\.)*"?/;
const modifier = /^@[A-Za-z_]\w*/;

/** Length of the comment that `rest` begins with, 0 for none; `open` when it goes on in the next line. */
function commentAt(rest: string, dialect: Dialect, atLineStart: boolean): { length: number; open: boolean } {
  if (rest.startsWith("/*")) {
    const end = rest.indexOf("*/", 2);
    return end === -1 ? { length: rest.length, open: true } : { length: end + 2, open: false };
  }
  // A `#` that begins a line is a comment in both dialects (and a preprocessor's line marker).
  const toEnd = dialect.comment.test(rest) || (atLineStart && rest.startsWith("#"));
  return { length: toEnd ? rest.length : 0, open: false };
}

export function tokenizeLine(text: string, architecture: Architecture, state: LineState): TokenizedLine {
  const dialect = dialects[architecture];
  const tokens: Token[] = [];
  let at = 0;
  /** A statement begins: the next word is a label, a directive or a mnemonic. */
  let first = true;
  const take = (length: number, kind: TokenKind) => {
    tokens.push({ from: at, to: at + length, kind });
    at += length;
  };
  if (state.inBlockComment) {
    const end = text.indexOf("*/");
    take(end === -1 ? text.length : end + 2, "comment");
    if (end === -1) return { tokens, next: insideComment };
  }
  for (;;) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    if (at >= text.length) return { tokens, next: initialState };
    const rest = text.slice(at);
    const comment = commentAt(rest, dialect, tokens.length === 0);
    if (comment.length > 0) {
      take(comment.length, "comment");
      if (comment.open) return { tokens, next: insideComment };
      continue;
    }
    if (dialect.separator !== undefined && rest.startsWith(dialect.separator)) {
      take(1, "punctuation");
      first = true;
      continue;
    }
    const { length, kind } = nextToken(rest, first, dialect);
    take(length, kind);
    if (kind === "directive" || kind === "mnemonic") first = false;
  }
}

function nextToken(rest: string, first: boolean, dialect: Dialect): { length: number; kind: TokenKind } {
  const matched = (pattern: RegExp) => pattern.exec(rest)?.[0].length ?? 0;
  const stringLength = matched(string);
  if (stringLength > 0) return { length: stringLength, kind: "string" };
  if (first) {
    const label = matched(/^("[^"]*"|[\w.$?]+)\s*:/);
    if (label > 0) return { length: label, kind: "label" };
  }
  const numberLength = matched(number);
  if (numberLength > 0) return { length: numberLength, kind: "number" };
  const modifierLength = matched(modifier);
  if (modifierLength > 0) return { length: modifierLength, kind: "modifier" };
  const wordLength = matched(word);
  if (wordLength === 0) return { length: 1, kind: "punctuation" };
  const text = rest.slice(0, wordLength);
  if (first) return { length: wordLength, kind: text.startsWith(".") ? "directive" : "mnemonic" };
  return { length: wordLength, kind: dialect.register.test(text) ? "register" : "symbol" };
}

/** All lines of a text. */
export function tokenize(text: string, architecture: Architecture): readonly (readonly Token[])[] {
  let state = initialState;
  return text.split("\n").map((line) => {
    const { tokens, next } = tokenizeLine(line, architecture, state);
    state = next;
    return tokens;
  });
}
