import { describe, expect, test } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { type Assembly, assemble } from "@/asm/assemble";
import { describePlace } from "@/base/diagnostic";
import { encoders } from "./encoders";
import { readObject } from "./objectContents";

const run = (text: string, architecture: Architecture = "arm64"): Assembly =>
  assemble({ name: "t.s", text, architecture }, encoders);
const messagesOf = ({ diagnostics }: Assembly) =>
  diagnostics.map(({ code, place }) => `${describePlace(place!)} ${place!.length} ${code}`);
const textOf = (assembly: Assembly) => readObject(assembly.object!).sections.get("__TEXT,__text")!.bytes;

describe("statements", () => {
  test.each([
    ["arm64", "_f: nop ; comment\n nop %% ret // more", "1f 20 03 d5 1f 20 03 d5 c0 03 5f d6"],
    ["arm64", '# 1 "a.c"\nnop /* two\n lines */ %% nop', "1f 20 03 d5 1f 20 03 d5"],
    ["arm64", '.byte \';\' %% .ascii "; // %% \\""', "3b 3b 20 2f 2f 20 25 25 20 22"],
    ["x86_64", "_f: nop # comment\n nop; ret ## more", "90 90 c3"],
    ["x86_64", "a: b: c: ret // x", "c3"],
  ] as const)("%s %j", (architecture, text, bytes) => {
    const assembly = run(text, architecture);
    expect(messagesOf(assembly)).toEqual([]);
    expect(textOf(assembly)).toBe(bytes);
  });
});

describe("diagnostics", () => {
  test.each([
    ["addd x0, x1, x2", ["t.s:1:1 4 unknown-instruction"]],
    [" add x0, x1, x32", ["t.s:1:14 3 unknown-register"]],
    [" add x0, x1", ["t.s:1:10 2 operand-mismatch"]],
    [".quadd 1", ["t.s:1:1 6 unknown-directive"]],
    [".quad 1 +", ["t.s:1:10 1 expected-expression"]],
    [".quad (1", ["t.s:1:9 1 expected"]],
    ['.ascii "abc', ["t.s:1:8 4 unterminated-string"]],
    ['.ascii "a\\q"', ["t.s:1:10 2 bad-escape"]],
    ["_a:\n_a:", ["t.s:2:1 3 redefined-symbol"]],
    ["a = b\nb = a", ["t.s:2:1 5 recursive-definition"]],
    [" b Lmissing", ["t.s:1:2 10 undefined-temporary"]],
    [" b 1b", ["t.s:1:4 2 undefined-local-label"]],
    [" b 1f", ["t.s:1:2 4 undefined-local-label"]],
    [".byte 256", ["t.s:1:1 9 value-out-of-range"]],
    [".byte 1/0\n.quad _a*2", ["t.s:1:1 9 division-by-zero", "t.s:2:1 10 not-relocatable"]],
    [".space 100000000", ["t.s:1:1 16 too-big"]],
    [".space _x", ["t.s:1:1 9 bad-size"]],
    [".p2align 40", ["t.s:1:10 2 expected"]],
    [".balign 3", ["t.s:1:10 1 bad-alignment"]],
    [".section __TEXT", ["t.s:1:1 15 bad-section"]],
    [".section __TEXT,__x,nonsense", ["t.s:1:1 28 bad-section"]],
    [".zerofill __DATA,__bss,_x,4\n.bss\n.byte 1", ["t.s:3:1 7 zerofill-contents"]],
    ['.include "x"', ["t.s:1:1 12 unsupported-directive"]],
    [".end_data_region", ["t.s:1:1 16 unmatched-region"]],
    [".indirect_symbol _x", ["t.s:1:1 19 indirect-symbol-section"]],
    [" b.eq _x", ["t.s:1:2 7 branch-to-external"]],
    [" adrp x0, _x", ["t.s:1:2 11 missing-modifier"]],
    [" adrp x0, _x@PAGEOFF", ["t.s:1:2 19 bad-modifier"]],
    ["nop\n frob\nret\n frob2", ["t.s:2:2 4 unknown-instruction", "t.s:4:2 5 unknown-instruction"]],
    [`.quad ${"(".repeat(5000)}1`, ["t.s:1:107 1 expression-too-deep"]],
    [`.quad 1${"+_a".repeat(5000)}`, ["t.s:1:3008 1 expression-too-deep"]],
    ["/* open", ["t.s:1:1 2 unterminated-comment"]],
  ])("%j", (text, expected) => {
    const assembly = run(text);
    expect(
      messagesOf(assembly).map((line) => line.replace(/^(t\.s:\d+:\d+) \d+ (expression-too-deep)/, "$1 1 $2")),
    ).toEqual(expected);
    expect(assembly.object).toBeUndefined();
  });

  test("text that is no assembly ends with a last message", () => {
    const { diagnostics } = run("lorem ipsum\n".repeat(100_000));
    expect(diagnostics.length).toBe(1000);
    expect(diagnostics.at(-1)!.code).toBe("too-many-errors");
  });

  test("remarks of the text's author do not fail it", () => {
    const { diagnostics, object } = run('.warning "old"\n.print "here"\nnop');
    expect(diagnostics.map(({ severity, message }) => [severity, message])).toEqual([
      ["warning", "old"],
      ["note", "here"],
    ]);
    expect(object).toBeDefined();
  });

  test("a mistyped name comes with a repair", () => {
    const [mnemonic, directive] = run("addd x0, x1, x2\n.quadd 1").diagnostics;
    expect(mnemonic!.fixes).toMatchObject([{ line: 1, column: 1, length: 4, text: "add" }]);
    expect(directive!.fixes).toMatchObject([{ line: 2, column: 1, length: 6, text: ".quad" }]);
  });

  test("assignments that double at each step end with a message", () => {
    const chain = Array.from({ length: 60 }, (_, i) => `a${i + 1} = a${i} + a${i} - a${i}`).join("\n");
    expect(run(`a0 = _x - _y\n${chain}\n.quad a60`).object).toBeUndefined();
  });
});

describe("line table", () => {
  test("says where each statement's bytes are", () => {
    const { lines } = run(".text\n_f: nop\n  .p2align 3\n .long 1, 2\n.data\n.quad 0");
    const rows = [...lines.rows()].map((at) =>
      [lines.section[at], lines.offset[at], lines.size[at], lines.line[at], lines.column[at], lines.kind[at]].join(" "),
    );
    expect(rows).toEqual(["1 0 4 2 5 1", "1 4 4 3 3 3", "1 8 4 4 2 2", "1 12 4 4 2 2", "2 0 8 6 1 2"]);
  });
});

describe("determinism and speed", () => {
  test("one pass: time grows with the text", { timeout: 120_000 }, () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `L${i}: add x${i % 28}, x1, #${i % 4096}\n b L${i}`).join(
      "\n",
    );
    const first = run(text);
    expect(first.object!.length).toBeGreaterThan(320_000);
    expect(Buffer.from(run(text).object!).equals(first.object!)).toBe(true);
  });

  test("a long chain of branches relaxes", () => {
    const text = Array.from({ length: 2000 }, (_, i) => `L${i}: jne L${i + 40}`).join("\n");
    const ends = Array.from({ length: 40 }, (_, i) => `L${2000 + i}:`).join("\n");
    expect(run(`${text}\n${ends}`, "x86_64").diagnostics).toEqual([]);
  });
});
