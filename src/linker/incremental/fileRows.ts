// The rows of an object in the program's tables: one range in each, taken and given back as a whole, and filled by
// copying what was read with every row number moved.

import {
  type AtomIndex,
  type FileIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
} from "@/base/units";
import type { LocalObject } from "./localObject";
import type { IncrementalState } from "./state";

/** The rows of a file, a range in each table. */
export interface FileRows {
  readonly section: number;
  readonly sections: number;
  readonly symbol: number;
  readonly symbols: number;
  readonly atom: number;
  readonly atoms: number;
  readonly relocation: number;
  readonly relocations: number;
}

export interface FileRowStore {
  take(local: LocalObject): FileRows;
  give(rows: FileRows): void;
  /** Copies the local rows over, every row number moved to where the rows are now. */
  copy(local: LocalObject, rows: FileRows, file: FileIndex): void;
}

export function createFileRows({ sections, symbols, atoms, relocations, stores }: IncrementalState): FileRowStore {
  const take = (local: LocalObject): FileRows => {
    const count = (end: number, first: number) => end - first;
    const counts = {
      sections: count(local.sections.rowCount(), local.first.section),
      symbols: count(local.symbols.rowCount(), local.first.symbol),
      atoms: count(local.atoms.rowCount(), local.first.atom),
      relocations: count(local.relocations.rowCount(), local.first.relocation),
    };
    const takeFrom = (store: { take(count: number): number }, wanted: number) =>
      wanted === 0 ? 1 : store.take(wanted);
    return {
      ...counts,
      section: takeFrom(stores.sections, counts.sections),
      symbol: takeFrom(stores.symbols, counts.symbols),
      atom: takeFrom(stores.atoms, counts.atoms),
      relocation: takeFrom(stores.relocations, counts.relocations),
    };
  };
  const give = (rows: FileRows): void => {
    stores.sections.give(row(rows.section), rows.sections);
    stores.symbols.give(row(rows.symbol), rows.symbols);
    stores.atoms.give(row(rows.atom), rows.atoms);
    stores.relocations.give(row(rows.relocation), rows.relocations);
  };
  const copy = (local: LocalObject, rows: FileRows, file: FileIndex): void => {
    const moved = (from: number, by: number) => (from === 0 ? 0 : from + by);
    const bySection = rows.section - local.first.section;
    const bySymbol = rows.symbol - local.first.symbol;
    const byAtom = rows.atom - local.first.atom;
    const byRelocation = rows.relocation - local.first.relocation;
    copyColumns(local.sections, sections, local.first.section, rows.section, rows.sections);
    copyColumns(local.symbols, symbols, local.first.symbol, rows.symbol, rows.symbols);
    copyColumns(local.atoms, atoms, local.first.atom, rows.atom, rows.atoms);
    copyColumns(local.relocations, relocations, local.first.relocation, rows.relocation, rows.relocations);
    for (
      let section = row<SectionIndex>(rows.section);
      section < rows.section + rows.sections;
      section = row(section + 1)
    ) {
      sections.file[section] = file;
      sections.firstAtom[section] = row(sections.firstAtom[section] + byAtom);
      sections.atomEnd[section] = row(sections.atomEnd[section] + byAtom);
    }
    for (let symbol = row<SymbolIndex>(rows.symbol); symbol < rows.symbol + rows.symbols; symbol = row(symbol + 1)) {
      symbols.file[symbol] = file;
      symbols.section[symbol] = row(moved(symbols.section[symbol], bySection));
      symbols.atom[symbol] = row(moved(symbols.atom[symbol], byAtom));
    }
    for (let atom = row<AtomIndex>(rows.atom); atom < rows.atom + rows.atoms; atom = row(atom + 1)) {
      atoms.file[atom] = file;
      atoms.section[atom] = row(atoms.section[atom] + bySection);
      atoms.symbol[atom] = row(moved(atoms.symbol[atom], bySymbol));
      atoms.firstRelocation[atom] = row(atoms.firstRelocation[atom] + byRelocation);
      atoms.relocationEnd[atom] = row(atoms.relocationEnd[atom] + byRelocation);
    }
    for (
      let relocation = row<RelocationIndex>(rows.relocation);
      relocation < rows.relocation + rows.relocations;
      relocation = row(relocation + 1)
    ) {
      relocations.atom[relocation] = row(relocations.atom[relocation] + byAtom);
      relocations.symbol[relocation] = row(moved(relocations.symbol[relocation], bySymbol));
      relocations.target[relocation] = row(moved(relocations.target[relocation], byAtom));
      relocations.subtrahend[relocation] = row(moved(relocations.subtrahend[relocation], bySymbol));
      relocations.subtrahendAtom[relocation] = row(moved(relocations.subtrahendAtom[relocation], byAtom));
    }
  };
  return { take, give, copy };
}

function copyColumns(from: object, to: object, fromRow: number, toRow: number, count: number): void {
  const source = from as Readonly<Record<string, Float64Array>>;
  const target = to as Readonly<Record<string, Float64Array>>;
  for (const [name, column] of Object.entries(source))
    if (ArrayBuffer.isView(column)) target[name]!.set(column.subarray(fromRow, fromRow + count), toRow);
}
