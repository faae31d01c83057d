import { describe, expect, it } from "vitest";
import { createGrowingTable } from "@/tables/growing";
import { attach, defineTable, f64, u8 } from "@/tables/table";

const schema = defineTable<number>("things")({ kind: u8(), size: f64() }, "kind");

describe("a table that rows join and leave", () => {
  it("hands out ranges, and the lowest vacant one that fits before it grows", () => {
    const things = createGrowingTable(schema, 4);
    expect([things.take(2), things.take(3), things.take(1)]).toEqual([1, 3, 6]);
    things.give(3, 3);
    expect(things.take(4)).toBe(7);
    expect(things.take(2)).toBe(3);
    expect(things.take(1)).toBe(5);
    expect(things.used()).toBe(10);
  });
  it("joins neighbouring vacancies, and shrinks at its end", () => {
    const things = createGrowingTable(schema);
    const first = things.take(1);
    const second = things.take(1);
    const third = things.take(1);
    things.take(1);
    things.give(first, 1);
    things.give(third, 1);
    things.give(second, 1);
    expect(things.take(3)).toBe(first);
    things.give(4, 1);
    expect(things.table.rowCount()).toBe(4);
  });
  it("keeps its columns through growth, and gives rows back as zeros that readers skip", () => {
    const things = createGrowingTable(schema, 2);
    for (let n = 1; n <= 40; n++) {
      const thing = things.take(1);
      things.table.kind[thing] = 1;
      things.table.size[thing] = n;
    }
    expect(things.table.size[40]).toBe(40);
    things.give(7, 1);
    expect(things.table.size[7]).toBe(0);
    expect([...things.table.rows()]).not.toContain(7);
    expect([...things.table.rows()].length).toBe(39);
  });
  it("hands readers copies that stay as they were", () => {
    const things = createGrowingTable(schema);
    things.table.kind[things.take(1)] = 1;
    const seen = attach(schema, things.snapshot());
    things.table.kind[1] = 9;
    things.take(5);
    expect(seen.kind[1]).toBe(1);
    expect(seen.rowCount()).toBe(2);
  });
});
