// A relocation type as data: operand − from, reached by some route, put into a field. The linker's scan, validation,
// evaluation and range errors, and the page's formula, bit boxes and help texts all read the same row.

import type { BitRun } from "@/base/bitRuns";

/** A field inside a 32-bit instruction word. */
export interface InstructionField {
  readonly runs: readonly BitRun[];
  readonly signed: boolean;
  /** Bytes that one unit of the field counts; "access-size": as the load or store it sits in says. */
  readonly scale: number | "access-size";
}
/** A field of whole bytes, as long as the record's length says. */
export interface DataField {
  readonly bytes: true;
  readonly signed: boolean;
}

export interface RelocationRule {
  /** The header's spelling. */
  readonly name: string;
  readonly code: number;
  /** What of the target's address is used. */
  readonly operand: "address" | "page" | "page-offset";
  /** What is subtracted: nothing, the place, or the end of the instruction's field and what follows it. */
  readonly from: "zero" | "place" | "next";
  /** Where the target is reached: itself, its stub if it is imported, its GOT cell, its thread-local pointer. */
  readonly via: "symbol" | "stub" | "got" | "tlv";
  readonly field: InstructionField | DataField;
  /** Allowed r_length values (log2 of bytes). */
  readonly lengths: readonly number[];
  readonly pcRelative: boolean;
  /** Must the record name a symbol (r_extern = 1)? */
  readonly external: boolean;
  /** x86_64 SIGNED_n: bytes of immediate between the field and the end of the instruction. */
  readonly trailing?: number;
  /** A record that only prepares the next one. */
  readonly prepares?: "addend" | "subtraction";
  /** Without a slot, the instruction is edited to compute the address instead of loading it. */
  readonly relaxation?: "mov-to-lea" | "load-to-add";
  /** The slot is always needed: the record asks for its address, not for what it holds. */
  readonly needsSlot?: boolean;
  /** Symbols: P place, S target, A addend, G GOT cell, ST stub, T thread-local pointer, SUB subtracted address. */
  readonly formula: string;
  /** For people: what it is for, and who writes it. */
  readonly help: string;
  readonly emittedBy: string;
}

export const isDataField = (field: RelocationRule["field"]): field is DataField => "bytes" in field;

/** Rules by type number; undefined where the CPU has no such type. */
export type RelocationRules = readonly (RelocationRule | undefined)[];

/** All rules have all properties, in one order: loops over relocations read them, and engines like one shape best. */
const absent = { trailing: undefined, prepares: undefined, relaxation: undefined, needsSlot: undefined };

export function rulesByCode(rules: Readonly<Record<string, RelocationRule>>): RelocationRules {
  const table: (RelocationRule | undefined)[] = Array.from({ length: 16 }, () => undefined);
  for (const rule of Object.values(rules)) table[rule.code] = { ...absent, ...rule } as RelocationRule;
  return table;
}
