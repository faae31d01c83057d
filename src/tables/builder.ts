// A table whose length is not known before it is filled: trace logs, requests, line tables. It doubles in private
// and is copied to its exact size when sealed, so that readers only ever see fixed, immutable tables.

import { allocate, type Columns, type RecordOf, type Table, type TableSchema } from "./table";

export interface TableBuilder<Row extends number, C extends Columns> {
  /** Adds a row and returns its number, from 1. */
  append(record: RecordOf<TableSchema<Row, C>>): Row;
  /** The table so far, for reading back and correcting cells. Renewed by growth: do not keep it over `append`. */
  current(): Table<TableSchema<Row, C>>;
  /** Rows so far, row 0 included. */
  rowCount(): number;
  /** An exact copy; the builder must not be used afterwards. */
  seal(): Table<TableSchema<Row, C>>;
}

export function createBuilder<Row extends number, C extends Columns>(
  schema: TableSchema<Row, C>,
  capacity = 64,
): TableBuilder<Row, C> {
  const names = Object.keys(schema.columns);
  let room = Math.max(2, capacity);
  let table = allocate(schema, room);
  let rowCount = 1;
  const columnsOf = (of: Table<TableSchema<Row, C>>) => of as unknown as Record<string, Float64Array>;
  let columns = columnsOf(table);
  const copyTo = (capacityWanted: number) => {
    const copy = allocate(schema, capacityWanted);
    const target = columnsOf(copy);
    for (const name of names) target[name]!.set(columns[name]!.subarray(0, rowCount));
    copy.publish(rowCount);
    return copy;
  };
  return {
    append(record) {
      if (rowCount === room) {
        room *= 2;
        table = copyTo(room);
        columns = columnsOf(table);
      }
      const values = record as Readonly<Record<string, number>>;
      for (const name of names) columns[name]![rowCount] = values[name]!;
      rowCount += 1;
      return (rowCount - 1) as Row;
    },
    current: () => {
      table.publish(rowCount);
      return table;
    },
    rowCount: () => rowCount,
    seal: () => copyTo(rowCount),
  };
}
