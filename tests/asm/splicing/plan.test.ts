// Which edits are splices, and which are none, case by case. Either way they come to what a fresh assembly comes to.

import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { LiveAssembler } from "@/asm/liveAssembler";
import { encoders } from "../encoders";
import { expectSame } from "../sameAssembly";

type Way = keyof LiveAssembler["made"];

/** How the last version came about; all of them are compared with fresh ones. */
function wayOfLast(architecture: Architecture, ...versions: readonly string[]): Way {
  const live = new LiveAssembler(encoders);
  let before = { ...live.made };
  for (const [i, text] of versions.entries()) {
    before = { ...live.made };
    const input = { name: "a.s", text, architecture };
    expectSame(live.assemble(input), assemble(input, encoders), `version ${i}`);
  }
  return (["patched", "spliced", "afresh"] as const).find((way) => live.made[way] > before[way])!;
}

const arm64 = `.globl _a
_a:
  .cfi_startproc
  sub sp, sp, #16
  .cfi_def_cfa_offset 16
  mov x0, #1
  bl _b
  bl _local
  cbz x0, Ldone
  bl _c
Ldone:
  add sp, sp, #16
  ret
  .cfi_endproc
_local:
  ret
_first:
  bl _late
_late:
  ret
.section __TEXT,__const
table: .byte (Ldone - _a) >> 2
  .uleb128 Ldone - _a
  .long Ldone - _a
  .quad _a
.subsections_via_symbols
`;

const nops = (count: number) => "  movl $1, %eax\n".repeat(count);
/** A branch over so many instructions of five bytes. */
const branch = (count: number) => `_a:
  .cfi_startproc
  pushq %rbp
  .cfi_def_cfa_offset 16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  je Lend
${nops(count)}  jmp Lend
  nop
Lend:
  retq
  .cfi_endproc
.set Ldistance, Lend - _a
.long Ldistance
.section __DATA,__data
.quad _a
.subsections_via_symbols
`;

describe("is a splice", () => {
  it.each([
    ["an instruction more", "  bl _b\n", "  nop\n  bl _b\n"],
    ["several", "  bl _b\n", "  nop\n  bl _x\n  bl _b\n  nop\n"],
    ["one between directives and an instruction", "  sub sp", "  nop\n  sub sp"],
    ["one behind the last", "  ret\n  .cfi_endproc", "  ret\n  nop\n  .cfi_endproc"],
    ["an instruction less", "  mov x0, #1\n", ""],
    ["others", "  mov x0, #1\n  bl _b\n", "  bl _c\n  mov x1, x0\n  nop\n"],
    ["a call of something else", "bl _b", "bl _bb"],
    ["a call of something that others call", "bl _b", "bl _c"],
    ["the first mention less of a name from elsewhere", "  bl _b\n", ""],
    ["a conditional branch more", "  bl _b\n", "  bl _b\n  cbnz x0, Ldone\n"],
    ["a line more, and a statement", "  bl _b\n", "\n\n  nop\n  bl _b\n"],
    ["another name for a label", "_first:", "_fist:"],
    ["another name for a label that others mention", "_local:", "_loc:"],
  ])("%s", (_, from, to) => {
    expect(arm64).toContain(from);
    const edited = arm64.replace(from, to);
    expect(wayOfLast("arm64", arm64, edited)).toBe("spliced");
    expect(wayOfLast("arm64", arm64, edited, arm64)).toBe("spliced");
    // Broken in between, and mended.
    expect(wayOfLast("arm64", arm64, edited, edited.replace("x0, #1", "x0, ("), arm64)).toBe("spliced");
  });

  it("branches that reach their target, or do not any more", () => {
    for (const count of [22, 23, 24, 25, 26])
      for (const other of [count - 1, count + 1]) {
        const way = wayOfLast("x86_64", branch(count), branch(other), branch(count));
        expect(way, `${count}, ${other}`).toBe("spliced");
      }
  });

  it("a conditional jump more or less", () => {
    const jumps = branch(24);
    const less = jumps.replace("  jmp Lend\n", "").replace("  nop\n", "");
    expect(wayOfLast("x86_64", jumps, less)).toBe("spliced");
    expect(wayOfLast("x86_64", less, jumps)).toBe("spliced");
    const more = jumps.replace("  jmp Lend\n", "  jne Lend\n  nop\n  jb Lend\n");
    expect(wayOfLast("x86_64", jumps, more, less, jumps)).toBe("spliced");
    const other = jumps.replace("  je Lend", "  jne _b");
    expect(wayOfLast("x86_64", jumps, other, jumps)).toBe("spliced");
  });

  it("a local label's first mention, but for the last way back", () => {
    const edited = arm64.replace("bl _b", "bl _late");
    expect(wayOfLast("arm64", arm64, edited)).toBe("spliced");
    expect(wayOfLast("arm64", arm64, edited, arm64)).toBe("afresh");
  });

  it("in Intel's syntax, if that is the only one", () => {
    const intel = (first: string, more: string) => `${first}.intel_syntax noprefix\n  mov eax, 1\n${more}  ret\n`;
    expect(wayOfLast("x86_64", intel("", ""), intel("", "  mov ecx, dword ptr [rip + _x]\n"))).toBe("spliced");
    expect(wayOfLast("x86_64", intel("ret\n", ""), intel("ret\n", "  nop\n"))).toBe("afresh");
  });

  it("in turns with patches", () => {
    const patched = arm64.replace("x0, #1", "x0, #2");
    const spliced = patched.replace("  bl _b\n", "  bl _b\n  nop\n");
    expect(wayOfLast("arm64", arm64, patched, spliced, spliced.replace("#2", "#3"))).toBe("patched");
    expect(wayOfLast("arm64", arm64, patched, spliced, spliced.replace("#2", "#3"), patched)).toBe("spliced");
  });
});

describe("is none", () => {
  it.each([
    ["a label more", "  bl _b\n", "_new:\n  bl _b\n"],
    ["a label less", "_first:\n", ""],
    ["a label that distances count from", "_a:", "_aa:"],
    ["a name that is defined already", "_first:", "_late:"],
    ["a label that only the assembler knows", "_first:", "Lfirst:"],
    ["data", "table: .byte", "table: .byte 1,"],
    ["a directive", "  bl _b\n", "  .long 0\n  bl _b\n"],
    ["two instructions on a line", "  mov x0, #1\n  bl _b", "  mov x0, #1 %% bl _c"],
    ["a literal", "  mov x0, #1\n", "  ldr x0, =_b\n"],
    ["a reference to this place", "  mov x0, #1\n", "  adr x0, .\n"],
    ["a number of more bytes", "  mov x0, #1\n", "  nop\n".repeat(40)],
  ])("%s", (_, from, to) => {
    expect(arm64).toContain(from);
    expect(wayOfLast("arm64", arm64, arm64.replace(from, to))).toBe("afresh");
  });
});
