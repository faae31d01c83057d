// Rows of the History table: what incremental links did, one row a flush; of a script of declaration calls, one row a
// line, its flushes among them.

import type { StepResult } from "@/linker/incremental/script/runScript";
import type { FlushSummary } from "@/linker/incremental/summary";
import { changedBytes, flushSentence } from "../flush";

export interface HistoryRow {
  /** The flush that the row shows, or that comes next after the call. */
  readonly flush: number | undefined;
  readonly isFlush: boolean;
  /** Line of the script. */
  readonly line: number | undefined;
  /** The call as written; empty for flushes without a script. */
  readonly call: string;
  /** What came of it. */
  readonly outcome: string;
  /** Of expectations. */
  readonly held: boolean | undefined;
  readonly bytes: number | undefined;
  readonly patched: number | undefined;
  readonly moved: number | undefined;
}

function flushRow(flush: FlushSummary, line?: number): HistoryRow {
  const { complete } = flush;
  return {
    flush: flush.number,
    isFlush: true,
    line,
    call: line === undefined ? "" : "flush",
    outcome: complete ? flushSentence(flush) : "Errors stopped it; the image is the one before.",
    held: undefined,
    bytes: complete ? changedBytes(flush) : undefined,
    patched: complete ? flush.applied : undefined,
    moved: complete ? flush.moved.length : undefined,
  };
}

/** The next flush at or behind a step; the last one for what stands behind it. */
function flushesAhead(steps: readonly StepResult[]): (number | undefined)[] {
  const ahead: (number | undefined)[] = [];
  let next: number | undefined;
  for (let at = steps.length - 1; at >= 0; at--) {
    next = steps[at]!.flush ?? next;
    ahead[at] = next;
  }
  return ahead;
}

export function historyRows(
  flushes: readonly FlushSummary[],
  steps: readonly StepResult[] | undefined,
): readonly HistoryRow[] {
  if (steps === undefined) return flushes.map((flush) => flushRow(flush));
  const ahead = flushesAhead(steps);
  return steps.map(({ line, text, held, found, flush }, at): HistoryRow => {
    const summary = flush === undefined ? undefined : flushes.find(({ number }) => number === flush);
    if (summary !== undefined) {
      const own = flushRow(summary, line);
      return summary.complete ? own : { ...own, outcome: found };
    }
    const isExpectation = held !== undefined;
    return {
      // An expectation is about the flush before it, a call about the one after.
      flush: isExpectation ? lastFlush(steps, at) : ahead[at],
      isFlush: false,
      line,
      call: text,
      outcome: found,
      held,
      bytes: undefined,
      patched: undefined,
      moved: undefined,
    };
  });
}

function lastFlush(steps: readonly StepResult[], from: number): number | undefined {
  for (let at = from; at >= 0; at--) if (steps[at]!.flush !== undefined) return steps[at]!.flush;
  return undefined;
}
