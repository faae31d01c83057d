import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { relocationLog } from "@/inspect/relocationLog";
import { attachBuild } from "@/linker/build";
import { createSession } from "../incremental/session";
import { linkScene } from "../support/linkScene";

const sources = {
  arm64: `.globl _main
_main:
  bl _puts
  adrp x0, l_s@PAGE+4
  add x0, x0, l_s@PAGEOFF+4
  ret
.data
.p2align 3
l_s: .quad _main+8
  .long _main-l_s
.subsections_via_symbols
`,
  x86_64: `.globl _main
_main:
  callq _puts
  leaq l_s(%rip), %rax
  retq
.data
.p2align 3
l_s: .quad _main+8
  .long _main-l_s
.subsections_via_symbols
`,
};
/** Numbers that placement decides are left out. */
const shape = (lines: readonly string[]) => lines.map((line) => line.replace(/0x[0-9a-f]+|\b[0-9a-f]{9}\b/g, "#"));

describe("checklist 33: the relocation log", () => {
  it("packed, arm64: record, place and target of each, pairs first", () => {
    const { view } = linkScene("arm64", [{ name: "main.s", text: sources.arm64 }]);
    expect(shape(relocationLog(view, "link_relocs"))).toEqual([
      "resolving relocations in ATOM(%1, '_main')",
      "  RELA(ARM64_RELOC_BRANCH26) @ 0 => %4 ('_puts') in object(0)",
      "    | source_addr = #",
      "  source _main (object(0)), target _puts",
      "    | target_addr = #",
      "  RELA(ARM64_RELOC_ADDEND) @ 4 => 4",
      "  RELA(ARM64_RELOC_PAGE21) @ 4 => %1 ('l_s') in object(0)",
      "    | source_addr = #",
      "    | target_addr = #",
      "  RELA(ARM64_RELOC_ADDEND) @ 8 => 4",
      "  RELA(ARM64_RELOC_PAGEOFF12) @ 8 => %1 ('l_s') in object(0)",
      "    | source_addr = #",
      "    | target_addr = #",
      "resolving relocations in ATOM(%2, 'l_s')",
      "  RELA(ARM64_RELOC_UNSIGNED) @ 0 => %3 ('_main') in object(0)",
      "    | source_addr = #",
      "    | target_addr = #",
      "  RELA(ARM64_RELOC_SUBTRACTOR) @ 8 => %1 in object(0)",
      "  RELA(ARM64_RELOC_UNSIGNED) @ 8 => %3 ('_main') in object(0)",
      "    | source_addr = #",
      "    | target_addr = -#",
    ]);
  });

  it("tells the target with its addend, and for data what was stored", () => {
    const { view, address } = linkScene("arm64", [{ name: "main.s", text: sources.arm64 }]);
    const stored = `0x${(address("_main") + 8).toString(16)}`;
    expect(relocationLog(view, "link_relocs").filter((line) => line.endsWith(` ${stored}`))).toHaveLength(2);
  });

  it.each(architectures)("incremental, %s: one line a record, of the relocations that were applied", (architecture) => {
    const session = createSession(architecture, { trace: "all" });
    const report = session.edit({ "main.s": sources[architecture] });
    const view = attachBuild(session.linker.publish());
    const lines = shape(relocationLog(view, "link_relocs", report.applied));
    expect(lines[0]).toBe("relocating '_main'");
    expect(lines[1]).toBe("  (#: [() => # (_puts) (branch))");
    expect(lines).toContain("relocating 'l_s'");
    expect(lines.filter((line) => line.includes("(unsigned)"))).toHaveLength(2);
    expect(relocationLog(view, "link_relocs", [])).toEqual([]);
  });

  it.each(architectures)("%s: the scopes share no line", (architecture) => {
    const { view } = linkScene(architecture, [{ name: "main.s", text: sources[architecture] }]);
    const [targets, records] = [relocationLog(view, "link"), relocationLog(view, "link_relocs")];
    expect(targets.filter((line) => records.includes(line))).toEqual([]);
    expect(targets[0]).toBe("parsing targets in object(0), main.s");
    expect(targets).toContain("  '_puts' has no atom");
  });
});
