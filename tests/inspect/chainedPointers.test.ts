import { describe, expect, it } from "vitest";
import { hexBytes } from "@/base/text";
import { fileOffset, type RelocationIndex, row, type SlotIndex } from "@/base/units";
import { chainedPointerOf, restOfChain } from "@/inspect/chainedPointers";
import { explainRelocation } from "@/inspect/explainRelocation";
import { explainSubject } from "@/inspect/explainSubject";
import type { BitWord } from "@/inspect/explanation";
import { linkeditRanges, linkeditRecordAt } from "@/inspect/linkedit";
import { fixupAt } from "@/inspect/references";
import { linkeditPart } from "@/linker/schemas/image";
import { linkScene } from "../support/linkScene";

const text = `
.globl _main, _p
.p2align 2
_main: bl _puts
  ret
.data
.p2align 3
_p: .quad _main
  .quad _puts+8
  .quad _p+0x8000000000000000
.subsections_via_symbols
`;
const { view, relocations, address } = linkScene("arm64", [{ name: "main.s", text }], {
  chainedFixups: true,
  initOffsets: true,
});
const [toMain, toPuts, tagged] = relocations("UNSIGNED") as readonly [
  RelocationIndex,
  RelocationIndex,
  RelocationIndex,
];
const boxes = ({ boxes: all }: BitWord) => all.map(({ name, shown, subject }) => [name, shown, subject?.kind]);

describe("a pointer of a chain", () => {
  it("to this image is moved: its address, its top byte, the way to the next one", () => {
    const { chained, after } = explainRelocation(view, [], toMain);
    expect(chained?.sentence).toContain("Until dyld moves it");
    expect(boxes(chained!.word)).toEqual([
      ["bind", "0", undefined],
      ["next", "2", "fixup"],
      ["reserved", "0", undefined],
      ["high8", "0x0", undefined],
      ["target", `0x${address("_main").toString(16)}`, undefined],
    ]);
    // What the relocation gave stands in the row before.
    expect(after?.bytes.wordText).toBe(`0x${address("_main").toString(16).padStart(16, "0")}`);
  });
  it("to another image is bound: its import, the addend", () => {
    const { chained, after, asides } = explainRelocation(view, [], toPuts);
    expect(boxes(chained!.word)).toEqual([
      ["bind", "1", undefined],
      ["next", "2", "fixup"],
      ["reserved", "0", undefined],
      ["addend", "0x8", undefined],
      ["ordinal", "import 0, _puts", "global"],
    ]);
    expect(after?.bytes.wordText).toBe("0x0000000000000008");
    expect(asides.map(({ text: said }) => said)[0]).toContain("dyld looks _puts up");
  });
  it("keeps its top byte apart from the address", () => {
    const { chained, after } = explainRelocation(view, [], tagged);
    expect(boxes(chained!.word).slice(1, 4)).toEqual([
      ["next", "0", undefined],
      ["reserved", "0", undefined],
      ["high8", "0x80", undefined],
    ]);
    expect(after?.bytes.wordText).toBe(`0x80${address("_p").toString(16).padStart(14, "0")}`);
  });
  it("has a card with the rest of its page's chain", () => {
    const fixup = fixupAt(view, address("_p"))!;
    expect(restOfChain(view, fixup, 10).map((one) => view.fixups.address[one])).toEqual([
      address("_p"),
      address("_p") + 8,
      address("_p") + 16,
    ]);
    const card = explainSubject(view, [], { kind: "fixup", fixup });
    expect(card.sections.map(({ title }) => title)).toEqual([
      "What dyld does",
      "How it stands in the file",
      "The rest of the chain",
    ]);
    expect(card.sections[2]!.rows.map(({ value }) => value)).toEqual(["bind of _puts", "rebase"]);
  });
  it("is what a GOT cell holds, through which the stub jumps", () => {
    const got = view.globals.gotSlot[view.slots.global[row<SlotIndex>(1)]];
    const cell = explainSubject(view, [], { kind: "slot", slot: got });
    const holds = cell.sections.find(({ title }) => title === "What it holds")!;
    expect(boxes(holds.word!).at(-1)).toEqual(["ordinal", "import 0, _puts", "global"]);
    const stub = view.globals.stubSlot[view.slots.global[got]];
    const card = explainSubject(view, [], { kind: "slot", slot: stub });
    expect(card.sections.find(({ title }) => title === "How it works")!.rows[0]!.subject).toEqual({
      kind: "slot",
      slot: got,
    });
  });
  it("is nothing in an image with opcode streams", () => {
    const classic = linkScene("arm64", [{ name: "main.s", text }]);
    const [pointer] = classic.relocations("UNSIGNED");
    expect(explainRelocation(classic.view, [], pointer!).chained).toBeUndefined();
    expect(chainedPointerOf(classic.view, row(1))).toBeUndefined();
  });
});

describe("the records of the chains in __LINKEDIT", () => {
  it("are told one by one", () => {
    const range = linkeditRanges(view).find(({ part }) => part === linkeditPart.chainedFixups)!;
    const texts: string[] = [];
    for (let at: number = range.from; at < range.to; ) {
      const record = linkeditRecordAt(view, range, fileOffset(at))!;
      texts.push(record.text);
      at = record.to;
    }
    expect(texts.filter((record) => !record.startsWith("header"))).toEqual([
      "starts of 5 segments",
      "segment 0: no chains",
      "segment 1: no chains",
      "segment 2: chains at +0x18",
      "segment 3: chains at +0x30",
      "segment 4: no chains",
      "chains of segment 2: DYLD_CHAINED_PTR_64, pages of 0x4000",
      "page 0: its chain starts at +0x0",
      "chains of segment 3: DYLD_CHAINED_PTR_64, pages of 0x4000",
      "page 0: its chain starts at +0x0",
      "import 0: _puts of library 1",
      "an empty name",
      "“_puts”",
    ]);
    expect(hexBytes(view.image!.subarray(range.from, range.from + 4))).toBe("00 00 00 00");
  });
});
