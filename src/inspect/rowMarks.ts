/** A set of rows of one table, small and asked about for each row of it. */
export interface RowMarks {
  add(row: number): void;
  has(row: number): boolean;
  readonly rows: readonly number[];
  clear(): void;
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
    rows,
    clear() {
      for (const row of rows) isMarked[row] = 0;
      rows.length = 0;
    },
  };
}
