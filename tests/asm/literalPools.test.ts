// Literal pools on the other CPU's side and where they go wrong; golden/literals.arm64.s compares whole objects.

import { expect, test } from "vitest";
import { assemble } from "@/asm/assemble";
import { encoders } from "./encoders";

const assembled = (text: string) => assemble({ name: "t.s", text, architecture: "arm64" }, encoders);

test("a mistake in a literal is told where the load stands", () => {
  const { diagnostics, object } = assembled(".text\nnop\n ldr x0, =Lmissing + 1\nnop\n");
  expect(object).toBeUndefined();
  expect(diagnostics.map(({ code, place }) => [code, place?.line])).toEqual([["undefined-temporary", 3]]);
});

test("a pool that nothing refers to is nothing", () => {
  const plain = assembled(".text\nnop\n").object;
  expect(assembled(".text\nnop\n.ltorg\n.pool\n").object).toEqual(plain);
});

test("a literal knows symbols that are defined later, and their values", () => {
  const { diagnostics, object } = assembled(".text\n ldr x0, =later\n.set later, 5\n");
  expect(diagnostics).toEqual([]);
  expect(object).toBeDefined();
});
