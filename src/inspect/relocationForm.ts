// How a relocation type computes and places its number, drawn from its rule in arch/<cpu>/relocations.ts: the card
// tells exactly what the linker does, because it reads the same row.

import type { Architecture } from "@/arch/architecture";
import { accessShift } from "@/arch/arm64/relocations";
import { isDataField, type RelocationRule } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import type { BitRun } from "@/base/bitRuns";

export interface NamedRun extends BitRun {
  readonly name: string;
}

export interface RelocationForm {
  readonly operand: RelocationRule["operand"];
  readonly from: RelocationRule["from"];
  /** Lowest part of the value first; empty for a field of whole bytes. */
  readonly runs: readonly NamedRun[];
  readonly signed: boolean;
  /** log2 of what one unit of the field counts; may depend on the instruction. */
  readonly shift: (word: number) => number;
  /** What it is for. */
  readonly help: string;
  /** The assembly that asks for it. */
  readonly emittedBy: string;
}

/** The Arm manual's names: one run is `imm26`, two are `immlo` and `immhi`. */
const nameRuns = (runs: readonly BitRun[]): readonly NamedRun[] =>
  runs.map((run, index) => ({
    ...run,
    name: runs.length === 1 ? `imm${run.width}` : index === 0 ? "immlo" : "immhi",
  }));

function formOfRule(rule: RelocationRule): RelocationForm {
  const { operand, from, field, help, emittedBy } = rule;
  const shared = { operand, from, signed: field.signed, help, emittedBy };
  if (isDataField(field)) return { ...shared, runs: [], shift: () => 0 };
  const { scale, runs } = field;
  return { ...shared, runs: nameRuns(runs), shift: scale === "access-size" ? accessShift : () => Math.log2(scale) };
}

/** Undefined for numbers that are no type of the CPU. */
export function relocationForm(architecture: Architecture, type: number): RelocationForm | undefined {
  const rule = relocationRules(architecture)[type];
  return rule === undefined ? undefined : formOfRule(rule);
}
