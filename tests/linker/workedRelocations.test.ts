// Seven relocations worked by hand, with the numbers a real link gave (clang, then ld64.lld). First through the rules
// alone, at those addresses; then the same instructions through a whole link, at ours.

import { describe, expect, it } from "vitest";
import { arm64Rules } from "@/arch/arm64/relocations";
import { encodeField, relocationValue } from "@/arch/evaluate";
import type { InstructionField, RelocationRule } from "@/arch/rules";
import { fillTemplate } from "@/arch/syntheticCode";
import { targetFor } from "@/arch/target";
import { x86Rules } from "@/arch/x86_64/relocations";
import { virtualAddress } from "@/base/units";
import { explainRelocation } from "@/inspect/explainRelocation";
import { patchRoute } from "@/linker/schemas/image";
import { linkScene } from "../support/linkScene";

const base = 0x1_0000_0000;

/** File-order bytes of the word with the rule's field filled. */
function arm64Bytes(rule: RelocationRule, before: number, target: number, place: number): string {
  const value = relocationValue(rule, base + target, 0, base + place, 4);
  return littleEndian(encodeField(rule.field as InstructionField, before, value));
}
const littleEndian = (word: number) =>
  [0, 8, 16, 24].map((shift) => ((word >>> shift) & 0xff).toString(16).padStart(2, "0")).join(" ");

describe("the rules, at the addresses of a real link", () => {
  it("BRANCH26: bl _puts", () => {
    expect(relocationValue(arm64Rules.BRANCH26, base + 0x420, 0, base + 0x410, 4) / 4).toBe(4);
    expect(arm64Bytes(arm64Rules.BRANCH26, 0x94000000, 0x420, 0x410)).toBe("04 00 00 94");
  });
  it("PAGE21: adrp x0, str@PAGE, in the same page", () => {
    expect(relocationValue(arm64Rules.PAGE21, base + 0x42c, 0, base + 0x408, 4)).toBe(0);
    expect(arm64Bytes(arm64Rules.PAGE21, 0x90000000, 0x42c, 0x408)).toBe("00 00 00 90");
  });
  it("PAGEOFF12: add x0, x0, str@PAGEOFF", () => {
    expect(relocationValue(arm64Rules.PAGEOFF12, base + 0x42c, 0, base + 0x40c, 4)).toBe(0x42c);
    expect(arm64Bytes(arm64Rules.PAGEOFF12, 0x91000000, 0x42c, 0x40c)).toBe("00 b0 10 91");
  });
  it("a stub's adrp", () => {
    const { stub } = targetFor("arm64").code;
    const bytes = fillTemplate(stub, virtualAddress(base + 0x420), { slot: virtualAddress(base + 0x4000) });
    expect(littleEndian(new DataView(bytes.buffer).getUint32(0, true))).toBe("30 00 00 90");
  });
  it("SIGNED: leaq str(%rip), %rdi", () => {
    expect(relocationValue(x86Rules.SIGNED, base + 0x416, 0, base + 0x3f7, 4)).toBe(0x1b);
  });
  it("BRANCH: callq _puts", () => {
    expect(relocationValue(x86Rules.BRANCH, base + 0x410, 0, base + 0x3fc, 4)).toBe(0x10);
  });
  it("GOT_LOAD: movq _environ@GOTPCREL(%rip), %rax", () => {
    expect(relocationValue(x86Rules.GOT_LOAD, base + 0x1000, 0, base + 0x403, 4)).toBe(0xbf9);
  });
});

const arm64 = linkScene("arm64", [
  {
    name: "main.s",
    text: `
.globl _main
.p2align 2
_main:
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  adrp x0, l_str@PAGE
  add x0, x0, l_str@PAGEOFF
  bl _puts
  adrp x8, _environ@GOTPAGE
  ldr x8, [x8, _environ@GOTPAGEOFF]
  adrp x9, _own@GOTPAGE
  ldr x9, [x9, _own@GOTPAGEOFF]
  ldp x29, x30, [sp], #16
  ret
.globl _own
_own: ret
.cstring
l_str: .asciz "hello"
.subsections_via_symbols
`,
  },
]);
const x86 = linkScene("x86_64", [
  {
    name: "main.s",
    text: `
.globl _main
_main:
  pushq %rbp
  movq %rsp, %rbp
  leaq L_str(%rip), %rdi
  callq _puts
  movq _environ@GOTPCREL(%rip), %rax
  movq _own@GOTPCREL(%rip), %rax
  popq %rbp
  retq
.globl _own
_own: retq
.cstring
L_str: .asciz "hello"
.subsections_via_symbols
`,
  },
]);

/** The card of the n-th relocation of a type, as the page shows it, shortened to what the numbers are. */
function card(linked: typeof arm64, type: string, which = 0) {
  const relocation = linked.relocations(type)[which]!;
  const patch = linked.view.relocations.patch[relocation];
  const { formula, before, after } = explainRelocation(linked.view, [], relocation);
  const spell = (term: "name" | "shown") =>
    formula?.tokens.map((token) => ("text" in token ? token.text : formula.terms[token.term]![term])).join("");
  const hex = (bytes: readonly number[] | undefined) =>
    bytes?.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return {
    route: patchRoute.nameOf(linked.view.patches.route[patch]),
    formula: spell("name"),
    numbers: `${spell("shown")} = ${formula?.shown}`,
    bytes: `${hex(before?.bytes.bytes)} → ${hex(after?.bytes.bytes)}`,
  };
}

describe("the same instructions through a whole link", () => {
  it.each(["PAGE21", "PAGEOFF12", "BRANCH26", "GOT_LOAD_PAGE21", "GOT_LOAD_PAGEOFF12"])("arm64 %s", (type) => {
    expect(arm64.errors).toEqual([]);
    expect(card(arm64, type)).toMatchSnapshot();
  });
  it.each(["SIGNED", "BRANCH", "GOT_LOAD"])("x86_64 %s", (type) => {
    expect(x86.errors).toEqual([]);
    expect(card(x86, type)).toMatchSnapshot();
  });
  it("arm64 GOT load of a name of this image becomes an add", () => {
    expect(card(arm64, "GOT_LOAD_PAGEOFF12", 1)).toMatchSnapshot();
  });
  it("x86_64 GOT load of a name of this image becomes leaq", () => {
    expect(card(x86, "GOT_LOAD", 1)).toMatchSnapshot();
  });
});
