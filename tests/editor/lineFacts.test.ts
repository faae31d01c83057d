import { describe, expect, it } from "vitest";
import { lineKind, lines } from "@/asm/lineTable";
import { type LineIndex, row } from "@/base/units";
import { factsOf, sourceRangeOf, subjectAtLine } from "@/editor/lineFacts";
import type { ShownBuild } from "@/state/appState";
import { allocate } from "@/tables/table";
import { smallBuild } from "../support/smallBuild";

/** Four-byte instructions of one section, one a line, from line `first`. */
function lineTable(first: number, count: number) {
  const table = allocate(lines, count + 1);
  for (let index = 0; index < count; index++) {
    const at = row<LineIndex>(index + 1);
    table.section[at] = 1;
    table.offset[at] = row(index * 4);
    table.size[at] = row(4);
    table.line[at] = first + index;
    table.column[at] = 5;
    table.length[at] = 8;
    table.kind[at] = lineKind.instruction;
  }
  table.publish(count + 1);
  return table.handle;
}

const build: ShownBuild = {
  run: 1,
  view: smallBuild(),
  files: [
    { id: "m", version: 1, name: "main.s", assembled: true, input: 1, object: undefined, lines: lineTable(6, 8) },
    { id: "h", version: 1, name: "helper.s", assembled: true, input: 2, object: undefined, lines: lineTable(3, 2) },
    { id: "o", version: 1, name: "x.o", assembled: false, input: 0, object: undefined, lines: undefined },
  ],
  timing: { assemble: 0, link: 0, total: 0 },
};

describe("line facts", () => {
  it("join statements with the relocations in their bytes", () => {
    const facts = factsOf(build, "m")!;
    expect(facts.byLine.get(9)?.map(({ offset, relocations }) => [offset, relocations])).toEqual([[12, [1]]]);
    expect(facts.byLine.get(6)?.[0]?.relocations).toEqual([]);
    expect(factsOf(build, "o")).toBeUndefined();
    expect(factsOf(build, "m")).toBe(facts);
  });

  it("find where a subject was written", () => {
    expect(sourceRangeOf(build, { kind: "relocation", relocation: row(1) })).toEqual({
      file: "m",
      from: 9,
      to: 9,
      column: 5,
      length: 8,
    });
    expect(sourceRangeOf(build, { kind: "atom", atom: row(2) })).toEqual({ file: "h", from: 3, to: 4 });
    expect(sourceRangeOf(build, { kind: "line", file: "helper.s", line: 2 })).toEqual({ file: "h", from: 2, to: 2 });
    expect(sourceRangeOf(build, { kind: "segment", segment: row(1) })).toBeUndefined();
  });

  it("select a line's relocation when it has just one", () => {
    const facts = factsOf(build, "m");
    expect(subjectAtLine(facts, "main.s", 9)).toEqual({ kind: "relocation", relocation: 1 });
    expect(subjectAtLine(facts, "main.s", 6)).toEqual({ kind: "line", file: "main.s", line: 6 });
    expect(subjectAtLine(undefined, "main.s", 9)).toEqual({ kind: "line", file: "main.s", line: 9 });
  });
});
