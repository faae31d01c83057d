import { describe, expect, it } from "vitest";
import { deltaOf, withDelta } from "@/worker/delta";

const isSame = (a: number, b: number) => a === b;

describe("deltas of lists", () => {
  it.each([
    { known: [], list: [] },
    { known: [], list: [1, 2] },
    { known: [1, 2, 3], list: [] },
    { known: [1, 2, 3], list: [1, 2, 3] },
    { known: [1, 2, 3], list: [1, 9, 3] },
    { known: [1, 2, 3], list: [9, 2] },
    { known: [1, 2, 3], list: [1, 2, 3, 4, 5] },
    { known: [1, 2, 3, 4], list: [2, 3, 4] },
  ])("lead from $known to $list", ({ known, list }) => {
    const delta = deltaOf<number>(list, known, isSame);
    expect(withDelta(delta, known)).toEqual(list);
  });

  it("tell only what is new", () => {
    expect(deltaOf([1, 9, 3, 8], [1, 2, 3], isSame)).toEqual({ counts: [1, 1, 1, 1], fresh: [9, 8] });
  });
});
