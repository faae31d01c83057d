// What one version of a source has and another has not: the statements between the first and the last stretch that
// they do not share.

import type { SourceVersion, Stretch } from "./sourceText";
import type { Statement } from "./statement";

export interface PlacedStatement {
  readonly statement: Statement;
  /** In its own version, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface VersionDifference {
  readonly before: readonly PlacedStatement[];
  readonly after: readonly PlacedStatement[];
  /** How many of them have the same text at the start of both lists, and how many at their end. */
  readonly sameInFront: number;
  readonly sameBehind: number;
  /** The lines of the version before that differ: from the first one up to, but without, the second one. */
  readonly from: number;
  readonly to: number;
  /** How much further down the lines behind them are in the version after. */
  readonly shift: number;
}

/** More statements than this are another text rather than an edit. */
const mostStatements = 1024;

function placed(stretches: readonly Stretch[], line: number): PlacedStatement[] {
  const found: PlacedStatement[] = [];
  let first = line;
  for (const { statements, places, lines } of stretches) {
    for (const [i, statement] of statements.entries())
      found.push({ statement, line: first + places[2 * i]!, column: places[2 * i + 1]! });
    first += lines;
  }
  return found;
}

const sum = (stretches: readonly Stretch[], of: (stretch: Stretch) => number) =>
  stretches.reduce((total, stretch) => total + of(stretch), 0);

/** A stretch that was changed and changed back is cut anew, and yet is what it was. */
const isSame = (a: Stretch, b: Stretch): boolean =>
  a === b ||
  (a.length === b.length &&
    a.lines === b.lines &&
    a.statements.length === b.statements.length &&
    a.statements.every(({ text }, i) => text === b.statements[i]!.text) &&
    a.places.every((place, i) => place === b.places[i]));

/** Undefined if they have little in common. */
export function differenceOf(before: SourceVersion, after: SourceVersion): VersionDifference | undefined {
  const [old, now] = [before.stretches, after.stretches];
  const shared = Math.min(old.length, now.length);
  let front = 0;
  while (front < shared && isSame(old[front]!, now[front]!)) front++;
  let back = 0;
  while (back < shared - front && isSame(old.at(-1 - back)!, now.at(-1 - back)!)) back++;
  const found = between(old, now, front, back);
  // Between two stretches the neighbours of what is new are in those.
  if (found === undefined || found.before.length + found.after.length === 0) return found;
  const [inFront, behind] = [found.sameInFront === 0 && front > 0, found.sameBehind === 0 && back > 0];
  return inFront || behind ? between(old, now, front - Number(inFront), back - Number(behind)) : found;
}

type Stretches = readonly Stretch[];

/** Of versions that share so many stretches. */
function between(old: Stretches, now: Stretches, front: number, back: number): VersionDifference | undefined {
  const from = 1 + sum(old.slice(0, front), ({ lines }) => lines);
  const [gone, come] = [old.slice(front, old.length - back), now.slice(front, now.length - back)];
  const count = ({ statements }: Stretch) => statements.length;
  if (sum(gone, count) > mostStatements || sum(come, count) > mostStatements) return undefined;
  const lines = sum(gone, (stretch) => stretch.lines);
  const [left, right] = [placed(gone, from), placed(come, from)];
  const most = Math.min(left.length, right.length);
  const textOf = ({ statement }: PlacedStatement) => statement.text;
  let sameInFront = 0;
  while (sameInFront < most && textOf(left[sameInFront]!) === textOf(right[sameInFront]!)) sameInFront++;
  let sameBehind = 0;
  while (sameBehind < most - sameInFront && textOf(left.at(-1 - sameBehind)!) === textOf(right.at(-1 - sameBehind)!))
    sameBehind++;
  return {
    before: left,
    after: right,
    sameInFront,
    sameBehind,
    from,
    to: from + lines,
    shift: sum(come, (stretch) => stretch.lines) - lines,
  };
}

type Move = readonly [old: PlacedStatement, now: PlacedStatement | undefined];

/**
 * Where the statements of the version before are in the one after. What is listed for the first of those that went (a
 * `.loc` in front lists its row there) counts for the first of those that came.
 */
export class StatementMoves {
  /** Lines from `from` up to `to` have to be looked up, those behind them move by `shift`. */
  readonly from: number;
  readonly to: number;
  readonly shift: number;
  private readonly byLine = new Map<number, Move[]>();

  constructor({ before, after, sameInFront, sameBehind, from, to, shift }: VersionDifference) {
    this.from = from;
    this.to = to;
    this.shift = shift;
    const behind = before.length - sameBehind;
    const hasCome = after.length - sameBehind > sameInFront;
    for (const [i, old] of before.entries()) {
      const isInFront = i < sameInFront || (i === sameInFront && hasCome);
      const now = isInFront ? after[i] : i < behind ? undefined : after[i + after.length - before.length];
      const moves = this.byLine.get(old.line);
      if (moves === undefined) this.byLine.set(old.line, [[old, now]]);
      else moves.push([old, now]);
    }
  }

  /** The statement that something at this place belongs to. Behind labels, it may be further right. */
  at(line: number, column: number): Move | undefined {
    return this.byLine.get(line)?.findLast(([old]) => old.column <= column);
  }

  /** Where a line went; undefined where its statements went to different ones, or are no more. */
  line(line: number): number | undefined {
    if (line < this.from) return line;
    if (line >= this.to) return line + this.shift;
    const lines = new Set(this.byLine.get(line)?.map(([, now]) => now?.line));
    return lines.size === 1 ? [...lines][0] : undefined;
  }
}

/** Whether the place moves where everything is listed that belongs to no statement. */
export function movesFirst({ before, after }: VersionDifference): boolean {
  const isFirst = (placed: PlacedStatement | undefined) => placed?.line === 1 && placed.column === 1;
  return isFirst(before[0]) && !isFirst(after[0]);
}
