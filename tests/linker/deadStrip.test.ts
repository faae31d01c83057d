import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { validateImage } from "@/linker/validateImage";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { linkScene } from "../support/linkScene";

const subsections = ".subsections_via_symbols\n";

describe.each(architectures)("dead stripping, %s", (arch) => {
  const call = arch === "arm64" ? "bl" : "callq";
  const names = (text: string, options = {}) => {
    const linked = linkScene(arch, [{ name: "main.s", text }], { deadStrip: true, ...options });
    expect(linked.errors).toEqual([]);
    expect(validateImage(linked.image)).toEqual([]);
    return symbolsOf(readImage(linked.image))
      .map(({ name }) => name)
      .filter((name) => name !== "__mh_execute_header");
  };
  const main = `.text\n.globl _main\n.p2align 2\n_main:\n${call} _used\nret\n.globl _used\n.p2align 2\n_used: ret\n`;
  const unused = ".globl _unused\n.p2align 2\n_unused: ret\n";

  it("57 removes what nothing reaches, and its symbol", () => {
    expect(names(`${main}${unused}${subsections}`)).toEqual(["_main", "_used"]);
  });

  it("57 keeps everything without the flag", () => {
    expect(names(`${main}${unused}${subsections}`, { deadStrip: false })).toEqual(["_main", "_unused", "_used"]);
  });

  it("57 keeps -u names, no-dead-strip symbols and sections, and initializer pointers", () => {
    expect(names(`${main}${unused}${subsections}`, { undefinedNames: ["_unused"] })).toContain("_unused");
    expect(names(`${main}${unused}.no_dead_strip _unused\n${subsections}`)).toContain("_unused");
    const section = ".section __DATA,__keep,regular,no_dead_strip\n.globl _kept\n_kept: .quad 1\n";
    expect(names(`${main}${section}${subsections}`)).toContain("_kept");
    const initializer = ".section __DATA,__mod_init_func,mod_init_funcs\n.p2align 3\n.quad _unused\n";
    expect(names(`${main}${unused}${initializer}${subsections}`)).toContain("_unused");
  });

  it("57 an import that only dead code names is left out", () => {
    const dead = `.globl _unused\n.p2align 2\n_unused:\n${call} _puts\nret\n`;
    expect(names(`${main}${dead}${subsections}`)).toEqual(["_main", "_used"]);
  });

  it("57 an undefined name that only dead code refers to is no error", () => {
    const dead = `.globl _unused\n.p2align 2\n_unused:\n${call} _nowhere\nret\n`;
    expect(names(`${main}${dead}${subsections}`)).toEqual(["_main", "_used"]);
  });

  it("53 an object that does not allow it keeps all it has", () => {
    expect(names(`${main}${unused}.data\n.globl _d\n_d: .quad 1\n`)).toEqual(["_d", "_main", "_unused", "_used"]);
  });

  it("58 live-support sections stay only while what they refer to stays", () => {
    const support = (target: string) =>
      `.section __DATA,__support,regular,live_support\n.globl _support\n.p2align 3\n_support: .quad ${target}\n`;
    expect(names(`${main}${unused}${support("_used")}${subsections}`)).toContain("_support");
    expect(names(`${main}${unused}${support("_unused")}${subsections}`)).toEqual(["_main", "_used"]);
  });

  it("59 unused tentative definitions go, used ones have their size and alignment", () => {
    const load = arch === "arm64" ? "adrp x0, _big@PAGE\nadd x0, x0, _big@PAGEOFF\n" : "leaq _big(%rip), %rax\n";
    const text = `.globl _main\n.p2align 2\n_main:\n${load}ret\n.comm _big,100,5\n.comm _idle,8,3\n${subsections}`;
    expect(names(text)).toEqual(["_big", "_main"]);
    const linked = linkScene(arch, [{ name: "main.s", text }], { deadStrip: true });
    expect(linked.address("_big") % 32).toBe(0);
  });
});
