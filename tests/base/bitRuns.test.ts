import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldWidth, packBits, unpackBits } from "@/base/bitRuns";

const imm26 = [{ at: 0, width: 26 }];
const page21 = [
  { at: 29, width: 2 },
  { at: 5, width: 19 },
];

describe("bit runs", () => {
  it("pack a branch and a page displacement as the manual draws them", () => {
    expect(packBits(0x94000000, imm26, -1)).toBe(0x97ffffff); // bl .-4
    expect(packBits(0x90000010, page21, 5)).toBe(0xb0000030); // adrp x16, five pages on
  });

  it("read back what they packed, signed and unsigned", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.integer({ min: -(2 ** 20), max: 2 ** 20 - 1 }),
        (word, value) => {
          const packed = packBits(word, page21, value);
          expect(unpackBits(packed, page21, true)).toBe(value);
          expect(unpackBits(packed, page21, false)).toBe(value < 0 ? value + 2 ** 21 : value);
          // Opcode bits outside the field stay as they were.
          expect((packed ^ word) & 0x9f00001f).toBe(0);
        },
      ),
    );
  });

  it("cover whole words", () => {
    expect(fieldWidth([{ at: 0, width: 32 }])).toBe(32);
    expect(packBits(0, [{ at: 0, width: 32 }], -2)).toBe(0xfffffffe);
    expect(unpackBits(0xfffffffe, [{ at: 0, width: 32 }], true)).toBe(-2);
  });
});
