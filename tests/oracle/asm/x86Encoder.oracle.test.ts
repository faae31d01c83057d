// Every distinct instruction of the compiler corpus, by our encoder and by llvm-mc.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EncodeResult, FixupKind } from "@/asm/instructionEncoder";
import { createX86Encoder } from "@/asm/x86_64/encoder";
import { loadIced } from "@/cli/loadIced";
import { testContext } from "../../asm/x86_64/testContext";
import { instructionLines, type ReferenceLine, referenceEncodings, textSectionOf } from "./x86Lines";

/** The -O0 files, what -O2 adds to them, and the whole corpus where MACHOSCOPE_CORPUS names it. */
const committed = new URL("../../corpus/asm/x86_64/O0/", import.meta.url).pathname;
const whole = `${process.env.MACHOSCOPE_CORPUS ?? ""}/asm/x86_64/`;
const sources: readonly (readonly [string, () => string[]])[] = [
  ["compiled without optimisation", () => linesBelow(committed)],
  ["compiled with -O2", () => instructionLines(readFileSync(new URL("x86Lines.txt", import.meta.url), "utf8"))],
  ...(existsSync(whole) ? [["the whole corpus", () => linesBelow(whole)] as const] : []),
];

const linesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".s"))
    .flatMap((name) => instructionLines(readFileSync(folder + name, "utf8")));

const fieldBytes: Readonly<Partial<Record<FixupKind, number>>> = { abs1: 1, branch1: 1, abs2: 2, abs8: 8 };

/** What llvm-mc calls our fixups. */
const kindNames: Readonly<Partial<Record<FixupKind, RegExp>>> = {
  branch1: /^FK_PCRel_1$/,
  branch4: /^(reloc_branch_4byte_pcrel|FK_PCRel_4)$/,
  pcrel4: /^reloc_riprel_4byte/,
  abs4s: /^reloc_signed_4byte/,
  abs1: /^FK_Data_1$/,
  abs2: /^FK_Data_2$/,
  abs4: /^FK_Data_4$/,
  abs8: /^FK_Data_8$/,
};

function describeOurs(result: EncodeResult, reference: ReferenceLine): string {
  if ("error" in result) return `${reference.statement}: ${result.error.message}`;
  const { bytes, fixups } = result.short ?? result;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  for (const { offset, kind } of fixups) digits.fill("..", offset, offset + (fieldBytes[kind] ?? 4));
  const kinds = fixups.map(({ offset, kind, gotLoad }, i) => {
    const theirs = reference.fixups[i]?.kind ?? "none";
    // llvm-mc marks every 64-bit load so; only with @GOTPCREL does it become X86_64_RELOC_GOT_LOAD.
    const isLoad = theirs.endsWith("movq_load") && reference.fixups[i]!.value.includes("@GOTPCREL");
    const agrees = kindNames[kind]?.test(theirs) && (gotLoad === true) === isLoad;
    return `${offset}:${agrees ? theirs : kind}`;
  });
  return `${reference.statement}: ${digits.join("")} ${kinds.join(" ")}`;
}

function describeTheirs({ statement, pattern, fixups }: ReferenceLine): string {
  const digits = pattern.map((byte) => (/^[A-Z]$/.test(byte) ? ".." : byte.trim()));
  return `${statement}: ${digits.join("")} ${fixups.map(({ offset, kind }) => `${offset}:${kind}`).join(" ")}`;
}

const encoder = createX86Encoder(loadIced());

describe("statements", () => {
  it.each(sources)("%s: equal bytes and fixups", (_, read) => {
    const lines = [...new Set(read())];
    const references = referenceEncodings(lines).filter((reference) => reference !== undefined);
    const ours = references.map((line) => describeOurs(encoder.encode(line.statement, testContext()), line));
    expect(ours).toEqual(references.map(describeTheirs));
    expect(references.length).toBe(lines.length);
    console.log(`${references.length} distinct instruction lines equal to llvm-mc`);
  });
});

describe("padding", () => {
  it("fills gaps of every size as .p2align does", () => {
    for (let size = 1; size <= 63; size++) {
      const filler = textSectionOf(`.p2align 6\n.space ${64 - size}, 0xc3\n.p2align 6\n`).subarray(64 - size, 64);
      expect(Buffer.from(encoder.padding(size)).toString("hex")).toBe(filler.toString("hex"));
    }
  });
});
