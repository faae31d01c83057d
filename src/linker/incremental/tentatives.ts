// Room for tentative definitions (`int counter;`, `.comm`) that nothing stronger replaced: made, resized and given back
// as the names are decided.

import { type AtomIndex, alignmentPower, byteCount, type GlobalIndex, row, type SymbolIndex } from "@/base/units";
import { tentativeAlignment } from "../inputSymbols";
import { linkerFile, linkerSections } from "../linkerFile";
import { globalState } from "../schemas/globals";
import type { Program } from "./program";
import type { IncrementalState } from "./state";

export interface Tentatives {
  /** The name is decided: it gets room, keeps it, or gives it back. */
  settle(global: GlobalIndex): void;
  drop(global: GlobalIndex): void;
}

export function createTentatives(state: IncrementalState, program: Program): Tentatives {
  const { atoms, symbols, globals, stores } = state;
  const tentatives = new Map<GlobalIndex, { readonly atom: AtomIndex; symbol: SymbolIndex }>();

  const drop = (global: GlobalIndex): void => {
    const known = tentatives.get(global);
    if (known === undefined) return;
    tentatives.delete(global);
    const { atom, symbol } = known;
    program.unnameAtom(symbol, atom);
    if (symbols.atom[symbol] === atom) {
      symbols.atom[symbol] = row(0);
      stores.symbols.touch(symbol);
    }
    program.detachAtom(atom);
    stores.atoms.give(atom, 1);
  };
  /** Room in `__DATA,__common` for a tentative definition that nothing stronger replaced. */
  const settle = (global: GlobalIndex): void => {
    const symbol = globals.symbol[global];
    const known = tentatives.get(global);
    if (globals.state[global] !== globalState.tentative) {
      drop(global);
      return;
    }
    const size = symbols.value[symbol];
    const alignment = alignmentPower(tentativeAlignment(symbols.description[symbol]));
    if (known !== undefined && atoms.size[known.atom] === size && atoms.alignment[known.atom] === alignment) {
      if (known.symbol === symbol && symbols.atom[symbol] === known.atom) return;
      program.unnameAtom(known.symbol, known.atom);
      known.symbol = symbol;
      atoms.symbol[known.atom] = symbol;
      symbols.atom[symbol] = known.atom;
      stores.atoms.touch(known.atom);
      stores.symbols.touch(symbol);
      program.nameAtom(symbol);
      return;
    }
    drop(global);
    const atom = stores.atoms.take(1);
    atoms.file[atom] = linkerFile;
    atoms.section[atom] = linkerSections.common;
    atoms.symbol[atom] = symbol;
    atoms.size[atom] = byteCount(size);
    atoms.alignment[atom] = alignment;
    symbols.atom[symbol] = atom;
    stores.symbols.touch(symbol);
    tentatives.set(global, { atom, symbol });
    program.attachAtom(atom, undefined);
    program.nameAtom(symbol);
    if (state.trace.on) state.trace.record("tentative-allocated", global, atom);
  };
  return { settle, drop };
}
