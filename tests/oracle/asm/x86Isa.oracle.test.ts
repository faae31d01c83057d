// The whole instruction set: each form of iced's tables with drawn operands, spelled by LLVM's disassembler, then
// assembled by llvm-mc and by us. What differs must be on the short list below.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { createX86Disassembler } from "@/asm/x86_64/disassembler";
import { type EmitOptions, Emitter } from "@/asm/x86_64/emit";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { buildForms, type Form, type Pattern } from "@/asm/x86_64/forms";
import type { Operand, Value } from "@/asm/x86_64/operands";
import { buildRegisters, type RegisterName } from "@/asm/x86_64/registers";
import { virtualAddress } from "@/base/units";
import { loadIced } from "@/cli/loadIced";
import { testContext } from "../../asm/x86_64/testContext";
import { llvmMc, referenceEncodings } from "./x86Lines";

const knownDifferences: readonly (readonly [RegExp, string])[] = [
  [/%[er]iz\b/, "a spelling of 'no index register' that only disassemblers write"],
  [/^bswapw/, "undefined by the CPU; llvm-mc refuses it"],
  [/^t(dp|cmm)/, "llvm-mc refuses equal tile registers"],
  [/^prefetchrst2/, "newer than iced 1.21"],
];

const iced = loadIced();
const registers = [...buildRegisters(iced).values()].filter(({ name }) => !name.startsWith("db"));

/** A linear congruential generator (Numerical Recipes), so that every run draws the same. */
function drawer(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
}
const draw = drawer(1);
const drawFrom = <T>(list: readonly T[]): T => list[draw(list.length)]!;

const span = { at: 0, length: 0 };
const constantValue = (constant: bigint): Value => ({
  expression: { kind: "constant", value: constant },
  constant,
  index: 0,
  ...span,
});
const named = (name: string): RegisterName => registers.find((register) => register.name === name)!;
const ofClass = (cls: string, highest: number): RegisterName =>
  drawFrom(registers.filter((register) => register.class === cls && register.number <= highest));

function drawOperand(form: Form, pattern: Pattern, wantsMemory: boolean): Operand | undefined {
  const highest = form.encoding === iced.EncodingKind.EVEX ? 31 : 15;
  if (pattern.fixed !== undefined) {
    const register = registers.find((candidate) => candidate.register === pattern.fixed)!;
    return { kind: "register", register, indirect: false, ...span };
  }
  if (pattern.immediate !== undefined) {
    const { bits, onlyOne } = pattern.immediate;
    const random = BigInt(draw(1 << 24)) * 0x1_0000_0001n * 977n;
    const constant = onlyOne === true ? 1n : bits === 4 ? BigInt(draw(16)) : BigInt.asIntN(bits, random);
    return { kind: "immediate", value: constantValue(constant), ...span };
  }
  if (pattern.branch !== undefined || pattern.memory === "offset") return undefined;
  if (pattern.memory !== undefined && pattern.memory !== "any") {
    const base = named(pattern.memory === "string-source" ? "rsi" : "rdi");
    return { kind: "memory", base, scale: 1, indirect: false, ...span };
  }
  if (pattern.memory !== undefined && (wantsMemory || pattern.register === undefined))
    return drawMemory(form, pattern, highest);
  if (pattern.register === undefined) return undefined;
  return { kind: "register", register: ofClass(pattern.register, highest), indirect: false, ...span };
}

function drawMemory(form: Form, pattern: Pattern, highest: number): Operand {
  const index = pattern.vectorIndex ? ofClass(pattern.vectorIndex, highest) : ofClass("r64", 15);
  const hasIndex = pattern.vectorIndex !== undefined || (draw(2) === 0 && index.name !== "rsp");
  const displacement = constantValue(drawFrom([0n, 8n, -64n, 128n, 4096n, 0x12345678n]));
  const broadcasts = form.broadcastSize > 0 && draw(3) === 0;
  return {
    kind: "memory",
    base: ofClass("r64", 15),
    ...(hasIndex && { index }),
    scale: hasIndex ? drawFrom([1, 2, 4, 8] as const) : 1,
    displacement,
    indirect: false,
    ...(broadcasts && { broadcast: form.memorySize / form.broadcastSize }),
    ...span,
  };
}

/** Masks where AVX-512 allows them; gathers demand one. */
function decorate(form: Form, operands: Operand[]): void {
  const [destination] = operands;
  const wanted = /_k1/.test(form.name) && (form.isVectorIndexed || draw(2) === 0);
  if (destination === undefined || !wanted) return;
  const zeroing = /_k1z/.test(form.name) && destination.kind === "register" && draw(2) === 0;
  operands[0] = { ...destination, mask: named(`k${1 + draw(7)}`), ...(zeroing && { zeroing }) };
}

function drawRounding(form: Form): EmitOptions["rounding"] {
  if (/_er$/.test(form.name) && draw(3) === 0) return drawFrom(["rn-sae", "rd-sae", "ru-sae", "rz-sae"] as const);
  return /_sae$/.test(form.name) && draw(3) === 0 ? "sae" : undefined;
}

function drawInstructions(copies: number): string[] {
  const emitter = new Emitter(iced);
  const found: string[] = [];
  for (const form of [...buildForms(iced).values()].flat()) {
    for (let copy = 0; copy < copies; copy++) {
      const operands = form.patterns.map((pattern) => drawOperand(form, pattern, copy % 2 === 0));
      if (!operands.every((operand) => operand !== undefined)) continue;
      decorate(form, operands);
      const candidate = { form, reading: { forms: [form] }, operands, hopesForSmallImmediate: false };
      const emitted = emitter.emit(candidate, { rounding: drawRounding(form), displacement: undefined });
      if (emitted !== undefined) found.push(Array.from(emitted.bytes, (byte) => `0x${byte.toString(16)}`).join(" "));
    }
  }
  return found;
}

const listing = (code: readonly string[]): string[] =>
  execFileSync(llvmMc, ["-triple=x86_64-apple-macos12", "-disassemble"], {
    input: code.join("\n"),
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  })
    .toString()
    .split("\n")
    .map((line) =>
      line
        .replace(/\s*##.*/, "")
        .trim()
        .replace(/\s+/g, " "),
    )
    // Branches are drawn nowhere; one here is bytes of an instruction that LLVM does not know.
    .filter((line) => line !== "" && !/^(\.|j|loop|call|xbegin)/.test(line));

it("assembles what LLVM disassembles", () => {
  const encoder = createX86Encoder(iced);
  const statements = [...new Set(listing(drawInstructions(4)))];
  const references = referenceEncodings(statements);
  const different: string[] = [];
  let equal = 0;
  for (const [i, statement] of statements.entries()) {
    const result = encoder.encode(statement, testContext());
    const theirs = references[i]?.pattern.map((byte) => byte.trim()).join("");
    const ours = "error" in result ? undefined : Buffer.from(result.bytes).toString("hex");
    if (ours === theirs) equal++;
    else if (!knownDifferences.some(([pattern]) => pattern.test(statement)))
      different.push(`${statement}: ${ours} instead of ${theirs}`);
  }
  console.log(`${equal} of ${statements.length} drawn instructions equal to llvm-mc`);
  expect(different).toEqual([]);
  expect(statements.length).toBeGreaterThan(15_000);
});

it("spells compiler output as llvm-objdump does", () => {
  const disassembler = createX86Disassembler(iced);
  const folder = new URL("../../corpus/asm/x86_64/O0/", import.meta.url).pathname;
  let count = 0;
  for (const file of readdirSync(folder)) {
    const object = execFileSync(llvmMc, ["-triple=x86_64-apple-macos12", "-filetype=obj", folder + file, "-o", "-"]);
    const text = execFileSync("llvm-objdump-22", ["-d", "-"], { input: object }).toString();
    for (const [, address, code, spelled] of text.matchAll(/^ *([0-9a-f]+): ((?:[0-9a-f]{2} )+)\s*\t(.*)$/gm)) {
      const theirs = spelled!
        .replace(/\s*##.*/, "")
        .replace(/ <.*>/, "")
        .replace(/\t/g, " ")
        .trim();
      // Jump tables in the text section decode to anything.
      if (theirs === "<unknown>") continue;
      const bytes = Uint8Array.from(code!.trim().split(" "), (digits) => Number.parseInt(digits, 16));
      const [row] = disassembler.disassemble(bytes, virtualAddress(Number.parseInt(address!, 16)), 1);
      expect(row!.text).toBe(theirs);
      count++;
    }
  }
  console.log(`${count} instructions spelled as llvm-objdump does`);
  expect(count).toBeGreaterThan(1000);
});
