// Atoms of each region, in the order of their addresses, and the gaps between them. A newcomer takes the first gap it
// fits into, from the gap's end downwards, so that its neighbour keeps room to grow; else it goes behind the last atom.
// Code gets a third more room than it needs. The rules and numbers are the seed's (with its slips mended).

import {
  type AtomIndex,
  advance,
  alignDown,
  alignmentBytes,
  alignUp,
  type OutputSectionIndex,
  row,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import { isCode } from "../outputNames";
import { type AtomOrder, createAtomOrder } from "./atomOrder";
import { leastSurplus, padToIdeal } from "./capacity";
import type { Region } from "./regions";
import type { IncrementalState } from "./state";

/** A place in the chain of a region; the first, with atom 0, stands for the region's start. */
export interface Link {
  atom: AtomIndex;
  readonly chain: Chain;
  previous: Link | undefined;
  next: Link | undefined;
}

export interface Chain {
  readonly region: Region;
  readonly isPadded: boolean;
  readonly first: Link;
  last: Link;
  /** The same atoms, as numbers to be copied and searched. */
  readonly order: AtomOrder;
  /** Atoms with a gap behind them that is worth something, in the order they were found. */
  readonly gaps: Set<Link>;
}

export interface Chains {
  of(region: Region): Chain;
  linkOf(atom: AtomIndex): Link | undefined;
  /** Gives an atom a place in the region; its address is set. */
  place(atom: AtomIndex, region: Region): void;
  /** Takes it out; returns the range of addresses that is free now. */
  remove(atom: AtomIndex): void;
  /** True when an atom may take `size` bytes where it is. */
  fits(atom: AtomIndex, size: number): boolean;
  /** Looks again at the gap behind an atom whose size changed. */
  review(atom: AtomIndex): void;
  /** Another row stands for the same atom from now on. */
  rename(from: AtomIndex, to: AtomIndex): void;
  /** Bytes from the region's start to the end of its last atom. */
  extent(region: Region): number;
  /** Bytes that placing atoms of these sizes one behind the other takes at most, with what is there. */
  estimate(region: Region, atoms: readonly AtomIndex[]): number;
  /** Bytes up to the next atom or the region's end. */
  capacity(atom: AtomIndex): number;
  /** Follows its region to another address: every atom keeps its distance from the start. */
  shift(region: Region, by: number): void;
  atomsOf(region: Region): Generator<AtomIndex>;
  /** The atoms of a region as one array, in the order of their addresses. */
  orderOf(region: Region): Uint32Array;
  /** Changes whenever some atom comes, goes or gets another row. */
  revision(): number;
  /** Bytes between atoms that newcomers may take. */
  gapBytes(region: Region): number;
}

export function createChains(state: IncrementalState): Chains {
  const { atoms, outputSections, stores } = state;
  const chains = new Map<OutputSectionIndex, Chain>();
  const links: (Link | undefined)[] = [];
  let revision = 0;

  const of = (region: Region): Chain => {
    const known = chains.get(region.output);
    if (known !== undefined) return known;
    const first = { atom: row<AtomIndex>(0), previous: undefined, next: undefined } as unknown as Link;
    const isPadded = isCode(outputSections.flags[region.output]);
    const chain: Chain = { region, isPadded, first, last: first, gaps: new Set(), order: createAtomOrder(atoms) };
    Object.assign(first, { chain });
    chains.set(region.output, chain);
    return chain;
  };
  const start = ({ region }: Chain): VirtualAddress => outputSections.address[region.output];
  const addressOf = ({ atom, chain }: Link): VirtualAddress => (atom === 0 ? start(chain) : atoms.address[atom]);
  const sizeOf = ({ atom }: Link): number => (atom === 0 ? 0 : atoms.size[atom]);
  const ideal = (chain: Chain, size: number): number => (chain.isPadded ? padToIdeal(size) : size);
  const limitOf = (link: Link): number =>
    link.next === undefined ? start(link.chain) + link.chain.region.capacity : addressOf(link.next);
  const capacityOf = (link: Link): number => limitOf(link) - addressOf(link);
  /** Bytes behind an atom that it does not need even to grow by a third. The last one's belong to the region. */
  const surplus = (link: Link): number => (link.next === undefined ? 0 : capacityOf(link) - padToIdeal(sizeOf(link)));
  const review = (link: Link): void => {
    if (surplus(link) >= leastSurplus) link.chain.gaps.add(link);
    else link.chain.gaps.delete(link);
  };
  const insertAfter = (link: Link, previous: Link): void => {
    link.previous = previous;
    link.next = previous.next;
    if (previous.next === undefined) link.chain.last = link;
    else previous.next.previous = link;
    previous.next = link;
  };
  /** An address at the end of a gap; undefined when the atom does not fit. */
  const startIn = (gap: Link, size: number, alignment: number): VirtualAddress | undefined => {
    const at = alignDown(virtualAddress(limitOf(gap) - ideal(gap.chain, size)), alignment);
    return at >= addressOf(gap) + padToIdeal(sizeOf(gap)) ? at : undefined;
  };
  const endOf = (chain: Chain): number => {
    const { last } = chain;
    return addressOf(last) + ideal(chain, sizeOf(last));
  };
  const choosePlace = (chain: Chain, size: number, alignment: number): { at: VirtualAddress; previous: Link } => {
    for (const gap of chain.gaps) {
      if (surplus(gap) < leastSurplus) {
        chain.gaps.delete(gap);
        continue;
      }
      const at = startIn(gap, size, alignment);
      if (at !== undefined) return { at, previous: gap };
    }
    return { at: alignUp(virtualAddress(endOf(chain)), alignment), previous: chain.last };
  };
  return {
    of,
    linkOf: (atom) => links[atom],
    place(atom, region) {
      const chain = of(region);
      const { at, previous } = choosePlace(chain, atoms.size[atom], alignmentBytes(atoms.alignment[atom]));
      const link: Link = { atom, chain, previous: undefined, next: undefined };
      atoms.address[atom] = at;
      atoms.output[atom] = region.output;
      stores.atoms.touch(atom);
      links[atom] = link;
      insertAfter(link, previous);
      chain.order.add(atom, link.next === undefined);
      revision += 1;
      review(previous);
      review(link);
    },
    remove(atom) {
      const link = links[atom];
      if (link === undefined) return;
      const { previous, next, chain } = link;
      chain.order.remove(atom);
      stores.atoms.touch(atom);
      revision += 1;
      previous!.next = next;
      if (next === undefined) chain.last = previous!;
      else next.previous = previous;
      chain.gaps.delete(link);
      links[atom] = undefined;
      review(previous!);
    },
    fits: (atom, size) => size <= capacityOf(links[atom]!),
    review: (atom) => review(links[atom]!),
    rename(from, to) {
      const link = links[from];
      if (link === undefined) return;
      links[from] = undefined;
      links[to] = link;
      link.atom = to;
      link.chain.order.replace(from, to);
      stores.atoms.touch(from);
      stores.atoms.touch(to);
      revision += 1;
    },
    extent(region) {
      const { last } = of(region);
      return addressOf(last) + sizeOf(last) - outputSections.address[region.output];
    },
    estimate(region, newcomers) {
      const chain = of(region);
      let end = endOf(chain) - start(chain);
      for (const atom of newcomers)
        end = alignUp(end, alignmentBytes(atoms.alignment[atom])) + ideal(chain, atoms.size[atom]);
      return end;
    },
    capacity: (atom) => capacityOf(links[atom]!),
    shift(region, by) {
      for (let link = of(region).first.next; link !== undefined; link = link.next) {
        atoms.address[link.atom] = advance(atoms.address[link.atom], by);
        stores.atoms.touch(link.atom);
      }
    },
    orderOf: (region) => of(region).order.all(),
    revision: () => revision,
    gapBytes(region) {
      let bytes = 0;
      for (const gap of of(region).gaps) bytes += surplus(gap);
      return bytes;
    },
    *atomsOf(region) {
      for (let link = of(region).first.next; link !== undefined; link = link.next) yield link.atom;
    },
  };
}
