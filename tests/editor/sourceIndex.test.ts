import { describe, expect, it } from "vitest";
import { SourceIndex } from "@/editor/sourceIndex";

const indexOf = (text: string, architecture: "arm64" | "x86_64" = "arm64") => {
  const index = new SourceIndex(architecture, text.split("\n"));
  while (index.readSome(1000));
  return index;
};
const defined = (index: SourceIndex) => [...index.names().defined];

describe("source index", () => {
  it("finds what a source names", () => {
    const index = indexOf(`
_main: 1: _again: ret
"odd name":
limit = 12
.set other, 3
.zerofill __DATA,__bss,_room,16,3
.comm _shared,8
.globl _main, _else
.extern _printf
.macro push2 a, b
.section __DATA,__own,regular
`);
    const { defined: names, declared, macros, sections } = index.names();
    expect([...names]).toEqual(["_main", "_again", "odd name", "limit", "other", "_room", "_shared"]);
    expect([...declared]).toEqual(["_main", "_else", "_printf"]);
    expect([...macros]).toEqual(["push2"]);
    expect([...sections]).toEqual(["__DATA,__own"]);
  });

  it("knows what lies in a comment, and how instructions are written", () => {
    const index = indexOf(
      ["_a: /* _b:", "_c:", "*/ nop", ".intel_syntax noprefix; _d:", "nop", ".att_syntax"].join("\n"),
      "x86_64",
    );
    expect(defined(index)).toEqual(["_a", "_d"]);
    expect([1, 2, 3].map((line) => index.stateAt(line).inBlockComment)).toEqual([true, true, false]);
    expect([3, 4, 5, 6].map((line) => index.syntaxAt(line))).toEqual(["att", "intel", "intel", "att"]);
  });

  it("reads of 20,000 lines only what an edit changed", () => {
    const lines = Array.from({ length: 20_000 }, (_, line) => (line % 8 === 0 ? `_f${line}:` : "  add x0, x1, x2"));
    const index = indexOf(lines.join("\n"));
    expect(index.linesRead).toBe(20_000);
    index.replace(8, 1, ["_renamed:"]);
    index.replace(9, 1, ["  nop", "_new:"]);
    index.replace(100, 2, []);
    expect(index.linesRead).toBe(20_003);
    expect(index.names().defined).toContain("_renamed");
    expect(index.names().defined).toContain("_new");
    expect(index.names().defined).not.toContain("_f8");
    expect(index.names().defined.size).toBe(2501);
  });

  it("reads a new text in slices", () => {
    const index = new SourceIndex("arm64", ["_a:", "_b:", "_c:"]);
    expect(index.readSome(2)).toBe(true);
    expect(defined(index)).toEqual(["_a", "_b"]);
    index.replace(0, 1, ["_first:"]);
    expect(index.readSome(2)).toBe(false);
    expect(defined(index)).toEqual(["_first", "_b", "_c"]);
  });

  it("is the same after any edit as when read anew", () => {
    const lines = ["_a:", "nop", "b = 1", "/* _x:", "*/", ".macro m", "_z:"];
    const current = [...lines];
    const index = indexOf(lines.join("\n"));
    let seed = 7;
    const random = (limit: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % limit;
    };
    for (let round = 0; round < 300; round++) {
      const from = random(current.length + 1);
      const removed = Math.min(random(3), current.length - from);
      const texts = Array.from({ length: random(round % 50 === 0 ? 150 : 3) }, () => `${lines[random(lines.length)]}`);
      current.splice(from, removed, ...texts);
      index.replace(from, removed, texts);
      while (index.readSome(10));
      expect(index.names()).toEqual(indexOf(current.join("\n")).names());
    }
  });
});
