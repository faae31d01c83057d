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

/** Which memory a build lies in, and how much of it had to be written. */
export interface EditionNote {
  readonly number: EditionNumber;
  /** Rows of tables, and bytes of the image. */
  readonly rows: number;
  readonly bytes: number;
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

const allocatePlacements = (capacity: number) => allocate(schemas.placements, capacity);

export function createEditions({ stores, image }: IncrementalState, regions: Regions, chains: Chains): Editions {
  const inUse = new Map<EditionNumber, Memory>();
  const idle: Memory[] = [];
  let count = 0;

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
      const bytes = memory.image.refresh();
      return { number: memory.number, rows, bytes: memory.image.copied(), tables, image: bytes };
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
