// Which relocation records belong together, and in which order the rest is applied. ADDEND and SUBTRACTOR records
// prepare the record behind them, at the same place; everything else stands alone (`<mach-o/reloc.h>`).

import { isDataField, type RelocationRule, type RelocationRules } from "@/arch/rules";
import type { ObjectFile } from "@/macho/readObject";
import { relocationProblems } from "../diagnostics/messages";

export interface RelocationPairs {
  /** Records that patch something, by offset; of one offset in the order of the file. */
  readonly order: Uint32Array;
  /** By record: position + 1 of the record that prepares it; 0 without one. */
  readonly preparedBy: Uint32Array;
}

type Complain = (record: number, why: string) => void;

/** A subtraction is completed by a plain pointer, an addend by an instruction. */
const completes = (preparation: "addend" | "subtraction", rule: RelocationRule): boolean =>
  rule.prepares === undefined &&
  (preparation === "addend" ? !isDataField(rule.field) : isDataField(rule.field) && rule.from === "zero");

const partnerTexts = { addend: "a page or branch relocation", subtraction: "an UNSIGNED relocation" } as const;

/** What a record breaks of its rule, taken alone. */
function problemOf(
  reader: ObjectFile,
  section: number,
  record: number,
  rule: RelocationRule | undefined,
): string | undefined {
  if (rule === undefined) return relocationProblems.unknownType(reader.relocationType(section, record));
  const length = reader.relocationLength(section, record);
  if (!rule.lengths.includes(length)) return relocationProblems.wrongLength(2 ** length);
  if (reader.relocationPcRelative(section, record) !== rule.pcRelative)
    return rule.pcRelative ? relocationProblems.mustBeRelative : relocationProblems.mustNotBeRelative;
  return rule.external && !reader.relocationExternal(section, record) ? relocationProblems.mustNameSymbol : undefined;
}

/** Checks every record of a section (by ordinal in the object, from 0), and pairs and orders those that are right. */
export function pairRecords(
  reader: ObjectFile,
  section: number,
  rules: RelocationRules,
  complain: Complain,
): RelocationPairs {
  const count = reader.sections[section]!.relocationCount;
  const preparedBy = new Uint32Array(count);
  const order = new Uint32Array(count);
  let kept = 0;
  for (let record = 0; record < count; record++) {
    const rule = rules[reader.relocationType(section, record)];
    const problem = problemOf(reader, section, record, rule);
    if (problem !== undefined || rule === undefined) {
      if (problem !== undefined) complain(record, problem);
      continue;
    }
    if (rule.prepares === undefined) {
      order[kept++] = record;
      continue;
    }
    const next = record + 1 < count ? rules[reader.relocationType(section, record + 1)] : undefined;
    const isPaired =
      next !== undefined &&
      completes(rule.prepares, next) &&
      reader.relocationAddress(section, record) === reader.relocationAddress(section, record + 1);
    if (isPaired) preparedBy[record + 1] = record + 1;
    else complain(record, relocationProblems.unpaired(partnerTexts[rule.prepares]));
  }
  return { order: sortByOffset(order.subarray(0, kept), reader, section), preparedBy };
}

/** Compilers write records backwards, linkers and assemblers of others forwards: only other orders are sorted. */
function sortByOffset(order: Uint32Array, reader: ObjectFile, section: number): Uint32Array {
  let ascending = true;
  let descending = true;
  for (let i = 1, last = -1; i < order.length; i++) {
    last = reader.relocationAddress(section, order[i - 1]!);
    const offset = reader.relocationAddress(section, order[i]!);
    if (offset < last) ascending = false;
    if (offset >= last) descending = false;
  }
  if (ascending) return order;
  if (descending) return order.reverse();
  const offsets = new Map<number, number>();
  for (const record of order) offsets.set(record, reader.relocationAddress(section, record));
  return order.sort((a, b) => offsets.get(a)! - offsets.get(b)! || a - b);
}
