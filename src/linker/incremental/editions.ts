// The memories that builds of an incremental link lie in. A build must not change while somebody reads it, and copying
// a large program for each key press would cost more than linking it. So there are a few editions, each a mirror of all
// tables and of the image; a new build takes one that readers gave back, and copies what changed since that was written.

import { assert } from "@/base/assert";
import { row } from "@/base/units";
import type { TableMirror } from "@/tables/mirror";
import { allocate, type TableHandle } from "@/tables/table";
import { schemas, type TableName } from "../schemas/all";
import type { Chains } from "./chains";
import type { ImageMirror } from "./growingImage";
import type { Regions } from "./regions";
import type { IncrementalState } from "./state";

export type EditionNumber = number;

/** Tables whose changes are told: what panels derive from them follows an edit, as the tables do. */
const toldTables = ["atoms", "symbols", "relocations", "globals"] as const;
export type ToldTable = (typeof toldTables)[number];

/** How a build differs from the one that was written before it. */
export interface EditionChanges {
  readonly serial: number;
  /** Rows with other cells than before: first and end of each run, by turns. Undefined for more than are told. */
  readonly rows: Readonly<Record<ToldTable, readonly number[]>> | undefined;
}

/** Which memory a build lies in, and how much of it had to be written. */
export interface EditionNote {
  readonly number: EditionNumber;
  /** Rows of tables, and bytes of the image. */
  readonly rows: number;
  readonly bytes: number;
  /** Counts what one linker wrote, from 1. */
  readonly serial: number;
  /** Of this build, and before it of those that went before. */
  readonly changes: readonly EditionChanges[];
}

export interface Edition extends EditionNote {
  readonly tables: Readonly<Partial<Record<TableName, TableHandle>>>;
  readonly image: Uint8Array;
}

export interface Editions {
  /** Everything as it is now, in memory that nobody reads. */
  write(): Edition;
  /** Nobody reads it any more. */
  giveBack(number: EditionNumber): void;
}

interface Memory {
  readonly number: EditionNumber;
  readonly tables: ReadonlyMap<TableName, TableMirror>;
  readonly image: ImageMirror;
  placements: ReturnType<typeof allocatePlacements>;
  /** Of the chains, when the placements were written. */
  revision: number;
}

/** Tables of a few dozen rows, which are copied as a whole. */
const smallTables = ["segments", "outputSections"] as const;
/** More of them, once given back, are let go. */
const mostIdle = 3;
/** A reader that missed more builds than this, or more rows in one, starts from the tables. */
const mostTold = 8;
const mostRowsTold = 4096;

const allocatePlacements = (capacity: number) => allocate(schemas.placements, capacity);

export function createEditions({ stores, image }: IncrementalState, regions: Regions, chains: Chains): Editions {
  const inUse = new Map<EditionNumber, Memory>();
  const idle: Memory[] = [];
  let count = 0;
  const notes = toldTables.map((name) => [name, stores[name].notes()] as const);
  let changes: readonly EditionChanges[] = [];
  let serial = 0;

  const tellChanges = (): void => {
    serial += 1;
    const rows = notes.reduce((sum, [, of]) => sum + of.count(), 0);
    const runs = Object.fromEntries(notes.map(([name, of]) => [name, of.runs()])) as Record<ToldTable, number[]>;
    changes = [...changes, { serial, rows: rows > mostRowsTold ? undefined : runs }].slice(-mostTold);
    for (const [, of] of notes) of.clear();
  };

  const create = (): Memory => ({
    number: ++count,
    tables: new Map(Object.entries(stores).map(([name, store]) => [name as TableName, store.mirror()])),
    image: image.mirror(),
    placements: allocatePlacements(1),
    revision: -1,
  });
  const close = ({ tables, image: copy }: Memory): void => {
    for (const mirror of tables.values()) mirror.close();
    copy.close();
  };
  /** Atoms in the order of their addresses. */
  const writePlacements = (memory: Memory): void => {
    if (memory.revision === chains.revision()) return;
    memory.revision = chains.revision();
    const capacity = stores.atoms.table.handle.capacity;
    if (memory.placements.handle.capacity !== capacity) memory.placements = allocatePlacements(capacity);
    const cells = memory.placements.atom as unknown as Uint32Array;
    let next = 1;
    for (const region of regions.all) {
      const order = chains.orderOf(region);
      cells.set(order, next);
      next += order.length;
    }
    memory.placements.publish(next);
  };
  return {
    write() {
      const memory = idle.shift() ?? create();
      inUse.set(memory.number, memory);
      writePlacements(memory);
      for (const name of smallTables) stores[name].touch(row(1), stores[name].table.rowCount());
      const tables: Partial<Record<TableName, TableHandle>> = { placements: memory.placements.handle };
      let rows = 0;
      for (const [name, mirror] of memory.tables) {
        tables[name] = mirror.refresh();
        rows += mirror.copied();
      }
      const image = memory.image.refresh();
      tellChanges();
      return { number: memory.number, rows, bytes: memory.image.copied(), serial, changes, tables, image };
    },
    giveBack(number) {
      const memory = inUse.get(number);
      assert(memory !== undefined, `edition ${number} is not in use`);
      inUse.delete(number);
      if (idle.length < mostIdle) idle.push(memory);
      else close(memory);
    },
  };
}
