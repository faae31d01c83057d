import { beforeAll, describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { completeWords, type WordLists } from "@/asm/wordLists/wordLists";
import { initialState } from "@/editor/asmTokens";
import { type CompletionQuestion, completionsAt } from "@/editor/completion";
import { SourceIndex } from "@/editor/symbols/sourceIndex";
import { sourceNames } from "@/editor/symbols/sourceNames";
import { encoders } from "../asm/encoders";

type Dialect = "arm64" | "att" | "intel";
const words = new Map<Dialect, WordLists>();

beforeAll(() => {
  words.set("arm64", completeWords("arm64", encoders.encoder("arm64").words()));
  const x86 = encoders.encoder("x86_64");
  for (const syntax of ["att", "intel"] as const)
    words.set(syntax, completeWords("x86_64", (x86.inSyntax?.(syntax) ?? x86).words()));
});

function namesIn(text: string, architecture: Architecture) {
  const index = new SourceIndex(architecture);
  index.update(text);
  return sourceNames(index);
}

function at(dialect: Dialect, before: string, more: Partial<CompletionQuestion> = {}) {
  const architecture = dialect === "arm64" ? "arm64" : "x86_64";
  const list = words.get(dialect);
  if (list === undefined) throw new Error(dialect);
  return completionsAt({
    before,
    state: initialState,
    architecture,
    isIntel: dialect === "intel",
    words: list,
    names: {
      own: namesIn(".globl _main\n_main:\nLloop:\n.section __DATA,__own\n.macro prologue\n.endm", architecture),
      others: [{ file: "lib.s", names: namesIn(".globl _helper\n_helper:\n_hidden:", architecture) }],
      imports: [{ name: "_printf", library: "/usr/lib/libSystem.B.dylib" }],
    },
    explicit: false,
    ...more,
  });
}
const labels = (...question: Parameters<typeof at>) => at(...question)?.items.map(({ label }) => label) ?? [];

describe("completion", () => {
  it("offers mnemonics and macros where a statement begins", () => {
    expect(labels("arm64", "  adr")).toEqual(["adr", "adrp"]);
    expect(labels("arm64", "  ld").slice(0, 4)).toEqual(["ldp", "ldr", "ld1", "ld2"]);
    expect(labels("arm64", "_main: b.e")).toEqual(["b.eq"]);
    expect(labels("arm64", "  pro")).toEqual(["prologue"]);
    expect(labels("att", "  movz")).toContain("movzbl");
    expect(labels("att", "  nop; pushq")).toEqual([]);
    expect(labels("att", "  nop; push")).toContain("pushq");
    expect(labels("att", "  lock xad")).toContain("xaddq");
    expect(labels("intel", "  movz")).toEqual(["movzx"]);
    expect(labels("arm64", "  ADR")).toEqual(["ADR", "ADRP"]);
  });

  it("offers arrangements after a mnemonic's dot", () => {
    expect(labels("arm64", "  add.4")).toEqual(["add.4h", "add.4s"]);
  });

  it("shows operand patterns beside mnemonics", () => {
    const item = at("arm64", "  adr")?.items.find(({ label }) => label === "adrp");
    expect(item).toMatchObject({ detail: "Xd, label", kind: "mnemonic" });
    expect(item?.meaning).toContain("adrp Xd, label");
  });

  it("offers registers as the syntax writes them", () => {
    expect(labels("arm64", "  mov x2")).toEqual(["x2", ...Array.from({ length: 10 }, (_, n) => `x2${n}`)]);
    expect(labels("att", "  movq %r1")).toContain("%r10");
    expect(labels("att", "  movq (%rs")).toEqual(["%rsp", "%rsi"]);
    expect(labels("att", "  movq rs")).toEqual([]);
    expect(labels("intel", "  mov rs")).toEqual(["rsp", "rsi"]);
    expect(labels("intel", "  mov rax, qw")).toEqual(["qword ptr"]);
  });

  it("offers labels first where a branch wants one, and a C name without its underscore", () => {
    expect(labels("arm64", "  bl _")).toEqual(["_main", "_helper", "_printf"]);
    expect(labels("arm64", "  bl pri")).toEqual(["_printf"]);
    expect(labels("arm64", "  b.ne L")[0]).toBe("Lloop");
    expect(labels("att", "  leaq _h")).toEqual(["_helper"]);
    expect(labels("att", "  movq $_h")).toEqual(["_helper"]);
    const found = at("arm64", "  bl _p");
    expect(found?.items[0]).toMatchObject({ detail: "from /usr/lib/libSystem.B.dylib" });
    expect(found?.from).toBe(5);
  });

  it("offers names of conditions, barriers and system registers where they stand", () => {
    expect(labels("arm64", "  csel x0, x1, x2, n")).toContain("ne");
    expect(labels("arm64", "  dmb ish")).toEqual(["ishld", "ishst", "ish"]);
    expect(labels("arm64", "  mrs x0, tpidrro").map((text) => text.toLowerCase())).toContain("tpidrro_el0");
    expect(labels("arm64", "  add x0, x1, x2, sxt")).toEqual(["sxtb", "sxth", "sxtw", "sxtx"]);
  });

  it("offers modifiers after a name's @, each with its relocation", () => {
    const found = at("arm64", "  adrp x0, _x@");
    expect(found?.items.map(({ label, detail }) => [label, detail])).toContainEqual(["@PAGE", "ARM64_RELOC_PAGE21"]);
    expect(labels("arm64", "  adrp x0, _x@gotpage")).toEqual(["@GOTPAGE", "@GOTPAGEOFF"]);
    expect(labels("att", "  movq _x@GOT")).toEqual(["@GOTPCREL", "@GOT"]);
    expect(labels("arm64", "  adrp x0, @")).toEqual([]);
  });

  it("offers directives, and what each takes", () => {
    expect(labels("arm64", ".subs")).toEqual(["."].map(() => ".subsections_via_symbols"));
    expect(labels("arm64", "  .gl")).toEqual([".globl", ".global"]);
    expect(labels("arm64", ".globl _m")).toEqual(["_main"]);
    expect(labels("arm64", ".quad _h")).toEqual(["_helper"]);
    expect(labels("arm64", ".cfi_offset w2")).toContain("w29");
    expect(labels("att", ".cfi_offset %rb")).toContain("%rbp");
    const found = at("arm64", ".section __TEXT,__cs");
    expect(found?.items).toMatchObject([{ insert: "__TEXT,__cstring,cstring_literals" }]);
    expect(found?.from).toBe(9);
    expect(labels("arm64", ".section __DATA,__o")).toEqual(["__DATA,__own"]);
    expect(labels("arm64", ".incl")).toEqual([]);
  });

  it("stays away from comments, strings, numbers and labels", () => {
    const nothing = [
      "  nop // ad",
      "  nop ; ad",
      "# ad",
      '.asciz "ad',
      '.asciz "ad"',
      "  mov x0, #1",
      "  mov x0, 0x1f",
      "  b 1f",
      "_main:",
      "  add x0, ",
      "  .p2align 2",
      "/* ad",
      "",
    ];
    expect(nothing.filter((before) => at("arm64", before) !== undefined)).toEqual([]);
    expect(at("arm64", "ad", { state: { inBlockComment: true } })).toBeUndefined();
    expect(at("att", "nop # ad")).toBeUndefined();
  });

  it("offers everything that fits where it is asked for by hand", () => {
    expect(labels("arm64", "  ", { explicit: true })).toContain("add");
    expect(labels("arm64", "  bl ", { explicit: true }).slice(0, 2)).toEqual(["_main", "Lloop"]);
    expect(labels("att", "  movq ", { explicit: true })).toContain("%rax");
  });

  it("says nothing about a word that is complete and the only one", () => {
    expect(at("arm64", "  adrp")).toBeUndefined();
  });
});
