import { describe, expect, it } from "vitest";
import { x86Frames } from "@/asm/unwinding/x86_64";
import { frameOf } from "./frameOf";

const encodingOf = (directives: string) => x86Frames.compactEncoding(frameOf("x86_64", directives)).toString(16);
const framed = "def_cfa_offset 16; offset %rbp, -16; def_cfa_register %rbp";

describe("compact encodings of x86_64", () => {
  it.each([
    ["nothing to undo", "", "0"],
    ["frame pointer", framed, "1000000"],
    ["registers below it, the last pushed first", `${framed}; offset %rbx, -32; offset %r14, -24`, "1020021"],
    ["not right below it", `${framed}; offset %rbx, -32`, "4000000"],
    ["register that may change", `${framed}; offset %rsi, -24`, "4000000"],
    ["other frame pointer", "def_cfa_register %rbx", "4000000"],
    ["small stack", "def_cfa_offset 64", "2080000"],
    ["largest small stack", "def_cfa_offset 2040", "2ff0000"],
    ["large stack, found in the instruction", "def_cfa_offset 2048", "3032000"],
    ["pushes before it", "def_cfa_offset 2048; offset %r12, -16", "3054401"],
    ["one register", "def_cfa_offset 16; offset %rbx, -16", "2020400"],
    ["two registers", "def_cfa_offset 24; offset %rbx, -24; offset %r14, -16", "2030802"],
    [
      "all six",
      "def_cfa_offset 56; offset %rbx, -56; offset %r12, -48; offset %r13, -40; offset %r14, -32; offset %r15, -24; offset %rbp, -16",
      "2071800",
    ],
    [
      "one register twice, so that a digit is missing",
      "offset %rbx, -8; offset %rbx, -16; offset %r12, -24",
      "4000000",
    ],
    ["seven registers", Array(7).fill("offset %rbx, -16").join(";"), "4000000"],
    ["any other change", "def_cfa_offset 16; remember_state", "4000000"],
    ["personality of C++", "personality 155, ___gxx_personality_v0; def_cfa_offset 16", "2020000"],
    ["any other personality", "personality 155, _own; def_cfa_offset 16", "4000000"],
  ])("%s", (_, directives, encoding) => {
    expect(encodingOf(directives)).toBe(encoding);
  });
});

describe("DWARF's registers of x86_64", () => {
  it.each([
    ["%rax", 0],
    ["rdx", 1],
    ["%rcx", 2],
    ["%rsp", 7],
    ["%r15", 15],
    ["%rip", 16],
    ["%xmm15", 32],
    ["%ymm16", 67],
    ["%st(3)", 36],
    ["%st", 33],
    ["%mm7", 48],
    ["%eflags", 49],
    ["%gs", 55],
    ["%k7", 125],
    ["%r16", 130],
    ["%eax", "unnumbered"],
    ["%spl", "unnumbered"],
    ["%r8d", "unnumbered"],
    ["%foo", undefined],
    ["x0", undefined],
  ])("%s", (name, number) => {
    expect(x86Frames.register(name)).toBe(number);
  });
});
