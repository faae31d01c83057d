// JSON (RFC 8259) as the nodes that text stubs are read from, each with its place for messages: JSON.parse gives no
// places, and words its complaints differently in every engine. Numbers, true, false and null become their text.

import { MalformedText, type YamlNode } from "./yaml";

/** Nesting that a text stub never reaches; it bounds the reader's recursion. */
const deepest = 32;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const blank = /[ \t\r\n]*/y;
const word = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
const plain = /[^"\\\p{Cc}]*/uy;

class JsonReader {
  readonly text: string;
  at = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(expectation: string, at = this.at): MalformedText {
    const found = this.text[at];
    return new MalformedText(this.text, at, expectation, found === undefined ? "the end" : `'${found}'`);
  }
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
  /** Skips blanks, and the character when it is the next one. */
  take(character: string): boolean {
    this.#match(blank);
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
  #expect(character: string): void {
    if (!this.take(character)) throw this.fail(`'${character}' is expected`);
  }

  #string(): string {
    let value = this.#match(plain);
    while (this.text[this.at] === "\\") {
      const letter = this.text[this.at + 1] ?? "";
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (letter === "u" && /^[0-9a-fA-F]{4}$/.test(digits)) {
        value += String.fromCharCode(Number.parseInt(digits, 16));
        this.at += 6;
      } else if (Object.hasOwn(escapes, letter)) {
        value += escapes[letter];
        this.at += 2;
      } else throw this.fail("a known escape is expected");
      value += this.#match(plain);
    }
    if (this.text[this.at] !== '"') throw this.fail("the end of a string is expected");
    this.at += 1;
    return value;
  }

  value(): YamlNode {
    this.#match(blank);
    const offset = this.at;
    this.#depth += 1;
    if (this.#depth > deepest) throw this.fail(`at most ${deepest} levels are expected`);
    const node = this.#node(offset);
    this.#depth -= 1;
    return node;
  }

  #node(offset: number): YamlNode {
    if (this.take('"')) return { kind: "scalar", text: this.#string(), offset };
    if (this.take("[")) {
      const items: YamlNode[] = [];
      if (this.take("]")) return { kind: "list", items, offset };
      do items.push(this.value());
      while (this.take(","));
      this.#expect("]");
      return { kind: "list", items, offset };
    }
    if (this.take("{")) return this.#map(offset);
    const text = this.#match(word);
    if (text === "") throw this.fail("a value is expected");
    return { kind: "scalar", text, offset };
  }

  #map(offset: number): YamlNode {
    const entries = new Map<string, { keyOffset: number; value: YamlNode }>();
    if (this.take("}")) return { kind: "map", entries, offset };
    do {
      this.#match(blank);
      const keyOffset = this.at;
      this.#expect('"');
      const key = this.#string();
      if (entries.has(key)) throw this.fail("each key is expected once", keyOffset);
      this.#expect(":");
      entries.set(key, { keyOffset, value: this.value() });
    } while (this.take(","));
    this.#expect("}");
    return { kind: "map", entries, offset };
  }
}

/** The one value that the text is. Throws MalformedText. */
export function readJson(text: string): YamlNode {
  const reader = new JsonReader(text);
  const root = reader.value();
  reader.take("");
  if (reader.at < text.length) throw reader.fail("the end is expected");
  return root;
}
