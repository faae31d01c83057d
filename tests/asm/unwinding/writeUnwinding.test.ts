// Which sections a source gets. What is in them, byte for byte, is in the golden objects.

import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { encoders } from "../encoders";
import { readObject } from "../objectContents";

const run = (architecture: Architecture, text: string) => {
  const assembly = assemble({ name: "t.s", text, architecture }, encoders);
  expect(assembly.diagnostics).toEqual([]);
  return { ...assembly, ...readObject(assembly.object!) };
};
const frame = (directives = "", name = "_f") =>
  `${name}:\n.cfi_startproc\nnop\n${directives}\nret\n.cfi_endproc\n.subsections_via_symbols\n`;
const unwindSections = (architecture: Architecture, text: string) =>
  [...run(architecture, text).sections.keys()].filter((key) => key !== "__TEXT,__text");
const compact = "__LD,__compact_unwind";
const runTime = "__TEXT,__eh_frame";
const debuggers = "__DWARF,__debug_frame";

describe("unwind sections", () => {
  it.each<[string, Architecture, string, string[]]>([
    ["no frames, no sections", "x86_64", "nop", []],
    ["x86_64 describes a frame twice", "x86_64", frame(".cfi_def_cfa_offset 16"), [compact, runTime]],
    ["nothing to undo needs no compact record there", "x86_64", frame(), [runTime]],
    ["arm64 is content with the compact record", "arm64", frame(".cfi_def_cfa_offset 16"), [compact]],
    ["unless it cannot say it", "arm64", frame(".cfi_undefined x0"), [compact, runTime]],
    ["other tables", "arm64", `.cfi_sections .debug_frame\n${frame()}`, [debuggers]],
    ["both", "x86_64", `.cfi_sections .debug_frame, .eh_frame\n${frame()}`, [runTime, debuggers]],
    ["none", "x86_64", `.cfi_sections\n${frame()}`, []],
  ])("%s", (_, architecture, text, sections) => {
    expect(unwindSections(architecture, text)).toEqual(sections);
  });

  it("frames of functions that the compact record cannot describe are the only ones in arm64's table", () => {
    const text = frame(".cfi_def_cfa_offset 16") + frame(".cfi_undefined x0", "_g");
    const { relocations } = run("arm64", text);
    expect(relocations.get(runTime)).toEqual(["1c type 1 length 3 ltmp2", "1c type 0 length 3 _g"]);
  });

  it("a record names its personality and data, and says that it has data", () => {
    const text = `${frame(".cfi_personality 155, ___gxx_personality_v0\n.cfi_lsda 16, Ldata\n.cfi_def_cfa_offset 16")}.data\nLdata: .long 1`;
    const { sections, relocations } = run("arm64", text);
    expect(sections.get(compact)!.bytes.slice(24, 47)).toBe("08 00 00 00 00 10 00 42");
    expect(relocations.get(compact)).toEqual([
      "18 type 0 length 3 __DATA,__data",
      "10 type 0 length 3 ___gxx_personality_v0",
      "0 type 0 length 3 __TEXT,__text",
    ]);
  });

  it("each range of a table belongs to the line that asked for it", () => {
    const { lines } = run("x86_64", frame(".cfi_def_cfa_offset 16"));
    const ofTable = [...lines.rows()].filter((at) => lines.section[at] === 3).map((at) => lines.line[at]);
    expect([...new Set(ofTable)]).toEqual([2, 4]);
  });

  it("distances follow branches that grow", () => {
    const text = `_f:\n.cfi_startproc\njne _elsewhere\n.cfi_def_cfa_offset 16\njne Lnear\n.cfi_def_cfa_offset 24\nLnear: ret\n.cfi_endproc\n`;
    // advance 6, offset 16, advance 2, offset 24
    expect(run("x86_64", text).sections.get(runTime)!.bytes).toContain("46 0e 10 42 0e 18");
  });
});
