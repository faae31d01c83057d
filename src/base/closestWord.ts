// "Did you mean": the closest known word to a mistyped one.

/** Edits (insert, delete, replace, swap of neighbours) between two words, or `limit + 1` when there are more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  // Long names often differ in the middle only.
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let cut = 0;
  while (cut < shorter - start && a.charCodeAt(a.length - 1 - cut) === b.charCodeAt(b.length - 1 - cut)) cut++;
  return distanceInBand(a.slice(start, a.length - cut), b.slice(start, b.length - cut), limit);
}

/** Three rows of the table that take turns; words are compared by the thousand. */
let rows = Array.from({ length: 3 }, () => new Int32Array(64));

/** The table's cells further than `limit` from its diagonal hold more than `limit`, and are not looked at. */
function distanceInBand(a: string, b: string, limit: number): number {
  const beyond = limit + 1;
  if (b.length + 2 > rows[0]!.length) rows = rows.map(() => new Int32Array(2 * b.length + 2));
  let [beforePrevious, previous, current] = rows as [Int32Array, Int32Array, Int32Array];
  for (let j = 0; j <= Math.min(b.length, limit); j++) previous[j] = j;
  if (limit < b.length) previous[beyond] = beyond;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    current[from - 1] = from === 1 ? i : beyond;
    let least = current[from - 1]!;
    for (let j = from; j <= to; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && isSwapped(a, i, b, j)) best = Math.min(best, beforePrevious[j - 2]! + 1);
      current[j] = best;
      least = Math.min(least, best);
    }
    if (to < b.length) current[to + 1] = beyond;
    if (least > limit) return beyond;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return Math.min(previous[b.length]!, beyond);
}

const isSwapped = (a: string, i: number, b: string, j: number) =>
  a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);

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
