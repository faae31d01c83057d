// Why a statement is no instruction: which operand of the form that comes nearest is at fault, and what it could be.

import { closestWord } from "@/base/closestWord";
import type { EncodeError } from "../instructionEncoder";
import { adviceFor, extensionOf, replacementOf } from "./foreignTable";
import type { Row } from "./forms";
import type { Operand, ParsedOperands } from "./operands";
import { generalRegisterNames, looksLikeRegister, nameOfGeneral } from "./registers";
import type { Encoding, Slot, VectorSpelling } from "./slot";

const didYouMean = (near: string | undefined) => (near === undefined ? "" : `; did you mean '${near}'?`);
const suggest = (near: string | undefined) => (near === undefined ? {} : { suggestion: near });

/** No row has this mnemonic. `known` are those that some row has, `arrangements` the suffixes of one. */
export function unknownMnemonic(
  mnemonic: string,
  known: Iterable<string>,
  arrangements: (mnemonic: string) => readonly string[],
): EncodeError {
  const place = { code: "unknown-instruction", at: 0, length: Math.max(1, mnemonic.length) };
  const dot = mnemonic.indexOf(".");
  const plain = dot < 0 ? mnemonic : mnemonic.slice(0, dot);
  const suffixes = dot < 0 ? [] : arrangements(plain);
  if (suffixes.length > 0)
    return {
      ...place,
      message: `'${plain}' has no form '${mnemonic.slice(dot)}'; it has ${suffixes.map((name) => `.${name}`).join(", ")}`,
    };
  const extension = extensionOf(plain);
  if (extension !== undefined)
    return { ...place, message: `instruction '${plain}' requires ${extension}, which apple-m1 does not have` };
  const replacement = replacementOf(mnemonic);
  if (replacement !== undefined)
    return {
      ...place,
      message: `unknown instruction '${mnemonic}'; on arm64 it is '${replacement}'`,
      suggestion: replacement,
    };
  const advice = adviceFor(mnemonic);
  if (advice !== undefined) return { ...place, message: `unknown instruction '${mnemonic}'; on arm64, ${advice}` };
  const near = closestWord(mnemonic, known);
  return { ...place, message: `unknown instruction '${mnemonic}'${didYouMean(near)}`, ...suggest(near) };
}

/** The words "unpredictable" and "instruction" are clang's. */
export function unpredictable(mnemonic: string, objection: string, { starts, ends }: ParsedOperands): EncodeError {
  const [at, end] = [starts[0]!, ends[0]!];
  const message = `unpredictable ${mnemonic} instruction: ${objection}`;
  return { code: "unpredictable-instruction", message, at, length: Math.max(1, end - at) };
}

/** How far a row follows the operands. */
interface Attempt {
  readonly row: Row;
  /** The operand that does not fit; as many as there are when they end too early. */
  readonly at: number;
  /** The slot that refused, or none when operands are left over. */
  readonly slot: Slot | undefined;
  readonly vectors: VectorSpelling;
}

function attempt(row: Row, vectors: VectorSpelling, operands: readonly Operand[]): Attempt {
  const encoding: Encoding = { word: row.word, vectors, hole: undefined };
  let at = 0;
  for (const slot of row.slots) {
    const taken = slot.encode(operands, at, encoding);
    const [operand, next] = [operands[at], operands[at + 1]];
    if (taken < 0) {
      const isNext = operand !== undefined && next !== undefined && slot.blamesNext?.(operand, next) === true;
      return { row, at: isNext ? at + 1 : at, slot, vectors };
    }
    at += taken;
  }
  return { row, at, slot: undefined, vectors };
}

/** Numbers are immediates, whether whole or not, and an address may be one. */
const suitsKind = (slot: Slot, operand: Operand) =>
  slot.takes === operand.kind ||
  (slot.takes === "float" && operand.kind === "immediate") ||
  (slot.takes === "immediate" && operand.kind === "float");

/** Those of the attempts that come nearest: as far as any, with a slot for this kind of operand, of this shape. */
function nearest(attempts: readonly Attempt[], operands: readonly Operand[]): readonly Attempt[] {
  const furthest = Math.max(...attempts.map(({ at }) => at));
  let best = attempts.filter(({ at }) => at === furthest);
  const operand = operands[furthest];
  if (operand === undefined) return best;
  for (const suits of [
    (slot: Slot) => suitsKind(slot, operand),
    (slot: Slot) => slot.suits?.(operand, operands[furthest + 1]) ?? true,
  ]) {
    const suiting = best.filter(({ slot }) => slot !== undefined && suits(slot));
    if (suiting.length > 0) best = suiting;
  }
  return best;
}

const maximumAlternatives = 4;

/** The kind alone, or the example where it starts with one: `'[Xn, #imm]' with a multiple of 8` without its bounds. */
const brief = (expectation: string) =>
  expectation.startsWith("'")
    ? expectation.slice(0, expectation.indexOf("'", 1) + 1)
    : expectation.split(/,? (?:or )?'/)[0]!;

function expectations(attempts: readonly Attempt[]): string {
  let all = [
    ...new Set(
      attempts.flatMap(({ slot, vectors }) => {
        if (slot === undefined) return [];
        return [vectors === "bare" ? slot.expects.replace(/\b(v\d+)\.\d*[bhsdq]\b/g, "$1") : slot.expects];
      }),
    ),
  ];
  if (all.length > maximumAlternatives) all = [...new Set(all.map(brief))];
  all = all.filter((text) => !all.some((other) => other !== text && other.startsWith(text)));
  // Kinds of operands say more than the words among them.
  all.sort((a, b) => Number(a.startsWith("'")) - Number(b.startsWith("'")));
  const shown = all.slice(0, maximumAlternatives);
  if (all.length > shown.length) return `${shown.join(", ")} or something else`;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}

/** The same register in the other width, the same vector as this place has it, a word that is nearly right. */
function repair(operand: Operand, attempts: readonly Attempt[]): Operand | undefined {
  const fits = (other: Operand) =>
    attempts.some(
      ({ slot, vectors }) => slot !== undefined && slot.encode([other], 0, { word: 0, vectors, hole: undefined }) === 1,
    );
  if (operand.kind === "general") {
    const other = { ...operand, width: operand.width === 32 ? 64 : 32 } as const;
    return fits(other) ? other : undefined;
  }
  if (operand.kind === "expression" && operand.word !== "") {
    const words = attempts.flatMap(({ slot }) => [...(slot?.words?.() ?? [])].map((word) => word.toLowerCase()));
    const word = closestWord(operand.word, words);
    return word === undefined || word === operand.word ? undefined : { ...operand, word };
  }
  if (operand.kind !== "vector" || operand.lane !== undefined) return undefined;
  const arrangements = ["", "8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d"];
  const fitting = arrangements.filter((arrangement) => fits({ ...operand, arrangement }));
  return fitting.length === 1 ? { ...operand, arrangement: fitting[0]! } : undefined;
}

function textOf(operand: Operand | undefined): string | undefined {
  if (operand?.kind === "general") return nameOfGeneral(operand.width, operand.number, operand.role === "stack");
  if (operand?.kind === "vector")
    return `v${operand.number}${operand.arrangement === "" ? "" : `.${operand.arrangement}`}`;
  return operand?.kind === "expression" ? operand.word : undefined;
}

/**
 * Forms that the last operand keeps out for its width alone. They come before those that took it and want one more:
 * who writes `add x0, x1, w2` means `x2`, not an extension.
 */
function misfits(attempts: readonly Attempt[], operands: readonly Operand[]): readonly Attempt[] {
  const last = operands.at(-1);
  if (last?.kind !== "general") return [];
  return attempts.filter((one) => {
    const other = one.at === operands.length - 1 ? repair(last, [one]) : undefined;
    if (other === undefined) return false;
    const again = attempt(one.row, one.vectors, [...operands.slice(0, -1), other]);
    return again.slot === undefined && again.at === operands.length;
  });
}

const ordinals = ["first", "second", "third", "fourth", "fifth"];

/** A word that can only have been meant as a register. */
function unknownRegister(statement: string, parsed: ParsedOperands): EncodeError | undefined {
  for (const [index, operand] of parsed.operands.entries()) {
    const at = parsed.starts[index]!;
    const text = statement.slice(at, parsed.ends[index]).trim();
    if (operand.kind !== "expression" || !looksLikeRegister(text.toLowerCase())) continue;
    const near = closestWord(text.toLowerCase(), generalRegisterNames());
    return {
      code: "unknown-register",
      message: `unknown register '${text}'${didYouMean(near)}`,
      at,
      length: text.length,
      ...suggest(near),
    };
  }
  return undefined;
}

/** Why none of the mnemonic's rows fits. */
export function explain(
  statement: string,
  mnemonic: string,
  rows: readonly Row[],
  vectors: readonly VectorSpelling[],
  parsed: ParsedOperands,
): EncodeError {
  const register = unknownRegister(statement, parsed);
  if (register !== undefined) return register;
  const { operands, starts, ends } = parsed;
  const attempts = rows.map((row, index) => attempt(row, vectors[index]!, operands));
  // Literals are never printed, but written.
  const isLoad = operands.some(({ kind }) => kind === "literal");
  const shown = attempts.filter(({ row }) => isLoad || row.print !== "never");
  let best = nearest(shown.length > 0 ? shown : attempts, operands);
  if (best[0]!.at === operands.length) {
    const others = misfits(shown, operands);
    if (others.length > 0) best = others;
  }
  const index = best[0]!.at;
  const code = "operand-mismatch";
  const operand = operands[index];
  if (operand === undefined) {
    const [at, end] = [starts.at(-1) ?? 0, ends.at(-1) ?? mnemonic.length];
    const message = `too few operands for '${mnemonic}'; expected ${expectations(best)}`;
    return { code, message, at, length: Math.max(1, end - at) };
  }
  const at = starts[index]!;
  if (best.every(({ slot }) => slot === undefined)) {
    const message = index === 0 ? `'${mnemonic}' takes no operands` : `too many operands for '${mnemonic}'`;
    return { code, message, at, length: Math.max(1, ends.at(-1)! - at) };
  }
  const near = textOf(repair(operand, best));
  return {
    code,
    message: `${ordinals[index] ?? "last"} operand of '${mnemonic}': expected ${expectations(best)}${didYouMean(near)}`,
    at,
    length: Math.max(1, statement.slice(at, ends[index]).trimEnd().length),
    ...suggest(near),
  };
}
