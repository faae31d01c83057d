import { describe, expect, it } from "vitest";
import { changesBetween } from "@/inspect/flushDifference";
import type { FlushSummary } from "@/linker/incremental/summary";

const flush = (number: number, changes: readonly [number, number[], number[]][] | undefined): FlushSummary => ({
  number,
  complete: true,
  changed: [],
  changes: changes?.map(([from, before, after]) => ({
    from,
    before: Uint8Array.from(before),
    after: Uint8Array.from(after),
  })),
  placed: [],
  moved: [],
  rewritten: [],
  rewrittenBytes: 0,
  grown: [],
  applied: 0,
  relocations: 0,
  pending: 0,
  slotsWritten: 0,
  slotsFreed: 0,
  rooms: [],
});
const shown = (runs: ReturnType<typeof changesBetween>) =>
  runs?.map(({ from, before, after }) => `${from}: ${[...before]} > ${[...after]}`);

describe("bytes between two flushes", () => {
  const flushes = [
    flush(1, undefined),
    flush(2, [[16, [1, 2], [7, 8]]]),
    flush(3, [
      [17, [8], [9]],
      [40, [0], [5]],
    ]),
    flush(4, [
      [16, [7], [1]],
      [40, [5], [0]],
    ]),
  ];
  it("are those of the one flush between them", () => {
    expect(shown(changesBetween(flushes, 2, 3))).toEqual(["17: 8 > 9", "40: 0 > 5"]);
  });
  it("lie one upon the other; what came back did not change", () => {
    expect(shown(changesBetween(flushes, 1, 3))).toEqual(["16: 1,2 > 7,9", "40: 0 > 5"]);
    expect(shown(changesBetween(flushes, 1, 4))).toEqual(["17: 2 > 9"]);
  });
  it("are not known across a flush that changed too much", () => {
    expect(changesBetween(flushes, 0, 3)).toBeUndefined();
  });
  it("are cut into lines", () => {
    const long = [flush(2, [[0, new Array(40).fill(0), new Array(40).fill(1)]])];
    expect(changesBetween(long, 1, 2)?.map(({ after }) => after.length)).toEqual([8, 8, 8, 8, 8]);
  });
});
