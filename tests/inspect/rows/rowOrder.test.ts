import { describe, expect, it } from "vitest";
import { orderRows, type RowSource } from "@/inspect/rows/rowOrder";

const names = ["", "_main", "_helper", "_main", "_Zeta"];
const sizes = [0, 16, 4, 8, 16];
const source: RowSource<"name" | "size"> = {
  columns: ["name", "size"],
  rows: Uint32Array.of(1, 2, 3, 4),
  text: (row, column) => (column === "name" ? names[row]! : `0x${sizes[row]!.toString(16)}`),
  value: (row, column) => (column === "name" ? names[row]! : sizes[row]!),
};
const order = (filter: string, sort?: { column: "name" | "size"; descending: boolean }) => [
  ...orderRows(source, { filter, sort }),
];

describe("orderRows", () => {
  it("keeps the natural order without a query", () => {
    expect(order("")).toEqual([1, 2, 3, 4]);
  });

  it("finds all words in any case and column", () => {
    expect(order("MAIN")).toEqual([1, 3]);
    expect(order("0x10 zeta")).toEqual([4]);
    expect(order("nothing")).toEqual([]);
  });

  it("sorts numbers as numbers, names by code units, and equal rows by their order", () => {
    expect(order("", { column: "size", descending: false })).toEqual([2, 3, 1, 4]);
    expect(order("", { column: "size", descending: true })).toEqual([1, 4, 3, 2]);
    expect(order("", { column: "name", descending: false })).toEqual([4, 2, 1, 3]);
  });
});
