// Texts that ask for too much: each ends with a message or an object, in bounded time and memory.

import { describe, expect, test } from "vitest";
import { assemble } from "@/asm/assemble";
import { encoders } from "./encoders";

const run = (text: string) => assemble({ name: "t.s", text, architecture: "arm64" }, encoders);
const many = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

describe("refused", () => {
  test.each([
    ["more contents than an object may have", ".zero 0xffffffff", "too-big"],
    ["room to come that is too large", ".zero Lb-La+0xffffffffff\n.data\nLa:\nLb:", "too-big"],
    ["an origin far away", ".org 0x7fffffff", "too-big"],
    ["an origin that runs away", ".org Lb+1\nLb:", "bad-origin"],
    ["a wide alignment", ".byte 1\n.p2align 30\n.byte 1", "too-big"],
    ["wide values", ".fill 0xffffffff, 8, 1", "too-big"],
    ["endless rounds", ".rept 100000000\n.byte 1\n.endr", "expansion-too-large"],
    ["rounds in rounds", `${".rept 100\n".repeat(12)}.byte 1\n${".endr\n".repeat(12)}`, "expansion-too-large"],
    ["a macro that calls itself", ".macro m\nm\nm\n.endm\nm", "expansion-too-large"],
    ["arguments that double", '.macro m a\nm "\\a\\a"\n.endm\nm xxxxxxxx', "expansion-too-large"],
    [
      "macros that double",
      `.macro m0\n.byte 1\n.endm\n${many(19, (i) => `.macro m${i + 1}\nm${i}\nm${i}\n.endm`)}\nm19`,
      "expansion-too-large",
    ],
    ["deep brackets", `.quad ${"(".repeat(100_000)}1`, "expression-too-deep"],
    ["many signs", `.quad ${"-".repeat(100_000)}1`, "expression-too-deep"],
    ["many operators", `.quad 1${"+1".repeat(100_000)}`, "expression-too-deep"],
    ["a name that is itself", ".set a, a", "recursive-definition"],
    ["a number of files with gaps", '.file 4294967295 "a"', "file-number-missing"],
    ["too many sections", many(300, (i) => `.section A,s${i}`), "too-many-sections"],
    ["nothing, again and again", ".rept 1000000000\n.rept 1000000000\n.endr\n.endr", "expansion-too-large"],
    ["open conditions", ".if 1\n".repeat(100_000), "unclosed-block"],
  ])("%s", { timeout: 120_000 }, (_, text, code) => {
    const { object, diagnostics } = run(text);
    expect(object).toBeUndefined();
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });
});

describe("done", () => {
  test.each([
    ["a huge name", `${"a".repeat(1_000_000)}: .quad ${"a".repeat(1_000_000)}`],
    ["many labels", many(200_000, (i) => `l${i}:`)],
    ["many elements", `.byte ${"1,".repeat(300_000)}1`],
    ["many remarks", '.rept 100000\n.warning "x"\n.endr'],
    ["numbers that depend on each other", many(2000, (i) => `L${i}: .uleb128 L${(i * 7 + 1) % 2000}-L${i}`)],
    ["many line numbers", `.file 1 "a"\n${".loc 1 1\nnop\n".repeat(30_000)}`],
  ])("%s", { timeout: 120_000 }, (_, text) => {
    expect(run(text).object).toBeDefined();
  });
});
