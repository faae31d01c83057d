// Which fixups stand for which relocation or slot, so that they can be replaced or dropped with it.

import type { FixupIndex, RelocationIndex, SlotIndex } from "@/base/units";
import type { GrowingTable } from "@/tables/growing";
import type { Schemas } from "../schemas/all";
import type { FixupChanges } from "./linkedit/fixupChanges";

type FixupStore = GrowingTable<FixupIndex, Schemas["fixups"]["columns"]>;

export interface FixupOwners {
  setRelocation(relocation: RelocationIndex, rows: readonly FixupIndex[]): void;
  setSlot(slot: SlotIndex, rows: readonly FixupIndex[]): void;
  dropRelocation(relocation: RelocationIndex): void;
  dropSlot(slot: SlotIndex): void;
  /** The fixups pass to the row that stands for the relocation now. */
  rename(from: RelocationIndex, to: RelocationIndex): void;
}

const none: readonly FixupIndex[] = [];

export function createFixupOwners(store: FixupStore, changes: FixupChanges): FixupOwners {
  const byRelocation = new Map<RelocationIndex, readonly FixupIndex[]>();
  const bySlot = new Map<SlotIndex, readonly FixupIndex[]>();
  const columns = Object.keys(store.table).filter((name) => ArrayBuffer.isView(store.table[name as "kind"]));

  const equal = (a: FixupIndex, b: FixupIndex): boolean =>
    columns.every((name) => store.table[name as "kind"][a] === store.table[name as "kind"][b]);
  /** Keeps the old rows when the new ones say the same. */
  const replace = <K>(map: Map<K, readonly FixupIndex[]>, key: K, rows: readonly FixupIndex[]): void => {
    const old = map.get(key) ?? none;
    if (old.length === rows.length && old.every((fixup, i) => equal(fixup, rows[i]!))) {
      for (const fixup of rows) store.give(fixup, 1);
      // Ordinals and weakness stand in the streams, not in the rows.
      for (const fixup of old) changes.renewed(fixup);
      return;
    }
    for (const fixup of old) {
      changes.removed(fixup);
      store.give(fixup, 1);
    }
    for (const fixup of rows) changes.added(fixup);
    if (rows.length > 0) map.set(key, rows);
    else map.delete(key);
  };
  return {
    setRelocation: (relocation, rows) => replace(byRelocation, relocation, rows),
    setSlot: (slot, rows) => replace(bySlot, slot, rows),
    dropRelocation: (relocation) => replace(byRelocation, relocation, none),
    dropSlot: (slot) => replace(bySlot, slot, none),
    rename(from, to) {
      const rows = byRelocation.get(from);
      if (rows === undefined) return;
      byRelocation.delete(from);
      byRelocation.set(to, rows);
      for (const fixup of rows) {
        store.table.cause[fixup] = to;
        store.touch(fixup);
      }
    },
  };
}
