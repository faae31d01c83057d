// Every row of the arm64 table against llvm-mc-22: random words of each row are disassembled by both, and what we
// print is assembled by both.

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { disassembleArm64 } from "@/asm/arm64/decoder";
import type { Row } from "@/asm/arm64/forms";
import { instructionRows } from "@/asm/arm64/table";
import { virtualAddress } from "@/base/units";
import { encoders } from "../../asm/encoders";
import { operandContext } from "../../asm/operandContext";

const features =
  "-mattr=+v8.5a,+fullfp16,+dotprod,+i8mm,+sha2,+sha3,+aes,+crc,+lse,+rcpc,+rcpc-immo,+pauth,+jsconv,+bti";
const llvm = (input: string, ...args: string[]) =>
  spawnSync("llvm-mc-22", ["-triple=arm64-apple-macos12", features, "--print-imm-hex", ...args], {
    input,
    maxBuffer: 1 << 28,
    encoding: "utf8",
  }).stdout;

/** A generator with a fixed seed: the same words on every run. */
function randomWords(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const byteText = (word: number) => [0, 8, 16, 24].map((at) => `0x${((word >>> at) & 0xff).toString(16)}`).join(" ");
const marker = (index: number) => byteText(index & 0xffff);

/** LLVM's text of each word, or undefined for those it does not know. */
function llvmTexts(words: readonly number[]): (string | undefined)[] {
  const input = words.map((word, index) => `${marker(index)}\n${byteText(word)}`).join("\n");
  const texts: (string | undefined)[] = words.map(() => undefined);
  let index = -1;
  for (const line of llvm(input, "--disassemble", "--output-asm-variant=1").split("\n")) {
    const text = line.replace(/;.*$/, "").trim().replace(/\s+/g, " ");
    if (text === "" || text.startsWith(".")) continue;
    if (/^udf /.test(text)) index++;
    else texts[index] = text;
  }
  return texts;
}

/** LLVM prints distances, we print addresses; the instruction is at 0, so they agree but for the sign. */
const asAddress = (text: string) =>
  text.replace(/#(-?)((?:0x)?[0-9a-f]+)$/, (_, sign: string, digits: string) => {
    const distance = sign === "" ? BigInt(digits) : -BigInt(digits);
    return `0x${BigInt.asUintN(64, distance).toString(16)}`;
  });

test("disassembly of every row agrees with LLVM", () => {
  const random = randomWords();
  const rows = instructionRows().filter((row: Row) => row.print !== "never" && row.mnemonic !== "udf");
  const words = rows.flatMap((row) => Array.from({ length: 6 }, () => (row.word | (random() & ~row.mask)) >>> 0));
  const expected = llvmTexts(words);
  let compared = 0;
  const wrong: string[] = [];
  words.forEach((word, index) => {
    const theirs = expected[index];
    const ours = disassembleArm64(word, virtualAddress(0));
    if (theirs === undefined) return;
    compared++;
    const same =
      ours !== undefined &&
      (ours.text === theirs ||
        ((ours.target !== undefined || /0xf{4}/.test(ours.text)) && ours.text === asAddress(theirs)));
    // LLVM's Apple printer leaves the arrangement of these out, so that its own text cannot be read back.
    if (/^([su]dot v|rprfm)/.test(theirs)) return;
    if (!same) wrong.push(`${word.toString(16).padStart(8, "0")} llvm '${theirs}' ours '${ours?.text}'`);
  });
  console.log(`arm64 disassembly: ${compared} words compared, ${wrong.length} differ`);
  expect(wrong.slice(0, 400)).toEqual([]);
});

test("assembling LLVM's text gives the word back", () => {
  const random = randomWords();
  const rows = instructionRows().filter((row) => row.mnemonic !== "udf");
  const words = rows.flatMap((row) => Array.from({ length: 4 }, () => (row.word | (random() & ~row.mask)) >>> 0));
  const texts = llvmTexts(words);
  const encoder = encoders.encoder("arm64");
  const wrong: string[] = [];
  let compared = 0;
  words.forEach((word, index) => {
    const text = texts[index];
    if (text === undefined || /^([su]dot v|rprfm)/.test(text)) return;
    const result = encoder.encode(text, operandContext);
    compared++;
    const bytes = "error" in result ? undefined : result.bytes;
    const got =
      bytes === undefined ? undefined : (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
    const canonical = got !== undefined && disassembleArm64(got, virtualAddress(0))?.text;
    // Some words have unused bits: any of them may come back that means the same.
    if (got !== word && canonical !== disassembleArm64(word, virtualAddress(0))?.text)
      wrong.push(`'${text}' is ${word.toString(16)}, we say ${got?.toString(16) ?? "error"}`);
  });
  console.log(`arm64 assembly: ${compared} texts compared, ${wrong.length} differ`);
  expect(wrong.slice(0, 400)).toEqual([]);
});
