// Which symbols lie in an atom. An object without subsections has one atom for many functions, so `_main+0x10` needs
// the nearest symbol before a byte, not the atom's own.

import { type AtomIndex, row, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { atomName, symbolName, withOffset } from "./names";
import { perBuild } from "./perBuild";

/** Named symbols that lie in atoms, by atom, then by offset in it: those of atom n are order[starts[n], starts[n + 1]). */
export interface AtomSymbols {
  readonly order: Uint32Array;
  readonly starts: Uint32Array;
}

// Counted and filled, without an object a symbol: this is done for every build of a large program.
export const symbolsByAtom = perBuild((view): AtomSymbols => {
  const atom = view.symbols.atom as unknown as Uint32Array;
  const name = view.symbols.name as unknown as Uint32Array;
  const end = view.symbols.rowCount();
  const starts = new Uint32Array(view.atoms.rowCount() + 1);
  for (let symbol = 1; symbol < end; symbol++)
    if (atom[symbol] !== 0 && name[symbol] !== 0) starts[atom[symbol] + 1] += 1;
  for (let at = 1; at < starts.length; at++) starts[at] += starts[at - 1];
  const order = new Uint32Array(starts[starts.length - 1]);
  const next = starts.slice();
  for (let symbol = 1; symbol < end; symbol++)
    if (atom[symbol] !== 0 && name[symbol] !== 0) order[next[atom[symbol]]++] = symbol;
  const { atomOffset } = view.symbols;
  for (let at = 1; at + 1 < starts.length; at++)
    if (starts[at + 1] - starts[at] > 1)
      order
        .subarray(starts[at], starts[at + 1])
        .sort((a, b) => atomOffset[row<SymbolIndex>(a)] - atomOffset[row<SymbolIndex>(b)] || a - b);
  return { order, starts };
});

/** The assembler's own markers (`ltmp0`, `l_…`) give way to a name that somebody wrote, at the same place. */
const isMarker = (name: string) => /^(ltmp\d+|[lL].*)$/.test(name);

/** Symbols of an atom, by offset. */
export function symbolsOf(view: BuildView, atom: AtomIndex): readonly SymbolIndex[] {
  const { order, starts } = symbolsByAtom(view);
  return Array.from(order.subarray(starts[atom], starts[atom + 1]), row<SymbolIndex>);
}

/** The nearest symbol at or before a byte of an atom. */
export function symbolBefore(view: BuildView, atom: AtomIndex, offset: number): SymbolIndex | undefined {
  const { order, starts } = symbolsByAtom(view);
  const offsets = view.symbols.atomOffset;
  let low = starts[atom];
  let high = starts[atom + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[row<SymbolIndex>(order[middle])] <= offset) low = middle + 1;
    else high = middle;
  }
  let best: SymbolIndex | undefined;
  for (let at = low - 1; at >= starts[atom]; at--) {
    const symbol = row<SymbolIndex>(order[at]);
    if (best !== undefined && offsets[symbol] !== offsets[best]) break;
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
