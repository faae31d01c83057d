import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { outputNameOf } from "@/linker/outputNames";
import { sectionTypes } from "@/macho/constants";
import { type Linked, linkScene } from "../support/linkScene";

/** Atoms of the first object as `section+offset size name`. */
const atomsOf = ({ view }: Linked) =>
  [...view.atoms.rows()]
    .filter((atom) => view.files.input[view.atoms.file[atom]] === 1)
    .map((atom) => {
      const { section, offset, size, symbol, alignment } = view.atoms;
      // arm64 assemblers name each section's start ltmp0, ltmp1…
      const isNamed = symbol[atom] !== 0 && !view.strings.text(view.symbols.name[symbol[atom]]).startsWith("ltmp");
      const name = !isNamed ? "-" : view.strings.text(view.symbols.name[symbol[atom]]);
      return `${view.strings.text(view.sections.sectionName[section[atom]])}+${offset[atom]} ${size[atom]} ${name} ${alignment[atom]}`;
    });

describe.each(architectures)("atoms, %s", (arch) => {
  const data = `.globl _main\n_main: ret\n.data\n.p2align 4\n.quad 9\n.globl _a\n_a:\n.globl _alias\n_alias: .quad 1\n_b: .byte 1\n_c: .byte 2\n`;
  const link = (text: string) => linkScene(arch, [{ name: "main.s", text }]);

  it("52 the gap before the first symbol, aliases, the rest to the end of the section, alignments", () => {
    expect(atomsOf(link(`${data}.subsections_via_symbols\n`)).filter((text) => text.startsWith("__data"))).toEqual([
      "__data+0 8 - 4",
      "__data+8 8 _a 3",
      "__data+16 1 _b 4",
      "__data+17 1 _c 0",
    ]);
  });

  it("53 without subsections a section is one atom", () => {
    expect(atomsOf(link(data)).filter((text) => text.startsWith("__data"))).toEqual(["__data+0 18 - 4"]);
  });

  it("52 an alternate entry starts no atom", () => {
    const text = `${data.replace("_c: ", ".alt_entry _c\n_c: ")}.subsections_via_symbols\n`;
    expect(
      atomsOf(link(text))
        .filter((line) => line.startsWith("__data"))
        .at(-1),
    ).toBe("__data+16 2 _b 4");
  });

  it("32 a second weak copy is dropped with its bytes", () => {
    const copy = ".data\n.globl _w\n.weak_definition _w\n_w: .quad 5\n.subsections_via_symbols\n";
    const linked = linkScene(arch, [
      { name: "main.s", text: ".globl _main\n_main: ret\n.subsections_via_symbols\n" },
      { name: "a.s", text: copy },
      { name: "b.s", text: copy },
    ]);
    const { view } = linked;
    const kept = [...view.atoms.rows()].filter((atom) => view.atoms.live[atom] === 1 && view.atoms.size[atom] > 0);
    expect(kept.map((atom) => view.strings.text(view.files.name[view.atoms.file[atom]]))).toEqual(["main.s", "a.s"]);
  });
});

describe("55 sections of the image", () => {
  const { S_REGULAR, S_4BYTE_LITERALS, S_COALESCED, S_MOD_INIT_FUNC_POINTERS } = sectionTypes;
  it.each([
    ["__TEXT", "__StaticInit", S_REGULAR, "__TEXT,__text"],
    ["__TEXT", "__textcoal_nt", S_COALESCED, "__TEXT,__text"],
    ["__TEXT", "__const_coal", S_COALESCED, "__TEXT,__const"],
    ["__TEXT", "__literal4", S_4BYTE_LITERALS, "__TEXT,__literals"],
    ["__DATA", "__datacoal_nt", S_COALESCED, "__DATA,__data"],
    ["__DATA", "__const", S_REGULAR, "__DATA_CONST,__const"],
    ["__DATA", "__mod_init_func", S_MOD_INIT_FUNC_POINTERS, "__DATA_CONST,__mod_init_func"],
    ["__DATA", "__data", S_REGULAR, "__DATA,__data"],
    ["__MINE", "__own", S_REGULAR, "__MINE,__own"],
  ])("%s,%s", (segment, section, flags, expected) => {
    const output = outputNameOf(segment, section, flags);
    expect(`${output.segment},${output.section}`).toBe(expected);
  });
});
