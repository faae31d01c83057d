// Which symbols lie in an atom. An object without subsections has one atom for many functions, so `_main+0x10` needs
// the nearest symbol before a byte, not the atom's own.

import { type AtomIndex, row, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { atomName, symbolName, withOffset } from "./names";
import { perBuild } from "./perBuild";

/** Symbols that lie in atoms, by atom, then by offset in it. */
const located = perBuild((view): readonly SymbolIndex[] => {
  const { atom, atomOffset } = view.symbols;
  return [...view.symbols.rows()]
    .filter((symbol) => atom[symbol] !== 0 && view.strings.text(view.symbols.name[symbol]) !== "")
    .sort((a, b) => atom[a] - atom[b] || atomOffset[a] - atomOffset[b]);
});

/** Position of the first symbol at or after (atom, offset). */
function lowerBound(view: BuildView, atom: number, offset: number): number {
  const all = located(view);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const symbol = all[middle];
    const before =
      view.symbols.atom[symbol] < atom ||
      (view.symbols.atom[symbol] === atom && view.symbols.atomOffset[symbol] < offset);
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The assembler's own markers (`ltmp0`, `l_…`) give way to a name that somebody wrote, at the same place. */
const isMarker = (name: string) => /^(ltmp\d+|[lL].*)$/.test(name);

/** Symbols of an atom, by offset. */
export function symbolsOf(view: BuildView, atom: AtomIndex): readonly SymbolIndex[] {
  return located(view).slice(lowerBound(view, atom, 0), lowerBound(view, atom + 1, 0));
}

/** The nearest symbol at or before a byte of an atom. */
export function symbolBefore(view: BuildView, atom: AtomIndex, offset: number): SymbolIndex | undefined {
  const all = located(view);
  let best: SymbolIndex | undefined;
  for (let at = lowerBound(view, atom, offset + 1) - 1; at >= 0 && view.symbols.atom[all[at]] === atom; at--) {
    const symbol = row<SymbolIndex>(all[at]);
    if (best !== undefined && view.symbols.atomOffset[symbol] !== view.symbols.atomOffset[best]) break;
    if (best === undefined || isMarker(symbolName(view, best))) best = symbol;
  }
  return best;
}

/** `_main+0x10` for a byte of an atom. */
export function placeInAtom(view: BuildView, atom: AtomIndex, offset: number): string {
  const symbol = symbolBefore(view, atom, offset);
  if (symbol === undefined) return withOffset(atomName(view, atom), offset);
  return withOffset(symbolName(view, symbol), offset - view.symbols.atomOffset[symbol]);
}
