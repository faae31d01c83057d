// Names and everything that speaks for them. Each external name keeps its records (references and definitions) in link
// order; when one comes or goes the name is settled again by replaying them through the rule that a one-shot link
// uses. So a name can go from undefined to defined and back, from weak to strong, and from file to file.

import { type AtomIndex, type GlobalIndex, row, type StringId, type SymbolIndex } from "@/base/units";
import { bindFlat, bindName, findProvider, isLeftToDyld, markInterposable, ordinalOf } from "../imports";
import { linkerFile, linkerSymbols, symbolsOnDemand } from "../linkerFile";
import { addRecord } from "../resolution";
import { globalFlags, globalState } from "../schemas/globals";
import { fileFlags } from "../schemas/inputs";
import { isImport, symbolAddress } from "../target";
import { createLibraryUses } from "./libraryUses";
import type { References } from "./references";
import type { IncrementalState } from "./state";

export interface NameListener {
  /** Nothing speaks of the name any more; its row is given back afterwards. */
  gone(global: GlobalIndex): void;
  /** It is known which record speaks for the name; its address is not yet. */
  decided(global: GlobalIndex): void;
  /** Who wins in this atom may have changed. */
  review(atom: AtomIndex): void;
}

export interface Names {
  /** Lets an external record speak for its name. */
  add(symbol: SymbolIndex): GlobalIndex;
  remove(symbol: SymbolIndex): void;
  /** The same record in another row. */
  replace(from: SymbolIndex, to: SymbolIndex): void;
  find(name: StringId): GlobalIndex;
  recordsOf(global: GlobalIndex): readonly SymbolIndex[];
  /** Decides every name that changed. */
  settle(listener: NameListener): void;
  /** Further strong definitions, by name. */
  readonly duplicates: ReadonlyMap<GlobalIndex, readonly SymbolIndex[]>;
  /** Names that nothing provides. */
  readonly undefinedNames: ReadonlySet<GlobalIndex>;
  /** Looks every name up in the libraries again. */
  librariesChanged(): void;
  /** Notes which libraries the program can start without. */
  markWeakLibraries(): void;
}

export function createNames(state: IncrementalState, references: References): Names {
  const { symbols, globals, files, sections, atoms, strings, stores, parsed, layout, dirt, options } = state;
  const byName: number[] = [];
  const records: SymbolIndex[][] = [];
  const duplicates = new Map<GlobalIndex, SymbolIndex[]>();
  const undefinedNames = new Set<GlobalIndex>();
  const libraryUses = createLibraryUses(state);

  /** The header's own name joins behind all others. */
  const rankOf = (symbol: SymbolIndex): number =>
    symbol === linkerSymbols.header ? Number.MAX_SAFE_INTEGER : (state.rank[symbols.file[symbol]] ?? 0);
  const isBefore = (a: SymbolIndex, b: SymbolIndex): boolean => {
    const difference = rankOf(a) - rankOf(b);
    return difference === 0 ? a < b : difference < 0;
  };
  const globalOf = (name: StringId): GlobalIndex => {
    const known = byName[name] ?? 0;
    if (known !== 0) return row(known);
    const global = stores.globals.take(1);
    // Present from now on; settling says what it is.
    globals.state[global] = globalState.undefined;
    globals.name[global] = name;
    byName[name] = global;
    records[global] = [];
    return global;
  };
  const bind = (global: GlobalIndex): void => {
    const name = strings.text(globals.name[global]);
    const provider = findProvider(parsed.dylibs, name);
    if (provider === undefined) {
      if (isLeftToDyld(options, name)) bindFlat({ globals, trace: state.trace }, global);
      else if (state.trace.on) state.trace.record("global-unresolved", global);
      return;
    }
    bindName({ files, globals, trace: state.trace }, global, provider);
    const { file } = provider;
    // A library keeps its number for good, once something binds to it.
    if (files.ordinal[file] === 0) {
      files.ordinal[file] = 1 + Math.max(0, ...[...parsed.dylibs.keys()].map((other) => files.ordinal[other]));
      files.flags[file] |= fileFlags.referenced;
    }
    stores.files.touch(file);
    globals.ordinal[global] = ordinalOf(options, files, globals, global);
  };
  const isWeakInLibrary = (global: GlobalIndex): boolean => {
    const name = strings.text(globals.name[global]);
    for (const { exports } of parsed.dylibs.values()) if (exports.get(name)?.weak === true) return true;
    return false;
  };
  const placeOf = (global: GlobalIndex): number => {
    if (isImport(globals, global)) return 0;
    const symbol = globals.symbol[global];
    const isHeader = (globals.flags[global] & globalFlags.linkerDefined) !== 0 && symbols.atom[symbol] === 0;
    return isHeader ? layout.headerAddress : symbolAddress({ symbols, atoms }, symbol);
  };
  const replay = (global: GlobalIndex): void => {
    globals.state[global] = 0;
    globals.flags[global] = 0;
    globals.file[global] = row(0);
    globals.ordinal[global] = 0;
    duplicates.delete(global);
    const resolution = { sections, symbols, globals, trace: state.trace, duplicates };
    const own = records[global]!;
    for (const symbol of own) addRecord(resolution, symbol, global);
    for (const symbol of symbolsOnDemand(options.output)) {
      if (globals.state[global] !== globalState.undefined || globals.name[global] !== symbols.name[symbol]) continue;
      addRecord(resolution, symbol, global);
      stores.symbols.touch(symbol);
    }
    markInterposable(options, globals, global);
    if (globals.state[global] === globalState.undefined) {
      bind(global);
      const isNamed = (symbol: SymbolIndex) =>
        symbols.file[symbol] !== linkerFile || symbol >= linkerSymbols.entry || symbol === linkerSymbols.stubBinder;
      if (isImport(globals, global) && own.some(isNamed)) globals.flags[global] |= globalFlags.used;
    } else if (
      globals.state[global] === globalState.strong &&
      (globals.flags[global] & globalFlags.exported) !== 0 &&
      isWeakInLibrary(global)
    )
      globals.flags[global] |= globalFlags.overridesWeakDylib;
    if (globals.state[global] === globalState.undefined) undefinedNames.add(global);
    else undefinedNames.delete(global);
  };
  const settleOne = (global: GlobalIndex, { gone, decided, review }: NameListener) => {
    if (records[global]!.length === 0) {
      gone(global);
      byName[globals.name[global]] = 0;
      duplicates.delete(global);
      undefinedNames.delete(global);
      stores.globals.give(global, 1);
      libraryUses.review(global);
      dirt.globalRecords.add(global);
      return;
    }
    stores.globals.touch(global);
    const oldState = globals.state[global];
    const oldFlags = globals.flags[global];
    const oldSymbol = globals.symbol[global];
    const oldAtom = symbols.atom[oldSymbol];
    const oldOrdinal = globals.ordinal[global];
    const oldAddress = globals.address[global];
    replay(global);
    libraryUses.review(global);
    decided(global);
    globals.address[global] = row(placeOf(global));
    for (const symbol of records[global]!) if (symbols.atom[symbol] !== 0) review(symbols.atom[symbol]);
    const symbol = globals.symbol[global];
    const atom = symbols.atom[symbol];
    if (oldAtom !== 0 && oldAtom !== atom) review(oldAtom);
    const isSame =
      oldState === globals.state[global] &&
      oldFlags === globals.flags[global] &&
      oldAtom === atom &&
      oldOrdinal === globals.ordinal[global] &&
      oldAddress === globals.address[global];
    // Another record that says the same: whoever refers to the name is none the wiser.
    if (!isSame || oldSymbol !== symbol) dirt.globalRecords.add(global);
    if (isSame) return;
    dirt.needs.add(global);
    references.ofGlobal(global, (relocation) => dirt.relocations.add(relocation));
    for (const slot of [globals.gotSlot[global], globals.stubSlot[global], globals.tlvSlot[global]])
      if (slot !== 0) dirt.slots.add(slot);
  };
  return {
    duplicates,
    undefinedNames,
    markWeakLibraries: libraryUses.markWeakLibraries,
    add(symbol) {
      const global = globalOf(symbols.name[symbol]);
      const own = records[global]!;
      let at = own.length;
      while (at > 0 && isBefore(symbol, own[at - 1]!)) at -= 1;
      own.splice(at, 0, symbol);
      symbols.global[symbol] = global;
      stores.symbols.touch(symbol);
      dirt.names.add(global);
      return global;
    },
    remove(symbol) {
      const global = symbols.global[symbol];
      const own = records[global]!;
      own.splice(own.indexOf(symbol), 1);
      symbols.global[symbol] = row(0);
      stores.symbols.touch(symbol);
      dirt.names.add(global);
    },
    replace(from, to) {
      const global = symbols.global[from];
      const own = records[global]!;
      own[own.indexOf(from)] = to;
      symbols.global[to] = global;
      symbols.global[from] = row(0);
      stores.symbols.touch(to);
      stores.symbols.touch(from);
      if (globals.symbol[global] !== from) return;
      globals.symbol[global] = to;
      stores.globals.touch(global);
      dirt.globalRecords.add(global);
    },
    find: (name) => row(byName[name] ?? 0),
    recordsOf: (global) => records[global] ?? [],
    settle(listener) {
      for (const global of dirt.names) settleOne(global, listener);
      dirt.names.clear();
    },
    librariesChanged() {
      for (const global of globals.rows())
        if (isImport(globals, global) || globals.state[global] === globalState.strong) dirt.names.add(global);
    },
  };
}
