import { describe, expect, it } from "vitest";
import { fileOffset } from "@/base/units";
import { fileOfStab, stabKindOf, stabOfBytes, stabRecords, subjectOfStab } from "@/inspect/debugMap";
import { explainSubject } from "@/inspect/explainSubject";
import { describeOwner, ownerOf } from "@/inspect/provenance";
import { subjectOfSymbolRow, symbolColumns, symbolRowOf, symbolSource } from "@/inspect/rows/symbols";
import { debugInformation } from "../support/debugInformation";
import { linkScene } from "../support/linkScene";

const source = (body: string, name: string) => `.text\n${body}\n${debugInformation(name)}\n.subsections_via_symbols\n`;
const { view } = linkScene(
  "arm64",
  [
    {
      name: "main.s",
      text: source(".globl _main\n.p2align 2\n_main: ret\n.data\n_own: .long 1\n.comm _both,8,3", "main.c"),
    },
    { name: "f.s", text: source(".globl _f\n.p2align 2\n_f: ret", "f.c") },
  ],
  { modulePaths: ["m.swiftmodule"] },
);
const records = stabRecords(view);

describe("the debug map, shown", () => {
  it("is a list of its own among the symbols", () => {
    const table = symbolSource(view, "debug-map");
    const lines = Array.from(table.rows, (row) => symbolColumns.map((column) => table.text(row, column)).join(" | "));
    const address = (name: string) => `0x${view.globals.address[globalNamed(name)].toString(16)}`;
    expect(lines.filter((line) => !line.includes("_own"))).toEqual([
      "m.swiftmodule | Swift module | N_AST |  |  |  |  | ",
      "/src/main.c | source | N_SO |  |  | main.s |  | ",
      "main.s | object | N_OSO |  |  | main.s |  | ",
      `_both | shared data | N_GSYM |  | ${address("_both")} | main.s |  | `,
      `_main | function | N_FUN | __TEXT,__text | ${address("_main")} | main.s |  | `,
      "size of _main | function size | N_FUN | __TEXT,__text | 4 bytes | main.s |  | ",
      " | end of source | N_SO |  |  | main.s |  | ",
      "/src/f.c | source | N_SO |  |  | f.s |  | ",
      "f.s | object | N_OSO |  |  | f.s |  | ",
      `_f | function | N_FUN | __TEXT,__text | ${address("_f")} | f.s |  | `,
      "size of _f | function size | N_FUN | __TEXT,__text | 4 bytes | f.s |  | ",
      " | end of source | N_SO |  |  | f.s |  | ",
    ]);
    expect(lines.filter((line) => line.startsWith("_own | own data | N_STSYM | __DATA,__data | 0x"))).toHaveLength(1);
    const all = symbolSource(view, "all");
    expect(Array.from(all.rows, (row) => all.text(row, "name")).filter((name) => name === "_main")).toHaveLength(1);
  });

  it("leads from rows to the records' bytes and back", () => {
    for (const row of symbolSource(view, "debug-map").rows)
      expect(symbolRowOf(view, subjectOfSymbolRow(view, row))).toBe(row);
    const { from, to } = subjectOfStab(view, records[1]!);
    expect(stabOfBytes(view, from, to)).toBe(records[1]);
    expect(stabOfBytes(view, from + 1, to + 1)).toBeUndefined();
    expect(stabOfBytes(view, from, to - 1)).toBeUndefined();
    expect(stabOfBytes(view, 0, 16)).toBeUndefined();
    // Behind the map come other records.
    expect(stabOfBytes(view, from + 16 * records.length, to + 16 * records.length)).toBeUndefined();
  });

  it("says of each record what it is for", () => {
    const titles = records.map((record) => {
      const card = explainSubject(view, [], subjectOfStab(view, record));
      expect(card.sections[0]?.sentence).toBe(stabKindOf(view, record)!.sentence);
      return card.sections[0]!.title;
    });
    expect(new Set(titles)).toEqual(
      new Set(
        [
          "Swift module",
          "source",
          "object",
          "function",
          "function size",
          "shared data",
          "own data",
          "end of source",
        ].map((title) => `Debug map: ${title}`),
      ),
    );
    expect(fileOfStab(view, records[0]!)).toBeUndefined();
    const size = records.find((record) => stabKindOf(view, record)?.title === "function size")!;
    expect(describeOwner(ownerOf(view, [], fileOffset(subjectOfStab(view, size).from + 8)))).toContain(
      "(debug map, function size: size of _main), value",
    );
  });
});

function globalNamed(name: string) {
  return [...view.globals.rows()].find((global) => view.strings.text(view.globals.name[global]) === name)!;
}
