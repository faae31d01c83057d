// "Did you mean": the closest known word to a mistyped one.

/** Edits (insert, delete, replace, swap of neighbours) between two words, or `limit + 1` when there are more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforePrevious[j - 2]! + 1);
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length]!, limit + 1);
}

/** The nearest of `words`, if near enough for a word of that length; ties go to the earlier one. */
export function closestWord(word: string, words: Iterable<string>): string | undefined {
  let limit = word.length <= 3 ? 1 : 2;
  let closest: string | undefined;
  for (const candidate of words) {
    const distance = editDistance(word, candidate, limit);
    if (distance > limit || (distance === limit && closest !== undefined)) continue;
    closest = candidate;
    limit = distance;
  }
  return closest;
}
