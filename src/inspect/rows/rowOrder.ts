// Filtering and sorting of table rows: the answer is an array of row numbers, and texts are made only for what is
// compared and for the rows on screen.

import type { RowList } from "./presentRows";

export interface RowQuery<Column extends string> {
  /** Words that must all occur somewhere in the row, in any case. */
  readonly filter: string;
  readonly sort: { readonly column: Column; readonly descending: boolean } | undefined;
}

export interface RowSource<Column extends string> {
  readonly columns: readonly Column[];
  /** All rows in their natural order. */
  readonly rows: RowList;
  /** What the cell shows, and what a filter searches. */
  text(row: number, column: Column): string;
  /** What a filter searches beside the cells. */
  hidden?(row: number): string;
  /** What the column is sorted by, when not by its text. */
  value?(row: number, column: Column): number | string;
}

function filtered<C extends string>(source: RowSource<C>, filter: string): RowList {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return source.rows;
  const found = new Uint32Array(source.rows.length);
  let count = 0;
  for (const row of source.rows) {
    const cells = source.columns.map((column) => source.text(row, column));
    const text = [...cells, source.hidden?.(row) ?? ""].join("\n").toLowerCase();
    if (words.every((word) => text.includes(word))) {
      found[count] = row;
      count += 1;
    }
  }
  return found.subarray(0, count);
}

/** By code units: the same order everywhere, and the order of names in Mach-O tables. */
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sorted<C extends string>(
  source: RowSource<C>,
  shown: RowList,
  sort: { readonly column: C; readonly descending: boolean },
): Uint32Array {
  const sortValue = (row: number) => (source.value ?? source.text).call(source, row, sort.column);
  const rows = Uint32Array.from(shown);
  const values = Array.from(rows, sortValue);
  const order = Uint32Array.from(rows, (_, index) => index);
  const sign = sort.descending ? -1 : 1;
  order.sort((a, b) => {
    const [x, y] = [values[a], values[b]];
    const compared = typeof x === "number" && typeof y === "number" ? x - y : compareTexts(String(x), String(y));
    return compared === 0 ? a - b : sign * compared;
  });
  return order.map((index) => rows[index]);
}

export function orderRows<C extends string>(source: RowSource<C>, query: RowQuery<C>): RowList {
  const rows = filtered(source, query.filter);
  return query.sort === undefined ? rows : sorted(source, rows, query.sort);
}
