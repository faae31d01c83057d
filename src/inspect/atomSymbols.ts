// Which symbols lie in an atom. An object without subsections has one atom for many functions, so `_main+0x10` needs
// the nearest symbol before a byte, not the atom's own.

import { type AtomIndex, row, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { atomName, symbolName, withOffset } from "./names";
import { perBuild } from "./perBuild";

/** Position of the first symbol of an atom, among symbols ordered by atom. */
function firstOf(view: BuildView, sorted: Uint32Array, atom: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.symbols.atom[row<SymbolIndex>(sorted[middle])] < atom) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface FurtherSymbols {
  readonly further: Uint32Array;
  /** By atom: 1 when it has some. */
  readonly hasFurther: Uint8Array;
}

/**
 * Named symbols in atoms that are called after another one, by atom, then by offset. In an object with subsections
 * these are few, and looking for them costs one column of symbols: it is done for every build of a large program.
 */
export const furtherSymbols = perBuild((view): FurtherSymbols => {
  const { symbols, atoms } = view;
  const found: number[] = [];
  const hasFurther = new Uint8Array(atoms.rowCount());
  const end = symbols.rowCount();
  for (let symbol = row<SymbolIndex>(1); symbol < end; symbol = row(symbol + 1)) {
    const atom = symbols.atom[symbol];
    if (atom === 0 || atoms.symbol[atom] === symbol || symbols.name[symbol] === 0) continue;
    found.push(symbol);
    hasFurther[atom] = 1;
  }
  const { atom, atomOffset } = symbols;
  const order = (a: number, b: number) =>
    atom[row<SymbolIndex>(a)] - atom[row<SymbolIndex>(b)] ||
    atomOffset[row<SymbolIndex>(a)] - atomOffset[row<SymbolIndex>(b)] ||
    a - b;
  return { further: Uint32Array.from(found).sort(order), hasFurther };
});

/** The assembler's own markers (`ltmp0`, `l_…`) give way to a name that somebody wrote, at the same place. */
const isMarker = (name: string) => /^(ltmp\d+|[lL].*)$/.test(name);

/** Symbols of an atom, by offset. */
export function symbolsOf(view: BuildView, atom: AtomIndex): readonly SymbolIndex[] {
  const { further } = furtherSymbols(view);
  const found: SymbolIndex[] = [];
  for (let at = firstOf(view, further, atom); at < further.length; at++) {
    const symbol = row<SymbolIndex>(further[at]);
    if (view.symbols.atom[symbol] !== atom) break;
    found.push(symbol);
  }
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
