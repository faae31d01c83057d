// x86_64 relocations (`<mach-o/x86_64/reloc.h>`). All fields are whole bytes; pc-relative ones hold the distance from
// the end of the instruction, which is 4 bytes after the place, or more when an immediate follows (SIGNED_1, _2, _4).

import { x86Relocations as codes } from "@/macho/constants";
import { type RelocationRule, rulesByCode } from "../rules";

const bytes4 = { bytes: true, signed: true } as const;

const signed = (trailing: number): RelocationRule => ({
  name: trailing === 0 ? "X86_64_RELOC_SIGNED" : `X86_64_RELOC_SIGNED_${trailing}`,
  code: codes[trailing === 0 ? "X86_64_RELOC_SIGNED" : (`X86_64_RELOC_SIGNED_${trailing}` as "X86_64_RELOC_SIGNED_1")],
  operand: "address",
  from: "next",
  via: "symbol",
  field: bytes4,
  lengths: [2],
  pcRelative: true,
  external: false,
  trailing,
  formula: trailing === 0 ? "S + A − (P + 4)" : `S + A − (P + 4 + ${trailing})`,
  help:
    trailing === 0
      ? "The distance from the end of the instruction to its operand, as %rip-relative addressing needs it."
      : `The distance from the end of the instruction to its operand; ${trailing} more byte${trailing === 1 ? "" : "s"} of immediate follow the field.`,
  emittedBy: trailing === 0 ? "leaq sym(%rip), %reg" : `mov${["", "b", "w", "", "l"][trailing]} $imm, sym(%rip)`,
});

export const x86Rules = {
  UNSIGNED: {
    name: "X86_64_RELOC_UNSIGNED",
    code: codes.X86_64_RELOC_UNSIGNED,
    operand: "address",
    from: "zero",
    via: "symbol",
    field: { bytes: true, signed: false },
    lengths: [2, 3],
    pcRelative: false,
    external: false,
    formula: "S + A",
    help: "A pointer in data. An imported target leaves 0 here and dyld writes the address at load time.",
    emittedBy: ".quad sym",
  },
  SIGNED: signed(0),
  BRANCH: {
    name: "X86_64_RELOC_BRANCH",
    code: codes.X86_64_RELOC_BRANCH,
    operand: "address",
    from: "next",
    via: "stub",
    field: bytes4,
    lengths: [0, 2],
    pcRelative: true,
    external: false,
    formula: "S + A − (P + 4)",
    help: "A call or jump. An imported function is reached through its stub.",
    emittedBy: "callq sym",
  },
  GOT_LOAD: {
    name: "X86_64_RELOC_GOT_LOAD",
    code: codes.X86_64_RELOC_GOT_LOAD,
    operand: "address",
    from: "next",
    via: "got",
    field: bytes4,
    lengths: [2],
    pcRelative: true,
    external: true,
    relaxation: "mov-to-lea",
    formula: "G + A − (P + 4)",
    help: "A load of an address from the GOT. When the target is in this image no cell is needed: movq becomes leaq.",
    emittedBy: "movq sym@GOTPCREL(%rip), %reg",
  },
  GOT: {
    name: "X86_64_RELOC_GOT",
    code: codes.X86_64_RELOC_GOT,
    operand: "address",
    from: "next",
    via: "got",
    field: bytes4,
    lengths: [2],
    pcRelative: true,
    external: true,
    needsSlot: true,
    formula: "G + A − (P + 4)",
    help: "The distance to a GOT cell, from an instruction that is no plain load: the cell always exists.",
    emittedBy: "cmpq $0, sym@GOTPCREL(%rip)",
  },
  SUBTRACTOR: {
    name: "X86_64_RELOC_SUBTRACTOR",
    code: codes.X86_64_RELOC_SUBTRACTOR,
    operand: "address",
    from: "zero",
    via: "symbol",
    field: { bytes: true, signed: true },
    lengths: [2, 3],
    pcRelative: false,
    external: false,
    prepares: "subtraction",
    formula: "S + A − SUB",
    help: "The first half of a difference: the UNSIGNED record that follows adds the other symbol.",
    emittedBy: ".quad a - b",
  },
  SIGNED_1: signed(1),
  SIGNED_2: signed(2),
  SIGNED_4: signed(4),
  TLV: {
    name: "X86_64_RELOC_TLV",
    code: codes.X86_64_RELOC_TLV,
    operand: "address",
    from: "next",
    via: "tlv",
    field: bytes4,
    lengths: [2],
    pcRelative: true,
    external: true,
    relaxation: "mov-to-lea",
    formula: "T + A − (P + 4)",
    help: "A load of a thread-local variable's descriptor address. When the variable is in this image, movq becomes leaq.",
    emittedBy: "movq sym@TLVP(%rip), %rdi",
  },
} as const satisfies Record<string, RelocationRule>;

export const x86RelocationRules = rulesByCode(x86Rules);
