// Where a value lives inside an instruction word: runs of bits, lowest part of the value first.
// The linker encodes with it, the bit-box widget draws it, range errors are computed from it.

export interface BitRun {
  /** Lowest bit of the run in the word. */
  readonly at: number;
  readonly width: number;
}

/** Total bits of the field over all runs. */
export const fieldWidth = (runs: readonly BitRun[]): number => runs.reduce((sum, run) => sum + run.width, 0);

/** Puts the low bits of `value` (an integer within ±2^53) into `word`, leaving all other bits alone. */
export function packBits(word: number, runs: readonly BitRun[], value: number): number {
  let packed = word;
  // Nearly all values have 32 bits, which need no division.
  let small = value | 0;
  if (small === value) {
    for (const { at, width } of runs) {
      const mask = width === 32 ? 0xffffffff : (1 << width) - 1;
      packed = (packed & ~(mask << at)) | ((small & mask) << at);
      small >>= Math.min(width, 31);
    }
    return packed >>> 0;
  }
  let rest = value;
  for (const { at, width } of runs) {
    const mask = width === 32 ? 0xffffffff : (1 << width) - 1;
    packed = (packed & ~(mask << at)) | ((rest & mask) << at);
    rest = Math.floor(rest / 2 ** width);
  }
  return packed >>> 0;
}

/** Reads the field back; `signed` extends from its top bit. */
export function unpackBits(word: number, runs: readonly BitRun[], signed: boolean): number {
  let value = 0;
  let weight = 1;
  for (const { at, width } of runs) {
    const mask = width === 32 ? 0xffffffff : (1 << width) - 1;
    value += ((word >>> at) & mask) * weight;
    weight *= 2 ** width;
  }
  return signed && value >= weight / 2 ? value - weight : value;
}
