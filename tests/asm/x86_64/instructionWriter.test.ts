// Our encoding of every form against iced's own encoder. Prefix order is LLVM's with us, and iced's is another, so
// legacy prefixes are compared as a set.

import { expect, it } from "vitest";
import { buildForms } from "@/asm/x86_64/forms";
import { InstructionWriter } from "@/asm/x86_64/instructionWriter";
import { buildRegisters } from "@/asm/x86_64/registers";
import { loadIced } from "@/cli/loadIced";
import { type Drawn, OperandDrawer } from "./drawOperands";
import { IcedEncoder } from "./icedEncoder";

const iced = loadIced();
const legacyPrefixes = new Set([0x9b, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3]);

function spelled(bytes: Uint8Array | undefined, { operands, form }: Drawn): string {
  if (bytes === undefined) return "no encoding";
  // iced 1.21 forgets the REX prefix of 3DNow! instructions.
  const isRex = form.recipe.family === "3dnow" && bytes[0]! >> 4 === 4;
  const copy = Uint8Array.from(bytes.subarray(isRex ? 1 : 0));
  let count = 0;
  while (count < copy.length && legacyPrefixes.has(copy[count]!)) count++;
  copy.subarray(0, count).sort();
  const relative = operands.find((operand) => operand.kind === "memory" && operand.base?.class === "ip");
  // iced's displacement of a pc-relative operand is the address meant, ours the distance: the length is compared.
  if (relative?.kind === "memory") return `${copy.length} bytes`;
  return Buffer.from(copy).toString("hex");
}

it("encodes every form as iced does", () => {
  const writer = new InstructionWriter();
  const reference = new IcedEncoder(iced);
  const drawer = new OperandDrawer(buildRegisters(iced));
  const different: string[] = [];
  let count = 0;
  for (const form of [...buildForms(iced).values()].flat())
    for (let turn = 0; turn < 14; turn++) {
      const drawn = drawer.draw(form, turn);
      if (drawn === undefined) break;
      const ours = spelled(writer.write(form, drawn.operands, { rounding: drawn.rounding })?.bytes, drawn);
      const theirs = spelled(reference.encode(drawn), drawn);
      if (ours === theirs) count++;
      else different.push(`${form.name} ${turn}: ${ours} instead of ${theirs}`);
    }
  expect(different.filter((_, i) => i % Math.ceil(different.length / 40) === 0)).toEqual([]);
  expect(count).toBeGreaterThan(50_000);
});
