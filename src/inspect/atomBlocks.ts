// The atoms of an image in the order of their addresses, in blocks of some hundreds. A block never changes: the next
// build of an incremental link has the same blocks but for those where an edit was, and whatever was found out about a
// block's atoms stays found. So what a large program looks like is known again, after a key, by looking at a few.

import {
  type AtomIndex,
  type OutputSectionIndex,
  type PlacementIndex,
  type RelocationIndex,
  row,
  type SymbolIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { furtherSymbols, symbolsOf } from "./atomSymbols";
import { type ChangedRows, following, rowsOf } from "./following";
import { lastAtMost } from "./places";
import { createRowMarks } from "./rowMarks";

/** Neighbours in one output section, with rows that are the same in each build that has the block. */
export interface AtomBlock {
  readonly output: OutputSectionIndex;
  readonly atoms: Uint32Array;
}

/** Larger ones are cut in two. */
const mostAtoms = 512;

/** A derivation of a block, made when first asked for; any build that has the block will do. */
function perBlock<T>(derive: (view: BuildView, block: AtomBlock) => T) {
  const made = new WeakMap<AtomBlock, { readonly value: T }>();
  return {
    of(view: BuildView, block: AtomBlock): T {
      let entry = made.get(block);
      if (entry === undefined) {
        entry = { value: derive(view, block) };
        made.set(block, entry);
      }
      return entry.value;
    },
    /** If it was asked for. */
    known: (block: AtomBlock): T | undefined => made.get(block)?.value,
  };
}

function cut(output: OutputSectionIndex, atoms: ArrayLike<number>): AtomBlock[] {
  const blocks: AtomBlock[] = [];
  const count = Math.ceil(atoms.length / mostAtoms);
  for (let i = 0; i < count; i++) {
    const [from, to] = [i, i + 1].map((part) => Math.round((part * atoms.length) / count)) as [number, number];
    blocks.push({ output, atoms: Uint32Array.from({ length: to - from }, (_, at) => atoms[from + at]) });
  }
  return blocks;
}

function allBlocks({ placements, atoms }: BuildView): readonly AtomBlock[] {
  const blocks: AtomBlock[] = [];
  const end = placements.rowCount();
  let output = row<OutputSectionIndex>(0);
  let gathered: number[] = [];
  // A plain loop: there may be hundreds of thousands.
  for (let at = row<PlacementIndex>(1); at < end; at = row(at + 1)) {
    const atom = placements.atom[at];
    if (atoms.output[atom] !== output) {
      blocks.push(...cut(output, gathered));
      gathered = [];
      output = atoms.output[atom];
    }
    gathered.push(atom);
  }
  return [...blocks, ...cut(output, gathered)];
}

const touched = createRowMarks();
const touchedSymbols = createRowMarks();

/** Marks the atoms that are not as they were, or whose symbols or relocations are not. */
function markTouched({ symbols, relocations }: BuildView, changes: ChangedRows): void {
  for (const atom of rowsOf(changes.atoms)) touched.add(atom);
  for (const symbol of rowsOf(changes.symbols)) {
    touchedSymbols.add(symbol);
    if (symbol < symbols.rowCount()) touched.add(symbols.atom[row<SymbolIndex>(symbol)]);
  }
  for (const relocation of rowsOf(changes.relocations))
    if (relocation < relocations.rowCount()) touched.add(relocations.atom[row<RelocationIndex>(relocation)]);
}

/** A symbol that went may have named a place in an atom that stays. */
function isTouched(block: AtomBlock): boolean {
  const symbols = namedPlaces.known(block)?.symbols;
  return touched.hasAny(block.atoms) || (symbols !== undefined && touchedSymbols.hasAny(symbols));
}

/** A block while atoms leave and join it. */
interface Draft {
  readonly output: OutputSectionIndex;
  atoms: Uint32Array | number[];
  /** What it was, if it still is that. */
  block: AtomBlock | undefined;
}

function insert(view: BuildView, drafts: Draft[], atom: AtomIndex): void {
  const { atoms } = view;
  const [address, output] = [atoms.address[atom], atoms.output[atom]];
  const startOf = (draft: Draft): number => atoms.address[row<AtomIndex>(draft.atoms[0])];
  let at = drafts.findLastIndex((draft) => draft.output === output && startOf(draft) <= address);
  if (at === -1) at = drafts.findIndex((draft) => draft.output === output);
  if (at === -1) {
    const behind = drafts.findIndex((draft) => startOf(draft) > address);
    drafts.splice(behind === -1 ? drafts.length : behind, 0, { output, atoms: [atom], block: undefined });
    return;
  }
  const draft = drafts[at];
  const members = [...draft.atoms];
  const addresses = members.map((member) => atoms.address[row<AtomIndex>(member)] as number);
  members.splice(lastAtMost(addresses, address) + 1, 0, atom);
  draft.atoms = members;
  draft.block = undefined;
}

function withChanges(view: BuildView, before: readonly AtomBlock[], changes: ChangedRows): readonly AtomBlock[] {
  markTouched(view, changes);
  const drafts: Draft[] = [];
  for (const block of before) {
    const { output, atoms } = block;
    if (!isTouched(block)) drafts.push({ output, atoms, block });
    else {
      const rest = atoms.filter((atom) => !touched.has(atom));
      if (rest.length > 0) drafts.push({ output, atoms: rest, block: undefined });
    }
  }
  const { atoms } = view;
  for (const atom of touched.rows) {
    const index = row<AtomIndex>(atom);
    if (atom !== 0 && atom < atoms.rowCount() && atoms.output[index] !== 0) insert(view, drafts, index);
  }
  touched.clear();
  touchedSymbols.clear();
  return drafts.flatMap((draft) => draft.block ?? cut(draft.output, draft.atoms));
}

export const atomBlocks = following(allBlocks, withChanges);

/** Names that an assembler makes up (`ltmp0`, `L…`, `l_…`) are no headings. */
const isMadeUp = (initial: number): boolean => initial === 0x6c || initial === 0x4c; // l, L

/** Places that symbols name, upwards. */
export interface NamedPlaces {
  /** Virtual addresses. */
  readonly addresses: Float64Array;
  readonly symbols: Uint32Array;
}

const namedPlaces = perBlock((view, { atoms }): NamedPlaces => {
  const { name, atomOffset } = view.symbols;
  const { byAtom } = furtherSymbols(view);
  const addresses: number[] = [];
  const symbols: number[] = [];
  const add = (symbol: SymbolIndex, start: number, size: number): void => {
    const into = atomOffset[symbol];
    if (into >= size || isMadeUp(view.strings.initial(name[symbol]))) return;
    // Of several names for one place, the last is shown.
    if (addresses[addresses.length - 1] === start + into) {
      addresses.pop();
      symbols.pop();
    }
    addresses.push(start + into);
    symbols.push(symbol);
  };
  for (const number of atoms) {
    const atom = row<AtomIndex>(number);
    const [start, size, own] = [view.atoms.address[atom], view.atoms.size[atom], view.atoms.symbol[atom]];
    if (size === 0) continue;
    if (!byAtom.has(atom)) {
      if (own !== 0) add(own, start, size);
    } else for (const symbol of symbolsOf(view, atom)) add(symbol, start, size);
  }
  return { addresses: Float64Array.from(addresses), symbols: Uint32Array.from(symbols) };
});

export const namedPlacesOf = namedPlaces.of;

/** How many relocations were applied in its atoms, up to and with each. */
const appliedCounts = perBlock((view, { atoms }): Uint32Array => {
  const { patch } = view.relocations;
  const counts = new Uint32Array(atoms.length);
  let count = 0;
  for (const [at, number] of atoms.entries()) {
    const atom = row<AtomIndex>(number);
    const end = view.atoms.relocationEnd[atom];
    for (let relocation = view.atoms.firstRelocation[atom]; relocation < end; relocation = row(relocation + 1))
      if (patch[relocation] !== 0) count += 1;
    counts[at] = count;
  }
  return counts;
});

export const appliedCountsOf = appliedCounts.of;
