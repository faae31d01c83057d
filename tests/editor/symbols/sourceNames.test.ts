import { expect, it } from "vitest";
import { SourceIndex } from "@/editor/symbols/sourceIndex";
import { sourceNames } from "@/editor/symbols/sourceNames";

it("sorts names by what they may be offered for, once for each text", () => {
  const index = new SourceIndex("arm64");
  index.update(`.globl _main, _else
_main: 1: _again: ret
limit = 12
.comm _shared,8
.extern _printf
.section __DATA,__own,regular
.macro push2 a, b
.endm
`);
  const names = sourceNames(index);
  expect([...names.defined]).toEqual(["_main", "_again", "limit", "_shared"]);
  expect([...names.declared]).toEqual(["_main", "_else", "_printf"]);
  expect([...names.macros]).toEqual(["push2"]);
  expect([...names.sections]).toContain("__DATA,__own");
  expect(sourceNames(index)).toBe(names);
  index.update("_other: ret");
  expect([...sourceNames(index).defined]).toEqual(["_other"]);
});

it("knows what a line inherits", () => {
  const index = new SourceIndex("x86_64");
  index.update("_a: /* _b:\n*/ nop\n.intel_syntax noprefix\nnop");
  expect([1, 2, 3].map((line) => index.stateAt(line).inComment)).toEqual([false, true, false]);
  expect([3, 4].map((line) => index.stateAt(line).dialect)).toEqual(["att", "intel"]);
});
