import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeText } from "@/base/text";
import { attachStrings, createStringPool } from "@/tables/stringPool";

describe("string pool", () => {
  it("gives equal names one id, and the empty name row 0", () => {
    const pool = createStringPool();
    const id = pool.internText("_main");
    const bytes = encodeText("x_main\0");
    expect(pool.intern(bytes, 1, 6)).toBe(id);
    expect(pool.internText("")).toBe(0);
    expect(pool.find("_main")).toBe(id);
    expect(pool.find("_other")).toBeUndefined();
    expect(pool.text(id)).toBe("_main");
  });

  it("keeps published names while it grows", () => {
    const pool = createStringPool();
    const early = Array.from({ length: 100 }, (_, i) => pool.internText(`_early${i}`));
    const reader = attachStrings(pool.publish());
    for (let i = 0; i < 50_000; i++) pool.internText(`_a_rather_long_symbol_name_number_${i}`);
    expect(early.map((id) => reader.text(id))).toEqual(early.map((_, i) => `_early${i}`));
    expect(pool.find("_a_rather_long_symbol_name_number_49999")).toBeDefined();
  });

  it("round-trips any text", () => {
    const pool = createStringPool();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(pool.text(pool.internText(text))).toBe(new TextDecoder().decode(encodeText(text)));
      }),
    );
  });
});
