// A table that rows join and leave: what an incremental link keeps between builds. Ranges of rows are handed out and
// taken back; a vacant row is all zeros, which its schema's presence column tells. Readers get mirrors (tables/mirror.ts),
// which catch up with what was noted as changed; so publishing costs what the edit changed, not what the table holds.

import { assert } from "@/base/assert";
import { createMirror, type TableMirror } from "./mirror";
import { allocate, type Columns, type Table, type TableSchema } from "./table";

export interface GrowingTable<Row extends number, C extends Columns> {
  /** The rows, read and written in place. The same object for good: columns are replaced inside it when it grows. */
  readonly table: Table<TableSchema<Row, C>>;
  /** The first of `count` consecutive rows, zeroed; the lowest vacant range that fits. */
  take(count: number): Row;
  /** Takes back rows, which become zeros. */
  give(first: Row, count: number): void;
  /**
   * Notes that cells of `count` rows from `first` on were written: readers see what is noted, and nothing else. Rows
   * taken or given since readers last looked are noted already.
   */
  touch(first: Row, count?: number): void;
  /** Rows in use. */
  used(): number;
  /** A copy for readers, to be brought up to date whenever they look. */
  mirror(): TableMirror;
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

  const mirrors = new Set<TableMirror>();
  const touch = (first: number, count = 1): void => {
    for (const mirror of mirrors) mirror.note(first, count);
  };
  const grow = (needed: number): void => {
    room = Math.max(needed, room * 2);
    const larger = allocate(schema, room);
    for (const name of names) columnsOf(larger)[name]!.set(columnsOf(table)[name]!.subarray(0, end));
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
      touch(first, count);
      return first as Row;
    }
    const first = end;
    if (end + count > room) grow(end + count);
    end += count;
    table.publish(end);
    touch(first, count);
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
      touch(first, count);
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
    touch,
    used: () => used,
    mirror() {
      const mirror = createMirror(schema, table as Table<TableSchema<Row, C>>, () => mirrors.delete(mirror));
      mirrors.add(mirror);
      return mirror;
    },
  };
}
