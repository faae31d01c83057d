import { describe, expect, it } from "vitest";
import { ArrangedRows, JoinedRows, PresentRows, type RowList } from "@/inspect/rows/presentRows";
import { randomFrom } from "../../fuzz/mutate";

/** Positions and rows lead to each other, and nothing else is there. */
function expectList(list: RowList, rows: readonly number[]): void {
  expect([...list]).toEqual(rows);
  expect(list.length).toBe(rows.length);
  expect(rows.map((_, position) => list.at(position))).toEqual(rows);
  expect(rows.map((row) => list.indexOf(row))).toEqual(rows.map((_, position) => position));
  expect(list.at(rows.length)).toBeUndefined();
  expect(list.at(-1)).toBeUndefined();
}

const isEven = (row: number) => row % 2 === 0;

describe("present rows", () => {
  it("are those that are asked for, from row 1", () => {
    expectList(
      PresentRows.of(3000, isEven),
      Array.from({ length: 1499 }, (_, at) => 2 * at + 2),
    );
    expectList(PresentRows.of(1, isEven), []);
    expectList(PresentRows.of(0, isEven), []);
  });

  it("count what lies below a row, there or not", () => {
    const rows = PresentRows.of(3000, isEven);
    expect([0, 2, 3, 1024, 1025, 2999, 5000].map((row) => rows.countBelow(row))).toEqual([
      0, 0, 1, 511, 512, 1499, 1499,
    ]);
    expect(rows.indexOf(3)).toBe(-1);
    expect(rows.indexOf(5000)).toBe(-1);
  });

  it("follow changes and stay what they were", () => {
    const { below: next } = randomFrom(7);
    let present = new Set<number>();
    let end = 1;
    let list = PresentRows.of(end, () => false);
    for (let step = 0; step < 60; step++) {
      const before = [...list];
      const changed: number[] = [];
      const newEnd = Math.max(1, end + next(900) - 400);
      for (let row = Math.min(end, newEnd); row < Math.max(end, newEnd); row++) changed.push(row);
      for (let change = next(5); change > 0; change--) changed.push(1 + next(Math.max(1, newEnd - 1)));
      const now = new Set([...present].filter((row) => row < newEnd));
      for (const row of changed) if (row < newEnd && !now.delete(row)) now.add(row);
      const following = list.with(newEnd, (row) => now.has(row), changed);
      expect([...list]).toEqual(before);
      [present, end, list] = [now, newEnd, following];
      expectList(
        list,
        [...present].sort((a, b) => a - b),
      );
    }
  });

  it("are the same list when nothing changed", () => {
    const list = PresentRows.of(5000, isEven);
    expect(list.with(5000, isEven, [])).toBe(list);
  });
});

describe("arranged rows", () => {
  it("stand range by range", () => {
    const rows = PresentRows.of(20, isEven);
    const ranges = [
      { from: 11, to: 20 },
      { from: 7, to: 8 },
      { from: 0, to: 7 },
      { from: 8, to: 11 },
    ];
    expectList(new ArrangedRows(rows, ranges), [12, 14, 16, 18, 2, 4, 6, 8, 10]);
  });

  it("join another list with a number added", () => {
    const joined = new JoinedRows(PresentRows.of(5, isEven), Uint32Array.of(1, 3), 100);
    expectList(joined, [2, 4, 101, 103]);
    expect(joined.indexOf(1)).toBe(-1);
    expectList(new JoinedRows(new Uint32Array(0), PresentRows.of(5, isEven), 10), [12, 14]);
  });
});
