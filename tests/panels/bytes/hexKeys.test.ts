import { describe, expect, it } from "vitest";
import { fileOffset } from "@/base/units";
import { createRowModel } from "@/inspect/byteRows";
import { cursorAfter } from "@/panels/bytes/hexKeys";
import { at, program } from "../../inspect/program";

const { view } = program();
const model = createRowModel(view, 16);
const rows = Array.from({ length: model.rowCount }, (_, index) => model.row(index));

describe("keys", () => {
  const press = (key: string, cursor: number) =>
    cursorAfter(key, { model, cursor: fileOffset(cursor), length: view.image!.length, pageRows: 10, view });
  it("walks bytes, rows, row ends and patches", () => {
    expect(press("ArrowRight", at.main)).toBe(at.main + 1);
    expect(press("ArrowLeft", 0)).toBe(0);
    expect(press("End", at.main)).toBe(at.main + 15);
    expect(press("Home", at.main + 9)).toBe(at.main);
    // _helper has 8 bytes: the column is kept as far as the row reaches.
    expect(press("ArrowDown", at.main + 12)).toBe(at.helper + 7);
    expect(press("ArrowUp", at.helper + 3)).toBe(at.main + 3);
    expect(press("n", at.main)).toBe(at.main + 4);
    expect(press("n", at.pointer)).toBe(at.main);
    expect(press("p", at.main)).toBe(at.pointer);
    expect(press("p", at.main + 2)).toBe(at.main);
    expect(press("x", at.main)).toBeUndefined();
  });
  it("steps over folded padding as one", () => {
    const fold = rows.find((row) => row.kind === "fold")!;
    expect(press("ArrowLeft", fold.region.to)).toBe(fold.region.from);
    expect(press("ArrowRight", fold.region.from)).toBe(fold.region.to);
  });
});
