// The image's symbol table, kept in step with the program. Its groups lie one behind the other without holes, as
// LC_DYSYMTAB counts them. A newcomer goes behind the last of its group; the groups behind make way by moving their
// first record to their end, and close up the other way round: three records are written, however many there are.

import { assert } from "@/base/assert";
import { type GlobalIndex, type OutputSymbolIndex, row, type StringId, type SymbolIndex } from "@/base/units";
import { nlist64 } from "@/macho/layouts";
import { dataView } from "@/macho/struct";
import { copyRows, type ReadonlyTable } from "@/tables/table";
import {
  createLocalChoice,
  createSymbolWriter,
  isListedLocal,
  listDebugMap,
  listOutputSymbols,
  recordKindOf,
} from "../../passes/listOutputSymbols";
import { type Schemas, schemas } from "../../schemas/all";
import { linkeditPart, outputSymbolKind } from "../../schemas/image";
import { putRecord } from "../../synthetic/linkeditParts";
import type { IncrementalState } from "../state";
import { noEntries } from "./indirectTable";
import { createNameTable } from "./nameTable";
import type { RunPass } from "./runPass";

export interface SymbolRecords {
  /** Records of everything that was noted as changed. */
  update(): void;
  /** The number of a name's record; undefined without one. */
  numberOf(global: GlobalIndex): number | undefined;
  /** Bytes of the records. */
  size(): number;
}

const groups: readonly number[] = [
  outputSymbolKind.stab,
  outputSymbolKind.local,
  outputSymbolKind.exported,
  outputSymbolKind.imported,
];
const groupOf = (kind: number): number => groups.indexOf(kind);
/** From this many changes on, and one in four records, all are made anew, in the order of a one-shot link. */
const bulk = 1024;

export function createSymbolRecords(state: IncrementalState, runPass: RunPass): SymbolRecords {
  const { outputSymbols: table, globals, stores, dirt, parts, recordRows } = state;
  const { outputSymbols: store } = stores;
  const records = parts.get(linkeditPart.symbols)!;
  const names = createNameTable(state.strings, parts.get(linkeditPart.strings)!);
  const isKept = createLocalChoice(state);
  const writer = createSymbolWriter(state, table);
  const counts = groups.map(() => 0);
  const scratch = new Uint8Array(nlist64.bytes);
  const scratchView = dataView(scratch);
  /** Names and local symbols that the debug map speaks of. */
  const mapped: { readonly globals: boolean[]; readonly locals: boolean[] } = { globals: [], locals: [] };
  let isNew = true;

  /** Room for more records counts as entries of the indirect table, which begins where the records end. */
  const blank = (from: number, to: number): void => records.write(from, noEntries(to - from));
  const reserve = (count: number): void => {
    const room = records.bytes.length;
    records.reserve(count * nlist64.bytes);
    blank(room, records.bytes.length);
  };
  const noteRow = (index: OutputSymbolIndex): void => {
    // The debug map is found by its order alone.
    if (table.kind[index] === outputSymbolKind.stab) return;
    if (table.global[index] !== 0) recordRows.ofGlobal[table.global[index]] = index;
    else recordRows.ofLocal[table.symbol[index]] = index;
  };
  const write = (index: OutputSymbolIndex): void => {
    putRecord(scratchView, 0, { outputSymbols: table, symbol: index, start: names.startOf(table.name[index]) });
    records.write((index - 1) * nlist64.bytes, scratch);
    store.touch(index);
  };
  const columns = Object.keys(schemas.outputSymbols.columns) as (keyof Schemas["outputSymbols"]["columns"])[];
  const move = (from: OutputSymbolIndex, to: OutputSymbolIndex): void => {
    if (from === to) return;
    for (const name of columns) (table[name] as Record<number, number>)[to] = table[name][from];
    noteRow(to);
    write(to);
    // Slots name records by their numbers.
    if (table.global[to] !== 0) dirt.indirectSymbols = true;
  };
  const firstOf = (group: number): number => counts.slice(0, group).reduce((sum, count) => sum + count, 1);
  /** A free row at the end of a group. */
  const open = (group: number): OutputSymbolIndex => {
    store.take(1);
    reserve(table.rowCount() - 1);
    for (let behind = groups.length - 1; behind > group; behind--) {
      const first = firstOf(behind);
      if (counts[behind]! > 0) move(row(first), row(first + counts[behind]!));
    }
    counts[group]! += 1;
    const index = row<OutputSymbolIndex>(firstOf(group) + counts[group]! - 1);
    table.kind[index] = 0;
    table.name[index] = row(0);
    return index;
  };
  const close = (group: number, index: OutputSymbolIndex): void => {
    let hole = index;
    for (let at = group; at < groups.length; at++) {
      const last = row<OutputSymbolIndex>(firstOf(at) + counts[at]! - 1);
      if (counts[at]! > 0) {
        move(last, hole);
        hole = last;
      }
    }
    counts[group]! -= 1;
    store.give(hole, 1);
    blank((hole - 1) * nlist64.bytes, hole * nlist64.bytes);
  };
  const fill = (index: OutputSymbolIndex, kind: number, global: GlobalIndex, symbol: SymbolIndex): void => {
    writer.seek(index);
    table.section[index] = 0;
    table.description[index] = 0;
    if (global === 0) writer.addLocal(symbol);
    else if (kind === outputSymbolKind.imported) writer.addImport(global);
    else writer.addDefined(global, kind);
    noteRow(index);
    write(index);
  };
  /** What speaks for a name or a local symbol: it comes, goes, changes where it is, or stays. */
  const settle = (rows: number[], kind: number, name: StringId, global: GlobalIndex, symbol: SymbolIndex): void => {
    const key = global === 0 ? symbol : global;
    let index = row<OutputSymbolIndex>(rows[key] ?? 0);
    if (index !== 0 && (table.kind[index] !== kind || table.name[index] !== name)) {
      const group = groupOf(table.kind[index]);
      names.release(table.name[index]);
      rows[key] = 0;
      close(group, index);
      index = row(0);
    }
    if (kind === 0) return;
    if (index === 0) {
      index = open(groupOf(kind));
      names.acquire(name);
    }
    fill(index, kind, global, symbol);
  };
  /** Notes whether the debug map speaks of a record, did so before, or does now. */
  const reviewMap = (known: boolean[], key: number, symbol: SymbolIndex): void => {
    const isMapped = state.options.debugMap && state.files.debugSource[state.symbols.file[symbol]] !== 0;
    if (isMapped || known[key] === true) dirt.debugMap = true;
    if (isMapped) known[key] = true;
    else if (known[key] === true) known[key] = false;
  };
  /** The debug map is one sequence: made anew as a whole, and written where it differs. */
  const settleMap = (): void => {
    if (!dirt.debugMap) return;
    dirt.debugMap = false;
    const locals: SymbolIndex[] = [];
    const named: GlobalIndex[] = [];
    for (let index = counts[0]! + 1; index < firstOf(groupOf(outputSymbolKind.imported)); index++) {
      const record = row<OutputSymbolIndex>(index);
      if (table.global[record] === 0) locals.push(table.symbol[record]);
      else named.push(table.global[record]);
    }
    const map = listDebugMap(state, locals, named);
    while (counts[0]! > map.length) {
      const last = row<OutputSymbolIndex>(counts[0]!);
      names.release(table.name[last]);
      close(0, last);
    }
    while (counts[0]! < map.length) open(0);
    for (const [position, stab] of map.entries()) {
      const index = row<OutputSymbolIndex>(position + 1);
      names.acquire(stab.name);
      if (table.kind[index] === outputSymbolKind.stab) names.release(table.name[index]);
      writer.seek(index);
      writer.addStab(stab);
      write(index);
    }
  };
  const settleGlobal = (global: GlobalIndex): void => {
    const kind = globals.state[global] === 0 ? 0 : recordKindOf(state, global, isKept);
    settle(recordRows.ofGlobal, kind, globals.name[global], global, row(0));
    reviewMap(
      mapped.globals,
      global,
      kind === 0 || kind === outputSymbolKind.imported ? row(0) : globals.symbol[global],
    );
  };
  const settleLocal = (symbol: SymbolIndex): void => {
    const { symbols } = state;
    const isListed = symbols.global[symbol] === 0 && isListedLocal(state, symbol) && isKept(symbols.name[symbol]);
    settle(recordRows.ofLocal, isListed ? outputSymbolKind.local : 0, symbols.name[symbol], row(0), symbol);
    reviewMap(mapped.locals, symbol, isListed ? symbol : row(0));
  };
  const adopt = (made: ReadonlyTable<Schemas["outputSymbols"]>): void => {
    const old = table.rowCount() - 1;
    if (old > 0) store.give(row(1), old);
    const count = made.rowCount() - 1;
    if (count > 0) store.take(count);
    copyRows(schemas.outputSymbols, made, table);
    names.clear();
    reserve(count);
    blank(count * nlist64.bytes, records.bytes.length);
    recordRows.ofGlobal.length = 0;
    recordRows.ofLocal.length = 0;
    counts.fill(0);
    for (const index of table.rows()) {
      counts[groupOf(table.kind[index])]! += 1;
      noteRow(index);
      names.acquire(table.name[index]);
      write(index);
      if (table.kind[index] === outputSymbolKind.imported || table.kind[index] === outputSymbolKind.stab) continue;
      if (table.global[index] === 0) reviewMap(mapped.locals, table.symbol[index], table.symbol[index]);
      else reviewMap(mapped.globals, table.global[index], table.symbol[index]);
    }
    dirt.indirectSymbols = true;
    dirt.debugMap = false;
  };
  return {
    update() {
      const changes = dirt.globalRecords.size + dirt.localRecords.size;
      if (isNew || (changes > bulk && changes * 4 > table.rowCount()))
        adopt(runPass(listOutputSymbols, "outputSymbols"));
      else {
        for (const global of dirt.globalRecords) settleGlobal(global);
        for (const symbol of dirt.localRecords) settleLocal(symbol);
        settleMap();
      }
      isNew = false;
      assert(counts.reduce((sum, count) => sum + count, 1) === table.rowCount(), "the groups are all there is");
    },
    numberOf(global) {
      const index = recordRows.ofGlobal[global] ?? 0;
      return index === 0 ? undefined : index - 1;
    },
    size: () => (table.rowCount() - 1) * nlist64.bytes,
  };
}
