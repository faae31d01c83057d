/** A set of rows of one table, small and asked about for each row of it. */
export interface RowMarks {
  add(row: number): void;
  has(row: number): boolean;
  /** Whether some of these are in it. Asked about lists that stay, whose rows mostly are neighbours. */
  hasAny(rows: Uint32Array): boolean;
  readonly rows: readonly number[];
  clear(): void;
}

/** The lowest and the highest of each list that was asked about. */
const ranges = new WeakMap<Uint32Array, { readonly low: number; readonly high: number }>();

function rangeOf(rows: Uint32Array) {
  let range = ranges.get(rows);
  if (range === undefined) {
    let [low, high] = [Number.POSITIVE_INFINITY, -1];
    for (const row of rows) {
      low = Math.min(low, row);
      high = Math.max(high, row);
    }
    range = { low, high };
    ranges.set(rows, range);
  }
  return range;
}

/** Its memory stays when it is cleared, since fresh memory costs more than all that is done with it. */
export function createRowMarks(): RowMarks {
  let isMarked = new Uint8Array(64);
  const rows: number[] = [];
  return {
    add(row) {
      if (row >= isMarked.length) {
        const larger = new Uint8Array(Math.max(row + 1, 2 * isMarked.length));
        larger.set(isMarked);
        isMarked = larger;
      }
      if (isMarked[row] !== 0) return;
      isMarked[row] = 1;
      rows.push(row);
    },
    has: (row) => isMarked[row] === 1,
    hasAny(list) {
      const { low, high } = rangeOf(list);
      if (!rows.some((row) => row >= low && row <= high)) return false;
      // A plain loop: there may be many.
      for (let at = 0; at < list.length; at++) if (isMarked[list[at]] === 1) return true;
      return false;
    },
    rows,
    clear() {
      for (const row of rows) isMarked[row] = 0;
      rows.length = 0;
    },
  };
}
