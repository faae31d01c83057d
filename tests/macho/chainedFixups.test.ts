import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeText } from "@/base/text";
import { type ChainedImport, chainedImportFormats, noChainInPage, writeChainedFixups } from "@/macho/chainedFixups";
import { encodeChainedPointer } from "@/macho/chainedPointer";
import { MalformedFile } from "@/macho/malformed";
import { readChainedFixups, walkChains } from "@/macho/readChainedFixups";

const entry = (name: string, more: Partial<ChainedImport> = {}): ChainedImport => ({
  name: encodeText(name),
  ordinal: 1,
  weakImport: false,
  addend: 0n,
  ...more,
});
const segment = { segmentOffset: 0x4000, pageSize: 0x1000, pointerFormat: 2, pageStarts: [0, noChainInPage, 0x10] };
const { DYLD_CHAINED_IMPORT, DYLD_CHAINED_IMPORT_ADDEND, DYLD_CHAINED_IMPORT_ADDEND64 } = chainedImportFormats;

describe("the data of LC_DYLD_CHAINED_FIXUPS", () => {
  it.each([
    ["without addends", [entry("_a"), entry("_b", { ordinal: -3 })], DYLD_CHAINED_IMPORT],
    ["with an addend of 32 bits", [entry("_a", { addend: -4n, weakImport: true })], DYLD_CHAINED_IMPORT_ADDEND],
    ["with a longer addend", [entry("_a", { addend: 1n << 40n, ordinal: -2 })], DYLD_CHAINED_IMPORT_ADDEND64],
    ["with more libraries than 8 bits count", [entry("_a", { ordinal: 0xf0 })], DYLD_CHAINED_IMPORT_ADDEND64],
  ])("reads back as written %s", (_, imports, format) => {
    const read = readChainedFixups(writeChainedFixups({ segments: [undefined, segment, undefined], imports }));
    expect(read.importsFormat).toBe(format);
    expect(read.segments).toEqual([undefined, segment, undefined]);
    expect(read.imports).toEqual(imports);
  });
  it("is refused, never misread, when it is damaged", () => {
    const bytes = writeChainedFixups({ segments: [segment, undefined], imports: [entry("_a"), entry("_b")] });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const damaged = bytes.slice(0, length);
        if (at < length) damaged[at] = value;
        try {
          readChainedFixups(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedFile);
        }
      }),
    );
  });
});

describe("chains", () => {
  const contents = () => {
    const bytes = new Uint8Array(0x3000);
    const view = new DataView(bytes.buffer);
    const put = (at: number, pointer: Parameters<typeof encodeChainedPointer>[0]) => {
      const { low, high } = encodeChainedPointer(pointer);
      view.setUint32(at, low, true);
      view.setUint32(at + 4, high, true);
    };
    return { bytes, put };
  };
  it("go from pointer to pointer, page by page", () => {
    const { bytes, put } = contents();
    put(0, { kind: "bind", ordinal: 7, addend: 1, next: 5 });
    put(20, { kind: "rebase", target: 0x4000, high8: 0, next: 0 });
    put(0x2010, { kind: "rebase", target: 0x4008, high8: 0, next: 0 });
    expect([...walkChains(3, segment, bytes)].map(({ offset, pointer }) => [offset, pointer.kind])).toEqual([
      [0, "bind"],
      [20, "rebase"],
      [0x2010, "rebase"],
    ]);
  });
  it("may not leave their page or the segment", () => {
    const { bytes, put } = contents();
    put(0, { kind: "rebase", target: 0, high8: 0, next: 0x400 });
    expect(() => [...walkChains(3, segment, bytes)]).toThrow("the chain of page 0 of segment 3 leaves it");
    const short = bytes.subarray(0, 0x2000);
    short.fill(0);
    expect(() => [...walkChains(3, segment, short)]).toThrow(MalformedFile);
  });
});
