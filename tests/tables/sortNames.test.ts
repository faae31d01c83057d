import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareBytes } from "@/base/buffers";
import { orderByName } from "@/tables/sortNames";
import { createStringPool } from "@/tables/stringPool";

describe("orderByName", () => {
  it("orders by bytes, shorter names first, and leaves equal ones in their order", () => {
    const name = fc.array(fc.constantFrom("_", "a", "aa", "b", "ü", "module12", "7"), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 120 }), (names) => {
        const pool = createStringPool();
        const keys = names.map((parts) => pool.internText(parts.join("")));
        const expected = keys
          .map((_, index) => index)
          .sort((a, b) => compareBytes(pool.bytes(keys[a]!), pool.bytes(keys[b]!)) || a - b);
        expect([...orderByName(keys, pool.raw())]).toEqual(expected);
      }),
    );
  });
});
