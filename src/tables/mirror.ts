// A copy of a growing table for readers, which catches up row by row: what was noted as changed since the last time is
// copied again, and the rest stays. Several mirrors of one table take turns, so that one can be read while another is
// written.

import { createRowNotes, type RowNotes } from "./rowNotes";
import { allocate, type Columns, type Table, type TableHandle, type TableSchema } from "./table";

export interface TableMirror {
  /** Cells of these rows are not as they were. */
  readonly note: RowNotes["note"];
  /** Copies what was noted; from here to the next call the memory behind the handle does not change. */
  refresh(): TableHandle;
  /** Rows that the last refresh copied. */
  copied(): number;
  /** Nobody reads it any more, and it follows no longer. */
  close(): void;
}

/** From this many changed rows on, and one in eight of all, copying whole columns is cheaper. */
const bulk = 4096;

type Cells = Float64Array;
const columnsOf = (of: object) => of as Readonly<Record<string, Cells>>;

/** `source` keeps its identity while its columns are replaced by larger ones. */
export function createMirror<Row extends number, C extends Columns>(
  schema: TableSchema<Row, C>,
  source: Table<TableSchema<Row, C>>,
  onClose: () => void,
): TableMirror {
  const names = Object.keys(schema.columns);
  let copy = allocate(schema, 1);
  /** Everything has to be copied. */
  let isBlank = true;
  const notes = createRowNotes();
  let copied = 0;

  const copyAll = (): void => {
    const { capacity } = source.handle;
    if (copy.handle.capacity !== capacity) copy = allocate(schema, capacity);
    const end = source.rowCount();
    for (const name of names) columnsOf(copy)[name]!.set(columnsOf(source)[name]!.subarray(0, end));
    isBlank = false;
  };
  const copyRuns = (): void => {
    const runs = notes.runs();
    for (const name of names) {
      const [cells, own] = [columnsOf(source)[name]!, columnsOf(copy)[name]!];
      for (let at = 0; at < runs.length; at += 2) own.set(cells.subarray(runs[at], runs[at + 1]), runs[at]);
    }
  };
  return {
    note(first, count) {
      if (!isBlank) notes.note(first, count);
    },
    refresh() {
      const isRoomy = copy.handle.capacity === source.handle.capacity;
      const noted = notes.count();
      const isWhole = isBlank || !isRoomy || (noted > bulk && noted * 8 > source.rowCount());
      copied = isWhole ? source.rowCount() - 1 : noted;
      if (isWhole) copyAll();
      else copyRuns();
      notes.clear();
      copy.publish(source.rowCount());
      return copy.handle;
    },
    copied: () => copied,
    close: onClose,
  };
}
