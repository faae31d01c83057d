// The rows of all tables over one drawn link (tests/support/linkedScene.ts).

import { describe, expect, it } from "vitest";
import { row } from "@/base/units";
import { actionItem, actionRowOfSubject, actionRows, subjectOfActionRow } from "@/inspect/rows/actions";
import { insideOfSection, layoutSource, sectionOfSubject, segmentLanes } from "@/inspect/rows/layout";
import { commandItem, commandRows, rowOfCommand, subjectOfCommandRow } from "@/inspect/rows/loadCommands";
import { messageOfRow, placeOfRow, problemRows, withFix } from "@/inspect/rows/problems";
import { relocationSource, statusOfRelocation } from "@/inspect/rows/relocations";
import { orderRows } from "@/inspect/rows/rowOrder";
import { sameSubject } from "@/inspect/rows/sameSubject";
import { subjectOfSymbolRow, symbolColumns, symbolRowOf, symbolSource } from "@/inspect/rows/symbols";
import { linkedScene } from "../../support/linkedScene";

const view = linkedScene();

describe("symbols", () => {
  const lines = (scope: Parameters<typeof symbolSource>[1]) => {
    const source = symbolSource(view, scope);
    return Array.from(source.rows, (number) => symbolColumns.map((column) => source.text(number, column)).join(" | "));
  };

  it("are the names across files, then the local ones", () => {
    expect(lines("all")).toEqual([
      "_main | code | global, exported | __TEXT,__text | 0x100000400 | main.s |  | ",
      "_helper | code | global, exported | __TEXT,__text | 0x10000042c | helper.s |  | ",
      "_puts | import | import |  |  | libSystem.tbd | 1 | stub",
      "_environ | import | import |  |  | libSystem.tbd | 1 | GOT",
      "_counter | common | private external | __DATA,__bss | 0x100008018 | helper.s |  | ",
      "l_.str | constant | local | __TEXT,__cstring | 0x100000470 | main.s |  | ",
      "_table | data | local | __DATA,__data | 0x100008008 | main.s |  | ",
      "_unused | stripped | local | __TEXT,__text |  | helper.s |  | ",
    ]);
  });

  it("can be narrowed down", () => {
    expect(lines("imports")).toHaveLength(2);
    expect(lines("locals")).toHaveLength(3);
    expect(lines("globals")).toHaveLength(5);
    expect(lines("undefined")).toEqual([]);
  });

  it("lead to their subjects and back", () => {
    for (const number of symbolSource(view, "all").rows)
      expect(symbolRowOf(view, subjectOfSymbolRow(view, number))).toBe(number);
    expect(symbolRowOf(view, { kind: "atom", atom: row(1) })).toBeUndefined();
  });

  it("sort by address with those that have none last", () => {
    const source = symbolSource(view, "all");
    const sorted = orderRows(source, { filter: "", sort: { column: "address", descending: false } });
    expect(Array.from(sorted, (number) => source.text(number, "address")).slice(0, 3)).toEqual([
      "0x100000400",
      "0x10000042c",
      "0x100000470",
    ]);
    expect(source.text(sorted.at(-1)!, "address")).toBe("");
  });
});

describe("relocations", () => {
  const source = relocationSource(view);
  const line = (number: number) =>
    (["place", "type", "target", "addend", "value", "bytes", "route", "status"] as const)
      .map((column) => source.text(number, column))
      .join(" | ");

  it("tell what was written and how the target was reached", () => {
    expect([1, 2, 3, 6].map(line)).toEqual([
      "_main+0x8 | PAGE21 | l_.str | 0 | 0 | 00 00 00 90 → 00 00 00 90 | direct | same bytes",
      "_main+0xc | PAGEOFF12 | l_.str | 0 | 0x470 | 00 00 00 91 → 00 c0 11 91 | direct | patched",
      "_main+0x10 | BRANCH26 | _puts | 0 | 0x30 | 00 00 00 94 → 0c 00 00 94 | stub | patched",
      "_main+0x20 | BRANCH26 | _helper | 0 | 0xc | 00 00 00 94 → 03 00 00 94 | direct | patched",
    ]);
    expect(source.text(8, "addend")).toBe("-0x8");
  });

  it("of stripped atoms stand last", () => {
    expect([...source.rows].at(-1)).toBe(9);
    expect(source.text(9, "status")).toBe("stripped");
  });

  it("wait while the film has not come to them", () => {
    expect(statusOfRelocation(view, row(3), 5)).toBe("waiting");
    expect(statusOfRelocation(view, row(3), 6)).toBe("patched");
    expect(statusOfRelocation(view, row(1), 0)).toBe("waiting");
  });
});

describe("actions", () => {
  const texts = (rows: Uint32Array) =>
    Array.from(rows, (number) => {
      const item = actionItem(view, [], new Set([0]), number);
      return item.kind === "target"
        ? `${item.name}: ${item.needs} [${item.slots.map(({ label, address }) => `${label} ${address}`)}] ${item.requests}`
        : `  ${item.cause}: ${item.needs}, ${item.fresh ? "new" : "merged"}, ${item.source}`;
    });

  it("list each name with every request and its cause", () => {
    expect(texts(actionRows(view, "", new Set([0, 1])))).toEqual([
      "_puts: stub [stub 0x100000440,pointer 0x100008000,helper 0x100000464] 2",
      "  BRANCH26 at _main+0x10: stub, new, main.s",
      "  named on the command line: stub, merged, ",
      "_environ: GOT [GOT 0x100004000] 2",
      "  GOT_LOAD_PAGE21 at _main+0x14: GOT, new, main.s",
      "  GOT_LOAD_PAGEOFF12 at _main+0x18: GOT, merged, main.s",
    ]);
  });

  it("show requests of open names only, and filter by name", () => {
    expect(actionRows(view, "", new Set())).toHaveLength(2);
    expect(texts(actionRows(view, "ENV", new Set()))).toEqual(["_environ: GOT [GOT 0x100004000] 2"]);
  });

  it("lead to the relocation that asked and are found from it", () => {
    const [, request] = actionRows(view, "", new Set([0]));
    const subject = subjectOfActionRow(view, request!);
    expect(subject).toEqual({ kind: "relocation", relocation: 3 });
    expect(actionRowOfSubject(view, subject)).toBe(request);
    expect(actionRowOfSubject(view, { kind: "slot", slot: row(1) })).toBe(1);
    expect(actionRowOfSubject(view, { kind: "relocation", relocation: row(1) })).toBeUndefined();
  });
});

describe("layout", () => {
  it("draws the header and the sections of each segment", () => {
    const lanes = segmentLanes(view).map(
      ({ name, protection, boxes }) => `${name} ${protection}: ${boxes.map((box) => box.name)}`,
    );
    expect(lanes).toEqual([
      "__PAGEZERO ---: ",
      "__TEXT r-x: header,__text,__stubs,__stub_helper,__cstring",
      "__DATA_CONST rw-: __got",
      "__DATA rw-: __la_symbol_ptr,__data,__bss",
      "__LINKEDIT r--: ",
    ]);
    expect(segmentLanes(view)[3]!.boxes[2]).toMatchObject({ empty: true, size: 0x10 });
  });

  it("takes a section apart into atoms or slots", () => {
    expect(insideOfSection(view, row(1)).boxes.map((box) => box.name)).toEqual(["_main", "_helper"]);
    expect(insideOfSection(view, row(2)).boxes.map((box) => box.name)).toEqual(["stub of _puts"]);
  });

  it("finds the section around a subject", () => {
    expect(sectionOfSubject(view, { kind: "relocation", relocation: row(3) })).toBe(1);
    expect(sectionOfSubject(view, { kind: "slot", slot: row(2), part: "lazyPointer" })).toBe(6);
    expect(sectionOfSubject(view, { kind: "global", global: row(3) })).toBeUndefined();
  });

  it("has no file offset for zerofill", () => {
    expect(layoutSource(view).text(8, "offset")).toBe("");
    expect(layoutSource(view).text(1, "offset")).toBe("0x400");
  });
});

describe("load commands", () => {
  it("are the header and the commands, and fields below open ones", () => {
    const rows = commandRows(view, "", new Set([6]));
    const texts = Array.from(rows, (number) => commandItem(view, new Set([6]), number).cells);
    expect(texts.map(({ name, value }) => `${name}: ${value}`).slice(0, 3)).toEqual([
      "mach_header_64: CPU_TYPE_ARM64, MH_EXECUTE",
      "LC_SEGMENT_64: __PAGEZERO",
      "LC_SEGMENT_64: __TEXT",
    ]);
    expect(texts.at(-1)).toMatchObject({ name: "string size", value: "64", size: "4" });
    expect(commandRows(view, "symtab", new Set())).toEqual(Uint32Array.of(rowOfCommand(row(6))));
  });

  it("lead to the command, and fields to their bytes", () => {
    expect(subjectOfCommandRow(view, rowOfCommand(row(2)))).toEqual({ kind: "loadCommand", command: 2 });
    expect(subjectOfCommandRow(view, 1)).toEqual({ kind: "bytes", from: 0, to: 4 });
    expect(subjectOfCommandRow(view, 0)).toEqual({ kind: "bytes", from: 0, to: 32 });
  });
});

describe("problems", () => {
  const diagnostics = [
    { code: "odd", severity: "warning", message: "odd section" },
    {
      code: "undefined-symbol",
      severity: "error",
      message: "undefined symbol _helpr",
      place: { file: "main.s", line: 3 },
      related: [{ message: "did you mean _helper", place: { file: "helper.s", line: 1 } }],
    },
  ] as const;

  it("show errors first, with their related places when open", () => {
    const rows = problemRows(diagnostics, "", new Set([1]));
    expect(Array.from(rows, (number) => messageOfRow(diagnostics, number))).toEqual([
      "undefined symbol _helpr",
      "did you mean _helper",
      "odd section",
    ]);
    expect(placeOfRow(diagnostics, rows[1]!)).toEqual({ file: "helper.s", line: 1 });
    expect(problemRows(diagnostics, "main.s:3", new Set())).toHaveLength(1);
  });

  it("are mended by quick fixes, unless the text has moved on", () => {
    const fix = { title: "", file: "main.s", line: 2, column: 4, length: 6, text: "_helper" };
    expect(withFix("one\nbl _helpr\nret", fix)).toBe("one\nbl _helper\nret");
    expect(withFix("one\nbl", fix)).toBeUndefined();
    expect(withFix("one", fix)).toBeUndefined();
  });
});

describe("sameSubject", () => {
  it("compares by value, and takes a slot without a part for the slot", () => {
    expect(sameSubject({ kind: "atom", atom: row(1) }, { kind: "atom", atom: row(1) })).toBe(true);
    expect(sameSubject({ kind: "atom", atom: row(1) }, { kind: "global", global: row(1) })).toBe(false);
    expect(sameSubject({ kind: "slot", slot: row(1) }, { kind: "slot", slot: row(1), part: "slot" })).toBe(true);
    expect(sameSubject({ kind: "slot", slot: row(1) }, { kind: "slot", slot: row(1), part: "helper" })).toBe(false);
    expect(sameSubject(undefined, undefined)).toBe(false);
  });
});
