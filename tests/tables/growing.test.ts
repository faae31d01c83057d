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
  it("hands readers mirrors that stay as they were until they are refreshed", () => {
    const things = createGrowingTable(schema);
    things.table.kind[things.take(1)] = 1;
    const mirror = things.mirror();
    const seen = attach(schema, mirror.refresh());
    things.table.kind[1] = 9;
    things.touch(1);
    things.take(5);
    expect(seen.kind[1]).toBe(1);
    expect(seen.rowCount()).toBe(2);
    mirror.refresh();
    expect(seen.kind[1]).toBe(9);
    expect(seen.rowCount()).toBe(7);
  });
  it("copies the rows that were noted, given back or taken, and no others", () => {
    const things = createGrowingTable(schema, 64);
    for (let n = 1; n <= 50; n++) things.table.kind[things.take(1)] = n;
    const mirror = things.mirror();
    const seen = attach(schema, mirror.refresh());
    for (const row of [3, 4, 5]) things.table.kind[row] = 100;
    things.touch(4);
    things.give(7, 2);
    mirror.refresh();
    expect([...(seen.kind as unknown as Uint8Array).subarray(3, 9)]).toEqual([3, 100, 5, 6, 0, 0]);
  });
  it("makes larger mirrors when the table outgrows them", () => {
    const things = createGrowingTable(schema, 4);
    const mirror = things.mirror();
    mirror.refresh();
    const last = things.take(40) + 39;
    things.table.kind[last] = 7;
    expect(attach(schema, mirror.refresh()).kind[last]).toBe(7);
  });
});
