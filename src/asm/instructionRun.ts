// Instructions one after the other that refer to nothing come to the same bytes wherever they stand. Half of what a
// compiler writes is such; an assembly of the next version takes them by the run.

import type { InstructionEncoder } from "./instructionEncoder";
import { LineRows } from "./lineRows";
import { lineKind } from "./lineTable";
import type { Span } from "./messages";
import type { Statement } from "./statement";

export interface InstructionRun {
  readonly bytes: Uint8Array;
  /** One for each instruction, offsets from the run's start. */
  readonly rows: LineRows;
  readonly first: Span;
  readonly encoder: InstructionEncoder;
}

export type RunStarts = readonly (InstructionRun | undefined)[];

/** Fewer are as fast one by one. */
const shortest = 2;

/** An instruction that comes to the same bytes everywhere. */
export const isPlain = ({ meaning }: Statement): boolean =>
  meaning?.instruction !== undefined &&
  meaning.bodyAt === 0 &&
  meaning.names.length === 0 &&
  meaning.instruction.fixups.length === 0 &&
  meaning.instruction.short === undefined;

/** For each statement the run that it begins, if any; `places` are the statements' lines and columns in turn. */
export function findRuns(statements: readonly Statement[], places: Uint32Array): RunStarts {
  const runs = new Array<InstructionRun | undefined>(statements.length).fill(undefined);
  for (let from = 0; from < statements.length; ) {
    let to = from;
    while (to < statements.length && isPlain(statements[to]!) && isSameEncoder(statements[from]!, statements[to]!))
      to++;
    if (to - from >= shortest) runs[from] = runOf(statements, places, from, to);
    from = Math.max(to, from + 1);
  }
  return runs;
}

const isSameEncoder = (a: Statement, b: Statement) => a.meaning?.encoder === b.meaning?.encoder;

export const runLength = ({ rows }: InstructionRun): number => rows.count;

function runOf(statements: readonly Statement[], places: Uint32Array, from: number, to: number): InstructionRun {
  const rows = new LineRows(to - from);
  const bytes: number[] = [];
  const spanOf = (i: number): Span => ({
    line: places[2 * i]!,
    column: places[2 * i + 1]!,
    length: statements[i]!.text.length,
  });
  for (let i = from; i < to; i++) {
    const own = statements[i]!.meaning!.instruction!.bytes;
    rows.add(spanOf(i), lineKind.instruction, 0, bytes.length, own.length);
    bytes.push(...own);
  }
  const { encoder } = statements[from]!.meaning!;
  return { bytes: Uint8Array.from(bytes), rows, first: spanOf(from), encoder };
}
