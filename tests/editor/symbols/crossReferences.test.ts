import { describe, expect, it } from "vitest";
import {
  definitionsOf,
  mentionsOf,
  nameAt,
  type PlacedName,
  renamed,
  whyNotNamed,
  whyNotRenamed,
} from "@/editor/symbols/crossReferences";
import type { IndexedSource } from "@/editor/symbols/projectSymbols";
import { SourceIndex } from "@/editor/symbols/sourceIndex";

function project(files: Readonly<Record<string, readonly string[]>>): readonly IndexedSource[] {
  return Object.entries(files).map(([name, lines]) => {
    const index = new SourceIndex("arm64");
    index.update(lines.join("\n"));
    return { id: name, name, index };
  });
}

/** The name in `file` at the first place of `text` in the line. */
function pointAt(sources: readonly IndexedSource[], file: string, line: number, text: string) {
  const source = sources.find(({ name }) => name === file);
  const mention = source?.index.mentionsIn(line).find(({ name }) => name === text);
  const found = source && mention && nameAt(source, line, mention.column);
  if (found === undefined) throw new Error(`no ${text} in line ${line} of ${file}`);
  return found;
}
const places = (found: readonly PlacedName[]) =>
  found.map(({ source, line, column }) => `${source.name}:${line}:${column}`);

const sources = project({
  "main.s": [".globl _main", "_main:", "  bl _helper", "  bl _printf", "Lx: b Lx", "_static: ret", "  b helper"],
  "lib.s": [".globl _helper", "_helper:", "  bl _static", "_static: ret", 'helper: "odd name" = 1', "Lx: nop"],
});

describe("definitions", () => {
  it("are found in other files when those make them public", () => {
    expect(places(definitionsOf(sources, pointAt(sources, "main.s", 3, "_helper")))).toEqual(["lib.s:2:1"]);
    expect(places(definitionsOf(sources, pointAt(sources, "main.s", 7, "helper")))).toEqual([]);
    expect(places(definitionsOf(sources, pointAt(sources, "main.s", 4, "_printf")))).toEqual([]);
  });

  it("of the file itself come first", () => {
    expect(places(definitionsOf(sources, pointAt(sources, "lib.s", 3, "_static")))).toEqual(["lib.s:4:1"]);
    expect(places(definitionsOf(sources, pointAt(sources, "main.s", 5, "Lx")))).toEqual(["main.s:5:1"]);
  });
});

describe("mentions", () => {
  it("are those of the same thing, not of the same name", () => {
    expect(places(mentionsOf(sources, pointAt(sources, "lib.s", 2, "_helper")))).toEqual([
      "main.s:3:6",
      "lib.s:1:8",
      "lib.s:2:1",
    ]);
    expect(places(mentionsOf(sources, pointAt(sources, "lib.s", 4, "_static")))).toEqual(["lib.s:3:6", "lib.s:4:1"]);
    expect(places(mentionsOf(sources, pointAt(sources, "main.s", 5, "Lx")))).toEqual(["main.s:5:1", "main.s:5:7"]);
  });

  it("of numbered labels lead to one of them", () => {
    const numbers = project({ "a.s": ["1: nop", "b 1b", "b 1f", "1: nop", "b 1b"] });
    expect(places(mentionsOf(numbers, pointAt(numbers, "a.s", 2, "1b")))).toEqual(["a.s:1:1", "a.s:2:3"]);
    expect(places(mentionsOf(numbers, pointAt(numbers, "a.s", 4, "1")))).toEqual(["a.s:3:3", "a.s:4:1", "a.s:5:3"]);
    expect(places(definitionsOf(numbers, pointAt(numbers, "a.s", 3, "1f")))).toEqual(["a.s:4:1"]);
  });

  it("of a macro are its calls", () => {
    const macros = project({ "a.s": [".macro save", "nop", ".endm", "save", "nop"], "b.s": ["save"] });
    expect(places(mentionsOf(macros, pointAt(macros, "a.s", 4, "save")))).toEqual(["a.s:1:8", "a.s:4:1"]);
    const [, other] = macros;
    expect(other && nameAt(other, 1, 1)).toBeUndefined();
  });

  it("of a tentative definition are shared", () => {
    const pools = project({
      "a.s": [".comm _pool, 8"],
      "b.s": [".comm _pool, 16", "adr x0, _pool"],
      "c.s": [".lcomm _pool, 4"],
    });
    expect(places(definitionsOf(pools, pointAt(pools, "b.s", 2, "_pool")))).toEqual(["a.s:1:7", "b.s:1:7"]);
    expect(places(definitionsOf(pools, pointAt(pools, "c.s", 1, "_pool")))).toEqual(["c.s:1:8"]);
  });
});

describe("another name", () => {
  it("is put in everywhere, in quotes where it needs them", () => {
    const at = pointAt(sources, "main.s", 3, "_helper");
    expect(whyNotRenamed(sources, at)).toBeUndefined();
    expect(whyNotNamed(sources, at, "_assist")).toBeUndefined();
    const replaced = renamed(sources, at, "my helper");
    expect(replaced.map(({ source, line, text }) => `${source.name}:${line} ${text}`)).toEqual([
      'main.s:3 "my helper"',
      'lib.s:1 "my helper"',
      'lib.s:2 "my helper"',
    ]);
    const odd = pointAt(sources, "lib.s", 5, "odd name");
    expect(renamed(sources, odd, "_even")[0]).toMatchObject({ column: 9, length: 10, text: "_even" });
  });

  it("is refused where it would say something else", () => {
    expect(whyNotRenamed(sources, pointAt(sources, "main.s", 4, "_printf"))).toMatch(/none of the sources/);
    expect(whyNotNamed(sources, pointAt(sources, "lib.s", 2, "_helper"), "_main")).toBe(
      "'_main' is defined already: main.s, line 2.",
    );
    expect(whyNotNamed(sources, pointAt(sources, "lib.s", 2, "_helper"), " ")).toMatch(/at least one/);
    expect(whyNotNamed(sources, pointAt(sources, "lib.s", 2, "_helper"), "12")).toMatch(/numbered/);
  });

  it("is refused for numbers, and for what macros make names of", () => {
    const made = project({ "a.s": [".macro def n", "\\n\\()_end:", ".endm", "_f: nop", "def _f", "1: b 1b"] });
    expect(whyNotRenamed(made, pointAt(made, "a.s", 4, "_f"))).toMatch(/macro makes other names.*a.s, line 5/);
    expect(whyNotRenamed(made, pointAt(made, "a.s", 6, "1"))).toMatch(/numbered/);
    const plain = project({ "a.s": [".macro go n", "bl \\n", ".endm", "_f: nop", "go _f"] });
    expect(whyNotRenamed(plain, pointAt(plain, "a.s", 4, "_f"))).toBeUndefined();
    expect(renamed(plain, pointAt(plain, "a.s", 4, "_f"), "_g")).toHaveLength(2);
  });
});
