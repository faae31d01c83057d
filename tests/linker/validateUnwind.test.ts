import { describe, expect, it } from "vitest";
import { validateImage } from "@/linker/validateImage";
import { readImage } from "@/macho/readImage";
import { linkScene } from "../support/linkScene";

const framed = (name: string) =>
  `.globl ${name}\n.p2align 2\n${name}:\n.cfi_startproc\n.cfi_def_cfa x3, 8\n.cfi_personality 155, _p\nnop\nret\n.cfi_endproc\n`;

/** A CIE of 0x1c bytes and a frame of 0x1c come before it. */
const secondFrame = 0x38;

/** A good image of two frames, with some of its bytes changed. */
function damaged(section: string, offset: number, value: number): readonly string[] {
  const { image } = linkScene(
    "arm64",
    [
      {
        name: "main.s",
        text: `.text\n${framed("_main")}${framed("_g")}.globl _p\n.p2align 2\n_p: ret\n.subsections_via_symbols\n`,
      },
    ],
    { adHocSign: false },
  );
  const bytes = image.slice();
  expect(validateImage(bytes)).toEqual([]);
  const found = readImage(bytes).sections.find(({ sectionName }) => sectionName === section)!;
  new DataView(bytes.buffer).setUint32(found.offset + offset, value, true);
  return validateImage(bytes).map((problem) => problem.replaceAll(/0x[0-9a-f]+/g, "…"));
}

describe("the validator of unwind information", () => {
  it.each([
    ["__unwind_info", 0x1c, 0x0300_0018, "the unwind entry of … names the frame at …, which does not describe it"],
    ["__unwind_info", 0x18, 0, "there are frames, but no entries that lead to them"],
    ["__eh_frame", 0x28, 0x7fff_0000, "the frame at … describes …, which is no code"],
    ["__eh_frame", 0x12, 0x7fff_0000, "the frame at … names …, where nothing lies"],
    ["__eh_frame", secondFrame, 0, "__eh_frame goes on behind its last entry, at …"],
  ])("sees a wrong word in %s+%i", (section, offset, value, problem) => {
    expect(damaged(section, offset, value)).toContain(problem);
  });
});
