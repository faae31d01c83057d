import { describe, expect, it } from "vitest";
import { ChangedLines, type TextChange, VersionedLines } from "@/editor/changedLines";

const change = (startLine: number, startColumn: number, text: string, more: Partial<TextChange> = {}): TextChange => ({
  startLine,
  startColumn,
  endLine: startLine,
  endColumn: startColumn,
  text,
  restIsEmpty: false,
  ...more,
});
/** Old numbers of all lines now; `-` for lines that are new. */
const map = (lines: ChangedLines, count: number) =>
  Array.from({ length: count }, (_, index) => lines.before(index + 1) ?? "-").join(" ");

describe("changed lines", () => {
  it("are those that were typed in", () => {
    const lines = new ChangedLines(4);
    expect(map(lines, 4)).toBe("1 2 3 4");
    lines.change([change(2, 5, "x")], 4);
    expect(map(lines, 4)).toBe("1 - 3 4");
    expect([1, 2, 3].map((line) => lines.after(line))).toEqual([1, undefined, 3]);
  });

  it("are only the new ones when a line is put in", () => {
    const behind = new ChangedLines(3);
    behind.change([change(2, 9, "\nnop", { restIsEmpty: true })], 4);
    expect(map(behind, 4)).toBe("1 2 - 3");
    expect([2, 3].map((line) => behind.after(line))).toEqual([2, 4]);
    const before = new ChangedLines(3);
    before.change([change(2, 1, "nop\n")], 4);
    expect(map(before, 4)).toBe("1 - 2 3");
    const amid = new ChangedLines(3);
    amid.change([change(2, 4, "\n")], 4);
    expect(map(amid, 4)).toBe("1 - - 3");
  });

  it("are none when whole lines are deleted", () => {
    const lines = new ChangedLines(5);
    lines.change([change(2, 1, "", { endLine: 4, endColumn: 1 })], 3);
    expect(map(lines, 3)).toBe("1 4 5");
  });

  it("add up", () => {
    const lines = new ChangedLines(6);
    lines.change([change(2, 3, "a"), change(4, 3, "b")], 6);
    expect(map(lines, 6)).toBe("1 - - - 5 6");
    lines.change([change(1, 1, "\n\n")], 8);
    expect(map(lines, 8)).toBe("- - - - - - 5 6");
  });
});

describe("versions of a text", () => {
  it("are compared with any of the latest", () => {
    const versions = new VersionedLines();
    versions.turn(1, undefined, 3);
    versions.turn(2, [change(1, 1, "x")], 3);
    // Between two changes nothing is known: that costs a number or two instead of one a line.
    versions.turn(3, [change(3, 1, "x")], 3);
    expect([1, 2, 3].map((version) => map(versions.of(version) ?? new ChangedLines(0), 3))).toEqual([
      "- - -",
      "1 2 -",
      "1 2 3",
    ]);
    versions.turn(4, undefined, 9);
    expect(versions.of(3)).toBeUndefined();
    for (let version = 5; version < 100; version++) versions.turn(version, [], 9);
    expect(versions.of(5)).toBeUndefined();
    expect(versions.of(99)).toBeDefined();
  });
});
