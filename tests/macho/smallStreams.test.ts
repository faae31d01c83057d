import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDataInCode, writeDataInCode } from "@/macho/dataInCode";
import { readFunctionStarts, writeFunctionStarts } from "@/macho/functionStarts";

describe("checklist 88: function starts and data in code", () => {
  it("read back function starts, sorted", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 40 })), (offsets) => {
        expect(readFunctionStarts(writeFunctionStarts(offsets))).toEqual([...offsets].sort((a, b) => a - b));
      }),
    );
  });
  it("stop at the terminating zero and refuse a cut number", () => {
    expect(readFunctionStarts(Uint8Array.of(4, 0, 9))).toEqual([4]);
    expect(() => readFunctionStarts(Uint8Array.of(4, 0x80))).toThrow(/ULEB128/);
  });

  it("read back data in code, sorted", () => {
    const entry = fc.record({ offset: fc.nat(0xffffffff), length: fc.nat(0xffff), kind: fc.nat(5) });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (e) => e.offset }), (entries) => {
        expect(readDataInCode(writeDataInCode(entries))).toEqual([...entries].sort((a, b) => a.offset - b.offset));
      }),
    );
  });
  it("refuse a table of broken entries", () => {
    expect(() => readDataInCode(new Uint8Array(9))).toThrow(/whole 8-byte entries/);
  });
});
