import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Expression } from "@/asm/expression";
import type { EncodedInstruction, EncodeResult, FixupKind } from "@/asm/instructionEncoder";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { loadIced } from "@/cli/loadIced";
import { operandContext } from "../operandContext";
import { testContext } from "./testContext";

const encoder = createX86Encoder(loadIced());
const context = operandContext;

function encode(statement: string, constants?: Record<string, bigint>): EncodedInstruction {
  const result = encoder.encode(statement, constants ? testContext(constants) : context);
  if ("error" in result) throw new Error(`${statement}: ${result.error.message}`);
  return result;
}
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const fieldBytes = (kind: FixupKind): number => ({ abs1: 1, branch1: 1, abs2: 2, abs8: 8 })[kind as "abs1"] ?? 4;

/** Bytes with `..` where a fixup fills; the short form where there is one. */
function patternOf(result: EncodeResult): string {
  if ("error" in result) return `error: ${result.error.message}`;
  const { bytes, fixups } = result.short ?? result;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  for (const { offset, kind } of fixups) digits.fill("..", offset, offset + fieldBytes(kind));
  return digits.join("");
}

const linesOf = (file: string): string[] =>
  readFileSync(new URL(file, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

describe("bytes", () => {
  it.each([
    ["att", "golden.txt", 800],
    ["intel", "goldenIntel.txt", 250],
  ] as const)("equals llvm-mc on the golden statements, %s", (syntax, file, least) => {
    const golden = linesOf(file).map((line) => line.replace(/ {2,}/, "  "));
    const ours = golden.map((line) => {
      const statement = /^\S+\s+(.*)$/.exec(line)![1]!;
      return `${patternOf(encoder.inSyntax!(syntax).encode(statement, context))}  ${statement}`;
    });
    expect(ours).toEqual(golden);
    expect(golden.length).toBeGreaterThan(least);
  });

  it("refuses what llvm-mc refuses", () => {
    const lines = linesOf("refused.txt");
    const turn = lines.indexOf(".intel_syntax");
    const taken = lines.filter((statement, i) => {
      const syntax = i > turn ? "intel" : "att";
      return i !== turn && !("error" in encoder.inSyntax!(syntax).encode(statement, context));
    });
    expect(taken).toEqual([]);
    expect(lines.length).toBeGreaterThan(80);
  });

  it("ignores white space and case", () => {
    expect(hexOf(encode("MOVQ\t%RSP ,  %Rbp").bytes)).toBe("4889e5");
    expect(hexOf(encode("leaq -8( %rax , %rbx , 4 ) , %rcx").bytes)).toBe("488d4c98f8");
  });

  it("takes prefixes alone and in front", () => {
    expect(hexOf(encode("lock").bytes)).toBe("f0");
    expect(hexOf(encode("rep").bytes)).toBe("f3");
    expect(hexOf(encode("lock cmpxchgw %ax, (%rbx)").bytes)).toBe("66f00fb103");
    expect(hexOf(encode("rep movsw %fs:(%rsi), %es:(%rdi)").bytes)).toBe("f36466a5");
    expect(hexOf(encode("{disp32} movl 4(%rax), %eax").bytes)).toBe("8b8004000000");
  });

  it("moves fixups behind prefixes", () => {
    const { bytes, fixups } = encode("lock incl _x(%rip)");
    expect(hexOf(bytes)).toBe("f0ff0500000000");
    expect(fixups[0]).toMatchObject({ offset: 3, toEnd: 4 });
  });

  it("follows constants that change between statements", () => {
    expect(hexOf(encode("addq $size, %rsp", { size: 8n }).bytes)).toBe("4883c408");
    expect(hexOf(encode("addq $size, %rsp", { size: 0x1000n }).bytes)).toBe("4881c400100000");
    expect(hexOf(encode("addq $size, %rsp", { size: 8n }).bytes)).toBe("4883c408");
    expect(hexOf(encode("movl offset(%rax), %ecx", { offset: -4n }).bytes)).toBe("8b48fc");
    expect(hexOf(encode("movl $(1<<4), %eax").bytes)).toBe("b810000000");
    expect(hexOf(encode("movq $-1, %rax").bytes)).toBe("48c7c0ffffffff");
    expect(hexOf(encode("movq $0xffffffffffffffff, %rax").bytes)).toBe("48c7c0ffffffff");
  });
});

describe("fixups", () => {
  const symbol = (name: string, modifier?: string): Expression =>
    modifier === undefined ? { kind: "symbol", name } : { kind: "symbol", name, modifier };

  it.each([
    ["movl $1, _x(%rip)", 2, 8],
    ["movw $1, _x(%rip)", 3, 6],
    ["movb $1, _x(%rip)", 2, 5],
    ["movl %eax, _x(%rip)", 2, 4],
    ["leaq _x(%rip), %rdi", 3, 4],
  ])("%s measures from the field to the end", (statement, offset, toEnd) => {
    expect(encode(statement).fixups).toEqual([{ offset, kind: "pcrel4", expression: symbol("_x"), toEnd }]);
  });

  it("marks only the load of a GOT entry into a register as relaxable", () => {
    const expression = symbol("_x", "GOTPCREL");
    const load = [{ offset: 3, kind: "pcrel4", expression, toEnd: 4, gotLoad: true }];
    expect(encode("movq _x@GOTPCREL(%rip), %rax").fixups).toEqual(load);
    expect(encode("mov _x@GOTPCREL(%rip), %r9").fixups).toEqual(load);
    expect(encode("cmpq _x@GOTPCREL(%rip), %rax").fixups).toEqual([
      { offset: 3, kind: "pcrel4", expression, toEnd: 4 },
    ]);
    expect(encode("callq *_x@GOTPCREL(%rip)").fixups).toEqual([{ offset: 2, kind: "pcrel4", expression, toEnd: 4 }]);
    expect(encode("movq _t@TLVP(%rip), %rdi").fixups).toEqual([
      { offset: 3, kind: "pcrel4", expression: symbol("_t", "TLVP"), toEnd: 4 },
    ]);
  });

  it.each<[string, number, FixupKind]>([
    ["movq $_x, %rax", 3, "abs4s"],
    ["movl $_x, %eax", 1, "abs4"],
    ["movw $_x, %ax", 2, "abs2"],
    ["movb $_x, (%rax)", 2, "abs1"],
    ["movabsq $_x, %rax", 2, "abs8"],
    ["movabsq _x, %rax", 2, "abs8"],
    ["movl _x, %eax", 3, "abs4s"],
    ["movl _x(%rbp), %eax", 2, "abs4s"],
    ["leaq _x(,%rax,4), %rbx", 4, "abs4s"],
    ["addl $_x, %eax", 2, "abs4"],
    ["pushq $_x", 1, "abs4s"],
  ])("%s", (statement, offset, kind) => {
    expect(encode(statement).fixups).toEqual([{ offset, kind, expression: symbol("_x") }]);
  });

  it("gives two fixups where immediate and displacement are symbols", () => {
    expect(encode("movl $_a, _b(%rip)").fixups.map(({ offset, kind, toEnd }) => [offset, kind, toEnd])).toEqual([
      [2, "pcrel4", 8],
      [6, "abs4", undefined],
    ]);
  });

  it("offers both lengths of a branch", () => {
    const jump = encode("jne L1");
    expect([hexOf(jump.bytes), hexOf(jump.short!.bytes)]).toEqual(["0f8500000000", "7500"]);
    expect(jump.fixups).toEqual([{ offset: 2, kind: "branch4", expression: symbol("L1"), toEnd: 4 }]);
    expect(jump.short!.fixups).toEqual([{ offset: 1, kind: "branch1", expression: symbol("L1"), toEnd: 1 }]);
    expect(encode("callq _f")).toEqual({
      bytes: Uint8Array.of(0xe8, 0, 0, 0, 0),
      fixups: [{ offset: 1, kind: "branch4", expression: symbol("_f"), toEnd: 4 }],
    });
    expect(encode("jrcxz L1").fixups[0]!.kind).toBe("branch1");
  });
});

describe("padding", () => {
  it.each([
    [0, ""],
    [1, "90"],
    [4, "0f1f4000"],
    [10, "662e0f1f840000000000"],
    [15, "6666666666662e0f1f840000000000"],
    [17, "6666666666662e0f1f8400000000006690"],
    [33, "6666666666662e0f1f8400000000006666666666662e0f1f8400000000000f1f00"],
  ])("%i bytes", (size, bytes) => {
    expect(hexOf(encoder.padding(size))).toBe(bytes);
  });
});

it("knows which words start an instruction", () => {
  for (const name of ["movq", "MOV", "rep", "jz", "cmpltsd", "vpcmpleub", "setnzb"])
    expect(encoder.isMnemonic(name)).toBe(true);
  for (const name of ["movqq", "globl", "b.eq", ""]) expect(encoder.isMnemonic(name)).toBe(false);
});
