// Which words of an operand name no symbol: registers, conditions, sizes. Told by shape and by what stands in front, so
// that a line can be indexed without the encoders, which live in the worker.

import type { Architecture } from "@/arch/architecture";
import { prefixBytes } from "@/asm/x86_64/statement";

/** `att` and `intel` are x86_64's two syntaxes, of which Intel's writes registers without `%`. */
export type Dialect = "arm64" | "att" | "intel";

export const firstDialect = (architecture: Architecture): Dialect => (architecture === "arm64" ? "arm64" : "att");

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const armRegister = /^([xw]([12]?\d|30|zr)|w?sp|lr|fp|[bhsdqv]([12]?\d|3[01])(\.\d*[bhsdq])?)$/i;
const intelRegister =
  /^([re]?[abcd]x|[abcd][hl]|[re]?(si|di|bp|sp|ip)|(si|di|bp|sp)l|r(8|9|[12]\d|3[01])[dwb]?|[xyz]mm([12]?\d|3[01])|[tm]mm[0-7]|k[0-7]|st|[cdefgs]s|[cd]r\d+|bnd[0-3]|[re]iz)$/i;

const shifts = words("lsl lsr asr ror msl uxtb uxth uxtw uxtx sxtb sxth sxtw sxtx mul vl");
const conditions = words("eq ne cs hs cc lo mi pl vs vc hi ls ge lt gt le al nv");
/** They end in a condition. */
const conditional = /^(f?c(sel|cmp[e]?)|cs(inc|inv|neg|et|etm)|c(inc|inv|neg)|ccmn|fccmpe)$/i;
/** Their operands are words of the architecture (system registers, barriers, hints), never symbols. */
const wordy = words(
  "mrs msr sys sysl sysp dc ic at tlbi tlbip dmb dsb isb hint bti psb tsb pssbb smstart smstop cfp dvp cpp dgh csdb clrex",
);
const prefetches = words("prfm prfum rprfm");

const intelWords = words(
  "byte word dword fword qword tbyte xword xmmword ymmword zmmword oword mmword ptr offset short near far flat z " +
    "and or not xor shl shr mod eq ne lt le gt ge",
);

/** Whether a word in an operand of `operation` names no symbol; `index` counts the operands from 0. */
export function isOperandWord(dialect: Dialect, operation: string, word: string, index: number): boolean {
  if (dialect === "att") return false;
  if (dialect === "intel") return intelRegister.test(word) || intelWords.has(word.toLowerCase());
  if (armRegister.test(word)) return true;
  const [name, lower] = [operation.toLowerCase(), word.toLowerCase()];
  if (wordy.has(name) || (index === 0 && prefetches.has(name))) return true;
  if (index === 0) return false;
  return shifts.has(lower) ? !/^(t?bn?z|cbn?z|b)$/.test(name) : conditions.has(lower) && conditional.test(name);
}

/** `rep movsb`: the instruction comes behind. */
export const isPrefix = (dialect: Dialect, word: string): boolean =>
  dialect !== "arm64" && prefixBytes.has(word.toLowerCase());
