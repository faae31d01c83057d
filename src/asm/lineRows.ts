// A section's rows of the line table while it is written: numbers in one array, since nearly every statement adds some.

import type { Fragment } from "./draft";
import type { Span } from "./messages";

const cellsOfRow = 7;
/** A size that follows from the fragment once that is laid out. */
const wholeFragment = -1;

export class LineRows {
  private cells: Int32Array;
  count = 0;

  constructor(expected = 16) {
    this.cells = new Int32Array(expected * cellsOfRow);
  }

  /** `fragment` is the fragment's index. `size` undefined: as long as it comes to be. */
  add(span: Span, kind: number, fragment: number, offset: number, size: number | undefined): void {
    const at = this.room(1);
    const { cells } = this;
    cells[at] = span.line;
    cells[at + 1] = span.column;
    cells[at + 2] = span.length;
    cells[at + 3] = kind;
    cells[at + 4] = fragment;
    cells[at + 5] = offset;
    cells[at + 6] = size ?? wholeFragment;
    this.count++;
  }

  /** Rows that were made apart from any place: of a run of instructions that begins at `line`. */
  addAll(rows: LineRows, line: number, fragment: number, offset: number): void {
    const at = this.room(rows.count);
    const { cells } = this;
    const end = rows.count * cellsOfRow;
    const from = rows.cells;
    for (let cell = 0; cell < end; cell += cellsOfRow) {
      const to = at + cell;
      cells[to] = from[cell]! + line;
      cells[to + 1] = from[cell + 1]!;
      cells[to + 2] = from[cell + 2]!;
      cells[to + 3] = from[cell + 3]!;
      cells[to + 4] = fragment;
      cells[to + 5] = from[cell + 5]! + offset;
      cells[to + 6] = from[cell + 6]!;
    }
    this.count += rows.count;
  }

  /** Where the next rows go. */
  private room(rows: number): number {
    const at = this.count * cellsOfRow;
    const end = at + rows * cellsOfRow;
    if (end > this.cells.length) {
      const grown = new Int32Array(Math.max(2 * at, end));
      grown.set(this.cells);
      this.cells = grown;
    }
    return at;
  }

  /** Rows that came to bytes. */
  each(fragments: readonly Fragment[], visit: (span: Span, kind: number, offset: number, size: number) => void): void {
    const { cells } = this;
    for (let at = 0; at < this.count * cellsOfRow; at += cellsOfRow) {
      const fragment = fragments[cells[at + 4]!]!;
      const size = cells[at + 6] === wholeFragment ? fragment.size : cells[at + 6]!;
      if (size === 0) continue;
      const span = { line: cells[at]!, column: cells[at + 1]!, length: cells[at + 2]! };
      visit(span, cells[at + 3]!, fragment.offset + cells[at + 5]!, size);
    }
  }
}
