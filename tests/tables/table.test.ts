import { afterEach, describe, expect, it } from "vitest";
import { useSharedMemory } from "@/base/buffers";
import {
  row,
  type SectionIndex,
  type StringId,
  type SymbolIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import { createBuilder } from "@/tables/builder";
import { allocate, attach, defineTable, f64, u8, u16, u32 } from "@/tables/table";

const schema = defineTable<SymbolIndex>("symbols")({
  kind: u8(),
  name: u32<StringId>(),
  address: f64<VirtualAddress>(),
  flags: u16(),
});

afterEach(() => useSharedMemory(true));

describe.each([true, false])("tables, shared memory %s", (shared) => {
  it("show what was written through every view of the same memory", () => {
    useSharedMemory(shared);
    const table = allocate(schema, 3);
    expect(table.handle.buffer instanceof SharedArrayBuffer).toBe(shared);
    const first = row<SymbolIndex>(1);
    table.kind[first] = 7;
    table.name[first] = row(12);
    table.address[first] = virtualAddress(0x1_0000_4000);
    table.flags[first] = 0xffff;
    const reader = attach(schema, table.handle);
    expect([...reader.rows()]).toEqual([]);
    table.publish(2);
    expect([...reader.rows()]).toEqual([1]);
    expect([reader.kind[first], reader.name[first], reader.address[first], reader.flags[first]]).toEqual([
      7, 12, 0x1_0000_4000, 0xffff,
    ]);
  });
});

describe("table builder", () => {
  it("grows, and seals to an exact copy", () => {
    const builder = createBuilder(schema, 2);
    for (let i = 1; i <= 1000; i++) {
      expect(builder.append({ kind: i & 255, name: row(i), address: virtualAddress(i * 16), flags: i })).toBe(i);
    }
    const table = builder.seal();
    expect(table.rowCount()).toBe(1001);
    expect(table.handle.capacity).toBe(1001);
    for (const symbol of table.rows()) expect(table.address[symbol]).toBe(symbol * 16);
  });
});

describe("table types", () => {
  it("keep rows and units apart at compile time", () => {
    const table = allocate(schema, 2);
    // @ts-expect-error a bare number does not select a row
    void table.address[1];
    // @ts-expect-error another table's row does not select one either
    void table.address[row<SectionIndex>(1)];
    // @ts-expect-error a name is not an address
    table.address[row<SymbolIndex>(1)] = row<StringId>(1);
    expect(table.rowCount()).toBe(1);
  });
});
