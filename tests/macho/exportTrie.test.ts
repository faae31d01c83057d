import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexByte } from "@/base/text";
import { type Export, writeExportTrie } from "@/macho/exportTrie";
import { decodeExportTrie, readExportTrie } from "@/macho/readExportTrie";

const hexOf = (bytes: Uint8Array) => Array.from(bytes, hexByte).join("");
const entry = (name: string, offset: number, flags = 0): Export => ({ name, offset, flags });

describe("checklist 86: export trie", () => {
  it("equals the seed's vectors", () => {
    const header = "__mh_execute_header";
    const text = (name: string) => hexOf(new TextEncoder().encode(name));
    expect(hexOf(writeExportTrie([entry(header, 0), entry("_main", 0x1000)]))).toBe(
      `00015f0005 0002${text("_mh_execute_header")}0021${text("main")}0025 02000000 0300802000`.replaceAll(" ", ""),
    );
    expect(hexOf(writeExportTrie([entry("_asStr", 0x558), entry("_a", 0x8008)]))).toBe(
      `00015f6100 06 0400888002 01 ${text("sStr")}0012 0300d80a00`.replaceAll(" ", ""),
    );
  });

  it("reads back every name, offset and flag", () => {
    const one = fc.record({
      name: fc.string({ unit: fc.constantFrom("a", "b", "_", "é", "è", "😀"), minLength: 1, maxLength: 12 }),
      offset: fc.integer({ min: 0, max: 2 ** 40 }),
      flags: fc.constantFrom(0, 1, 2, 4),
    });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: (e) => e.name, maxLength: 200 }), (exports) => {
        const byName = (a: Export, b: Export) => (a.name < b.name ? -1 : 1);
        expect([...readExportTrie(writeExportTrie(exports))].sort(byName)).toEqual([...exports].sort(byName));
      }),
    );
  });
});

describe("export trie details", () => {
  it("keeps re-exports and resolvers", () => {
    const exports: Export[] = [
      { name: "_moved", offset: 0, flags: 8, reexport: { ordinal: 2, name: "_old" } },
      { name: "_picked", offset: 0x100, flags: 16, resolver: 0x200 },
      { name: "_same", offset: 0, flags: 8, reexport: { ordinal: 3, name: "_same" } },
    ];
    expect(readExportTrie(writeExportTrie(exports))).toEqual(exports);
  });
  it("lists its nodes", () => {
    expect(
      decodeExportTrie(writeExportTrie([entry("_a", 16), entry("_b", 32)])).nodes.map((node) => node.text),
    ).toEqual(["“_” → 0x5", "“a” → 0xd, “b” → 0x11", "_a regular: 0x10", "_b regular: 0x20"]);
  });

  const bytes = (...values: (number | string)[]) =>
    Uint8Array.from(values.flatMap((v) => (typeof v === "number" ? [v] : [...new TextEncoder().encode(`${v}\0`)])));
  it.each([
    ["a loop", bytes(0, 1, "a", 0), /two edges/],
    ["an edge out of the trie", bytes(0, 1, "a", 99), /past the end/],
    ["two edges to one node", bytes(0, 2, "a", 8, "b", 8, 0, 0), /two edges/],
    ["overlapping nodes", Uint8Array.of(0, 1, 0x61, 0, 3, 0, 9, 0, 10, 0, 11, 0), /overlap/],
    ["a terminal longer than the trie", bytes(0x7f, 0, 0, 0), /past the end/],
    ["a terminal too short for its numbers", bytes(1, 0, 0), /ULEB128/],
    ["a label without an end", Uint8Array.of(0, 1, 0x61), /terminated/],
  ])("refuses %s", (_, trie, message) => {
    expect(() => readExportTrie(trie)).toThrow(message);
  });
});
