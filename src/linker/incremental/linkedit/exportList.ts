// What the image offers to others, and the trie they find it in, name by name in step with the program. Rows have no
// order: one that goes is replaced by the last.

import { type ExportIndex, type GlobalIndex, row, type StringId, virtualAddress } from "@/base/units";
import { createGrowingTrie } from "@/macho/growingTrie";
import { copyRows } from "@/tables/table";
import { createPassingOn, exportFlagsOf, isExport, listExports } from "../../passes/listExports";
import { schemas } from "../../schemas/all";
import { globalFlags } from "../../schemas/globals";
import { linkeditPart } from "../../schemas/image";
import { isSharedWeak } from "../../synthetic/bindingKind";
import { exportColumns, exportEntryOf } from "../../synthetic/linkeditParts";
import type { IncrementalState } from "../state";
import type { RunPass } from "./runPass";

export interface ExportList {
  /** Exports of everything that was noted as changed. */
  update(): void;
  /** Weak definitions among them, which dyld may replace. */
  readonly sharedWeak: ReadonlySet<GlobalIndex>;
  /** Strong definitions of what a library defines weakly. */
  readonly overrides: ReadonlySet<GlobalIndex>;
  /** True once after the overrides changed. */
  takeNews(): boolean;
}

const bulk = 1024;

export function createExportList(state: IncrementalState, runPass: RunPass): ExportList {
  const { exports: table, globals, stores, strings, dirt, parts } = state;
  const { exports: store } = stores;
  const trie = createGrowingTrie(parts.get(linkeditPart.exports)!);
  const isPassedOn = createPassingOn(strings, state.options.names);
  /** By global: its row, and the name that the trie knows it by. A row of globals may stand for another name later. */
  const rows: number[] = [];
  const names: StringId[] = [];
  const sharedWeak = new Set<GlobalIndex>();
  const overrides = new Set<GlobalIndex>();
  let isNew = true;
  let hasNews = false;

  const put = (set: Set<GlobalIndex>, global: GlobalIndex, isIn: boolean): boolean => {
    if (set.has(global) === isIn) return false;
    if (isIn) set.add(global);
    else set.delete(global);
    return true;
  };
  /** Notes what dyld must be told of an export; all of it is gone with the export. */
  const review = (global: GlobalIndex, isIn: boolean): void => {
    put(sharedWeak, global, isIn && isSharedWeak(globals, global));
    const overriding = isIn && (globals.flags[global] & globalFlags.overridesWeakDylib) !== 0;
    // A row that stands for another name counts as news, too.
    if (put(overrides, global, overriding) || overriding) hasNews = true;
  };
  const fill = (entry: ExportIndex, global: GlobalIndex): void => {
    table.global[entry] = global;
    table.address[entry] = virtualAddress(globals.address[global]);
    table.flags[entry] = exportFlagsOf(globals, global);
    store.touch(entry);
  };
  const drop = (global: GlobalIndex): void => {
    const entry = row<ExportIndex>(rows[global]!);
    trie.remove(strings.bytes(names[global]!));
    const last = row<ExportIndex>(table.rowCount() - 1);
    if (last !== entry) {
      table.global[entry] = table.global[last];
      table.address[entry] = table.address[last];
      table.flags[entry] = table.flags[last];
      rows[table.global[entry]] = entry;
      store.touch(entry);
    }
    rows[global] = 0;
    store.give(last, 1);
    review(global, false);
  };
  const settle = (global: GlobalIndex): void => {
    const isListed = globals.state[global] !== 0 && isExport(state, global, isPassedOn);
    if ((rows[global] ?? 0) !== 0 && (!isListed || names[global] !== globals.name[global])) drop(global);
    if (!isListed) return;
    if ((rows[global] ?? 0) === 0) rows[global] = store.take(1);
    const entry = row<ExportIndex>(rows[global]!);
    names[global] = globals.name[global];
    fill(entry, global);
    review(global, true);
    trie.set(strings.bytes(globals.name[global]), exportEntryOf(state, entry));
  };
  /** All of them, sorted, as a one-shot link has them. */
  const rebuild = (): void => {
    const made = runPass(listExports, "exports");
    const old = table.rowCount() - 1;
    if (old > 0) store.give(row(1), old);
    const count = made.rowCount() - 1;
    if (count > 0) store.take(count);
    copyRows(schemas.exports, made, table);
    rows.length = 0;
    sharedWeak.clear();
    overrides.clear();
    for (const entry of table.rows()) {
      const global = table.global[entry];
      rows[global] = entry;
      names[global] = globals.name[global];
      review(global, true);
    }
    hasNews = true;
    trie.build(exportColumns(state));
  };
  return {
    sharedWeak,
    overrides,
    update() {
      const changes = dirt.globalRecords.size;
      if (isNew || (changes > bulk && changes * 4 > table.rowCount())) rebuild();
      else for (const global of dirt.globalRecords) settle(global);
      isNew = false;
    },
    takeNews() {
      const had = hasNews;
      hasNews = false;
      return had;
    },
  };
}
