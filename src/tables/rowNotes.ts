// Which rows of a table were written since somebody last looked, as runs: rows that change together mostly lie together.

export interface RowNotes {
  note(first: number, count: number): void;
  /** First and end of each run, by turns. Runs do not overlap. */
  runs(): readonly number[];
  /** Number of rows. */
  count(): number;
  /** Looked at. */
  clear(): void;
}

const firstRoom = 64;

export function createRowNotes(): RowNotes {
  /** By row. */
  let isNoted = new Uint8Array(firstRoom);
  let runs: number[] = [];
  let noted = 0;

  const makeRoom = (end: number): void => {
    if (end <= isNoted.length) return;
    const larger = new Uint8Array(Math.max(end, 2 * isNoted.length));
    larger.set(isNoted);
    isNoted = larger;
  };
  return {
    note(first, count) {
      const end = first + count;
      makeRoom(end);
      for (let row = first; row < end; row++) {
        if (isNoted[row] !== 0) continue;
        isNoted[row] = 1;
        noted += 1;
        if (runs.length > 0 && runs[runs.length - 1] === row) runs[runs.length - 1] = row + 1;
        else runs.push(row, row + 1);
      }
    },
    runs: () => runs,
    count: () => noted,
    clear() {
      for (let at = 0; at < runs.length; at += 2) isNoted.fill(0, runs[at], runs[at + 1]);
      runs = [];
      noted = 0;
    },
  };
}
