import fc from "fast-check";
import { expect, it } from "vitest";
import { closestWord, editDistance } from "@/base/closestWord";

it("counts inserted, deleted, replaced and swapped letters", () => {
  expect(editDistance("movq", "movq", 2)).toBe(0);
  expect(editDistance("mvoq", "movq", 2)).toBe(1);
  expect(editDistance("mov", "movq", 2)).toBe(1);
  expect(editDistance("leav", "leaveq", 2)).toBe(2);
  expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3);
});

it("offers nothing when nothing is near", () => {
  expect(closestWord("pusq", ["popq", "pushq", "movq"])).toBe("pushq");
  expect(closestWord("zzz", ["popq", "pushq"])).toBeUndefined();
});

/** The whole table, by the book. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, table[i - 2]![j - 2]! + 1);
      table[i]![j] = best;
    }
  return table[a.length]![b.length]!;
}

it("counts as the whole table does", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
      expect(editDistance(a, b, limit)).toBe(Math.min(distance(a, b), limit + 1));
    }),
    { numRuns: 3000 },
  );
  expect(editDistance("x".repeat(100), `${"x".repeat(60)}yz${"x".repeat(40)}`, 2)).toBe(2);
});
