import { expect, it } from "vitest";
import { dependsOn, namesIn, pointsInside } from "@/asm/assignments";
import { createDraft, symbolNamed } from "@/asm/draft";
import type { Expression } from "@/asm/expression";

const x: Expression = { kind: "symbol", name: "_x" };
const one: Expression = { kind: "constant", value: 1n };
const sum = (left: Expression, right: Expression): Expression => ({ kind: "binary", operator: "+", left, right });

it("names are counted, numbers not", () => {
  expect(namesIn(sum(one, one))).toBe(0);
  expect(namesIn(sum(x, sum(one, x)))).toBe(2);
});

it("a symbol and a distance point inside an atom", () => {
  expect(pointsInside(sum(x, one))).toBe(true);
  expect(pointsInside(x)).toBe(false);
  expect(pointsInside(sum(x, x))).toBe(false);
  expect(pointsInside({ kind: "here" })).toBe(true);
});

it("dependence goes through other assignments", () => {
  const draft = createDraft();
  const wanted = symbolNamed(draft, "_w");
  symbolNamed(draft, "_x").variable = sum({ kind: "symbol", name: "_w" }, one);
  expect(dependsOn(draft, x, wanted)).toBe(true);
  expect(dependsOn(draft, one, wanted)).toBe(false);
});
