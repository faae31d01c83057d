// Which fixups stand for which relocation or slot, so that they can be replaced or dropped with it.

import type { FixupIndex, RelocationIndex, SlotIndex } from "@/base/units";
import type { GrowingTable } from "@/tables/growing";
import type { Schemas } from "../schemas/all";
import type { Dirt } from "./dirt";

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

export function createFixupOwners(store: FixupStore, dirt: Dirt): FixupOwners {
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
      return;
    }
    for (const fixup of old) store.give(fixup, 1);
    if (rows.length > 0) map.set(key, rows);
    else map.delete(key);
    dirt.fixups = true;
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
