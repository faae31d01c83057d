// The parts of an instruction word that a relocation sits in, for drawing. Only the few arm64 forms that relocations
// address are taken apart; any other word is one unsplit box, so that nothing is invented.

import type { BitRun } from "@/base/bitRuns";
import { hex0x } from "@/base/text";

/** A run of bits that is not the linker's. */
export interface OpcodePart {
  readonly name: string;
  readonly at: number;
  readonly width: number;
  readonly meaning: string;
  readonly shown: (bits: number) => string;
}

interface Form {
  /** The word belongs to the form when (word & mask) = value. */
  readonly mask: number;
  readonly value: number;
  readonly parts: readonly OpcodePart[];
}

const binary = (width: number) => (bits: number) => bits.toString(2).padStart(width, "0");
const fixed = (at: number, width: number, meaning: string, shown: (bits: number) => string): OpcodePart => ({
  name: "op",
  at,
  width,
  meaning,
  shown,
});
/** Number 31 is the stack pointer in sums and addresses, and the register that is always zero elsewhere. */
const register = (at: number, name: string, meaning: string, last: "sp" | "xzr" = "sp"): OpcodePart => ({
  name,
  at,
  width: 5,
  meaning,
  shown: (bits) => (bits === 31 ? last : `x${bits}`),
});

const accessSizes = ["1 byte", "2 bytes", "4 bytes", "8 bytes"];
/** Arm A64, C4.1: the instructions of the relocation types, each with its assembly. */
const forms: readonly Form[] = [
  {
    // b label
    mask: 0xfc000000,
    value: 0x14000000,
    parts: [fixed(26, 6, "the instruction: b, a jump", () => "b")],
  },
  {
    // bl label
    mask: 0xfc000000,
    value: 0x94000000,
    parts: [fixed(26, 6, "the instruction: bl, a jump that keeps the way back in x30", () => "bl")],
  },
  {
    // adrp xd, label
    mask: 0x9f000000,
    value: 0x90000000,
    parts: [
      fixed(31, 1, "with the bits 10000, the instruction: adrp, the address of a 4 KiB page", () => "adrp"),
      fixed(24, 5, "with the top bit, the instruction: adrp, the address of a 4 KiB page", binary(5)),
      register(0, "Rd", "the register that receives the page's address", "xzr"),
    ],
  },
  {
    // add xd, xn, #imm12
    mask: 0x7fc00000,
    value: 0x11000000,
    parts: [
      fixed(22, 10, "the instruction: add with a 12-bit number, not shifted", () => "add"),
      register(5, "Rn", "the register it adds to"),
      register(0, "Rd", "the register that receives the sum"),
    ],
  },
  {
    // ldr/str of an integer register, [xn, #imm12 * size]
    mask: 0x3f000000,
    value: 0x39000000,
    parts: [
      {
        name: "size",
        at: 30,
        width: 2,
        meaning: "bytes it reads or writes: the number in the field counts in them",
        shown: (bits) => accessSizes[bits] ?? binary(2)(bits),
      },
      fixed(24, 6, "the instruction: load or store at register + number", binary(6)),
      {
        name: "opc",
        at: 22,
        width: 2,
        meaning: "store, load, or load with sign extension",
        shown: (bits) => (bits === 0 ? "store" : bits === 1 ? "load" : "load signed"),
      },
      register(5, "Rn", "the register that holds the page's address"),
      register(0, "Rt", "the register that is read or written", "xzr"),
    ],
  },
  {
    // ldr/str of a vector register, [xn, #imm12 * size]
    mask: 0x3f000000,
    value: 0x3d000000,
    parts: [
      { name: "size", at: 30, width: 2, meaning: "with opc, the bytes it reads or writes", shown: binary(2) },
      fixed(24, 6, "the instruction: load or store of a vector register", binary(6)),
      {
        name: "opc",
        at: 22,
        width: 2,
        meaning: "store or load; a set top bit means 16 bytes",
        shown: binary(2),
      },
      register(5, "Rn", "the register that holds the page's address"),
      { ...register(0, "Rt", "the vector register that is read or written"), shown: (bits) => `v${bits}` },
    ],
  },
];

const overlaps = (part: { at: number; width: number }, run: BitRun) =>
  part.at < run.at + run.width && run.at < part.at + part.width;

/** The parts of a 32-bit word outside the field, or undefined when the word is of no form known here. */
export function opcodeParts(word: number, field: readonly BitRun[]): readonly OpcodePart[] | undefined {
  const form = forms.find(({ mask, value }) => (word & mask) >>> 0 === value >>> 0);
  if (form === undefined || form.parts.some((part) => field.some((run) => overlaps(part, run)))) return undefined;
  const covered = [...form.parts, ...field].reduce((sum, { width }) => sum + width, 0);
  return covered === 32 ? form.parts : undefined;
}

/** The bits outside the field as unnamed runs, for words of no known form. */
export function unsplitParts(field: readonly BitRun[]): readonly OpcodePart[] {
  const parts: OpcodePart[] = [];
  let at = 0;
  for (const run of [...field, { at: 32, width: 0 }].sort((a, b) => a.at - b.at)) {
    if (run.at > at)
      parts.push({ name: "opcode", at, width: run.at - at, meaning: "the instruction's own bits", shown: hex0x });
    at = run.at + run.width;
  }
  return parts;
}
