// A table that rows join and leave: what an incremental link keeps between builds. Ranges of rows are handed out and
// taken back; a vacant row is all zeros, which its schema's presence column tells. Readers get copies (`snapshot`), so
// the memory behind a published build never changes.

import { assert } from "@/base/assert";
import { allocate, type Columns, type Table, type TableHandle, type TableSchema } from "./table";

export interface GrowingTable<Row extends number, C extends Columns> {
  /** The rows, read and written in place. The same object for good: columns are replaced inside it when it grows. */
  readonly table: Table<TableSchema<Row, C>>;
  /** The first of `count` consecutive rows, zeroed; the lowest vacant range that fits. */
  take(count: number): Row;
  /** Takes back rows, which become zeros. */
  give(first: Row, count: number): void;
  /** Rows in use. */
  used(): number;
  /** A copy of its own size, for readers. */
  snapshot(): TableHandle;
}

interface Vacancy {
  first: number;
  count: number;
}

export function createGrowingTable<Row extends number, C extends Columns>(
  schema: TableSchema<Row, C>,
  capacity = 64,
): GrowingTable<Row, C> {
  const names = Object.keys(schema.columns);
  const columnsOf = (of: object) => of as Readonly<Record<string, Float64Array>>;
  let room = Math.max(2, capacity);
  // One object for good, whose columns and memory are replaced: what holds the table need not be told.
  const table = { ...allocate(schema, room) };
  let end = 1;
  let used = 0;
  /** Ordered by first row, never adjacent to each other or to the end. */
  const vacancies: Vacancy[] = [];

  const copyTo = (target: object): void => {
    for (const name of names) columnsOf(target)[name]!.set(columnsOf(table)[name]!.subarray(0, end));
  };
  const grow = (needed: number): void => {
    room = Math.max(needed, room * 2);
    const larger = allocate(schema, room);
    copyTo(larger);
    Object.assign(table, larger);
  };
  const take = (count: number): Row => {
    assert(count > 0, "rows are taken by ranges");
    used += count;
    const index = vacancies.findIndex((vacancy) => vacancy.count >= count);
    if (index !== -1) {
      const vacancy = vacancies[index]!;
      const { first } = vacancy;
      vacancy.first += count;
      vacancy.count -= count;
      if (vacancy.count === 0) vacancies.splice(index, 1);
      return first as Row;
    }
    const first = end;
    if (end + count > room) grow(end + count);
    end += count;
    table.publish(end);
    return first as Row;
  };
  /** Index of the first vacancy behind `first`. */
  const placeOf = (first: number): number => {
    let low = 0;
    let high = vacancies.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (vacancies[middle]!.first < first) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    table: table as Table<TableSchema<Row, C>>,
    take,
    give(first, count) {
      if (count === 0) return;
      used -= count;
      for (const name of names) columnsOf(table)[name]!.fill(0, first, first + count);
      const at = placeOf(first);
      const vacancy: Vacancy = { first, count };
      const next = vacancies[at];
      if (next !== undefined && next.first === first + count) {
        vacancy.count += next.count;
        vacancies.splice(at, 1);
      }
      const before = vacancies[at - 1];
      if (before !== undefined && before.first + before.count === first) {
        before.count += vacancy.count;
        vacancy.first = before.first;
        vacancy.count = before.count;
        vacancies.splice(at - 1, 1);
      }
      if (vacancy.first + vacancy.count === end) {
        end = vacancy.first;
        table.publish(end);
      } else vacancies.splice(placeOf(vacancy.first), 0, vacancy);
    },
    used: () => used,
    snapshot() {
      const copy = allocate(schema, end);
      copyTo(copy);
      copy.publish(end);
      return copy.handle;
    },
  };
}
