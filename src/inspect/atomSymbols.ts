// Which symbols lie in an atom. An object without subsections has one atom for many functions, so `_main+0x10` needs
// the nearest symbol before a byte, not the atom's own.

import { type AtomIndex, row, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type ChangedRows, following, rowsOf } from "./following";
import { atomName, symbolName, withOffset } from "./names";

export interface FurtherSymbols {
  /** Those of each atom that has some, by offset. */
  readonly byAtom: ReadonlyMap<number, readonly SymbolIndex[]>;
  /** The atom of each. */
  readonly atomOf: ReadonlyMap<number, number>;
  /** By atom, the symbol that it is called after: of the newest build only, to see what an edit changed. */
  readonly own: Uint32Array;
}

const isFurther = ({ symbols, atoms }: BuildView, symbol: SymbolIndex): boolean =>
  symbols.atom[symbol] !== 0 && symbols.name[symbol] !== 0 && atoms.symbol[symbols.atom[symbol]] !== symbol;

const byOffset =
  ({ symbols }: BuildView) =>
  (a: SymbolIndex, b: SymbolIndex) =>
    symbols.atomOffset[a] - symbols.atomOffset[b] || a - b;

function allFurther(view: BuildView): FurtherSymbols {
  const byAtom = new Map<number, SymbolIndex[]>();
  const atomOf = new Map<number, number>();
  const end = view.symbols.rowCount();
  for (let symbol = row<SymbolIndex>(1); symbol < end; symbol = row(symbol + 1)) {
    if (!isFurther(view, symbol)) continue;
    const atom = view.symbols.atom[symbol];
    atomOf.set(symbol, atom);
    const known = byAtom.get(atom);
    if (known === undefined) byAtom.set(atom, [symbol]);
    else known.push(symbol);
  }
  for (const symbols of byAtom.values()) symbols.sort(byOffset(view));
  const own = new Uint32Array(view.atoms.rowCount());
  for (let atom = row<AtomIndex>(1); atom < own.length; atom = row(atom + 1)) own[atom] = view.atoms.symbol[atom];
  return { byAtom, atomOf, own };
}

/** Brings the atoms' own symbols up to date; returns those that came or went, and whatever else changed of symbols. */
function followOwn(view: BuildView, { own }: FurtherSymbols, changes: ChangedRows) {
  const changed = new Set<number>(rowsOf(changes.symbols));
  const end = view.atoms.rowCount();
  let known = own;
  if (end > own.length) {
    known = new Uint32Array(2 * end);
    known.set(own);
  }
  for (const atom of rowsOf(changes.atoms)) {
    const now = atom < end ? view.atoms.symbol[row<AtomIndex>(atom)] : 0;
    if (known[atom] === now || atom >= known.length) continue;
    changed.add(known[atom]).add(now);
    known[atom] = now;
  }
  return { own: known, changed };
}

function followFurther(view: BuildView, before: FurtherSymbols, changes: ChangedRows): FurtherSymbols {
  const { own, changed } = followOwn(view, before, changes);
  const end = view.symbols.rowCount();
  const isNow = (symbol: number) => symbol !== 0 && symbol < end && isFurther(view, row<SymbolIndex>(symbol));
  const moved = [...changed].filter((symbol) => before.atomOf.has(symbol) || isNow(symbol));
  if (moved.length === 0) return { ...before, own };
  const byAtom = new Map(before.byAtom);
  const atomOf = new Map(before.atomOf);
  const without = (atom: number, symbol: number) => (byAtom.get(atom) ?? []).filter((other) => other !== symbol);
  for (const symbol of moved) {
    const old = atomOf.get(symbol);
    if (old !== undefined) {
      const rest = without(old, symbol);
      if (rest.length === 0) byAtom.delete(old);
      else byAtom.set(old, rest);
      atomOf.delete(symbol);
    }
    if (!isNow(symbol)) continue;
    const atom = view.symbols.atom[row<SymbolIndex>(symbol)];
    atomOf.set(symbol, atom);
    byAtom.set(atom, [...without(atom, symbol), row<SymbolIndex>(symbol)]);
  }
  for (const symbol of moved) {
    const atom = atomOf.get(symbol);
    if (atom !== undefined) byAtom.set(atom, [...byAtom.get(atom)!].sort(byOffset(view)));
  }
  return { byAtom, atomOf, own };
}

/**
 * Named symbols in atoms that are called after another one. In an object with subsections these are few, and looking
 * for them costs one column of symbols.
 */
export const furtherSymbols = following(allFurther, followFurther);

/** The assembler's own markers (`ltmp0`, `l_…`) give way to a name that somebody wrote, at the same place. */
const isMarker = (name: string) => /^(ltmp\d+|[lL].*)$/.test(name);

/** Symbols of an atom, by offset. */
export function symbolsOf(view: BuildView, atom: AtomIndex): readonly SymbolIndex[] {
  const found = [...(furtherSymbols(view).byAtom.get(atom) ?? [])];
  const own = view.atoms.symbol[atom];
  if (own === 0 || view.symbols.name[own] === 0) return found;
  const before = found.findIndex(
    (symbol) =>
      view.symbols.atomOffset[symbol] > view.symbols.atomOffset[own] ||
      (view.symbols.atomOffset[symbol] === view.symbols.atomOffset[own] && symbol > own),
  );
  found.splice(before === -1 ? found.length : before, 0, own);
  return found;
}

/** The nearest symbol at or before a byte of an atom. */
export function symbolBefore(view: BuildView, atom: AtomIndex, offset: number): SymbolIndex | undefined {
  const { atomOffset } = view.symbols;
  let best: SymbolIndex | undefined;
  for (const symbol of symbolsOf(view, atom)) {
    if (atomOffset[symbol] > offset) break;
    // At one place, a name that somebody wrote goes before a marker; else the last one counts.
    const isNearer = best === undefined || atomOffset[symbol] > atomOffset[best];
    if (isNearer || !isMarker(symbolName(view, symbol))) best = symbol;
  }
  return best;
}

/** `_main+0x10` for a byte of an atom. */
export function placeInAtom(view: BuildView, atom: AtomIndex, offset: number): string {
  const symbol = symbolBefore(view, atom, offset);
  if (symbol === undefined) return withOffset(atomName(view, atom), offset);
  return withOffset(symbolName(view, symbol), offset - view.symbols.atomOffset[symbol]);
}
