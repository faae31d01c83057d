// An image that grows has no unwind information, so the objects' records stay out of it.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { readImage } from "@/macho/readImage";
import { createSession } from "./session";

const source = (name: string, size: number, data: string) =>
  `.globl ${name}\n.p2align 2\n${name}:\n.cfi_startproc\n.cfi_personality 155, ___gxx_personality_v0\n.cfi_lsda 16, ${data}\n` +
  ` nop\n.cfi_def_cfa_offset ${size}\n ret\n.cfi_endproc\n.section __TEXT,__gcc_except_tab\n${data}: .long ${size}\n`;

describe.each(architectures)("unwind records, %s", (architecture) => {
  it("come and go with their functions without a trace in the image", () => {
    const session = createSession(architecture);
    const sections = () =>
      readImage(session.image())
        .sections.filter(({ size }) => size > 0)
        .map(({ sectionName }) => sectionName);
    session.edit({ "a.s": source("_main", 16, "Lmain") });
    expect(session.errors()).toEqual([]);
    expect(sections()).toEqual(["__text", "__gcc_except_tab"]);
    session.edit({ "a.s": source("_main", 32, "Lmain"), "b.s": source("_other", 16, "Lother") });
    expect(session.errors()).toEqual([]);
    expect(sections()).toEqual(["__text", "__gcc_except_tab"]);
    session.edit({ "a.s": source("_main", 32, "Lmain") });
    expect(sections()).toEqual(["__text", "__gcc_except_tab"]);
  });
});
