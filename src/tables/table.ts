// Tables of columns over one buffer each: what the worker writes and the page reads in place. A schema is data;
// the TypeScript types, the byte layout, the debug dump and the panels' headings all come from it. Row numbers
// are branded, so indexing a table with another table's row does not compile. Row 0 means "none" in every table.

import { allocateBuffer } from "@/base/buffers";

interface LaneArray {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): object;
  readonly BYTES_PER_ELEMENT: number;
}
const lanes = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f64: Float64Array,
} as const satisfies Record<string, LaneArray>;
type Lane = keyof typeof lanes;

/** How a column is stored and, in the type only, what its cells count. */
export interface Column<Cell extends number = number> {
  readonly lane: Lane;
  readonly cell?: Cell;
}
const lane =
  (name: Lane) =>
  <Cell extends number = number>(): Column<Cell> => ({ lane: name });
export const u8 = lane("u8");
export const u16 = lane("u16");
export const u32 = lane("u32");
export const i32 = lane("i32");
/** Addresses, file offsets and sizes: exact integers to 2^53. */
export const f64 = lane("f64");

export type Columns = Readonly<Record<string, Column>>;
export interface TableSchema<Row extends number, C extends Columns> {
  readonly name: string;
  readonly columns: C;
  /** The column whose 0 says that a row is vacant, in tables that rows can leave again. */
  readonly presence: (keyof C & string) | undefined;
  readonly row?: Row;
}
// biome-ignore lint/suspicious/noExplicitAny: any schema at all
export type AnySchema = TableSchema<any, any>;

/** All that crosses threads. */
export interface TableHandle {
  readonly buffer: ArrayBufferLike;
  readonly capacity: number;
}

type Cells<Row extends number, Cell> = { readonly length: number } & { [row in Row]: Cell };
type ReadonlyCells<Row extends number, Cell> = { readonly length: number } & { readonly [row in Row]: Cell };
type CellOf<C> = C extends Column<infer Cell> ? Cell : never;

interface TableReader<Row> {
  readonly handle: TableHandle;
  /** Rows 1 to the last published one (when the loop starts), vacant ones left out. */
  rows(): IterableIterator<Row>;
  /** Number of published rows, row 0 included (so always at least 1). */
  rowCount(): number;
}
interface TableWriter<Row> extends TableReader<Row> {
  /** Makes rows below `rowCount` visible to readers. */
  publish(rowCount: number): void;
}
export type RowOf<S> = S extends TableSchema<infer Row, Columns> ? Row : never;
export type RecordOf<S> = S extends TableSchema<number, infer C> ? { readonly [K in keyof C]: CellOf<C[K]> } : never;
export type Table<S> =
  S extends TableSchema<infer Row, infer C>
    ? { readonly [K in keyof C]: Cells<Row, CellOf<C[K]>> } & TableWriter<Row>
    : never;
/** The same table, for a pass or a panel that only looks. */
export type ReadonlyTable<S> =
  S extends TableSchema<infer Row, infer C>
    ? { readonly [K in keyof C]: ReadonlyCells<Row, CellOf<C[K]>> } & TableReader<Row>
    : never;

export const defineTable =
  <Row extends number>(name: string) =>
  <const C extends Columns>(columns: C, presence?: keyof C & string): TableSchema<Row, C> => ({
    name,
    columns,
    presence,
  });

/**
 * Written out, because the engine dissolves an iterator of this form into the loop around it; a generator's steps cost
 * more than most loops' bodies.
 */
class RowIterator<Row extends number> implements IterableIterator<Row> {
  private row = 0;
  private readonly end: number;
  private readonly present: Uint32Array | undefined;
  constructor(end: number, present: Uint32Array | undefined) {
    this.end = end;
    this.present = present;
  }
  [Symbol.iterator](): this {
    return this;
  }
  next(): IteratorResult<Row> {
    this.row += 1;
    if (this.present !== undefined) while (this.row < this.end && this.present[this.row] === 0) this.row += 1;
    return this.row < this.end ? { value: this.row as Row, done: false } : { value: undefined, done: true };
  }
}

const headerBytes = 8;
const cellBytes = (column: Column) => lanes[column.lane].BYTES_PER_ELEMENT;

/** Widest lane first, so every column starts aligned without padding. */
const storageOrder = (columns: Columns) => Object.entries(columns).sort(([, a], [, b]) => cellBytes(b) - cellBytes(a));

/** Room for rows 1 to `capacity - 1`, zeroed and unpublished. */
export function allocate<Row extends number, C extends Columns>(
  schema: TableSchema<Row, C>,
  capacity: number,
): Table<TableSchema<Row, C>> {
  const room = Math.max(1, capacity);
  const rowBytes = Object.values(schema.columns).reduce((sum, column) => sum + cellBytes(column), 0);
  const table = attach(schema, { buffer: allocateBuffer(headerBytes + rowBytes * room), capacity: room });
  table.publish(1);
  return table;
}

/** The published rows of one table as the first rows of another, which has room for them. */
export function copyRows<Row extends number, C extends Columns>(
  schema: TableSchema<Row, C>,
  from: ReadonlyTable<TableSchema<Row, C>>,
  to: Table<TableSchema<Row, C>>,
): void {
  const columnsOf = (of: object) => of as Readonly<Record<string, Float64Array>>;
  const end = from.rowCount();
  for (const name of Object.keys(schema.columns)) columnsOf(to)[name]!.set(columnsOf(from)[name]!.subarray(0, end));
  to.publish(end);
}

/** Views over memory somebody else allocated. */
export function attach<Row extends number, C extends Columns>(
  schema: TableSchema<Row, C>,
  handle: TableHandle,
): Table<TableSchema<Row, C>> {
  const header = new Int32Array(handle.buffer, 0, 1);
  const views: Record<string, object> = {};
  let byteOffset = headerBytes;
  for (const [name, column] of storageOrder(schema.columns)) {
    const View: LaneArray = lanes[column.lane];
    views[name] = new View(handle.buffer, byteOffset, handle.capacity);
    byteOffset += cellBytes(column) * handle.capacity;
  }
  const rowCount = () => Atomics.load(header, 0);
  const present = schema.presence === undefined ? undefined : (views[schema.presence] as Uint32Array);
  const base: TableWriter<Row> = {
    handle,
    rowCount,
    rows: () => new RowIterator<Row>(rowCount(), present),
    publish: (count) => {
      Atomics.store(header, 0, count);
    },
  };
  // The one cast of this file: the mapped type above describes exactly the views made from the schema.
  return { ...views, ...base } as Table<TableSchema<Row, C>>;
}
