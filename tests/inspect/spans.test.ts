import { describe, expect, it } from "vitest";
import { fileOffset, row } from "@/base/units";
import { pointedAt, sourcePlacesOf, spansOf, subjectAt, subjectsOfLine } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import { at, program } from "./program";

const { view, sources } = program();
const span = (subject: Subject) =>
  spansOf(view, sources, subject).map(({ from, to }) => `${from.toString(16)}-${to.toString(16)}`);
const range = (from: number, size: number) => [`${from.toString(16)}-${(from + size).toString(16)}`];

describe("spans", () => {
  it("gives the bytes of each kind of subject", () => {
    expect(span({ kind: "relocation", relocation: row(2) })).toEqual(range(at.main + 4, 4));
    expect(span({ kind: "relocation", relocation: row(3) })).toEqual(range(at.pointer, 8));
    expect(span({ kind: "global", global: row(2) })).toEqual(range(at.helper, 8));
    expect(span({ kind: "global", global: row(3) })).toEqual([
      ...range(at.stub, 12),
      ...range(at.helperEntry, 12),
      ...range(at.lazyPointer, 8),
    ]);
    expect(span({ kind: "slot", slot: row(1), part: "helper" })).toEqual(range(at.helperEntry, 12));
    expect(span({ kind: "section", section: row(3) })).toEqual(range(at.preamble, 36));
    expect(span({ kind: "segment", segment: row(2) })).toEqual(range(0x4000, 0x4000));
    expect(span({ kind: "loadCommand", command: row(1) })).toEqual(range(32, 152));
    expect(span({ kind: "file", file: row(2) })).toEqual([...range(at.main, 16), ...range(at.pointer, 8)]);
    expect(span({ kind: "fixup", fixup: row(2) })).toEqual(range(at.pointer, 8));
    expect(span({ kind: "write", write: row(9) })).toEqual(range(at.main + 4, 4));
    expect(span({ kind: "line", file: "main.s", line: 6 })).toEqual(range(at.main + 4, 4));
    expect(span({ kind: "line", file: "main.s", line: 99 })).toEqual([]);
  });
  it("gives the source line of what a statement led to", () => {
    const line = (subject: Subject) => sourcePlacesOf(view, sources, subject)[0]?.line;
    expect(line({ kind: "relocation", relocation: row(2) })).toBe(6);
    expect(line({ kind: "slot", slot: row(1) })).toBe(6);
    expect(line({ kind: "fixup", fixup: row(2) })).toBe(11);
    expect(line({ kind: "bytes", from: fileOffset(at.main + 8), to: fileOffset(at.main + 9) })).toBe(7);
    expect(line({ kind: "section", section: row(1) })).toBeUndefined();
  });
  it("finds the most telling subject of a byte, and of a line", () => {
    expect(subjectAt(view, sources, fileOffset(at.main + 7))).toEqual({ kind: "relocation", relocation: 2 });
    expect(subjectAt(view, sources, fileOffset(at.main + 8))).toEqual({ kind: "atom", atom: 1 });
    expect(pointedAt(view, sources, fileOffset(at.main + 7))).toEqual({ kind: "relocation", relocation: 2 });
    expect(pointedAt(view, sources, fileOffset(at.main + 8))).toEqual({ kind: "line", file: "main.s", line: 7 });
    expect(subjectAt(view, sources, fileOffset(at.stub))).toEqual({ kind: "slot", slot: 1, part: "slot" });
    expect(subjectAt(view, sources, fileOffset(at.symbols + 16))).toEqual({ kind: "global", global: 1 });
    expect(subjectsOfLine(view, sources, "main.s", 11)).toEqual([
      { kind: "relocation", relocation: 3 },
      { kind: "line", file: "main.s", line: 11 },
    ]);
  });
});
