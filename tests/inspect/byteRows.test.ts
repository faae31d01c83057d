import { describe, expect, it } from "vitest";
import { fileOffset } from "@/base/units";
import { changedBytes } from "@/inspect/byteChanges";
import { createRowModel, findPlace } from "@/inspect/byteRows";
import { at, program } from "./program";

const { view } = program();
const model = createRowModel(view, 16);
const rows = Array.from({ length: model.rowCount }, (_, index) => model.row(index));

describe("rows of the listing", () => {
  it("begins sections, names and slots on rows of their own, and folds padding", () => {
    const heads = rows.flatMap((row) => (row.kind === "heading" || row.kind === "label" ? [row.text] : []));
    expect(heads).toEqual([
      "Header and load commands",
      "mach_header_64",
      "LC_SEGMENT_64 __TEXT",
      "__TEXT,__text",
      "_main",
      "_helper",
      "__TEXT,__stubs",
      "stub of _puts",
      "__TEXT,__stub_helper",
      "helper entry of _puts",
      "__DATA,__la_symbol_ptr",
      "lazy pointer of _puts",
      "__DATA,__data",
      "__LINKEDIT, lazy bind opcodes",
      "__LINKEDIT, symbol table",
      "__LINKEDIT, string table",
    ]);
    expect(rows.filter((row) => row.kind === "fold")).toHaveLength(3);
  });
  it("shows every byte on exactly one row, and finds that row", () => {
    let next = 0;
    for (const [index, row] of rows.entries()) {
      const range = row.kind === "bytes" ? row : row.kind === "fold" ? row.region : undefined;
      if (range === undefined) continue;
      expect(range.from).toBe(next);
      next = range.to;
      for (let offset: number = range.from; offset < range.to; offset++)
        expect(model.rowOf(fileOffset(offset))).toBe(index);
    }
    expect(next).toBe(view.image!.length);
  });
  it("finds addresses, offsets, symbols and sections", () => {
    expect(findPlace(view, "0x100000410")).toBe(at.helper);
    expect(findPlace(view, "8010")).toBe(at.symbols);
    expect(findPlace(view, "_helper")).toBe(at.helper);
    expect(findPlace(view, "helper")).toBe(at.helper);
    expect(findPlace(view, "__stubs")).toBe(at.stub);
    expect(findPlace(view, "nothing")).toBeUndefined();
  });
});

describe("changes", () => {
  it("compares a function with the same function, wherever it lies", () => {
    const other = program().view;
    other.image![at.helper + 2] = 0xaa;
    const region = rows.find((row) => row.kind === "label" && row.text === "_helper")!.region;
    expect(changedBytes(view, other, region, region.from, region.to)).toEqual([
      { from: at.helper + 2, to: at.helper + 3 },
    ]);
    expect(changedBytes(view, view, region, region.from, region.to)).toEqual([]);
  });
});
