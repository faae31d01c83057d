import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { firstState, scanLine } from "@/editor/symbols/lineMentions";

const signs = { definition: ":", declaration: "!", reference: "" } as const;

/** `kind name` of each name in the last line, definitions with a colon, declarations with `!`. */
function names(architecture: Architecture, ...lines: string[]): string[] {
  let state = firstState(architecture);
  let found: string[] = [];
  for (const line of lines) {
    const { mentions, after } = scanLine(line, state);
    for (const { name, column, length } of mentions) {
      const written = line.slice(column - 1, column - 1 + length);
      if (!written.startsWith(".") && !written.startsWith('"')) expect(written).toBe(name);
    }
    found = mentions
      .filter(({ kind }) => kind !== "operation")
      .map(({ kind, name, role }) => `${kind} ${name}${signs[role]}`);
    state = after;
  }
  return found;
}
const arm = (...lines: string[]) => names("arm64", ...lines);
const att = (...lines: string[]) => names("x86_64", ...lines);
const intel = (line: string) => names("x86_64", ".intel_syntax noprefix", line);

describe("names of a line", () => {
  it("are labels, in quotes too, and numbers", () => {
    expect(arm("_main:")).toEqual(["label _main:"]);
    expect(arm('  a: "b c" : 1: nop')).toEqual(["label a:", "label b c:", "number 1:"]);
    expect(arm("\tcbz w0, 1f")).toEqual(["number 1f"]);
    expect(att("jmp 10b; 10:")).toEqual(["number 10b", "number 10:"]);
    expect(att("movl $0x1f, %eax; .byte 0b1, 1")).toEqual([]);
  });

  it("are what arm64 operands refer to", () => {
    expect(arm("bl _printf")).toEqual(["symbol _printf"]);
    expect(arm("adrp x8, _x@GOTPAGE ; _no")).toEqual(["symbol _x"]);
    expect(arm("ldr x8, [x8, _x@GOTPAGEOFF]")).toEqual(["symbol _x"]);
    expect(arm('bl "with space"')).toEqual(["symbol with space"]);
    expect(arm("ldr x0, =_big+4 // _no")).toEqual(["symbol _big"]);
    expect(arm("add x0, x1, w2, uxtw #2")).toEqual([]);
    expect(arm("csel x0, x1, x2, eq")).toEqual([]);
    expect(arm("b eq")).toEqual(["symbol eq"]);
    expect(arm("mrs x0, TPIDR_EL0")).toEqual([]);
    expect(arm("prfm pldl1keep, _table")).toEqual(["symbol _table"]);
    expect(arm("fmla.4s v0, v1, v2[1]")).toEqual([]);
    expect(arm("ld1 {v0.16b, v1.16b}, [x0], #32")).toEqual([]);
    expect(arm("mov x0, #SIZE*2 %% b _end")).toEqual(["symbol SIZE", "symbol _end"]);
  });

  it("are what x86_64 operands refer to, in both syntaxes", () => {
    expect(att("leaq L_.str(%rip), %rdi # _no")).toEqual(["symbol L_.str"]);
    expect(att("movq _x@GOTPCREL(%rip), %rax")).toEqual(["symbol _x"]);
    expect(att("movl $_x, %eax")).toEqual(["symbol _x"]);
    expect(att("movl $SIZE-1, _y+4(,%rax,8)")).toEqual(["symbol SIZE", "symbol _y"]);
    expect(att("rep; movsb; lock incl _n(%rip)")).toEqual(["symbol _n"]);
    expect(att("vaddps %zmm1, %zmm2, %zmm3 {%k1} {z}")).toEqual([]);
    expect(intel("mov rax, qword ptr [rip + _x]")).toEqual(["symbol _x"]);
    expect(intel("lea rdi, [rip + L_.str]")).toEqual(["symbol L_.str"]);
    expect(intel("mov eax, offset _x")).toEqual(["symbol _x"]);
    expect(intel("add r10d, xmm12")).toEqual([]);
  });

  it("are arguments of directives", () => {
    expect(arm(".globl _a, _b")).toEqual(["symbol _a!", "symbol _b!"]);
    expect(arm(".set here, . - _start")).toEqual(["value here:", "symbol _start"]);
    expect(arm("count = 4 + base")).toEqual(["value count:", "symbol base"]);
    expect(arm(".comm _pool, SIZE, 3")).toEqual(["common _pool:", "symbol SIZE"]);
    expect(arm(".zerofill __DATA,__bss,_buf,16,2")).toEqual(["room _buf:"]);
    expect(arm(".tbss _t$tlv$init, 8, 3")).toEqual(["room _t$tlv$init:"]);
    expect(arm(".quad _a-_b, 'x', \"q\"")).toEqual(["symbol _a", "symbol _b", "symbol q"]);
    expect(arm('.asciz "_no"')).toEqual([]);
    expect(arm(".loh AdrpAdd Lloh0, Lloh1")).toEqual(["symbol Lloh0", "symbol Lloh1"]);
    expect(arm(".cfi_personality 155, ___gxx_personality_v0")).toEqual(["symbol ___gxx_personality_v0"]);
    expect(arm(".cfi_offset w29, -16")).toEqual([]);
    expect(arm(".build_version macos, 12, 0")).toEqual([]);
    expect(arm(".if SIZE > 3")).toEqual(["symbol SIZE"]);
  });

  it("are sections", () => {
    expect(arm(".data")).toEqual(["section __DATA,__data!"]);
    expect(arm(".section __TEXT,__mine,regular,pure_instructions")).toEqual(["section __TEXT,__mine!"]);
    expect(scanLine(".section __TEXT,__mine,regular,pure_instructions", firstState("arm64")).mentions[0]?.isCode).toBe(
      true,
    );
    expect(arm(".previous")).toEqual(["section .previous!"]);
    expect(arm(".section nonsense")).toEqual([]);
  });

  it("leave out what a macro puts together", () => {
    expect(arm(".macro twice name, n=2")).toEqual(["macro twice:"]);
    expect(arm(".macro m", "_f\\n: bl _g\\()_\\n")).toEqual([]);
    expect(arm(".macro m", "bl _helper ; \\op x0, x1")).toEqual(["symbol _helper"]);
    expect(arm(".macro m", "L\\@: b L\\@")).toEqual([]);
    expect(arm(".macro m", "b\\cond _there")).toEqual(["symbol _there"]);
    expect(arm(".macro m", "mov x0, $0")).toEqual([]);
    expect(arm(".macro m", ".data")).toEqual([]);
    expect(arm(".macro m", ".endm", ".data")).toEqual(["section __DATA,__data!"]);
    expect(arm(".purgem m")).toEqual(["macro m"]);
  });

  it("are not in comments, which may begin lines before", () => {
    expect(arm("/* _a", "_b", "_c */ bl _d")).toEqual(["symbol _d"]);
    expect(arm("bl /* _a */ _b")).toEqual(["symbol _b"]);
    expect(arm("# 1 _a")).toEqual([]);
    expect(arm("/* a */ /* b", "_c")).toEqual([]);
  });

  it("come with the operation in front", () => {
    const operations = (line: string, architecture: Architecture = "x86_64") =>
      scanLine(line, firstState(architecture))
        .mentions.filter(({ kind }) => kind === "operation")
        .map(({ name, column }) => `${name}@${column}`);
    expect(operations("x: rep movsb; {evex} vaddps %xmm0, %xmm1, %xmm2")).toEqual(["rep@4", "movsb@8", "vaddps@22"]);
    expect(operations("  b.eq 1f", "arm64")).toEqual(["b.eq@3"]);
  });
});
