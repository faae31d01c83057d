// Atoms of a region as one array of rows, ordered by address: what readers search, and what a build copies as a whole.
// Coming and going in the middle moves the rest of the array, which for a hundred thousand atoms takes microseconds.

import { assert } from "@/base/assert";
import { type AtomIndex, row } from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import type { Schemas } from "../schemas/all";

export interface AtomOrder {
  /** The atom's address is set. `isLast`: it lies behind all others. */
  add(atom: AtomIndex, isLast: boolean): void;
  /** The atom still has the address it was added with. */
  remove(atom: AtomIndex): void;
  /** Another row, with the same address, stands for the atom. */
  replace(from: AtomIndex, to: AtomIndex): void;
  all(): Uint32Array;
}

export function createAtomOrder(atoms: ReadonlyTable<Schemas["atoms"]>): AtomOrder {
  let rows = new Uint32Array(16);
  let count = 0;

  const addressAt = (at: number): number => atoms.address[row<AtomIndex>(rows[at]!)];
  /** Position of the first atom at or behind an address. */
  const lowerBound = (address: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (addressAt(middle) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** Atoms of no size share their address with the next one. */
  const find = (atom: AtomIndex): number => {
    let at = lowerBound(atoms.address[atom]);
    while (at < count && rows[at] !== atom) at += 1;
    assert(at < count, "an atom of a region is in its order");
    return at;
  };
  return {
    add(atom, isLast) {
      if (count === rows.length) {
        const larger = new Uint32Array(count * 2);
        larger.set(rows);
        rows = larger;
      }
      const at = isLast ? count : lowerBound(atoms.address[atom]);
      rows.copyWithin(at + 1, at, count);
      rows[at] = atom;
      count += 1;
    },
    remove(atom) {
      const at = find(atom);
      rows.copyWithin(at, at + 1, count);
      count -= 1;
    },
    replace(from, to) {
      rows[find(from)] = to;
    },
    all: () => rows.subarray(0, count),
  };
}
