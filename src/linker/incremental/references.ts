// Who refers to what, the other way round: from a name or an atom to the relocations that need its address. So what
// moves finds its users without a search. A relocation has two ends to follow: its target, and what it subtracts.

import { type AtomIndex, type GlobalIndex, type RelocationIndex, row, type SymbolIndex } from "@/base/units";
import type { IncrementalState } from "./state";

export interface References {
  attach(relocation: RelocationIndex): void;
  detach(relocation: RelocationIndex): void;
  ofGlobal(global: GlobalIndex, visit: (relocation: RelocationIndex) => void): void;
  /** References that name the atom itself or a local symbol in it. */
  ofAtom(atom: AtomIndex, visit: (relocation: RelocationIndex) => void): void;
  isReferred(atom: AtomIndex): boolean;
}

/** An end of a relocation: twice its row, and one more for the subtrahend. */
type End = number;

export function createReferences({ relocations, symbols }: IncrementalState): References {
  /** Doubly linked lists of ends; a list's key is a global, or minus an atom. */
  const next: End[] = [];
  const previous: End[] = [];
  const keys: number[] = [];
  const byGlobal: End[] = [];
  const byAtom: End[] = [];
  const headOf = (key: number): End => (key > 0 ? byGlobal[key] : byAtom[-key]) ?? 0;
  const setHead = (key: number, end: End): void => {
    if (key > 0) byGlobal[key] = end;
    else byAtom[-key] = end;
  };

  const keyOf = (symbol: SymbolIndex, atom: AtomIndex): number => {
    if (symbol === 0) return -atom;
    const global = symbols.global[symbol];
    return global === 0 ? -symbols.atom[symbol] : global;
  };
  const insert = (end: End, key: number): void => {
    keys[end] = key;
    if (key === 0) return;
    const head = headOf(key);
    next[end] = head;
    previous[end] = 0;
    if (head !== 0) previous[head] = end;
    setHead(key, end);
  };
  const remove = (end: End): void => {
    const key = keys[end] ?? 0;
    keys[end] = 0;
    if (key === 0) return;
    const after = next[end]!;
    const before = previous[end]!;
    if (after !== 0) previous[after] = before;
    if (before !== 0) next[before] = after;
    else setHead(key, after);
  };
  const visitAll = (key: number, visit: (relocation: RelocationIndex) => void): void => {
    for (let end = headOf(key); end !== 0; end = next[end]!) visit(row(end >>> 1));
  };
  return {
    attach(relocation) {
      insert(relocation * 2, keyOf(relocations.symbol[relocation], relocations.target[relocation]));
      insert(relocation * 2 + 1, keyOf(relocations.subtrahend[relocation], relocations.subtrahendAtom[relocation]));
    },
    detach(relocation) {
      remove(relocation * 2);
      remove(relocation * 2 + 1);
    },
    ofGlobal: visitAll,
    ofAtom: (atom, visit) => visitAll(-atom, visit),
    isReferred: (atom) => headOf(-atom) !== 0,
  };
}
