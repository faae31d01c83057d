// 64-bit two's complement sums on pairs of 32-bit words, for addends: tagged pointers and masks in data use all 64
// bits, which a double would round.

import { highWord, lowWord } from "@/base/units";

/** The low word of (low, high) + delta; `delta` is an integer within ±2^53. */
export const sumLow = (low: number, delta: number): number => (low + lowWord(delta)) >>> 0;
/** The high word of (low, high) + delta. */
export const sumHigh = (low: number, high: number, delta: number): number =>
  (high + highWord(delta) + (low + lowWord(delta) > 0xffff_ffff ? 1 : 0)) >>> 0;
