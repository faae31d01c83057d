// Times of contenders, taken so that a slow moment of the machine hits all of them.

import { performance } from "node:perf_hooks";

export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** Runs the contenders in turn, so that a slow moment of the machine hits all; returns sorted times of each. */
export function alternate(contenders: readonly (() => void)[], rounds: number, warmUp: number): number[][] {
  const times: number[][] = contenders.map(() => []);
  for (let round = -warmUp; round < rounds; round++)
    for (const [index, contender] of contenders.entries()) {
      const start = performance.now();
      contender();
      if (round >= 0) times[index]!.push(performance.now() - start);
    }
  return times.map((list) => list.sort((a, b) => a - b));
}
