import { expect, it } from "vitest";
import { isAssembly } from "@/editor/symbols/isAssembly";

it("is what the assembler reads", () => {
  const file = (name: string) => ({ id: name, name, version: 1, contents: { kind: "text", text: "" } }) as const;
  expect(["main.s", "a.asm", "noext"].map((name) => isAssembly(file(name)))).toEqual([true, true, true]);
  expect(["libSystem.tbd", "story.calls"].map((name) => isAssembly(file(name)))).toEqual([false, false]);
  expect(isAssembly({ ...file("a.o"), contents: { kind: "bytes", bytes: new Uint8Array(1) } })).toBe(false);
});
