import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { validateImage } from "@/linker/validateImage";
import { readImage } from "@/macho/readImage";
import { readUnwindInfo } from "@/macho/unwindInfo";
import { codesOf, type Linked, linkScene, stub } from "../support/linkScene";

const header = 0x1_0000_0000;
const frame = { arm64: 0x0400_0000, x86_64: 0x0100_0000 } as const;
const frameless = { arm64: 0x0200_0000, x86_64: 0x0200_0000 } as const;
const record = (name: string, encoding: number, personality = "0", lsda = "0") =>
  `.section __LD,__compact_unwind,regular,debug\n.p2align 3\n.quad ${name}\n.long 4\n.long ${encoding}\n.quad ${personality}\n.quad ${lsda}\n`;
const functions = (...names: string[]) =>
  `.text\n${names.map((name) => `.globl ${name}\n.p2align 2\n${name}:\n  nop\n  ret\n`).join("")}`;
const end = ".subsections_via_symbols\n";

const entriesOf = (linked: Linked) => {
  const section = readImage(linked.image).sections.find(({ sectionName }) => sectionName === "__unwind_info");
  if (section === undefined) return undefined;
  return readUnwindInfo(linked.image.subarray(section.offset, section.offset + section.size));
};

describe.each(architectures)("unwind, %s", (arch) => {
  const link = (text: string, options = {}) => {
    const linked = linkScene(
      arch,
      [
        { name: "main.s", text },
        { name: "libp.tbd", text: stub("/usr/lib/libp.dylib", ["_p1", "_p2", "_p3", "_p4"]) },
      ],
      options,
    );
    if (linked.view.image !== undefined) expect(validateImage(linked.image)).toEqual([]);
    return linked;
  };

  it("91 records are copied, functions without one are covered, equal neighbours folded", () => {
    const linked = link(
      `${functions("_main", "_same", "_bare", "_other")}${record("_main", frame[arch])}${record("_same", frame[arch])}${record("_other", frameless[arch])}${end}`,
    );
    const at = (name: string) => linked.address(name) - header;
    expect(entriesOf(linked)?.functions).toEqual([
      { offset: at("_main"), encoding: frame[arch], lsda: 0 },
      { offset: at("_bare"), encoding: 0, lsda: 0 },
      { offset: at("_other"), encoding: frameless[arch], lsda: 0 },
    ]);
    expect(entriesOf(linked)?.end).toBe(at("_other") + 4);
  });

  it("a record about nothing is an error, one about a function without code is not", () => {
    const text = (length: number) =>
      `${functions("_main")}_end:\n${record("_end", frame[arch]).replace(".long 4", `.long ${length}`)}${end}`;
    expect(codesOf(link(text(4)))).toEqual(["stray-unwind"]);
    expect(entriesOf(link(text(0)))).toBeUndefined();
  });

  it("91 no records, no section", () => {
    expect(entriesOf(link(`${functions("_main")}${end}`))).toBeUndefined();
  });

  it("93 the personality goes through the GOT, the LSDA is found", () => {
    const data = ".section __TEXT,__gcc_except_tab\n.p2align 2\n.long 7\n.globl _data\n_data: .long 1\n";
    const linked = link(
      `${functions("_main")}${data}${record("_main", frame[arch] | 0x4000_0000, "_p1", "_data")}${end}`,
    );
    const info = entriesOf(linked)!;
    const cell = linked.view.slots.address[linked.view.globals.gotSlot[linked.global("_p1")]];
    expect(info.personalities).toEqual([cell - header]);
    expect(info.functions[0]).toEqual({
      offset: linked.address("_main") - header,
      encoding: (frame[arch] | 0x4000_0000 | (1 << 28)) >>> 0,
      lsda: linked.address("_data") - header,
    });
  });

  it("93 a fourth personality is an error", () => {
    const names = ["_main", "_b", "_c", "_d"];
    const records = names.map((name, index) => record(name, frame[arch], `_p${index + 1}`)).join("");
    expect(codesOf(link(`${functions(...names)}${records}${end}`))).toEqual(["too-many-personalities"]);
  });

  it("57 a dead function takes its record, its data and its personality along", () => {
    const data = ".section __TEXT,__gcc_except_tab\n.p2align 2\n.globl _data\n_data: .long 1\n";
    const text = `${functions("_main", "_dead")}${data}${record("_main", frame[arch])}${record("_dead", frame[arch], "_p1", "_data")}${end}`;
    const linked = link(text, { deadStrip: true });
    expect(entriesOf(linked)?.functions.map(({ offset }) => offset)).toEqual([linked.address("_main") - header]);
    expect(readImage(linked.image).sections.map(({ sectionName }) => sectionName)).toEqual(["__text", "__unwind_info"]);
    const kept = link(text.replace("nop", arch === "arm64" ? "bl _dead" : "callq _dead"), { deadStrip: true });
    expect(kept.address("_data")).toBeGreaterThan(0);
  });
});
