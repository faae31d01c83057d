import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSleb, decodeUleb, encodeSleb, encodeUleb, encodeUlebWord } from "@/base/leb128";

describe("uleb128", () => {
  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
  ])("encodes %d", (value, bytes) => {
    expect(encodeUleb(value)).toEqual(bytes);
  });

  it("round-trips every safe integer", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const bytes = Uint8Array.from(encodeUleb(value));
        expect(decodeUleb(bytes, 0)).toEqual({ value: BigInt(value), end: bytes.length });
      }),
    );
  });

  it("writes a backward move as ten bytes, as dyld's streams hold it", () => {
    expect(encodeUlebWord(-8n)).toEqual([0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  });

  it.each([[[]], [[0x80]], [[0x80, 0x80]], [Array(11).fill(0x80)]])("refuses unfinished or too long %j", (bytes) => {
    expect(decodeUleb(Uint8Array.from(bytes as number[]), 0)).toBeUndefined();
  });
});

describe("sleb128", () => {
  it.each([
    [0, [0]],
    [-1, [0x7f]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
  ])("encodes %d", (value, bytes) => {
    expect(encodeSleb(value)).toEqual(bytes);
  });

  it("round-trips every safe integer", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = Uint8Array.from(encodeSleb(value));
        expect(decodeSleb(bytes, 0)).toEqual({ value: BigInt(value), end: bytes.length });
      }),
    );
  });
});
