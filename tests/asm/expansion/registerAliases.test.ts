import { expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { equalBytes } from "@/base/buffers";
import { encoders } from "../encoders";

const build = (text: string, architecture: Architecture = "arm64") =>
  assemble({ name: "t.s", text, architecture }, encoders);
const said = (text: string) => build(text).diagnostics.map(({ message }) => message);

it.each([
  ["count .req w9\nmov count, #1\n.unreq count", "mov w9, #1"],
  ["Base .req sp\nstr x1, [BASE, #16]", "str x1, [sp, #16]"],
  ["acc .req v2\nadd acc.4s, acc.4s, v3.4s", "add v2.4s, v2.4s, v3.4s"],
  ["a .req x1\nb .req a\n.unreq a\na .req x2\nadd a, b, #4", "add x2, x1, #4"],
  // Registers keep their names.
  ["x5 .req x6\nmov x5, #1", "mov x5, #1"],
  // A name may be part of others, a label or a number's.
  ["l .req x3\nal: b al\nl: ldr l, [x1, #0x1]\nbl _l", "al: b al\nl: ldr x3, [x1, #0x1]\nbl _l"],
  [".macro two r\nn .req \\r\nmov n, #1\n.unreq n\n.endm\ntwo x1\ntwo w2", "mov x1, #1\nmov w2, #1"],
])("%j", (text, plain) => {
  const [actual, expected] = [build(`${text}\n`), build(`${plain}\n`)];
  expect(actual.diagnostics).toEqual([]);
  expect(equalBytes(actual.object!, expected.object!)).toBe(true);
});

it("says what is no register, and what is one already", () => {
  expect(said("a .req 12\n")).toEqual(["'12' is no register that 'a' could stand for"]);
  expect(said("a .req x1\na .req x2\nmov a, #1\n")).toEqual(["'a' stays 'x1'; take it back with '.unreq a' first"]);
  expect(said("a .req\n")).toEqual(["write 'a .req x0'"]);
  expect(said(".unreq\n")).toEqual(["write '.unreq name'"]);
  expect(said(".unreq a\n")).toEqual([]);
  // Not dropped without a word.
  expect(said("1 .req x3\n")).toHaveLength(1);
});

it("is arm64's alone", () => {
  for (const architecture of architectures) {
    const { diagnostics } = build("a .req rcx\n", architecture);
    expect(diagnostics).toHaveLength(1);
  }
});
