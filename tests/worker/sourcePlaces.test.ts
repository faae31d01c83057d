import { describe, expect, it } from "vitest";
import { lines } from "@/asm/lineTable";
import type { Diagnostic } from "@/base/diagnostic";
import { type LineIndex, row } from "@/base/units";
import { allocate } from "@/tables/table";
import { mapToSources } from "@/worker/sourcePlaces";
import { withFixes } from "@/worker/suggestFixes";
import { smallBuild } from "../support/smallBuild";

const text = "_main:\n    mov x0, x1\n    nop\n    nop\n    bl _helper // call\n";

function source(name: string, input: number, body: string) {
  const table = allocate(lines, 5);
  for (let index = 1; index <= 4; index++) {
    const at = row<LineIndex>(index);
    table.section[at] = 1;
    table.offset[at] = row((index - 1) * 4);
    table.size[at] = row(4);
    table.line[at] = index + 1;
    table.column[at] = 5;
    table.length[at] = 10;
  }
  table.publish(5);
  return { name, input, text: body, lines: table };
}

const view = smallBuild();
const main = source("main.s", 1, text);
const undefinedHelper = (place: NonNullable<Diagnostic["place"]>): Diagnostic => ({
  code: "undefined-symbol",
  severity: "error",
  message: "undefined symbol: _helper",
  place,
});

describe("places in sources", () => {
  it.each([
    { file: "main.s", section: "__TEXT,__text", offset: 12 },
    { file: "main.s", symbol: "_main", symbolOffset: 12 },
  ])("are the name of the reference: %o", (place) => {
    const [mapped] = mapToSources(view, [main], [undefinedHelper(place)]);
    expect(mapped?.place).toEqual({ ...place, line: 5, column: 8, length: 7 });
  });

  it("are the statement where no name is written", () => {
    const place = { file: "main.s", section: "__TEXT,__text", offset: 0 };
    const [mapped] = mapToSources(view, [main], [{ ...undefinedHelper(place), related: [{ message: "here", place }] }]);
    expect(mapped?.place).toMatchObject({ line: 2, column: 5, length: 10 });
    expect(mapped?.related?.[0]?.place).toMatchObject({ line: 2 });
  });

  it("keep the line of the compiler's source, but not that of the assembly itself", () => {
    const place = (file: string) => ({
      ...{ file: "main.s", section: "__TEXT,__text", offset: 12 },
      source: { file, line: 40 },
    });
    const map = (file: string) => mapToSources(view, [main], [undefinedHelper(place(file))])[0]?.place;
    expect(map("src/main.c")).toMatchObject({ line: 5, source: { file: "src/main.c", line: 40 } });
    expect(map("/tmp/main.s")).toMatchObject({ line: 5 });
    expect(map("/tmp/main.s")?.source).toBeUndefined();
  });

  it("stay as they are in files that were not assembled here", () => {
    const diagnostic = undefinedHelper({ file: "x.o", section: "__TEXT,__text", offset: 12 });
    expect(mapToSources(view, [main], [diagnostic])).toEqual([diagnostic]);
  });
});

describe("fixes", () => {
  it("make a hidden definition visible, in the line above its label", () => {
    const helper = source("helper.s", 2, "    .text\n_helper:\n    ret\n");
    const place = { file: "main.s", section: "__TEXT,__text", offset: 12 };
    const sources = [main, helper];
    const [fixed] = withFixes(view, sources, mapToSources(view, sources, [undefinedHelper(place)]));
    expect(fixed?.fixes).toEqual([
      {
        title: "Make _helper visible: add .globl in helper.s",
        file: "helper.s",
        line: 2,
        column: 1,
        length: 0,
        text: "    .globl  _helper\n",
      },
    ]);
  });
});
