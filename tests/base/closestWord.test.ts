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
