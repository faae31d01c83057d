import { expect, it } from "vitest";
import { type OutlineEntry, outlineOf } from "@/editor/symbols/outline";
import { SourceIndex } from "@/editor/symbols/sourceIndex";

const draw = (entries: readonly OutlineEntry[], depth = 0): string[] =>
  entries.flatMap(({ name, kind, line, endLine, children }) => [
    `${"  ".repeat(depth)}${kind} ${name} ${line}-${endLine}`,
    ...draw(children, depth + 1),
  ]);

it("draws sections with what they define", () => {
  const index = new SourceIndex("arm64");
  index.update(
    [
      ".build_version macos, 12, 0",
      "SIZE = 16",
      ".globl _main",
      "_main:",
      "  cbz x0, Lend",
      "Lend: ret",
      "_next: ret",
      ".macro save",
      "Lx: nop",
      ".endm",
      ".data",
      "_value: .quad 1",
      ".comm _room, SIZE",
      ".cstring",
      'L_.str: .asciz "a"',
      ".text",
      "  nop",
    ].join("\n"),
  );
  expect(draw(outlineOf(index))).toEqual([
    "section __TEXT,__text 1-10",
    "  function _main 4-6",
    "    label Lend 6-6",
    "  function _next 7-10",
    "value SIZE 2-2",
    "macro save 8-8",
    "section __DATA,__data 11-13",
    "  data _value 12-13",
    "room _room 13-13",
    "section __TEXT,__cstring 14-15",
    "  label L_.str 15-15",
  ]);
});
