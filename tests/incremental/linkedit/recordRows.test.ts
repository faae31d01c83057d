import { expect, it } from "vitest";
import { type OutputSymbolIndex, row, type SymbolIndex } from "@/base/units";
import { createRecordRows } from "@/linker/incremental/linkedit/recordRows";
import { schemas } from "@/linker/schemas/all";
import { createGrowingTable } from "@/tables/growing";

function scene() {
  const store = createGrowingTable(schemas.outputSymbols);
  const changed = new Set<SymbolIndex>();
  const rows = createRecordRows(store, changed);
  const list = (symbol: number): OutputSymbolIndex => {
    const index = store.take(1);
    store.table.symbol[index] = row(symbol);
    rows.ofLocal[symbol] = index;
    return index;
  };
  return { store, changed, rows, list };
}

it("pass to the row that stands for a symbol now", () => {
  const { store, changed, rows, list } = scene();
  const index = list(3);
  rows.renameLocal(row(3), row(7));
  expect([rows.ofLocal[3], rows.ofLocal[7]]).toEqual([0, index]);
  expect(store.table.symbol[index]).toBe(7);
  expect(changed.size).toBe(0);
});

it("do not lose the record of a symbol that went, when its row is used again", () => {
  const { store, changed, rows, list } = scene();
  const [moved, left] = [list(3), list(7)];
  rows.renameLocal(row(3), row(7));
  expect([rows.ofLocal[3], rows.ofLocal[7]]).toEqual([left, moved]);
  expect([store.table.symbol[left], store.table.symbol[moved]]).toEqual([3, 7]);
  // It is looked at, and goes.
  expect([...changed]).toEqual([3]);
});

it("are looked at still when they pass on, since they may be another symbol's that went", () => {
  const { changed, rows, list } = scene();
  const index = list(3);
  changed.add(row(3));
  rows.renameLocal(row(3), row(7));
  expect(rows.ofLocal[7]).toBe(index);
  expect(changed.has(row(7))).toBe(true);
});
