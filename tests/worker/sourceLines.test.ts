import { expect, it } from "vitest";
import { lineOf } from "@/worker/sourceLines";

it.each(["", "one", "one\n", "\n\ntwo\r\nthree", "a\nb\nc\n\n"])("finds what splitting finds in %j", (text) => {
  const source = { text };
  const lines = text.split("\n");
  for (let line = 1; line <= lines.length + 1; line++) expect(lineOf(source, line)).toBe(lines[line - 1]);
  expect(lineOf(source, 0)).toBeUndefined();
});
