// What differs between two versions of an atom: its bytes, as one run, and its relocations.

import { equalBytes } from "@/base/buffers";
import type { AtomIndex, RelocationIndex, SymbolIndex } from "@/base/units";
import type { ByteRun } from "./dirt";
import type { IncrementalState } from "./state";

/** Two relocations ask for the same thing: same form, and the same target by name or, in the file, by atom. */
export function compareRelocations(
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
