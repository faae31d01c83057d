// A table that rows join and leave: what an incremental link keeps between builds. Ranges of rows are handed out and
// taken back; a vacant row is all zeros, which its schema's presence column tells. Readers get mirrors (tables/mirror.ts),
// which catch up with what was noted as changed; so publishing costs what the edit changed, not what the table holds.

import { assert } from "@/base/assert";
import { createVacancies } from "@/base/vacancies";
import { createMirror, type TableMirror } from "./mirror";
import { createRowNotes, type RowNotes } from "./rowNotes";
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
  /** Notes of what is touched, without a copy. */
  notes(): RowNotes;
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
  /** Never reaches the end. */
  const vacancies = createVacancies();

  const followers = new Set<Pick<RowNotes, "note">>();
  const touch = (first: number, count = 1): void => {
    for (const follower of followers) follower.note(first, count);
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
    const vacant = vacancies.take(count);
    if (vacant !== -1) {
      touch(vacant, count);
      return vacant as Row;
    }
    const first = end;
    if (end + count > room) grow(end + count);
    end += count;
    table.publish(end);
    touch(first, count);
    return first as Row;
  };
  return {
    table: table as Table<TableSchema<Row, C>>,
    take,
    give(first, count) {
      if (count === 0) return;
      used -= count;
      touch(first, count);
      for (const name of names) columnsOf(table)[name]!.fill(0, first, first + count);
      vacancies.give(first, count);
      const trimmed = vacancies.trim(end);
      if (trimmed === end) return;
      end = trimmed;
      table.publish(end);
    },
    touch,
    used: () => used,
    mirror() {
      const mirror = createMirror(schema, table as Table<TableSchema<Row, C>>, () => followers.delete(mirror));
      followers.add(mirror);
      return mirror;
    },
    notes() {
      const notes = createRowNotes();
      followers.add(notes);
      return notes;
    },
  };
}
