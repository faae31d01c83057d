import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRoomyBytes } from "@/base/roomyBytes";
import { type Export, exportColumnsOf } from "@/macho/exportTrie";
import { createGrowingTrie } from "@/macho/growingTrie";
import { decodeExportTrie, readExportTrie } from "@/macho/readExportTrie";

const encoder = new TextEncoder();
const name = fc.string({ unit: fc.constantFrom("a", "b", "_", "é"), minLength: 1, maxLength: 7 });
const one = fc.record({
  name,
  offset: fc.oneof(fc.integer({ min: 0, max: 2 ** 20 }), fc.integer({ min: 0, max: 2 ** 45 })),
  flags: fc.constantFrom(0, 1, 2, 4),
});
const step = fc.oneof(
  { weight: 3, arbitrary: one.map((entry) => ({ kind: "set" as const, entry })) },
  { weight: 2, arbitrary: name.map((gone) => ({ kind: "remove" as const, gone })) },
  { weight: 1, arbitrary: fc.nat().map((index) => ({ kind: "removeKnown" as const, index })) },
);
const sorted = (exports: readonly Export[]) => [...exports].sort((a, b) => (a.name < b.name ? -1 : 1));

function create() {
  const memory = createRoomyBytes((size) => size + 16);
  const trie = createGrowingTrie(memory);
  /** What somebody sees who copies what is noted. */
  let copy = new Uint8Array(0);
  return {
    memory,
    trie,
    copied(): Uint8Array {
      if (copy.length < memory.bytes.length) {
        const larger = new Uint8Array(memory.bytes.length);
        larger.set(copy);
        copy = larger;
      }
      for (const { from, to } of memory.takeChanges()) copy.set(memory.bytes.subarray(from, to), from);
      return copy;
    },
  };
}

describe("a trie that names join and leave", () => {
  it("holds what a map would hold, and what it notes is all that changes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: (e) => e.name, maxLength: 20 }), fc.array(step), (start, steps) => {
        const { trie, copied } = create();
        const model = new Map<string, Export>(start.map((entry) => [entry.name, entry]));
        trie.build(exportColumnsOf(start));
        for (const action of steps) {
          if (action.kind === "set") {
            model.set(action.entry.name, action.entry);
            trie.set(encoder.encode(action.entry.name), action.entry);
          } else {
            const gone = action.kind === "remove" ? action.gone : [...model.keys()][action.index % model.size];
            if (gone === undefined) continue;
            model.delete(gone);
            trie.remove(encoder.encode(gone));
          }
          expect(sorted(readExportTrie(copied()))).toEqual(sorted([...model.values()]));
        }
      }),
      { numRuns: 300 },
    );
  });
  it("has no nodes that lead nowhere, but for children of the root", () => {
    const { trie, copied } = create();
    trie.build(exportColumnsOf([]));
    for (const text of ["_main", "_more", "_mood", "_m"]) trie.set(encoder.encode(text), { offset: 4, flags: 0 });
    for (const text of ["_main", "_more", "_m"]) trie.remove(encoder.encode(text));
    const { nodes } = decodeExportTrie(copied());
    expect(nodes.map(({ text }) => text.replace(/0x[0-9a-f]+/, "…"))).toEqual([
      "“_” → …",
      expect.stringMatching(/^(“mood” → …|_mood regular: …)$/),
      expect.stringMatching(/^(“mood” → …|_mood regular: …)$/),
    ]);
    trie.remove(encoder.encode("_mood"));
    expect(decodeExportTrie(copied()).nodes).toEqual([{ offset: 0, text: "" }]);
  });
  it("uses the places of names that left", () => {
    const { trie, memory } = create();
    trie.build(exportColumnsOf([]));
    const write = (text: string) => trie.set(encoder.encode(text), { offset: 4096, flags: 0 });
    for (let n = 0; n < 100; n++) write(`_name${n}`);
    const used = () => memory.bytes.findLastIndex((byte) => byte !== 0);
    const before = used();
    for (let round = 0; round < 200; round++) {
      write(`_label${"abcdefgh".slice(0, round % 8)}`);
      if (round > 0) trie.remove(encoder.encode(`_label${"abcdefgh".slice(0, (round - 1) % 8)}`));
    }
    expect(used()).toBeLessThan(before + 64);
  });
  it("writes in proportion to the name", () => {
    const { trie, memory } = create();
    trie.build(
      exportColumnsOf(Array.from({ length: 20_000 }, (_, n) => ({ name: `_f${n}`, offset: n * 64, flags: 0 }))),
    );
    memory.takeChanges();
    trie.set(encoder.encode("_live_label"), { offset: 64, flags: 0 });
    const bytes = memory.takeChanges().reduce((sum, { from, to }) => sum + to - from, 0);
    expect(bytes).toBeLessThan(200);
  });
  it("takes a name for each first byte", () => {
    const { trie, copied } = create();
    trie.build(exportColumnsOf([]));
    for (let byte = 1; byte < 256; byte++) trie.set(Uint8Array.of(byte, 65, 66), { offset: byte, flags: 0 });
    expect(readExportTrie(copied())).toHaveLength(255);
  });
});
