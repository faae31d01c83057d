import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { advance } from "@/base/units";
import { explainSubject } from "@/inspect/explainSubject";
import { unwindOfFunction } from "@/inspect/frames";
import { describeEvent } from "@/inspect/sentences";
import { unwindFieldAt } from "@/inspect/unwindTable";
import { syntheticKind } from "@/linker/schemas/image";
import { validateImage } from "@/linker/validateImage";
import { type CommonFrame, type FramePointer, type FunctionFrame, readFrames } from "@/macho/ehFrame";
import { readImage } from "@/macho/readImage";
import { readUnwindInfo } from "@/macho/unwindInfo";
import { codesOf, type Linked, linkScene, type SceneInput, stub } from "../support/linkScene";

const header = 0x1_0000_0000;
const dwarfMode = { arm64: 0x0300_0000, x86_64: 0x0400_0000 } as const;
/** A frame that compact unwind cannot tell: its CFA counts from a register no prologue uses. */
const odd = { arm64: ".cfi_def_cfa x3, 8", x86_64: ".cfi_def_cfa %rcx, 24" } as const;
const end = ".subsections_via_symbols\n";
const personality = (name: string, lsda: string) => `.cfi_personality 155, ${name}\n.cfi_lsda 16, ${lsda}\n`;

describe.each(architectures)("frames, %s", (arch) => {
  const nop = arch === "arm64" ? "nop" : "nop\nnop\nnop";
  const framed = (name: string, inside: string = odd[arch], scope = `.globl ${name}\n`) =>
    `${scope}.p2align 2\n${name}:\n.cfi_startproc\n${inside}\n${nop}\nret\n.cfi_endproc\n`;
  const handled = (name: string, routine: string, lsda: string) =>
    framed(name, `${personality(routine, lsda)}${odd[arch]}`);
  const plain = (name: string, inside = "ret") => `.globl ${name}\n.p2align 2\n${name}:\n${inside}\n`;
  const link = (inputs: readonly (string | SceneInput)[], options = {}) => {
    const named = inputs.map(
      (input, index): SceneInput =>
        typeof input === "string" ? { name: `f${index}.s`, text: `.text\n${input}${end}` } : input,
    );
    const library = { name: "libp.tbd", text: stub("/usr/lib/libp.dylib", ["_p1", "_p2", "_p3", "_p4"]) };
    const linked = linkScene(arch, [...named, library], options);
    if (linked.view.image !== undefined) expect(validateImage(linked.image)).toEqual([]);
    return linked;
  };
  const sectionOf = (linked: Linked, name: string) => {
    const section = readImage(linked.image).sections.find(({ sectionName }) => sectionName === name);
    return section && { ...section, bytes: linked.image.subarray(section.offset, section.offset + section.size) };
  };
  /** Frames of functions with the addresses they name. */
  const framesOf = (linked: Linked) => {
    const section = sectionOf(linked, "__eh_frame");
    if (section === undefined) return [];
    const entries = readFrames(section.bytes);
    const leadsTo = (entry: { offset: number }, pointer: FramePointer | undefined) =>
      pointer && section.address + entry.offset + pointer.offset + pointer.value;
    return entries
      .filter((entry): entry is FunctionFrame => entry.kind === "fde")
      .map((entry) => {
        const common = entries.find(({ offset }) => offset === entry.common) as CommonFrame;
        return {
          offset: entry.offset,
          function: leadsTo(entry, entry.function),
          lsda: leadsTo(entry, entry.lsda),
          personality: leadsTo(common, common.personality),
        };
      });
  };
  const commonsOf = (linked: Linked) =>
    readFrames(sectionOf(linked, "__eh_frame")!.bytes).filter(({ kind }) => kind === "cie");
  const unwindOf = (linked: Linked) => readUnwindInfo(sectionOf(linked, "__unwind_info")!.bytes);

  it("94 95 a function that only DWARF describes keeps its frame, and its encoding carries the frame's offset", () => {
    const linked = link([`${framed("_main")}${framed("_g")}`]);
    const frames = framesOf(linked);
    expect(frames.map((frame) => frame.function)).toEqual([linked.address("_main"), linked.address("_g")]);
    expect(unwindOf(linked).functions).toEqual(
      frames.map((frame) => ({ offset: frame.function! - header, encoding: dwarfMode[arch] + frame.offset, lsda: 0 })),
    );
    expect(sectionOf(linked, "__eh_frame")!.address % 8).toBe(0);
  });

  it("94 the frame of a function with a compact record goes, with or without -dead_strip", () => {
    const compact = framed("_main", arch === "arm64" ? "" : ".cfi_def_cfa_offset 16");
    for (const deadStrip of [false, true]) expect(framesOf(link([compact], { deadStrip }))).toEqual([]);
    const mixed = framesOf(link([`${compact}${framed("_g")}`]));
    expect(mixed).toHaveLength(1);
  });

  it("93 95 LSDA and personality of a frame lead to the right places, and no number is taken for it", () => {
    const data = ".section __TEXT,__gcc_except_tab\n.p2align 2\nLa: .long 1\nLb: .long 2\n.text\n";
    const linked = link([
      `${handled("_main", "_p1", "La")}${handled("_g", "_p1", "Lb")}${data}`,
      handled("_h", "_p2", "_p2").replace(/\.cfi_lsda.*\n/, ""),
    ]);
    const start = sectionOf(linked, "__gcc_except_tab")!.address;
    const cell = (name: string) => linked.view.slots.address[linked.view.globals.gotSlot[linked.global(name)]];
    expect(framesOf(linked).map(({ lsda, personality: routine }) => [lsda, routine])).toEqual([
      [start, cell("_p1")],
      [start + 4, cell("_p1")],
      [undefined, cell("_p2")],
    ]);
    expect(unwindOf(linked).personalities).toEqual([]);
    expect(unwindOf(linked).functions.map(({ lsda }) => lsda)).toEqual([start - header, start + 4 - header, 0]);
  });

  it("93 frames may have any number of personalities", () => {
    const names = ["_p1", "_p2", "_p3", "_p4"];
    const functions = names.map((name, index) =>
      handled(index === 0 ? "_main" : `_f${index}`, name, "La").replace(/\.cfi_lsda.*\n/, ""),
    );
    expect(codesOf(link([functions.join("")]))).toEqual([]);
  });

  it("equal CIEs of several objects are stored once, those of another personality are not", () => {
    const handler = (name: string, routine: string) => handled(name, routine, "La").replace(/\.cfi_lsda.*\n/, "");
    const linked = link([
      framed("_main"),
      framed("_g"),
      handler("_h", "_p1"),
      handler("_i", "_p1"),
      handler("_j", "_p2"),
    ]);
    expect(framesOf(linked)).toHaveLength(5);
    expect(commonsOf(linked)).toHaveLength(3);
    const merged = [...linked.view.events.rows()].map((event) => describeEvent(linked.view, event));
    expect(merged).toContain("CIE of f1.s has the bytes of CIE of f0.s: references lead there.");
  });

  it("57 a dead function takes its frame, its LSDA and its personality along", () => {
    const data = ".section __TEXT,__gcc_except_tab\n.p2align 2\n_data: .long 1\n.text\n";
    const dead = handled("_dead", "_p1", "_data");
    const stripped = link([`${plain("_main")}${dead}${data}`], { deadStrip: true });
    expect(sectionOf(stripped, "__eh_frame")).toBeUndefined();
    expect(sectionOf(stripped, "__gcc_except_tab")).toBeUndefined();
    expect(stripped.view.globals.gotSlot[stripped.global("_p1")]).toBe(0);
    const call = arch === "arm64" ? "bl _dead" : "callq _dead";
    const kept = link([`${plain("_main", call)}${dead}${data}`], { deadStrip: true });
    expect(framesOf(kept).map((frame) => frame.function)).toEqual([kept.address("_dead")]);
    expect(sectionOf(kept, "__gcc_except_tab")).toBeDefined();
  });

  it("a weak copy that lost takes its frame along", () => {
    const weak = framed("_w", odd[arch], ".globl _w\n.weak_definition _w\n");
    const linked = link([`${plain("_main")}${weak}`, weak]);
    expect(framesOf(linked).map((frame) => frame.function)).toEqual([linked.address("_w")]);
  });

  it("a label inside a described function does not cut its entry short", () => {
    const text = `${framed("_main", `${odd[arch]}\n${nop}\n.alt_entry _middle\n_middle:`)}${framed("_g")}`;
    const linked = link([text]);
    expect(unwindOf(linked).functions).toHaveLength(2);
  });

  it("the card of a frame tells its fields, that of its function how the frame is undone", () => {
    const { view } = link([framed("_main")]);
    const main = view.symbols.atom[view.globals.symbol[view.layout.entry]];
    const frame = view.unwindRecords.frame[unwindOfFunction(view, main)!];
    const rowsOf = (atom: typeof main, title: string) =>
      explainSubject(view, [], { kind: "atom", atom })
        .sections.find((section) => section.title === title)
        ?.rows.map(({ label, value }) => `${label}: ${value}`);
    expect(rowsOf(main, "How its frame is undone")).toContain("Frame: FDE of _main");
    expect(rowsOf(frame, "Its fields")).toEqual(
      expect.arrayContaining(["+0x4 CIE pointer: CIE", "+0x8 function: _main", "+0x10 code length: 8 bytes"]),
    );
    const table = view.outputSections.fileOffset[view.layout.syntheticSections[syntheticKind.unwindInfo]!];
    const said = Array.from({ length: 0x60 }, (_, at) => unwindFieldAt(view, advance(table, at))?.text);
    expect(said).toContain("index entry: a page from _main on");
    expect(said.some((text) => text?.startsWith("entry of _main, ") && text.endsWith("in __eh_frame"))).toBe(true);
  });

  it("damaged frames are told with their place", () => {
    const text = `${plain("_main")}.section __TEXT,__eh_frame,coalesced,no_toc+strip_static_syms+live_support\n.long 100, 0\n`;
    const { errors } = link([text]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^bad-frames: damaged frames: a frame reaches from 0x0 .*f0\.s.*__TEXT,__eh_frame/);
  });
});
