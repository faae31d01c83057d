// Runs llvm-mc over many single statements in one process and splits its `-show-encoding` listing again.

import { execFileSync, spawnSync } from "node:child_process";
import type { Syntax } from "@/asm/instructionEncoder";

/** Bytes as two hex digits each, with the letter of the fixup where a hole is: `48 8d 3d A A A A`. */
export interface ReferenceLine {
  readonly statement: string;
  readonly pattern: readonly string[];
  /** Fixup letters with offset, value text and kind, as llvm-mc prints them. */
  readonly fixups: readonly { readonly offset: number; readonly value: string; readonly kind: string }[];
}

export const llvmMc = "llvm-mc-22";
const tripleOption = "-triple=x86_64-apple-macos12";

/** Undefined entries are statements llvm-mc rejects. */
export function referenceEncodings(
  statements: readonly string[],
  syntax: Syntax = "att",
): (ReferenceLine | undefined)[] {
  const marked = statements.map((statement, i) => `.Lmark${i}:\n${statement}\n`).join("");
  const input = syntax === "intel" ? `.intel_syntax noprefix\n${marked}` : marked;
  let listing: string;
  try {
    listing = execFileSync(llvmMc, [tripleOption, "-show-encoding"], {
      input,
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "pipe"],
    }).toString();
  } catch (error) {
    listing = (error as { stdout: Buffer }).stdout.toString();
  }
  const parts = listing.split(/^\.Lmark(\d+):$/m);
  const found: (ReferenceLine | undefined)[] = new Array(statements.length).fill(undefined);
  for (let i = 1; i < parts.length; i += 2) {
    const row = Number(parts[i]);
    found[row] = readListing(statements[row]!, parts[i + 1]!);
  }
  return found;
}

function readListing(statement: string, listing: string): ReferenceLine | undefined {
  const encodings = [...listing.matchAll(/encoding: \[([^\]]*)\]/g)];
  if (encodings.length === 0) return undefined;
  const pattern = encodings.flatMap((match) => match[1]!.split(",").map((byte) => byte.replace(/^0x/, "")));
  const fixups = [...listing.matchAll(/fixup \w - offset: (\d+), value: (.*), kind: (\w+)/g)].map((match) => ({
    offset: Number(match[1]),
    value: match[2]!,
    kind: match[3]!,
  }));
  return { statement, pattern, fixups };
}

/** `int $43`, which no sweep draws: the mark between two disassembled instructions. */
const separator = "[0xcd 0x2b]";
const separatorText = /^int \$?(43|0x2b)$/;

/** LLVM's text of each instruction; undefined where the bytes are none to LLVM, or more than one. */
export function disassembleEach(
  codes: readonly Uint8Array[],
  syntax: Syntax,
  hexadecimal = false,
): (string | undefined)[] {
  const bytes = (code: Uint8Array) => `[${Array.from(code, (byte) => `0x${byte.toString(16)}`).join(" ")}]`;
  const variant = syntax === "intel" ? ["-output-asm-variant=1"] : [];
  if (hexadecimal) variant.push("-print-imm-hex");
  // It ends with an error when any of the bytes are no instruction.
  const { stdout: listing } = spawnSync(llvmMc, [tripleOption, "-disassemble", ...variant], {
    input: codes.map((code) => `${bytes(code)}\n${separator}\n`).join(""),
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const found: (string | undefined)[] = [];
  let pending: string[] = [];
  for (const line of listing.toString().split("\n")) {
    const text = line
      .replace(/\s*##.*/, "")
      .trim()
      .replace(/\s+/g, " ");
    if (separatorText.test(text)) {
      found.push(pending.length === 1 ? pending[0] : undefined);
      pending = [];
    } else if (text !== "" && !text.startsWith(".")) pending.push(text);
  }
  return found;
}

/** The bytes llvm-mc puts into __text. */
export function textSectionOf(source: string): Buffer {
  const object = execFileSync(llvmMc, [tripleOption, "-filetype=obj", "-o", "-"], { input: source });
  // A relocatable object has one segment; its first section_64 record starts behind the header and the segment command
  // (<mach-o/loader.h>: 32 + 72 bytes), with size at +40 and file offset at +48.
  const section = 32 + 72;
  const size = Number(object.readBigUInt64LE(section + 40));
  const offset = object.readUInt32LE(section + 48);
  return object.subarray(offset, offset + size);
}

/** Instruction statements of compiler output: no labels, directives or comments. */
export function instructionLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/##.*$/, "").trim().replace(/\s+/g, " "))
    .filter((line) => /^[a-z]/.test(line) && !/^[\w$.]+:/.test(line) && !line.includes(" = "));
}
