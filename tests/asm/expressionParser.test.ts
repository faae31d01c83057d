import { describe, expect, test } from "vitest";
import { createDraft, symbolNamed } from "@/asm/draft";
import { beforeLayout, Evaluator } from "@/asm/evaluate";
import { ExpressionParser, showExpression } from "@/asm/expressionParser";

const parser = new ExpressionParser({ constantOf: () => undefined, localLabel: () => undefined });
const evaluator = new Evaluator(createDraft(), beforeLayout);

describe("constants", () => {
  test.each([
    ["1+2*3", 7n],
    ["(1+2)*3", 9n],
    ["1<<2+1", 8n],
    ["3|1+2", 3n],
    ["7&3==3", 7n],
    ["1==1", -1n],
    ["1!=1", 0n],
    ["1<>2", -1n],
    ["1&&2", 1n],
    ["!5", 0n],
    ["-~0", 1n],
    ["0-1>>60", 15n],
    ["010", 8n],
    ["0x1F", 31n],
    ["0b101", 5n],
    ["'a'", 97n],
    ["'\\n'", 10n],
    ["0xffffffffffffffff", -1n],
    ["10 % 4 - -2", 4n],
    ["5UL", 5n],
  ])("%s = %s", (text, value) => {
    const parsed = parser.parse(text, 0);
    expect("expression" in parsed && evaluator.constant(parsed.expression)).toBe(value);
    expect("end" in parsed && parsed.end).toBe(text.length);
  });
});

test.each([
  ["_a - _b + 4", "((_a - _b) + 4)"],
  ["_x@PAGE+8", "(_x@PAGE + 8)"],
  ["_x+8@PAGEOFF", "(_x@PAGEOFF + 8)"],
  ['"odd name"', '"odd name"'],
  [". - L1", "(. - L1)"],
])("%s is %s", (text, shown) => {
  const parsed = parser.parse(text, 0);
  expect("expression" in parsed && showExpression(parsed.expression)).toBe(shown);
});

test("a symbol keeps one identity", () => {
  const draft = createDraft();
  expect(symbolNamed(draft, "_a")).toBe(symbolNamed(draft, "_a"));
});
