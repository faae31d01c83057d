// How each relocation type computes and places its number, as the card tells it.

import type { Architecture } from "@/arch/architecture";
import type { BitRun } from "@/base/bitRuns";
import { arm64Relocations, x86Relocations } from "@/macho/constants";

export interface NamedRun extends BitRun {
  readonly name: string;
}

export interface RelocationForm {
  readonly operand: "address" | "page" | "page-offset";
  /** pc-relative forms measure from the place (arm64) or from the end of the instruction (x86_64). */
  readonly from: "zero" | "place" | "next";
  /** Lowest part of the value first; empty for a field of whole bytes. */
  readonly runs: readonly NamedRun[];
  readonly signed: boolean;
  /** log2 of what one unit of the field counts; may depend on the instruction. */
  readonly shift: (word: number) => number;
  /** What it is for, one sentence. */
  readonly help: string;
}

const noShift = () => 0;
const imm26: readonly NamedRun[] = [{ name: "imm26", at: 0, width: 26 }];
const page21: readonly NamedRun[] = [
  { name: "immlo", at: 29, width: 2 },
  { name: "immhi", at: 5, width: 19 },
];
const imm12: readonly NamedRun[] = [{ name: "imm12", at: 10, width: 12 }];

/** Loads and stores count in what they access; `add` counts bytes. Arm A64, load/store register (unsigned immediate). */
export function accessShift(word: number): number {
  const isLoadOrStore = (word & 0x3b000000) >>> 0 === 0x39000000;
  if (!isLoadOrStore) return 0;
  const isVector16 = (word & 0x04800000) >>> 0 === 0x04800000;
  return isVector16 ? 4 : word >>> 30;
}

const pointer = (help: string, signed = false): RelocationForm => ({
  operand: "address",
  from: "zero",
  runs: [],
  signed,
  shift: noShift,
  help,
});
const page = (help: string): RelocationForm => ({
  operand: "page",
  from: "place",
  runs: page21,
  signed: true,
  shift: () => 12,
  help,
});
const low12 = (help: string): RelocationForm => ({
  operand: "page-offset",
  from: "zero",
  runs: imm12,
  signed: false,
  shift: accessShift,
  help,
});
const a = arm64Relocations;
const arm64 = new Map<number, RelocationForm>([
  [a.ARM64_RELOC_UNSIGNED, pointer("A pointer in data: the whole address of its target goes into the bytes.")],
  [a.ARM64_RELOC_SUBTRACTOR, pointer("A distance in data: one address minus another.", true)],
  [
    a.ARM64_RELOC_BRANCH26,
    {
      operand: "address",
      from: "place",
      runs: imm26,
      signed: true,
      shift: () => 2,
      help: "A call or jump: the distance from this instruction to its target, in instructions of 4 bytes.",
    },
  ],
  [a.ARM64_RELOC_PAGE21, page("The first half of an address: how many 4 KiB pages the target's page is away.")],
  [a.ARM64_RELOC_PAGEOFF12, low12("The second half of an address: where in its 4 KiB page the target lies.")],
  [
    a.ARM64_RELOC_GOT_LOAD_PAGE21,
    page("The first half of a load through the GOT: the page of the cell that holds the target's address."),
  ],
  [
    a.ARM64_RELOC_GOT_LOAD_PAGEOFF12,
    low12("The second half of a load through the GOT: where in its page the cell lies."),
  ],
  [a.ARM64_RELOC_POINTER_TO_GOT, pointer("A pointer in data to the GOT cell of its target.", true)],
  [
    a.ARM64_RELOC_TLVP_LOAD_PAGE21,
    page("The first half of finding a thread-local variable: the page of the pointer to its descriptor."),
  ],
  [
    a.ARM64_RELOC_TLVP_LOAD_PAGEOFF12,
    low12("The second half of finding a thread-local variable: where in its page that pointer lies."),
  ],
]);
const relative = (help: string): RelocationForm => ({ ...pointer(help, true), from: "next" });
const x = x86Relocations;
const x86_64 = new Map<number, RelocationForm>([
  [x.X86_64_RELOC_UNSIGNED, pointer("A pointer in data: the whole address of its target goes into the bytes.")],
  [
    x.X86_64_RELOC_SIGNED,
    relative("A reference relative to %rip: the distance from the next instruction to the target."),
  ],
  [x.X86_64_RELOC_BRANCH, relative("A call or jump: the distance from the next instruction to the target.")],
  [
    x.X86_64_RELOC_GOT_LOAD,
    relative(
      "A load through the GOT: the distance from the next instruction to the cell that holds the target's address.",
    ),
  ],
  [x.X86_64_RELOC_GOT, relative("A reference to a GOT cell: the distance from the next instruction to the cell.")],
  [x.X86_64_RELOC_SUBTRACTOR, pointer("A distance in data: one address minus another.", true)],
  [x.X86_64_RELOC_SIGNED_1, relative("A reference relative to %rip with 1 byte of the instruction after the field.")],
  [x.X86_64_RELOC_SIGNED_2, relative("A reference relative to %rip with 2 bytes of the instruction after the field.")],
  [x.X86_64_RELOC_SIGNED_4, relative("A reference relative to %rip with 4 bytes of the instruction after the field.")],
  [
    x.X86_64_RELOC_TLV,
    relative(
      "Finding a thread-local variable: the distance from the next instruction to the pointer to its descriptor.",
    ),
  ],
]);

/** Undefined for types that only accompany another record, and for numbers that mean nothing. */
export const relocationForm = (architecture: Architecture, type: number): RelocationForm | undefined =>
  (architecture === "arm64" ? arm64 : x86_64).get(type);
