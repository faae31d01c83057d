// What an edit does to a draft, if that is no more than instructions that come and go, or another name for a label.

import { readAlone } from "../aloneReading";
import type { Emitter } from "../emitter";
import { eachSymbol } from "../evaluate";
import type { Expression } from "../expression";
import type { EncodedInstruction } from "../instructionEncoder";
import type { Span } from "../messages";
import type { Meaning } from "../statement";
import type { PlacedStatement, VersionDifference } from "../versionDifference";

export interface PlacedInstruction {
  readonly placed: PlacedStatement;
  readonly instruction: EncodedInstruction;
}

/** Instructions in the place of others. */
export interface InstructionSplice {
  readonly kind: "instructions";
  readonly gone: readonly PlacedInstruction[];
  readonly come: readonly PlacedInstruction[];
  readonly difference: VersionDifference;
}
export interface Rename {
  readonly kind: "rename";
  readonly from: string;
  readonly to: string;
  readonly gone: PlacedStatement;
  readonly come: PlacedStatement;
  readonly difference: VersionDifference;
}
/** Comments, blanks. */
export interface Move {
  readonly kind: "move";
  readonly difference: VersionDifference;
}
export type Plan = InstructionSplice | Rename | Move;

const label = /^[A-Za-z_.$][\w.$]+:$/;

/** Undefined if the edit is something else. */
export function planOf(emitter: Emitter, difference: VersionDifference): Plan | undefined {
  const [gone, come] = [goneOf(difference), comeOf(difference)];
  if (gone.length === 0 && come.length === 0) return { kind: "move", difference };
  if (!standAlone(difference)) return undefined;
  if (gone.length === 1 && come.length === 1 && label.test(gone[0]!.statement.text))
    return label.test(come[0]!.statement.text) ? renameOf(difference) : undefined;
  const anchored = gone.length === 0 || come.length === 0 ? withNeighbour(emitter, difference) : difference;
  return anchored && instructionsOf(emitter, anchored);
}

export const goneOf = ({ before, sameInFront, sameBehind }: VersionDifference): readonly PlacedStatement[] =>
  before.slice(sameInFront, before.length - sameBehind);
export const comeOf = ({ after, sameInFront, sameBehind }: VersionDifference): readonly PlacedStatement[] =>
  after.slice(sameInFront, after.length - sameBehind);

/** Whether no line has statements that stay and statements that do not, and those that stay stay together. */
function standAlone({ before, after, sameInFront, sameBehind }: VersionDifference): boolean {
  const isCut = (list: readonly PlacedStatement[], at: number) =>
    at > 0 && at < list.length && list[at - 1]!.line === list[at]!.line;
  if ([before, after].some((list) => isCut(list, sameInFront) || isCut(list, list.length - sameBehind))) return false;
  for (let i = 1; i < before.length; i++) {
    if (i >= sameInFront && i <= before.length - sameBehind) continue;
    const now = i < sameInFront ? i : i + after.length - before.length;
    if ((before[i - 1]!.line === before[i]!.line) !== (after[now - 1]!.line === after[now]!.line)) return false;
  }
  return true;
}

function renameOf(difference: VersionDifference): Rename {
  const [gone, come] = [goneOf(difference)[0]!, comeOf(difference)[0]!];
  const [from, to] = [gone, come].map(({ statement }) => statement.text.slice(0, -1));
  return { kind: "rename", from: from!, to: to!, gone, come, difference };
}

/**
 * The difference and an instruction next to it: what stands between two statements, and on which side of those that come
 * or go between them, is then beyond doubt.
 */
function withNeighbour(emitter: Emitter, difference: VersionDifference): VersionDifference | undefined {
  const { before, sameInFront, sameBehind } = difference;
  const isFit = (at: number) => before[at] !== undefined && instructionIn(emitter, before[at]) !== undefined;
  const wide =
    sameBehind > 0 && isFit(before.length - sameBehind)
      ? { ...difference, sameBehind: sameBehind - 1 }
      : sameInFront > 0 && isFit(sameInFront - 1)
        ? { ...difference, sameInFront: sameInFront - 1 }
        : undefined;
  if (wide !== undefined) return standAlone(wide) ? wide : undefined;
  // The last instruction goes: only a `.loc` in front would want another one.
  return comeOf(difference).length === 0 && emitter.debugLines.sections.size === 0 ? difference : undefined;
}

function instructionsOf(emitter: Emitter, difference: VersionDifference): InstructionSplice | undefined {
  const gone = complete(goneOf(difference).map((placed) => instructionIn(emitter, placed)));
  const encoder = goneOf(difference)[0]?.statement.meaning?.encoder;
  const come = encoder && complete(comeOf(difference).map((placed) => readInstruction(emitter, placed, encoder)));
  return gone && come && { kind: "instructions", gone, come, difference };
}

/** The list, unless something is missing. */
export const complete = <T>(list: readonly (T | undefined)[]): readonly T[] | undefined =>
  list.includes(undefined) ? undefined : (list as readonly T[]);

/** A statement of the draft, if it is an instruction that means the same anywhere. */
function instructionIn(emitter: Emitter, placed: PlacedStatement): PlacedInstruction | undefined {
  const { meaning } = placed.statement;
  return meaning && checked(emitter, placed, meaning);
}

function readInstruction(
  emitter: Emitter,
  placed: PlacedStatement,
  encoder: Meaning["encoder"],
): PlacedInstruction | undefined {
  const { meaning } = placed.statement;
  if (meaning?.encoder === encoder) return checked(emitter, placed, meaning);
  const read = readAlone("", emitter.architecture, placed, encoder)?.meaning;
  return read && checked(emitter, placed, read);
}

function checked(
  { assigned }: Emitter,
  placed: PlacedStatement,
  { instruction, bodyAt, names }: Meaning,
): PlacedInstruction | undefined {
  if (instruction === undefined || bodyAt > 0) return undefined;
  if (names.some((name) => assigned.has(name))) return undefined;
  const isFit = instruction.fixups.every(({ pooled, expression }) => pooled === undefined && !namesHere(expression));
  return isFit ? { placed, instruction } : undefined;
}

function namesHere(expression: Expression): boolean {
  if (expression.kind === "unary") return namesHere(expression.operand);
  if (expression.kind === "binary") return namesHere(expression.left) || namesHere(expression.right);
  return expression.kind === "here";
}

/** The names in an instruction's holes, as often as they are there. */
export function namesOf({ instruction }: PlacedInstruction): readonly string[] {
  const names: string[] = [];
  for (const { expression } of instruction.fixups) eachSymbol(expression, (name) => names.push(name));
  return names;
}

export const spanOf = ({ placed: { line, column, statement } }: PlacedInstruction): Span => ({
  line,
  column,
  length: statement.text.length,
});
