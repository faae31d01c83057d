import { describe, expect, it } from "vitest";
import { SourceIndex } from "@/editor/symbols/sourceIndex";

const indexOf = (text: string) => {
  const index = new SourceIndex("arm64");
  index.update(text);
  return index;
};

const everything = (index: SourceIndex) => [index.select(() => true), index.definitions(), index.lineCount];

const source = [
  "  .globl _main",
  "_main:",
  "1: bl _helper",
  "  cbnz x0, 1b",
  "  b 1f",
  ".data",
  "_value: .quad _main",
  "  .comm _room, 8",
  ".text",
  "1: ret",
].join("\n");

describe("the source index", () => {
  it("lists definitions with their sections", () => {
    const found = indexOf(source).definitions();
    expect(found.map(({ name, line, column, kind, section }) => [name, line, column, kind, section])).toEqual([
      ["_main", 2, 1, "label", "__TEXT,__text"],
      ["_value", 7, 1, "label", "__DATA,__data"],
      ["_room", 8, 9, "common", undefined],
    ]);
  });

  it("follows sections that are pushed and left", () => {
    const text = ".data\na:\n.pushsection __TEXT,__const\nb:\n.popsection\nc:\n.cstring\nd:\n.previous\ne:";
    expect(
      indexOf(text)
        .definitions()
        .map(({ name, section }) => `${name} ${section}`),
    ).toEqual(["a __DATA,__data", "b __TEXT,__const", "c __DATA,__data", "d __TEXT,__cstring", "e __DATA,__data"]);
  });

  it("finds the name at a column, or just before it", () => {
    const index = indexOf(source);
    expect(index.mentionAt(3, 8)).toMatchObject({ name: "_helper", line: 3, column: 7, length: 7 });
    expect(index.mentionAt(3, 14)?.name).toBe("_helper");
    expect(index.mentionAt(3, 15)).toBeUndefined();
    expect(index.mentionAt(6, 2)).toBeUndefined();
    expect(index.mentionAt(99, 1)).toBeUndefined();
  });

  it("leads from 1b and 1f to the label that is meant", () => {
    const index = indexOf(source);
    const back = index.mentionAt(4, 13);
    const forth = index.mentionAt(5, 6);
    expect(back && index.numberedLabel(back)?.line).toBe(3);
    expect(forth && index.numberedLabel(forth)?.line).toBe(10);
    const lost = indexOf("b 1b\n2: nop").mentionAt(1, 4);
    expect(lost && indexOf("b 1b\n2: nop").numberedLabel(lost)).toBeUndefined();
    const sameLine = indexOf("1: nop %% b 1b %% 1: nop");
    const inLine = sameLine.mentionAt(1, 13);
    expect(inLine && sameLine.numberedLabel(inLine)?.column).toBe(1);
  });

  it("tells what stands in a macro", () => {
    const found = indexOf(".macro m\nLx: nop\n.endm\nafter: m").definitions();
    expect(found.map(({ name, isInMacro }) => [name, isInMacro])).toEqual([
      ["m", false],
      ["Lx", true],
      ["after", false],
    ]);
  });

  it("scans in slices", () => {
    const index = indexOf("a:\nb:\nc:");
    expect(index.advance(2)).toBe(false);
    expect(index.advance(1)).toBe(true);
    expect(index.definitions()).toHaveLength(3);
    index.update("a:\nb:\nx:\nc:");
    expect(index.advance(1)).toBe(true);
  });

  it("says after any edits what a fresh index says", () => {
    const pieces = [
      "_a:",
      "bl _b",
      "/* open",
      "shut */ bl _c",
      ".macro m",
      ".endm",
      "",
      ".data",
      "x = 1",
      "/* whole */",
    ];
    const index = new SourceIndex("arm64");
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let lines: string[] = [];
    for (let round = 0; round < 400; round++) {
      const at = random(lines.length + 1);
      const fresh = Array.from({ length: random(4) }, () => pieces[random(pieces.length)] ?? "");
      lines = [...lines.slice(0, at), ...fresh, ...lines.slice(at + random(4))];
      const text = lines.join("\n");
      index.update(text);
      if (round % 3 !== 0) expect(everything(index)).toEqual(everything(indexOf(text)));
    }
  });
});
