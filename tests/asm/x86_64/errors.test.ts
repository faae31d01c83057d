import { describe, expect, it } from "vitest";
import type { Syntax } from "@/asm/instructionEncoder";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { loadIced } from "@/cli/loadIced";
import { operandContext } from "../operandContext";

const encoder = createX86Encoder(loadIced());

/** The statement with the underlined part in brackets, the code and the sentence. */
function complaint(statement: string, syntax: Syntax): string {
  const result = encoder.inSyntax!(syntax).encode(statement, operandContext);
  if (!("error" in result)) return `${statement}: assembles`;
  const { at, length, code, message, suggestion } = result.error;
  const marked = `${statement.slice(0, at)}[${statement.slice(at, at + length)}]${statement.slice(at + length)}`;
  return `${marked}\n  ${code}: ${message}${suggestion === undefined ? "" : `\n  -> ${suggestion}`}`;
}

const statements = [
  "mvoq %rax, %rbx",
  "pusq %rbp",
  "movqq %rax, %rbx",
  "xyzzyfoo 1",
  "call puts@PLT",
  "callq _puts@GOT",
  "movq _x@GOTPCREL, %rax",
  "movq %raxx, %rbx",
  "movq rax, %rbx",
  "movq %eax, %rbx",
  "mov %eax, %rbx",
  "addl $5, %rax",
  "movl $0x1ffffffff, %eax",
  "addq $0x123456789, %rax",
  "movl (%rax), (%rbx)",
  "movl %eax, $5",
  "mov $1, (%rax)",
  "fld (%rax)",
  "incl",
  "call %rax",
  "jmp 8(%rax)",
  "movq *%rax, %rbx",
  "callw foo",
  "push %eax",
  "pushl %eax",
  "lea %rax, %rbx",
  "leaq 8(%rax, %rbx",
  "leaq 8(%rax,%rbx,3), %rax",
  "leaq 8(%ax), %rax",
  "leaq (%rax,%rsp), %rax",
  "leaq (%rip,%rax), %rax",
  "movb %ah, %r8b",
  "movq $1 %rax",
  "movq %rax,",
  "movq 0x1234567890(%rax), %rbx",
  "movaps %eax, %xmm0",
  "movzbl %eax, %ebx",
  "vaddps %zmm1, %zmm2, %zmm3{%k9}",
  "ret %rax",
  "syscall %rax",
  "=",
  "{vex9} nop",
  "mov rax, rbx",
  "movl [rbx], %eax",
  "movl [rbx + 8], %eax",
  "vaddps %xmm1, %xmm2, %xmm3 {z}",
  "vaddps %zmm1, %zmm2, %zmm3 {%k0}",
  "vaddps %zmm1, {rn-sae}, %zmm2, %zmm3",
  "movl %rip, %eax",
  "lock rep cs nop",
];

const intelStatements = [
  "movl eax, 5",
  "mov %rax, rbx",
  "mov eax, $5",
  "mov eax, rbx",
  "mov 5, eax",
  "mov rax, [rbx",
  "mov dword [rax], 5",
  "mov [rax], 5",
  "mov eax, dword ptr ebx",
  "mov rax, [rbx + rcx*3]",
  "mov rax, [rbx + rcx + rdx]",
  "mov rax, [foo + bar]",
  "mov rax, [rbx - rcx]",
  "mov eax, 5 / 0",
  "mov rax, ebx:[5]",
  "add eax, 0x1ffffffff",
  "jmp 5",
  "movb ah, r8b",
  "mov ah, r8b",
  "vaddps zmm1, zmm2",
  "vaddps zmm1 {%k1}, zmm2, zmm3",
  "call printf@PLT",
  "mov eax, foo bar",
];

describe("complaints", () => {
  it("name the place and the reason", () => {
    expect(statements.map((statement) => complaint(statement, "att")).join("\n")).toMatchSnapshot();
    expect(intelStatements.map((statement) => complaint(statement, "intel")).join("\n")).toMatchSnapshot();
  });

  it("never throw and always point into the statement", () => {
    const pieces = [
      "movq",
      "$",
      "%",
      "%rax",
      "(",
      ")",
      ",",
      "*",
      "foo",
      "@",
      "{",
      "}",
      "-8",
      ":",
      "%st(",
      "lock",
      " ",
      "1to8",
      "\u{1f600}",
      "%gs:",
      "[",
      "]",
      "rax",
      "dword ptr",
      "offset",
      "+",
    ];
    let state = 1;
    const next = (limit: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % limit;
    };
    for (let i = 0; i < 5000; i++) {
      const statement = Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)])
        .join("")
        .trim();
      const result = encoder.inSyntax!(i % 2 === 0 ? "att" : "intel").encode(statement, operandContext);
      if (!("error" in result)) continue;
      expect(result.error.length).toBeGreaterThan(0);
      expect(result.error.at).toBeGreaterThanOrEqual(0);
      expect(result.error.at).toBeLessThanOrEqual(statement.length);
    }
  });
});
