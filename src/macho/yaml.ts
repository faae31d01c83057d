// The part of YAML 1.2 that text stubs are written in: block maps and lists by indentation, flow lists over several
// lines, plain and quoted scalars, comments, several documents. Everything else (anchors, block scalars, flow maps,
// tags inside) is refused with a message, so nothing is ever read differently than YAML would. One pass, linear time.

import { decodeText, encodeText } from "@/base/text";
import { MalformedFile } from "./malformed";

export interface YamlScalar {
  readonly kind: "scalar";
  readonly text: string;
  /** Position in the text, for messages. */
  readonly offset: number;
}
export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly offset: number;
}
export interface YamlMap {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, { readonly keyOffset: number; readonly value: YamlNode }>;
  readonly offset: number;
}
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlDocument {
  /** After `---`: `!tapi-tbd`; empty without one. */
  readonly tag: string;
  readonly offset: number;
  /** An empty scalar when the document has no contents. */
  readonly root: YamlNode;
}

/** Malformed text, with the place as people count it: from 1, columns in UTF-16 units as editors do. */
export class MalformedText extends MalformedFile {
  readonly line: number;
  readonly column: number;

  constructor(text: string, at: number, expectation: string, found?: string) {
    const before = text.slice(0, at);
    super(encodeText(before).length, expectation, found);
    this.line = before.split("\n").length;
    this.column = at - (before.lastIndexOf("\n") + 1) + 1;
  }
}

/** Nesting that a text stub never reaches; it bounds the reader's recursion. */
const deepest = 16;

const newline = 10;
const space = 32;
const quote = 39;
const doubleQuote = 34;
const comma = 44;
const closeBracket = 93;
const code = (character: string) => character.charCodeAt(0);
const hash = code("#");
const dash = code("-");
const colon = code(":");
const backslash = code("\\");
const isBlank = (character: number) => character === space || character === 9 || character === 13;
/** Also true past the end, where charCodeAt gives NaN. */
const isBreak = (character: number) => character === newline || Number.isNaN(character);
const flowIndicators = new Set(Array.from(",[]{}", code));
const refused = new Map<number, string>([
  [code("&"), "an anchor"],
  [code("*"), "an alias"],
  [code("!"), "a tag"],
  [code("|"), "a block scalar"],
  [code(">"), "a block scalar"],
  [code("{"), "a flow map"],
  [code("%"), "a reserved character"],
  [code("@"), "a reserved character"],
  [code("`"), "a reserved character"],
  [code(","), "a comma"],
  [code("]"), "a closing bracket"],
  [code("}"), "a closing brace"],
  [code("#"), "a comment without a blank before it"],
]);
const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
};
const escapeDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

class YamlReader {
  readonly text: string;
  /** At the start of a line whenever a block function is called or returns. */
  at = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(expectation: string, found?: string, at = this.at): MalformedText {
    return new MalformedText(this.text, at, expectation, found);
  }
  #code(at = this.at): number {
    return this.text.charCodeAt(at);
  }
  #skipBlanks(): void {
    while (isBlank(this.#code())) this.at += 1;
  }
  #skipLine(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end === -1 ? this.text.length : end + 1;
  }
  /** Skips what may follow a value on its line: blanks and a comment. */
  #endLine(): void {
    this.#skipBlanks();
    const next = this.#code();
    if (!isBreak(next) && !(next === hash && isBlank(this.#code(this.at - 1))))
      throw this.fail("the end of the line is expected", `'${this.text[this.at]}'`);
    this.#skipLine();
  }

  /** `---` or `...` alone at the start of a line. */
  atMarker(marker: string): boolean {
    const isLineStart = this.at === 0 || this.#code(this.at - 1) === newline;
    if (!isLineStart || !this.text.startsWith(marker, this.at)) return false;
    const after = this.#code(this.at + 3);
    return isBlank(after) || isBreak(after);
  }
  /**
   * Moves to the next line with contents and returns its indentation, leaving `at` on its first character; -1 at the
   * end of the document, leaving `at` on the marker.
   */
  #indentation(): number {
    for (;;) {
      if (this.at >= this.text.length || this.atMarker("---") || this.atMarker("...")) return -1;
      const start = this.at;
      while (this.#code() === space) this.at += 1;
      const indent = this.at - start;
      if (this.#code() === 9) throw this.fail("spaces are expected in indentation", "a tab");
      this.#skipBlanks();
      const next = this.#code();
      if (!isBreak(next) && next !== hash) return indent;
      this.#skipLine();
    }
  }
  #isDash(): boolean {
    const after = this.#code(this.at + 1);
    return this.#code() === dash && (isBlank(after) || isBreak(after));
  }
  #empty(): YamlScalar {
    return { kind: "scalar", text: "", offset: this.at };
  }

  /** What stands on the current line at `column`: a list, a map, or one scalar. */
  #block(column: number): YamlNode {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.fail(`at most ${deepest} levels of nesting are expected`);
    let node: YamlNode;
    if (this.#isDash()) node = this.#list(column);
    else if (this.#isKey()) node = this.#map(column);
    else {
      node = this.#inline();
      this.#endLine();
    }
    this.#depth -= 1;
    return node;
  }

  #list(column: number): YamlList {
    const offset = this.at;
    const items: YamlNode[] = [];
    for (;;) {
      const dashAt = this.at;
      this.at += 1;
      this.#skipBlanks();
      const next = this.#code();
      // Blanks after the dash count as indentation when a list or map follows on the line.
      if (this.text.slice(dashAt, this.at).includes("\t") && !isBreak(next) && (this.#isDash() || this.#isKey()))
        throw this.fail("spaces are expected in indentation", "a tab");
      items.push(isBreak(next) || next === hash ? this.#below(column) : this.#block(column + this.at - dashAt));
      if (!this.#continues(column) || !this.#isDash()) return { kind: "list", items, offset };
    }
  }

  #map(column: number): YamlMap {
    const offset = this.at;
    const entries = new Map<string, { keyOffset: number; value: YamlNode }>();
    for (;;) {
      if (!this.#isKey()) throw this.fail("a key with a colon is expected");
      const keyOffset = this.at;
      const key = this.#scalar(false).text;
      if (entries.has(key)) throw this.fail("a key is expected once", `'${key}' again`, keyOffset);
      this.#skipBlanks();
      this.at += 1;
      entries.set(key, { keyOffset, value: this.#valueOf(column) });
      if (!this.#continues(column) || this.#isDash()) return { kind: "map", entries, offset };
    }
  }

  /** Whether the block at `column` goes on; `at` moves to its next line's contents, else to that line's start. */
  #continues(column: number): boolean {
    const indent = this.#indentation();
    if (indent > column) throw this.fail(`an indentation of ${column} is expected`, String(indent));
    if (indent === column) return true;
    if (indent >= 0) this.at -= indent;
    return false;
  }

  /** The value after a key's colon. A list may stand below at the key's own column. */
  #valueOf(column: number): YamlNode {
    const from = this.at;
    this.#skipBlanks();
    const next = this.#code();
    if (isBreak(next) || (next === hash && this.at > from)) return this.#below(column, true);
    if (this.#isDash()) throw this.fail("a value is expected after the colon", "a list item");
    const value = this.#inline();
    this.#endLine();
    return value;
  }

  /** A node on the lines below, indented deeper than `column`; empty when there is none. */
  #below(column: number, listAtColumn = false): YamlNode {
    const empty = this.#empty();
    this.#endLine();
    const indent = this.#indentation();
    if (indent > column || (indent === column && listAtColumn && this.#isDash())) return this.#block(indent);
    if (indent >= 0) this.at -= indent;
    return empty;
  }

  /** Looks ahead on the line for a key's colon, without consuming anything. */
  #isKey(): boolean {
    const from = this.at;
    const first = this.#code();
    if (flowIndicators.has(first)) return false;
    if (first === quote || first === doubleQuote) {
      this.#scalar(false);
      this.#skipBlanks();
      const found = this.#isColon();
      this.at = from;
      return found;
    }
    for (let at = from; !isBreak(this.#code(at)); at++) {
      if (this.#isColon(at)) return true;
      if (this.#code(at) === hash && isBlank(this.#code(at - 1))) return false;
    }
    return false;
  }
  #isColon(at = this.at): boolean {
    const after = this.#code(at + 1);
    return this.#code(at) === colon && (isBlank(after) || isBreak(after));
  }

  #inline(): YamlNode {
    return this.#code() === code("[") ? this.#flowList() : this.#scalar(false);
  }

  #skipFlowSpace(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.#code() === newline) this.at += 1;
      else if (this.#code() === hash && (this.at === 0 || /\s/.test(this.text[this.at - 1]!))) this.#skipLine();
      else return;
    }
  }

  #flowList(): YamlList {
    const offset = this.at;
    const items: YamlNode[] = [];
    this.at += 1;
    for (;;) {
      this.#skipFlowSpace();
      if (this.at >= this.text.length)
        throw this.fail("a closing bracket is expected for this list", undefined, offset);
      if (this.#code() === closeBracket) break;
      if (this.#code() === code("[")) throw this.fail("a name is expected", "a list inside a list");
      items.push(this.#scalar(true));
      this.#skipFlowSpace();
      if (this.#code() === comma) this.at += 1;
      else if (this.at < this.text.length && this.#code() !== closeBracket)
        throw this.fail("a comma or a closing bracket is expected", `'${this.text[this.at]}'`);
    }
    this.at += 1;
    return { kind: "list", items, offset };
  }

  #scalar(inFlow: boolean): YamlScalar {
    const first = this.#code();
    if (first === quote) return this.#singleQuoted();
    if (first === doubleQuote) return this.#doubleQuoted();
    return this.#plain(inFlow);
  }

  #plain(inFlow: boolean): YamlScalar {
    const offset = this.at;
    const first = this.#code();
    const reason = refused.get(first);
    if (reason !== undefined) throw this.fail("a name, a quoted name or a list is expected", reason);
    const second = this.#code(offset + 1);
    const secondEnds = isBlank(second) || isBreak(second) || (inFlow && flowIndicators.has(second));
    if (secondEnds && (first === dash || first === colon || first === code("?")))
      throw this.fail("a name is expected", `'${this.text[offset]}'`);
    let end = offset;
    for (let at = offset; ; at++) {
      const character = this.#code(at);
      if (isBreak(character) || (inFlow && flowIndicators.has(character)) || this.#isColon(at)) break;
      if (inFlow && character === colon && flowIndicators.has(this.#code(at + 1)))
        throw this.fail("a name is expected", "a flow map", at);
      if (isBlank(character)) continue;
      if (character === hash && isBlank(this.#code(at - 1))) break;
      end = at + 1;
    }
    this.at = end;
    return { kind: "scalar", text: this.text.slice(offset, end), offset };
  }

  #singleQuoted(): YamlScalar {
    const offset = this.at;
    let text = "";
    for (let from = offset + 1; ; ) {
      const end = this.#quoteEnd(quote, from, offset);
      text += this.text.slice(from, end);
      if (this.#code(end + 1) !== quote) {
        this.at = end + 1;
        return { kind: "scalar", text, offset };
      }
      text += "'";
      from = end + 2;
    }
  }

  /** The next closing quote or backslash on the line of a quoted name that started at `start`. */
  #quoteEnd(closing: number, from: number, start: number): number {
    for (let at = from; ; at++) {
      const character = this.#code(at);
      if (isBreak(character))
        throw this.fail("a closing quote on the same line is expected for this name", undefined, start);
      if (character === closing || (closing === doubleQuote && character === backslash)) return at;
    }
  }

  #doubleQuoted(): YamlScalar {
    const offset = this.at;
    const parts: string[] = [];
    for (let from = offset + 1; ; ) {
      const end = this.#quoteEnd(doubleQuote, from, offset);
      parts.push(this.text.slice(from, end));
      if (this.#code(end) === doubleQuote) {
        this.at = end + 1;
        return { kind: "scalar", text: parts.join(""), offset };
      }
      const { value, length } = this.#escape(end);
      parts.push(value);
      from = end + length;
    }
  }

  /** The character an escape at `at` stands for, and the escape's length. */
  #escape(at: number): { readonly value: string; readonly length: number } {
    const letter = this.text[at + 1] ?? "";
    const simple = escapes[letter];
    if (simple !== undefined) return { value: simple, length: 2 };
    const digits = escapeDigits[letter] ?? 0;
    const number = this.text.slice(at + 2, at + 2 + digits);
    const value = digits > 0 && /^[0-9a-fA-F]+$/.test(number) ? Number.parseInt(number, 16) : Number.NaN;
    if (number.length !== digits || !(value <= 0x10ffff))
      throw this.fail("an escape of YAML is expected after the backslash", undefined, at);
    return { value: String.fromCodePoint(value), length: 2 + digits };
  }

  /** `---` with an optional tag, when the document has one. */
  #tag(): string {
    if (!this.atMarker("---")) return "";
    this.at += 3;
    this.#skipBlanks();
    const from = this.at;
    if (this.#code() === code("!")) while (!isBlank(this.#code()) && !isBreak(this.#code())) this.at += 1;
    const tag = this.text.slice(from, this.at);
    this.#endLine();
    return tag;
  }

  /** The next document; undefined when only blanks and comments are left. */
  document(): YamlDocument | undefined {
    while (this.#indentation() === -1 && this.atMarker("...")) this.#skipLine();
    if (this.at >= this.text.length) return undefined;
    const isExplicit = this.atMarker("---");
    if (!isExplicit) this.at = this.text.lastIndexOf("\n", this.at - 1) + 1;
    const offset = this.at;
    const tag = this.#tag();
    const indent = this.#indentation();
    const root = indent === -1 ? this.#empty() : this.#block(indent);
    if (this.#indentation() !== -1) throw this.fail("the end of the document is expected");
    return { tag, offset, root };
  }
}

/** All documents of a text. Throws MalformedText. */
export function readYaml(text: string): YamlDocument[] {
  const reader = new YamlReader(text);
  const documents: YamlDocument[] = [];
  for (let next = reader.document(); next !== undefined; next = reader.document()) documents.push(next);
  return documents;
}

/** Text of a file; a byte order mark is dropped. */
export const yamlText = (bytes: Uint8Array): string => decodeText(bytes).replace(/^\ufeff/, "");
