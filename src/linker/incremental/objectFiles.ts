// Object files in the program. A new version of one is compared with the old atom by atom, and only the difference is
// done: atoms are the same when their section and name are; the same bytes stay as they are written, the same
// relocations as they are applied, and what only changed its bytes keeps its place.

import { equalBytes } from "@/base/buffers";
import {
  type AtomIndex,
  type FileIndex,
  type PatchIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
} from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import { isZerofill } from "../outputNames";
import type { ParsedObject } from "../parsedInputs";
import type { Schemas } from "../schemas/all";
import type { Chains } from "./chains";
import type { ByteRun } from "./dirt";
import { type LocalObject, readLocalObject } from "./localObject";
import type { Names } from "./names";
import type { Program } from "./program";
import type { Slots } from "./slots";
import type { IncrementalState } from "./state";

/** The rows of a file, a range in each table. */
interface FileRows {
  readonly section: number;
  readonly sections: number;
  readonly symbol: number;
  readonly symbols: number;
  readonly atom: number;
  readonly atoms: number;
  readonly relocation: number;
  readonly relocations: number;
}

/** What a new version of a file changed, by atom. */
export interface FileChange {
  readonly file: FileIndex;
  readonly added: readonly AtomIndex[];
  readonly changed: readonly AtomIndex[];
  /** Names of those that left. */
  readonly removed: readonly string[];
  readonly kept: number;
}

export interface ObjectFiles {
  add(object: ParsedObject, rank: number): FileChange;
  update(file: FileIndex, object: ParsedObject): FileChange;
  remove(file: FileIndex): FileChange;
}

/** How an atom differs from its older version. */
interface AtomPlan {
  readonly resized: boolean;
  readonly run: ByteRun | undefined;
  readonly oldSize: number;
}

type Tables = {
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
};

export function createObjectFiles(
  state: IncrementalState,
  names: Names,
  slots: Slots,
  chains: Chains,
  program: Program,
): ObjectFiles {
  const {
    files,
    sections,
    symbols,
    atoms,
    relocations,
    contents,
    stores,
    strings,
    parsed,
    dirt,
    fixupOwners,
    patches,
  } = state;
  const rowsOf = new Map<FileIndex, FileRows>();

  const takeRows = (local: LocalObject): FileRows => {
    const count = (end: number, first: number) => end - first;
    const counts = {
      sections: count(local.sections.rowCount(), local.first.section),
      symbols: count(local.symbols.rowCount(), local.first.symbol),
      atoms: count(local.atoms.rowCount(), local.first.atom),
      relocations: count(local.relocations.rowCount(), local.first.relocation),
    };
    const take = (store: { take(count: number): number }, wanted: number) => (wanted === 0 ? 1 : store.take(wanted));
    return {
      ...counts,
      section: take(stores.sections, counts.sections),
      symbol: take(stores.symbols, counts.symbols),
      atom: take(stores.atoms, counts.atoms),
      relocation: take(stores.relocations, counts.relocations),
    };
  };
  const giveRows = (rows: FileRows): void => {
    stores.sections.give(row(rows.section), rows.sections);
    stores.symbols.give(row(rows.symbol), rows.symbols);
    stores.atoms.give(row(rows.atom), rows.atoms);
    stores.relocations.give(row(rows.relocation), rows.relocations);
  };
  /** Copies the local rows over, every row number moved to where the rows are now. */
  const copyRows = (local: LocalObject, rows: FileRows, file: FileIndex): void => {
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
  const fillFile = (file: FileIndex, local: LocalObject, rows: FileRows): void => {
    for (const name of ["name", "parent", "kind", "flags", "input", "start", "size", "pulledBy"] as const)
      (files[name] as Record<number, number>)[file] = local.files[name][local.file] as number;
    files.firstSection[file] = row(rows.section);
    files.sectionEnd[file] = row(rows.section + rows.sections);
    files.firstSymbol[file] = row(rows.symbol);
    files.symbolEnd[file] = row(rows.symbol + rows.symbols);
    parsed.objects.set(file, local.object);
    rowsOf.set(file, rows);
  };
  const bytesOf = (
    { sections: table, object }: { sections: Tables["sections"]; object: ParsedObject },
    atom: AtomIndex,
    of: Tables["atoms"],
  ) => {
    const section = of.section[atom];
    if (isZerofill(table.flags[section])) return undefined;
    const start = table.offset[section] + of.offset[atom];
    return object.bytes.subarray(start, start + of.size[atom]);
  };
  const each = <Row extends number>(first: number, count: number, visit: (index: Row) => void): void => {
    for (let index = first; index < first + count; index++) visit(row<Row>(index));
  };
  const detachRelocations = (rows: FileRows) =>
    each<RelocationIndex>(rows.relocation, rows.relocations, program.detachRelocation);

  const nameOf = (atom: AtomIndex): string => {
    const symbol = atoms.symbol[atom];
    return symbol === 0 ? "(unnamed)" : strings.text(symbols.name[symbol]);
  };
  /** Atoms of a file by what they are: section and name, or section and number among the unnamed. */
  const keyed = (tables: Tables, first: number, count: number): Map<string, AtomIndex> => {
    const found = new Map<string, AtomIndex>();
    const unnamed = new Map<number, number>();
    each<AtomIndex>(first, count, (atom) => {
      const section = tables.atoms.section[atom];
      const symbol = tables.atoms.symbol[atom];
      let name: number = symbol === 0 ? 0 : tables.symbols.name[symbol];
      let number = 0;
      if (name === 0) {
        number = unnamed.get(section) ?? 0;
        unnamed.set(section, number + 1);
        name = 0;
      }
      let key = `${tables.sections.segmentName[section]},${tables.sections.sectionName[section]},${tables.sections.flags[section]},${name},${number}`;
      // Local names may occur twice in a file.
      while (found.has(key)) key += "'";
      found.set(key, atom);
    });
    return found;
  };
  return {
    add(object, rank) {
      const local = readLocalObject(state, object);
      const file = stores.files.take(1);
      state.rank[file] = rank;
      const rows = takeRows(local);
      copyRows(local, rows, file);
      fillFile(file, local, rows);
      const added: AtomIndex[] = [];
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => {
        program.attachAtom(atom, bytesOf({ sections, object }, atom, atoms));
        added.push(atom);
      });
      each<SymbolIndex>(rows.symbol, rows.symbols, (symbol) => program.attachSymbol(symbol));
      each<RelocationIndex>(rows.relocation, rows.relocations, program.attachRelocation);
      if (state.trace.on) state.trace.record("file-read", file);
      return { file, added, changed: [], removed: [], kept: 0 };
    },
    remove(file) {
      const rows = rowsOf.get(file)!;
      const removed: string[] = [];
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => removed.push(nameOf(atom)));
      detachRelocations(rows);
      each<SymbolIndex>(rows.symbol, rows.symbols, (symbol) => program.detachSymbol(symbol));
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => program.detachAtom(atom));
      giveRows(rows);
      rowsOf.delete(file);
      parsed.objects.delete(file);
      stores.files.give(file, 1);
      return { file, added: [], changed: [], removed, kept: 0 };
    },
    update(file, object) {
      const local = readLocalObject(state, object);
      const old = rowsOf.get(file)!;
      const before = keyed({ sections, symbols, atoms }, old.atom, old.atoms);
      const rows = takeRows(local);
      copyRows(local, rows, file);
      const after = keyed({ sections, symbols, atoms }, rows.atom, rows.atoms);
      /** Old row of a new atom and new row of an old one; 0 for none. */
      const oldOf = new Map<AtomIndex, AtomIndex>();
      const newOf = new Map<AtomIndex, AtomIndex>();
      for (const [key, atom] of after) {
        const match = before.get(key);
        if (match === undefined) continue;
        oldOf.set(atom, match);
        newOf.set(match, atom);
      }
      const sameRelocation = compareRelocations(state, newOf);
      const plans = planAtoms(rows, oldOf, object);

      // Everything that reads the old rows is done before they go.
      const carried: { from: RelocationIndex; to: RelocationIndex; isDirty: boolean }[] = [];
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => {
        const match = oldOf.get(atom);
        if (match !== undefined)
          matchRelocations(
            match,
            atom,
            (from, to) => sameRelocation(from, to) && carried.push({ from, to, isDirty: dirt.relocations.has(from) }),
          );
      });
      restoreHoles(old, newOf, new Set(carried.map(({ from }) => from)), plans);
      const kept = new Map<RelocationIndex, { patch: number; isDirty: boolean }>();
      for (const { from, to, isDirty } of carried) {
        kept.set(to, { patch: relocations.patch[from], isDirty });
        relocations.patch[from] = row(0);
        fixupOwners.rename(from, to);
      }
      detachRelocations(old);
      replaceSymbols(old, rows, newOf);
      // New atoms take the places of the old ones.
      const changed: AtomIndex[] = [];
      const added: AtomIndex[] = [];
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => {
        const match = oldOf.get(atom);
        const bytes = bytesOf({ sections, object }, atom, atoms);
        if (match === undefined) {
          program.attachAtom(atom, bytes);
          added.push(atom);
          return;
        }
        takeOver(match, atom, bytes);
        const plan = plans.get(atom);
        if (plan === undefined) return;
        if (plan.resized || plan.run !== undefined) changed.push(atom);
        if (plan.resized) {
          dirt.resized.add(atom);
          program.zero(atom, atoms.size[atom], plan.oldSize);
        }
        if (plan.run !== undefined && chains.linkOf(atom) !== undefined) addRun(dirt.bytes, atom, plan.run);
      });
      const removed: string[] = [];
      each<AtomIndex>(old.atom, old.atoms, (atom) => {
        if (newOf.has(atom)) return;
        removed.push(nameOf(atom));
        program.detachAtom(atom);
      });
      each<RelocationIndex>(rows.relocation, rows.relocations, (relocation) => {
        program.attachRelocation(relocation);
        const known = kept.get(relocation);
        if (known === undefined) return;
        relocations.patch[relocation] = row(known.patch);
        if (known.patch === 0) return;
        patches.relocation[row<PatchIndex>(known.patch)] = relocation;
        const run = dirt.bytes.get(relocations.atom[relocation]);
        const at = relocations.offset[relocation];
        // A relaxed load was changed two bytes before its field, too.
        const isOverwritten = run !== undefined && at - 2 < run.to && at + 8 > run.from;
        if (!known.isDirty && !isOverwritten) dirt.relocations.delete(relocation);
      });
      giveRows(old);
      fillFile(file, local, rows);
      return { file, added, changed, removed, kept: oldOf.size - changed.length };
    },
  };

  /** A new row for an atom that stays. */
  function takeOver(from: AtomIndex, to: AtomIndex, bytes: Uint8Array | undefined): void {
    atoms.address[to] = atoms.address[from];
    atoms.output[to] = atoms.output[from];
    atoms.live[to] = atoms.live[from];
    chains.rename(from, to);
    contents[to] = bytes;
    contents[from] = undefined;
    for (const set of [dirt.unplaced, dirt.resized, dirt.moved]) if (set.delete(from)) set.add(to);
    const run = dirt.bytes.get(from);
    if (run !== undefined) {
      dirt.bytes.delete(from);
      dirt.bytes.set(to, run);
    }
  }
  /** Which matched atoms differ, and how. */
  function planAtoms(rows: FileRows, oldOf: ReadonlyMap<AtomIndex, AtomIndex>, object: ParsedObject) {
    const plans = new Map<AtomIndex, AtomPlan>();
    each<AtomIndex>(rows.atom, rows.atoms, (atom) => {
      const match = oldOf.get(atom);
      if (match === undefined) return;
      const resized = atoms.size[atom] !== atoms.size[match] || atoms.alignment[atom] > atoms.alignment[match];
      const run = differingRun(contents[match], bytesOf({ sections, object }, atom, atoms));
      if (resized || run !== undefined) plans.set(atom, { resized, run, oldSize: atoms.size[match] });
    });
    return plans;
  }
  /** Where a relocation is gone or another one, the hole must hold the input's bytes again, whether they changed or not. */
  function restoreHoles(
    old: FileRows,
    newOf: ReadonlyMap<AtomIndex, AtomIndex>,
    carried: ReadonlySet<RelocationIndex>,
    plans: Map<AtomIndex, AtomPlan>,
  ): void {
    each<RelocationIndex>(old.relocation, old.relocations, (relocation) => {
      if (carried.has(relocation)) return;
      const before = relocations.atom[relocation];
      const atom = newOf.get(before);
      if (atom === undefined) return;
      const at = relocations.offset[relocation];
      const from = Math.min(Math.max(0, at - 2), atoms.size[atom]);
      const to = Math.min(at + 8, atoms.size[atom]);
      const plan = plans.get(atom) ?? { resized: false, run: undefined, oldSize: atoms.size[before] };
      const run =
        plan.run === undefined ? { from, to } : { from: Math.min(plan.run.from, from), to: Math.max(plan.run.to, to) };
      plans.set(atom, { ...plan, run });
    });
  }
  function matchRelocations(
    from: AtomIndex,
    to: AtomIndex,
    visit: (from: RelocationIndex, to: RelocationIndex) => void,
  ) {
    let old = atoms.firstRelocation[from];
    const end = atoms.relocationEnd[from];
    for (let fresh = atoms.firstRelocation[to]; fresh < atoms.relocationEnd[to]; fresh = row(fresh + 1)) {
      while (old < end && relocations.offset[old] < relocations.offset[fresh]) old = row(old + 1);
      if (old < end && relocations.offset[old] === relocations.offset[fresh]) visit(old, fresh);
    }
  }
  /** Records of one name in both versions change rows; the others come or go. */
  function replaceSymbols(old: FileRows, rows: FileRows, newOf: ReadonlyMap<AtomIndex, AtomIndex>): void {
    const fresh = new Map<number, SymbolIndex>();
    each<SymbolIndex>(rows.symbol, rows.symbols, (symbol) => {
      if (symbols.atom[symbol] !== 0) program.nameAtom(symbol);
      fresh.set(symbols.name[symbol], symbol);
    });
    const done = new Set<SymbolIndex>();
    const isTentative = (symbol: SymbolIndex) => symbols.section[symbol] === 0 && symbols.value[symbol] !== 0;
    each<SymbolIndex>(old.symbol, old.symbols, (symbol) => {
      const match = fresh.get(symbols.name[symbol]);
      const global = symbols.global[symbol];
      const isSame =
        match !== undefined &&
        !done.has(match) &&
        symbols.type[match] === symbols.type[symbol] &&
        symbols.description[match] === symbols.description[symbol] &&
        (symbols.section[symbol] === 0) === (symbols.section[match] === 0);
      if (!isSame) {
        program.detachSymbol(symbol);
        return;
      }
      done.add(match);
      program.unnameAtom(symbol);
      slots.renameLocal(symbol, match);
      const isInPlace =
        (newOf.get(symbols.atom[symbol]) ?? 0) === symbols.atom[match] &&
        symbols.atomOffset[symbol] === symbols.atomOffset[match] &&
        (symbols.section[symbol] !== 0 || symbols.value[symbol] === symbols.value[match]);
      if (global !== 0) {
        names.replace(symbol, match);
        if (!isInPlace || isTentative(match)) dirt.names.add(global);
      }
      if (!isInPlace) dirt.symbols = true;
    });
    each<SymbolIndex>(rows.symbol, rows.symbols, (symbol) => {
      if (done.has(symbol)) return;
      // It was named above.
      program.unnameAtom(symbol);
      program.attachSymbol(symbol);
    });
  }
}

/** Two relocations ask for the same thing: same form, and the same target by name or, in the file, by atom. */
function compareRelocations(
  { relocations, symbols }: IncrementalState,
  newOf: ReadonlyMap<AtomIndex, AtomIndex>,
): (from: RelocationIndex, to: RelocationIndex) => boolean {
  const sameAtom = (from: AtomIndex, to: AtomIndex) => (from === 0 ? to === 0 : newOf.get(from) === to);
  const sameSymbol = (from: SymbolIndex, to: SymbolIndex): boolean => {
    if (from === 0 || to === 0) return from === to;
    if (symbols.global[from] !== 0) return symbols.name[from] === symbols.name[to] && (symbols.type[to] & 1) !== 0;
    return (
      (symbols.type[to] & 1) === 0 &&
      sameAtom(symbols.atom[from], symbols.atom[to]) &&
      symbols.atomOffset[from] === symbols.atomOffset[to] &&
      (symbols.atom[from] !== 0 || symbols.value[from] === symbols.value[to])
    );
  };
  const plain = ["offset", "type", "length", "flags", "addendLow", "addendHigh"] as const;
  return (from, to) =>
    plain.every((column) => relocations[column][from] === relocations[column][to]) &&
    sameSymbol(relocations.symbol[from], relocations.symbol[to]) &&
    sameSymbol(relocations.subtrahend[from], relocations.subtrahend[to]) &&
    sameAtom(relocations.target[from], relocations.target[to]) &&
    sameAtom(relocations.subtrahendAtom[from], relocations.subtrahendAtom[to]);
}

function copyColumns(from: object, to: object, fromRow: number, toRow: number, count: number): void {
  const source = from as Readonly<Record<string, Float64Array>>;
  const target = to as Readonly<Record<string, Float64Array>>;
  for (const [name, column] of Object.entries(source))
    if (ArrayBuffer.isView(column)) target[name]!.set(column.subarray(fromRow, fromRow + count), toRow);
}

/** The bytes from the first difference to the last; undefined when there is none. */
export function differingRun(old: Uint8Array | undefined, fresh: Uint8Array | undefined): ByteRun | undefined {
  if (fresh === undefined || (old !== undefined && equalBytes(old, fresh))) return undefined;
  if (old === undefined) return { from: 0, to: fresh.length };
  let from = 0;
  while (from < fresh.length && from < old.length && old[from] === fresh[from]) from += 1;
  let to = fresh.length;
  if (old.length === fresh.length) while (to > from && old[to - 1] === fresh[to - 1]) to -= 1;
  return { from, to };
}

/** Widens what is to be copied by one more run. */
export function addRun(runs: Map<AtomIndex, ByteRun>, atom: AtomIndex, { from, to }: ByteRun): void {
  const known = runs.get(atom);
  if (known === undefined) runs.set(atom, { from, to });
  else {
    known.from = Math.min(known.from, from);
    known.to = Math.max(known.to, to);
  }
}
