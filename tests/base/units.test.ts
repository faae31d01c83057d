import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alignDown,
  alignUp,
  fitsExactly,
  fromSignedWords,
  fromWords,
  highWord,
  lowWord,
  pageOf,
  pageOffset,
  virtualAddress,
} from "@/base/units";

describe("units", () => {
  it("align past 2^32", () => {
    expect(alignUp(0x1_0000_0001, 0x4000)).toBe(0x1_0000_4000);
    expect(alignDown(0x1_0000_7fff, 0x4000)).toBe(0x1_0000_4000);
    expect(pageOf(virtualAddress(0x1_0000_1fff))).toBe(0x1_0000_1000);
    expect(pageOffset(virtualAddress(0x1_0000_1fff))).toBe(0xfff);
  });

  it("split and join 64-bit words, signed ones in two's complement", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const word = BigInt.asUintN(64, BigInt(value));
        expect(lowWord(value)).toBe(Number(word & 0xffffffffn));
        expect(highWord(value)).toBe(Number(word >> 32n));
        expect(fromSignedWords(lowWord(value), highWord(value))).toBe(value);
        if (value >= 0) expect(fromWords(lowWord(value), highWord(value))).toBe(value);
        expect(fitsExactly(lowWord(value), highWord(value))).toBe(true);
      }),
    );
    expect(fitsExactly(1, 0x80000000)).toBe(false);
  });
});
