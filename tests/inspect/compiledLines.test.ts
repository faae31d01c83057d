import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { compiledLineOfAtom, loadCompiledLines } from "@/inspect/compiledLines";
import { explainRelocation } from "@/inspect/explainRelocation";
import { explainSubject } from "@/inspect/explainSubject";
import { debugInformation } from "../support/debugInformation";
import { linkScene } from "../support/linkScene";

const call = { arm64: "bl _f", x86_64: "callq _f" } as const;

await loadCompiledLines();

describe.each(architectures)("lines of compiled objects, %s", (arch) => {
  const text = [
    '.file 1 "/src" "main.c"',
    ".text\n.globl _main\n.p2align 2",
    `_main:\n.loc 1 3 0\nnop\n.loc 1 7 2\n${call[arch]}\nret`,
    ".data\n_data: .quad _main",
    debugInformation("main.c"),
    ".subsections_via_symbols\n",
  ].join("\n");
  const { view, global, relocations } = linkScene(arch, [
    { name: "main.o", text },
    { name: "f.s", text: ".globl _f\n_f: ret\n.subsections_via_symbols\n" },
  ]);
  const [branch] = relocations(arch === "arm64" ? "BRANCH26" : "BRANCH");

  it("are told with a relocation's place in its object", () => {
    const card = explainRelocation(view, [], branch!);
    expect(card.before.place).toMatch(/^main\.o, __TEXT,__text\+0x\w+, compiled from main\.c:7$/);
  });

  it("are told of functions, and not of data or of objects without debug information", () => {
    const main = explainSubject(view, [], { kind: "global", global: global("_main") });
    const rows = main.sections.flatMap((section) => section.rows);
    expect(rows).toContainEqual(expect.objectContaining({ label: "Compiled from", value: "main.c:3" }));
    const atomOf = (name: string) =>
      [...view.atoms.rows()].find((atom) => view.strings.text(view.symbols.name[view.atoms.symbol[atom]]) === name)!;
    expect(compiledLineOfAtom(view, atomOf("_data"), 0)).toBeUndefined();
    expect(compiledLineOfAtom(view, atomOf("_f"), 0)).toBeUndefined();
  });
});
