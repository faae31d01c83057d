// Which relocation records belong together, and in which order the rest is applied. ADDEND and SUBTRACTOR records
// prepare the record behind them, at the same place; everything else stands alone (`<mach-o/reloc.h>`).

import { isDataField, type RelocationRule, type RelocationRules } from "@/arch/rules";
import { packedExternal, packedLength, packedPcRelative, packedType, type SectionRecords } from "@/macho/objectTables";
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
function problemOf(records: SectionRecords, record: number, rule: RelocationRule | undefined): string | undefined {
  if (rule === undefined) return relocationProblems.unknownType(packedType(records.packed[record]!));
  const length = packedLength(records.packed[record]!);
  if (!rule.lengths.includes(length)) return relocationProblems.wrongLength(2 ** length);
  if (packedPcRelative(records.packed[record]!) !== rule.pcRelative)
    return rule.pcRelative ? relocationProblems.mustBeRelative : relocationProblems.mustNotBeRelative;
  return rule.external && !packedExternal(records.packed[record]!) ? relocationProblems.mustNameSymbol : undefined;
}

/** Checks every record of a section, and pairs and orders those that are right. */
export function pairRecords(records: SectionRecords, rules: RelocationRules, complain: Complain): RelocationPairs {
  const { count } = records;
  const preparedBy = new Uint32Array(count);
  const order = new Uint32Array(count);
  let kept = 0;
  for (let record = 0; record < count; record++) {
    const rule = rules[packedType(records.packed[record]!)];
    const problem = problemOf(records, record, rule);
    if (problem !== undefined || rule === undefined) {
      if (problem !== undefined) complain(record, problem);
      continue;
    }
    if (rule.prepares === undefined) {
      order[kept++] = record;
      continue;
    }
    const next = record + 1 < count ? rules[packedType(records.packed[record + 1]!)] : undefined;
    const isPaired =
      next !== undefined && completes(rule.prepares, next) && records.address[record]! === records.address[record + 1]!;
    if (isPaired) preparedBy[record + 1] = record + 1;
    else complain(record, relocationProblems.unpaired(partnerTexts[rule.prepares]));
  }
  return { order: sortByOffset(order.subarray(0, kept), records), preparedBy };
}

/** Compilers write records backwards, linkers and assemblers of others forwards: only other orders are sorted. */
function sortByOffset(order: Uint32Array, records: SectionRecords): Uint32Array {
  let ascending = true;
  let descending = true;
  for (let i = 1, last = -1; i < order.length; i++) {
    last = records.address[order[i - 1]!]!;
    const offset = records.address[order[i]!]!;
    if (offset < last) ascending = false;
    if (offset >= last) descending = false;
  }
  if (ascending) return order;
  if (descending) return order.reverse();
  return order.sort((a, b) => records.address[a]! - records.address[b]! || a - b);
}
