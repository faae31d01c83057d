// A section's rows of the line table while it is written: numbers in one array, since nearly every statement adds some.

import type { Fragment } from "./draft";
import type { Span } from "./messages";

const cellsOfRow = 7;
/** A size that follows from the fragment once that is laid out. */
const wholeFragment = -1;

export class LineRows {
  private cells = new Int32Array(16 * cellsOfRow);
  count = 0;

  /** `size` undefined: as long as the fragment comes to be. */
  add(span: Span, kind: number, fragment: Fragment, offset: number, size: number | undefined): void {
    const at = this.count * cellsOfRow;
    if (at === this.cells.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.cells);
      this.cells = grown;
    }
    const { cells } = this;
    cells[at] = span.line;
    cells[at + 1] = span.column;
    cells[at + 2] = span.length;
    cells[at + 3] = kind;
    cells[at + 4] = fragment.index;
    cells[at + 5] = offset;
    cells[at + 6] = size ?? wholeFragment;
    this.count++;
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
