// Sizes of panes that share a length, as fractions of it. Moving a separator changes its two neighbours only.

/** `least` are the panes' minimum sizes as fractions; what does not fit stops the separator. */
export function movedSeparator(
  sizes: readonly number[],
  separator: number,
  by: number,
  least: readonly number[],
): readonly number[] {
  const before = sizes[separator] ?? 0;
  const after = sizes[separator + 1] ?? 0;
  const lowest = Math.min(0, (least[separator] ?? 0) - before);
  const highest = Math.max(0, after - (least[separator + 1] ?? 0));
  const moved = Math.min(highest, Math.max(lowest, by));
  return sizes.map((size, index) => {
    if (index === separator) return size + moved;
    return index === separator + 1 ? size - moved : size;
  });
}

/** Stored sizes, when they are as many as the panes and make a whole. */
export function parseSizes(text: string | null, count: number): readonly number[] | undefined {
  const sizes = (text ?? "").split(" ").map(Number);
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  const isUsable = sizes.length === count && sizes.every((size) => size > 0) && Math.abs(whole - 1) < 0.01;
  return isUsable ? sizes : undefined;
}

export const printSizes = (sizes: readonly number[]): string => sizes.map((size) => size.toFixed(4)).join(" ");
