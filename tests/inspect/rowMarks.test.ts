import { describe, expect, it } from "vitest";
import { createRowMarks } from "@/inspect/rowMarks";

describe("marks of rows", () => {
  it("are a set that can be used again", () => {
    const marks = createRowMarks();
    for (const row of [3, 1000, 3]) marks.add(row);
    expect([3, 4, 1000, 5000].map(marks.has)).toEqual([true, false, true, false]);
    expect(marks.rows).toEqual([3, 1000]);
    marks.clear();
    expect([marks.has(3), marks.rows.length]).toEqual([false, 0]);
  });

  it("tell whether some of a list are among them", () => {
    const marks = createRowMarks();
    const list = Uint32Array.of(10, 20, 30);
    expect(marks.hasAny(list)).toBe(false);
    marks.add(15);
    expect(marks.hasAny(list)).toBe(false);
    marks.add(30);
    expect([marks.hasAny(list), marks.hasAny(new Uint32Array(0))]).toEqual([true, false]);
  });
});
