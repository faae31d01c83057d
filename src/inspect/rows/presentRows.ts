// Which rows of a table a list shows, in their order. There may be hundreds of thousands, so the answer is in blocks, and
// after an edit only the blocks with changed rows are asked again; the others are those of the build before.

import { lastAtMost } from "../places";

/** Row numbers by position. An array of numbers is one, too. */
export interface RowList extends Iterable<number> {
  readonly length: number;
  at(position: number): number | undefined;
  /** -1 for a row that is not shown. */
  indexOf(row: number): number;
}

/** Rows of a table that one block looks after. */
const blockRows = 1024;

export class PresentRows implements RowList {
  readonly length: number;
  /** The present ones of each `blockRows` rows, upwards. */
  readonly #blocks: readonly Uint32Array[];
  /** Position of each block's first row. */
  readonly #starts: readonly number[];

  private constructor(blocks: readonly Uint32Array[]) {
    const starts: number[] = [];
    let length = 0;
    for (const block of blocks) {
      starts.push(length);
      length += block.length;
    }
    this.length = length;
    this.#blocks = blocks;
    this.#starts = starts;
  }

  /** Of the rows from 1 up to, but without, `end`. */
  static of(end: number, isPresent: (row: number) => boolean): PresentRows {
    return new PresentRows(
      Array.from({ length: Math.ceil(end / blockRows) }, (_, block) => blockOf(block, end, isPresent)),
    );
  }

  /** The same list after some rows changed; rows that came or went at the table's end are among them. */
  with(end: number, isPresent: (row: number) => boolean, changed: Iterable<number>): PresentRows {
    const stale = new Set<number>();
    for (const row of changed) stale.add(Math.floor(row / blockRows));
    const count = Math.ceil(end / blockRows);
    if (stale.size === 0 && count === this.#blocks.length) return this;
    return new PresentRows(
      Array.from({ length: count }, (_, block) => {
        const known = stale.has(block) ? undefined : this.#blocks[block];
        return known ?? blockOf(block, end, isPresent);
      }),
    );
  }

  at(position: number): number | undefined {
    if (position < 0 || position >= this.length) return undefined;
    const block = lastAtMost(this.#starts, position);
    return this.#blocks[block]![position - this.#starts[block]!];
  }

  indexOf(row: number): number {
    const block = Math.floor(row / blockRows);
    const within = this.#blocks[block]?.indexOf(row) ?? -1;
    return within === -1 ? -1 : this.#starts[block]! + within;
  }

  /** How many rows below this one are present. */
  countBelow(row: number): number {
    const block = Math.floor(row / blockRows);
    const start = this.#starts[block];
    return start === undefined ? this.length : start + lastAtMost(this.#blocks[block]!, row - 1) + 1;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const block of this.#blocks) yield* block;
  }
}

function blockOf(block: number, end: number, isPresent: (row: number) => boolean): Uint32Array {
  const rows: number[] = [];
  const last = Math.min(end, (block + 1) * blockRows);
  for (let row = Math.max(1, block * blockRows); row < last; row++) if (isPresent(row)) rows.push(row);
  return Uint32Array.from(rows);
}

/** Rows [from, to) of a table. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The present rows range by range. */
export class ArrangedRows implements RowList {
  readonly length: number;
  readonly #rows: PresentRows;
  /** Those with rows; where each begins in this list, and in the list of present rows. */
  readonly #ranges: readonly RowRange[];
  readonly #starts: readonly number[];
  readonly #below: readonly number[];

  /** The ranges do not overlap. */
  constructor(rows: PresentRows, ranges: readonly RowRange[]) {
    const [kept, starts, below]: [RowRange[], number[], number[]] = [[], [], []];
    let length = 0;
    for (const range of ranges) {
      const first = rows.countBelow(range.from);
      const count = rows.countBelow(range.to) - first;
      if (count === 0) continue;
      kept.push(range);
      starts.push(length);
      below.push(first);
      length += count;
    }
    this.length = length;
    this.#rows = rows;
    this.#ranges = kept;
    this.#starts = starts;
    this.#below = below;
  }

  at(position: number): number | undefined {
    if (position < 0 || position >= this.length) return undefined;
    const range = lastAtMost(this.#starts, position);
    return this.#rows.at(this.#below[range]! + position - this.#starts[range]!);
  }

  indexOf(row: number): number {
    const present = this.#rows.indexOf(row);
    const range = present === -1 ? -1 : this.#ranges.findIndex(({ from, to }) => row >= from && row < to);
    return range === -1 ? -1 : this.#starts[range]! + present - this.#below[range]!;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [range, start] of this.#starts.entries()) {
      const end = this.#starts[range + 1] ?? this.length;
      for (let position = start; position < end; position++) yield this.at(position)!;
    }
  }
}

/** Two lists one after the other; the rows of the second are told apart by a number added to them. */
export class JoinedRows implements RowList {
  readonly length: number;
  readonly #first: RowList;
  readonly #second: RowList;
  readonly #added: number;

  constructor(first: RowList, second: RowList, added = 0) {
    this.length = first.length + second.length;
    this.#first = first;
    this.#second = second;
    this.#added = added;
  }

  at(position: number): number | undefined {
    if (position < this.#first.length) return this.#first.at(position);
    const row = this.#second.at(position - this.#first.length);
    return row === undefined ? undefined : row + this.#added;
  }

  indexOf(row: number): number {
    const first = this.#first.indexOf(row);
    if (first !== -1) return first;
    const second = this.#second.indexOf(row - this.#added);
    return second === -1 ? -1 : this.#first.length + second;
  }

  *[Symbol.iterator](): Generator<number> {
    yield* this.#first;
    for (const row of this.#second) yield row + this.#added;
  }
}
