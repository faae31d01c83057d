// Who refers to a symbol or an atom: the relocations by target, listed once per build.

import type { AtomIndex, GlobalIndex, RelocationIndex, SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { perBuild } from "./perBuild";

interface References {
  readonly globals: ReadonlyMap<number, readonly RelocationIndex[]>;
  readonly symbols: ReadonlyMap<number, readonly RelocationIndex[]>;
  readonly atoms: ReadonlyMap<number, readonly RelocationIndex[]>;
}

const referencesOf = perBuild((view): References => {
  const globals = new Map<number, RelocationIndex[]>();
  const symbols = new Map<number, RelocationIndex[]>();
  const atoms = new Map<number, RelocationIndex[]>();
  const add = (lists: Map<number, RelocationIndex[]>, key: number, relocation: RelocationIndex) => {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [relocation]);
    else list.push(relocation);
  };
  const { symbol, target } = view.relocations;
  for (const relocation of view.relocations.rows()) {
    const global = symbol[relocation] === 0 ? 0 : view.symbols.global[symbol[relocation]];
    if (global !== 0) add(globals, global, relocation);
    else if (symbol[relocation] !== 0) add(symbols, symbol[relocation], relocation);
    else if (target[relocation] !== 0) add(atoms, target[relocation], relocation);
  }
  return { globals, symbols, atoms };
});

export const referencesToGlobal = (view: BuildView, global: GlobalIndex): readonly RelocationIndex[] =>
  referencesOf(view).globals.get(global) ?? [];
export const referencesToSymbol = (view: BuildView, symbol: SymbolIndex): readonly RelocationIndex[] =>
  referencesOf(view).symbols.get(symbol) ?? [];
/** Records that name a place in the atom instead of a symbol. */
export const referencesToAtom = (view: BuildView, atom: AtomIndex): readonly RelocationIndex[] =>
  referencesOf(view).atoms.get(atom) ?? [];

/** Fixups by address, for "what will dyld do here?". */
const fixupsByAddress = perBuild(
  (view) => new Map([...view.fixups.rows()].map((fixup) => [view.fixups.address[fixup] as number, fixup])),
);
export const fixupAt = (view: BuildView, address: number) => fixupsByAddress(view).get(address);
