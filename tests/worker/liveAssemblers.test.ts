import { expect, it } from "vitest";
import { assemble } from "@/asm/assemble";
import type { InstructionEncoder } from "@/asm/instructionEncoder";
import { LiveAssemblers } from "@/worker/liveAssemblers";
import { encoders } from "../asm/encoders";

const input = (text: string) => ({ name: "a.s", text, architecture: "arm64" as const });

/** Counts what is encoded, and throws if it is told to. */
function counting() {
  const state = { encoded: 0, broken: false };
  const arm64 = encoders.encoder("arm64");
  const encoder: InstructionEncoder = {
    encode(statement, context) {
      if (state.broken) throw new Error("a bug");
      state.encoded += 1;
      return arm64.encode(statement, context);
    },
    words: () => ({ mnemonics: [], registers: [], prefixes: [], operandWords: [] }),
    isMnemonic: (name) => arm64.isMnemonic(name),
    padding: (size) => arm64.padding(size),
  };
  return { state, live: new LiveAssemblers({ encoder: () => encoder }) };
}

it("an edit encodes the line that changed", () => {
  const { state, live } = counting();
  const lines = Array.from({ length: 500 }, (_, n) => `mov x0, #${n}`);
  live.assemble("a", input(lines.join("\n")));
  expect(state.encoded).toBe(500);
  lines[250] = "mov x1, #1";
  const text = lines.join("\n");
  expect(live.assemble("a", input(text)).object).toEqual(assemble(input(text), encoders).object);
  expect(state.encoded).toBe(501);
});

it("follows the sources edited last, and no more", () => {
  const { state, live } = counting();
  for (let n = 0; n < 20; n++) live.assemble(`file ${n}`, input("ret"));
  expect(live.size).toBeLessThan(10);
  live.assemble("file 19", input("ret\nret"));
  expect(state.encoded).toBe(20);
  live.assemble("file 0", input("ret"));
  expect(state.encoded).toBe(21);
});

it("begins anew after a bug", () => {
  const { state, live } = counting();
  live.assemble("a", input("ret"));
  state.broken = true;
  expect(() => live.assemble("a", input("nop"))).toThrow("a bug");
  state.broken = false;
  expect(live.assemble("a", input("nop")).object).toEqual(assemble(input("nop"), encoders).object);
  expect(live.size).toBe(1);
});
