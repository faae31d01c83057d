import { expect, test } from "vitest";
import { buildStringTable } from "@/asm/stringTable";
import { decodeText } from "@/base/text";

test("a name that ends another one shares its bytes", () => {
  const table = buildStringTable(["_bar", "_foobar", "bar", "_x", ""]);
  const read = (name: string) => {
    const at = table.offsetOf(name);
    return decodeText(table.bytes.subarray(at, table.bytes.indexOf(0, at)));
  };
  for (const name of ["_bar", "_foobar", "bar", "_x"]) expect(read(name)).toBe(name);
  expect(table.offsetOf("bar")).toBe(table.offsetOf("_bar") + 1);
  expect(table.bytes.length % 8).toBe(0);
  expect(table.bytes[0]).toBe(0);
});
