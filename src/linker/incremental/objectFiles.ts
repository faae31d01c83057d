// Object files in the program. A new version of one is compared with the old atom by atom, and only the difference is
// done: atoms are the same when their section and name are; the same bytes stay as they are written, the same
// relocations as they are applied, and what only changed its bytes keeps its place.

import {
  type AtomIndex,
  type FileIndex,
  type PatchIndex,
  type RelocationIndex,
  row,
  type SymbolIndex,
} from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import { isZerofill } from "../outputNames";
import type { ParsedObject } from "../parsedInputs";
import type { Schemas } from "../schemas/all";
import type { Chains } from "./chains";
import { addRun, compareRelocations, differingRun } from "./compareAtoms";
import type { ByteRun } from "./dirt";
import { createFileRows, type FileRows } from "./fileRows";
import { type LocalObject, readLocalObject } from "./localObject";
import type { Names } from "./names";
import type { Program } from "./program";
import type { Slots } from "./slots";
import type { IncrementalState } from "./state";

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
    recordRows,
    patches,
  } = state;
  const rowsOf = new Map<FileIndex, FileRows>();
  const fileRows = createFileRows(state);

  const fillFile = (file: FileIndex, local: LocalObject, rows: FileRows): void => {
    for (const name of [
      "name",
      "parent",
      "kind",
      "flags",
      "input",
      "start",
      "size",
      "pulledBy",
      "debugSource",
      "debugObject",
    ] as const)
      (files[name] as Record<number, number>)[file] = local.files[name][local.file] as number;
    stores.files.touch(file);
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
      const rows = fileRows.take(local);
      fileRows.copy(local, rows, file);
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
      if (files.debugSource[file] !== 0) dirt.debugMap = true;
      const removed: string[] = [];
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => removed.push(nameOf(atom)));
      detachRelocations(rows);
      each<SymbolIndex>(rows.symbol, rows.symbols, (symbol) => program.detachSymbol(symbol));
      each<AtomIndex>(rows.atom, rows.atoms, (atom) => program.detachAtom(atom));
      fileRows.give(rows);
      rowsOf.delete(file);
      parsed.objects.delete(file);
      stores.files.give(file, 1);
      return { file, added: [], changed: [], removed, kept: 0 };
    },
    update(file, object) {
      const local = readLocalObject(state, object);
      const old = rowsOf.get(file)!;
      const before = keyed({ sections, symbols, atoms }, old.atom, old.atoms);
      const rows = fileRows.take(local);
      fileRows.copy(local, rows, file);
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
        stores.patches.touch(row(known.patch));
        const run = dirt.bytes.get(relocations.atom[relocation]);
        const at = relocations.offset[relocation];
        // A relaxed load was changed two bytes before its field, too.
        const isOverwritten = run !== undefined && at - 2 < run.to && at + 8 > run.from;
        if (!known.isDirty && !isOverwritten) dirt.relocations.delete(relocation);
      });
      fileRows.give(old);
      if (changesDebugMap(file, local)) dirt.debugMap = true;
      fillFile(file, local, rows);
      return { file, added, changed, removed, kept: oldOf.size - changed.length };
    },
  };

  /** The debug map names sources and objects, and says how large functions are. */
  function changesDebugMap(file: FileIndex, local: LocalObject): boolean {
    const source = local.files.debugSource[local.file];
    if (source !== files.debugSource[file] || local.files.debugObject[local.file] !== files.debugObject[file])
      return true;
    return source !== 0;
  }
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
      recordRows.renameLocal(symbol, match);
      const isInPlace =
        (newOf.get(symbols.atom[symbol]) ?? 0) === symbols.atom[match] &&
        symbols.atomOffset[symbol] === symbols.atomOffset[match] &&
        (symbols.section[symbol] !== 0 || symbols.value[symbol] === symbols.value[match]);
      if (global !== 0) {
        names.replace(symbol, match);
        if (!isInPlace || isTentative(match)) dirt.names.add(global);
      }
      if (!isInPlace) program.listAgain(match);
    });
    each<SymbolIndex>(rows.symbol, rows.symbols, (symbol) => {
      if (done.has(symbol)) return;
      // It was named above.
      program.unnameAtom(symbol);
      program.attachSymbol(symbol);
    });
  }
}
