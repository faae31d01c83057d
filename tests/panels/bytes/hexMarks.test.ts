import { describe, expect, it } from "vitest";
import { asciiText, hexText, onRow, patchedMarks, zeroMarks } from "@/panels/bytes/hexMarks";
import { cutByMarks } from "@/panels/bytes/highlights";
import { at, program } from "../../inspect/program";

describe("marks of a row", () => {
  it("writes bytes as two columns of text", () => {
    const bytes = Uint8Array.of(0x00, 0x41, 0x7f, 0xff);
    expect(hexText(bytes)).toBe("00 41 7f ff");
    expect(asciiText(bytes)).toBe("·A··");
  });
  it("turns byte spans into characters, cut at the row", () => {
    expect(onRow({ name: "selected", from: 10, to: 30 }, 16, 32, "hex")).toEqual({ name: "selected", from: 0, to: 41 });
    expect(onRow({ name: "selected", from: 18, to: 19 }, 16, 32, "text")).toEqual({ name: "selected", from: 2, to: 3 });
    expect(onRow({ name: "selected", from: 0, to: 16 }, 16, 32, "hex")).toBeUndefined();
  });
  it("joins runs of zero bytes", () => {
    expect(zeroMarks(Uint8Array.of(0, 0, 1, 0), 8)).toEqual([
      { name: "zero", from: 8, to: 10 },
      { name: "zero", from: 11, to: 12 },
    ]);
  });
  it("finds patched fields that reach into a row, once they are applied", () => {
    const { view } = program();
    const spans = (from: number, to: number, isApplied = (_: number) => true) =>
      patchedMarks(view, from, to, isApplied).map((mark) => mark.from);
    expect(spans(at.main, at.main + 16)).toEqual([at.main, at.main + 4]);
    expect(spans(at.main + 2, at.main + 3)).toEqual([at.main]);
    expect(spans(at.main, at.main + 16, (relocation) => relocation === 1)).toEqual([at.main]);
    expect(spans(at.helper, at.helper + 8)).toEqual([]);
  });
  it("cuts text where the browser cannot mark ranges; the stronger mark wins", () => {
    const marks = [
      { name: "selected", from: 3, to: 8 },
      { name: "zero", from: 0, to: 5 },
    ] as const;
    expect(cutByMarks("00 00 41", marks)).toEqual([
      { text: "00 ", mark: "zero" },
      { text: "00", mark: "selected" },
      { text: " 41", mark: "selected" },
    ]);
  });
});
