// A section's rows of the line table while it is written: numbers in one array, since nearly every statement adds some.

import { byteCount, type LineIndex, row, sectionOffset } from "@/base/units";
import type { Table } from "@/tables/table";
import type { DraftSection } from "./draft";
import { lineKind, type lines } from "./lineTable";
import type { Span } from "./messages";
import type { StatementMoves } from "./versionDifference";

const cellsOfRow = 7;
/** A size that follows from the fragment once that is laid out. */
const wholeFragment = -1;

export interface LineRow {
  readonly line: number;
  readonly column: number;
  /** Its index. */
  readonly fragment: number;
  readonly offset: number;
  readonly size: number;
}

/** The new index, how much the offsets change, and the other indices. */
export interface FragmentShift {
  readonly index: number;
  readonly by: number;
  readonly others: number;
}

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

  /** The row of an instruction that is written there; undefined if there is none, or another one. */
  instructionAt(line: number, column: number): number | undefined {
    const { cells } = this;
    let found: number | undefined;
    for (let at = 0; at < this.count * cellsOfRow; at += cellsOfRow) {
      if (cells[at] !== line || cells[at + 1] !== column) continue;
      if (found !== undefined || cells[at + 3] !== lineKind.instruction) return undefined;
      found = at / cellsOfRow;
    }
    return found;
  }

  /** Whether there is an instruction besides these rows. */
  hasInstructionBesides(from: number, to: number): boolean {
    for (let row = 0; row < this.count; row++)
      if ((row < from || row >= to) && this.cells[row * cellsOfRow + 3] === lineKind.instruction) return true;
    return false;
  }

  at(row: number): LineRow | undefined {
    if (row >= this.count) return undefined;
    const [line, column, , , fragment, offset, size] = this.cells.subarray(row * cellsOfRow, (row + 1) * cellsOfRow);
    return { line: line!, column: column!, fragment: fragment!, offset: offset!, size: size! };
  }

  /** Puts others in the place of some rows; places of the rest stay as they are. */
  replace(from: number, to: number, rows: LineRows): void {
    const { count } = this;
    const more = rows.count - (to - from);
    if (more > 0) this.room(more);
    this.cells.copyWithin((to + more) * cellsOfRow, to * cellsOfRow, count * cellsOfRow);
    this.cells.set(rows.cells.subarray(0, rows.count * cellsOfRow), from * cellsOfRow);
    this.count = count + more;
  }

  /** Rows from some number on: those in one fragment go to another one, those behind that are in fragments further on. */
  moveFragments(first: number, fragment: number, { index, by, others }: FragmentShift): void {
    const { cells } = this;
    for (let at = first * cellsOfRow; at < this.count * cellsOfRow; at += cellsOfRow) {
      if (cells[at + 4] === fragment) {
        cells[at + 4] = index;
        cells[at + 5]! += by;
      } else cells[at + 4]! += others;
    }
  }

  /** Rows of lines that are elsewhere now. */
  moveLines(moves: StatementMoves): void {
    const { cells } = this;
    for (let at = 0; at < this.count * cellsOfRow; at += cellsOfRow) {
      const line = cells[at]!;
      if (line < moves.from) continue;
      if (line >= moves.to) {
        cells[at] = line + moves.shift;
        continue;
      }
      const column = cells[at + 1]!;
      const [old, now] = moves.at(line, column) ?? [];
      if (old === undefined || now === undefined) continue;
      cells[at] = now.line;
      cells[at + 1] = column + now.column - old.column;
      if (cells[at + 2] === old.statement.text.length) cells[at + 2] = now.statement.text.length;
    }
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

  /** Lists the rows that came to bytes, from a row of the table on; returns the row behind them. */
  list({ ordinal, fragments }: DraftSection, table: Table<typeof lines>, first: number): number {
    const { cells } = this;
    let next = first;
    for (let at = 0; at < this.count * cellsOfRow; at += cellsOfRow) {
      const fragment = fragments[cells[at + 4]!]!;
      const size = cells[at + 6] === wholeFragment ? fragment.size : cells[at + 6]!;
      if (size === 0) continue;
      const index = row<LineIndex>(next++);
      table.section[index] = ordinal;
      table.offset[index] = sectionOffset(fragment.offset + cells[at + 5]!);
      table.size[index] = byteCount(size);
      table.line[index] = cells[at]!;
      table.column[index] = cells[at + 1]!;
      table.length[index] = cells[at + 2]!;
      table.kind[index] = cells[at + 3]!;
    }
    return next;
  }
}
