import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChainedPointer,
  chainedBindFields,
  chainedPointerFormats,
  chainedRebaseFields,
  decodeChainedPointer,
  encodeChainedPointer,
  rebasedAddress,
} from "@/macho/chainedPointer";

const word = ({ low, high }: { low: number; high: number }) => (BigInt(high) << 32n) | BigInt(low);
const next = fc.nat(0xfff);
const rebase = fc.record({
  kind: fc.constant("rebase" as const),
  target: fc.maxSafeNat().map((value) => value % 2 ** 36),
  high8: fc.nat(0xff),
  next,
});
const bind = fc.record({
  kind: fc.constant("bind" as const),
  ordinal: fc.nat(0xff_ffff),
  addend: fc.nat(0xff),
  next,
});

describe("pointers of chained fixups", () => {
  it("have the bits that the format says", () => {
    expect(word(encodeChainedPointer({ kind: "bind", ordinal: 1, addend: 8, next: 2 }))).toBe(0x8010_0000_0800_0001n);
    expect(word(encodeChainedPointer({ kind: "rebase", target: 0x1_0000_8000, high8: 0x80, next: 0 }))).toBe(
      0x0000_0801_0000_8000n,
    );
  });
  it("read back as written", () => {
    fc.assert(
      fc.property(fc.oneof(rebase, bind), (pointer) => {
        expect(decodeChainedPointer(encodeChainedPointer(pointer))).toEqual(pointer);
      }),
    );
  });
  it("have the fields that are listed for showing them", () => {
    const fieldsOf = (pointer: ChainedPointer) => {
      const bits = word(encodeChainedPointer(pointer));
      const fields = pointer.kind === "bind" ? chainedBindFields : chainedRebaseFields;
      return Object.fromEntries(
        fields.map(({ name, run }) => [name, Number((bits >> BigInt(run.at)) & ((1n << BigInt(run.width)) - 1n))]),
      );
    };
    fc.assert(
      fc.property(fc.oneof(rebase, bind), ({ kind, ...pointer }) => {
        expect(fieldsOf({ kind, ...pointer } as ChainedPointer)).toEqual({
          ...pointer,
          reserved: 0,
          bind: kind === "bind" ? 1 : 0,
        });
      }),
    );
  });
  it("lead to an address, or in the offset format to a distance from the header", () => {
    const pointer = { kind: "rebase", target: 0x1000, high8: 0x80, next: 0 } as const;
    const { DYLD_CHAINED_PTR_64, DYLD_CHAINED_PTR_64_OFFSET } = chainedPointerFormats;
    expect(rebasedAddress(pointer, DYLD_CHAINED_PTR_64, 0x1_0000_0000)).toBe(0x8000_0000_0000_1000n);
    expect(rebasedAddress(pointer, DYLD_CHAINED_PTR_64_OFFSET, 0x1_0000_0000)).toBe(0x8000_0001_0000_1000n);
  });
});
