// Entries of `__eh_frame` name places by distances that objects need no relocation for: everything in them moves
// together, until a linker drops some. Each distance becomes a row like any other, so that entries can be moved, and
// those that do have a record are counted from their own entry instead of from the section's start.

import { type AtomIndex, advance, type RelocationIndex, row, type SectionIndex, sectionOffset } from "@/base/units";
import { commonAt, type FrameEntry, type FramePointer } from "@/macho/ehFrame";
import type { ReadonlyTable, Table } from "@/tables/table";
import type { Schemas } from "../schemas/all";
import { relocationFlags } from "../schemas/inputs";
import { sumHigh, sumLow } from "../words";

interface Reading {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly relocations: Table<Schemas["relocations"]>;
  readonly frames: ReadonlyMap<SectionIndex, readonly FrameEntry[]>;
}

/** The plain pointer, on both CPUs. */
const unsignedType = 0;

/** Rows that entries may need beyond their records: CIE, function and LSDA of each. */
export const countPlaces = (entries: readonly FrameEntry[]): number =>
  3 * entries.filter(({ kind }) => kind === "fde").length;

export interface ImpliedPlaces {
  /** Atom by atom, in order. */
  enter(atom: AtomIndex): void;
  /** Adds rows for places before `offset` of the entry that no record named. */
  upTo(offset: number, next: RelocationIndex): RelocationIndex;
  /** A record names the place; its row is filled. */
  stated(relocation: RelocationIndex): void;
}
const nothingImplied: ImpliedPlaces = {
  enter: () => undefined,
  upTo: (_, next) => next,
  stated: () => undefined,
};
/** Every function's frame has it. */
const commonPlace: FramePointer = { offset: commonAt, bytes: 4, value: 0, relative: true };

export function createFramePlaces(reading: Reading, section: SectionIndex): ImpliedPlaces {
  const { sections, symbols, atoms, relocations, frames } = reading;
  const entries = frames.get(section);
  if (entries === undefined) return nothingImplied;
  const firstAtom = sections.firstAtom[section];

  const setAddend = (relocation: RelocationIndex, addend: number) => {
    relocations.addendLow[relocation] = sumLow(0, addend);
    relocations.addendHigh[relocation] = sumHigh(0, 0, addend);
  };
  /** A row for what `pointer` names: `addend` bytes into `target`, less the start of `from`. */
  const addRow = (at: RelocationIndex, atom: AtomIndex, pointer: FramePointer, target: AtomIndex, from: AtomIndex) => {
    relocations.atom[at] = atom;
    relocations.offset[at] = sectionOffset(pointer.offset);
    relocations.type[at] = unsignedType;
    relocations.length[at] = Math.log2(pointer.bytes);
    relocations.flags[at] = relocationFlags.implied;
    relocations.symbol[at] = row(0);
    relocations.target[at] = target;
    relocations.subtrahend[at] = row(0);
    relocations.subtrahendAtom[at] = from;
    relocations.pairedRecord[at] = 0;
  };
  /** The distance back to the entry's CIE. */
  const addCommon = (at: RelocationIndex, atom: AtomIndex, common: number) => {
    addRow(at, atom, commonPlace, atom, atomAt(reading, section, common));
    setAddend(at, commonAt);
  };
  /** False when the distance leads nowhere. */
  const addPointer = (at: RelocationIndex, atom: AtomIndex, pointer: FramePointer): boolean => {
    const target = sections.address[section] + atoms.offset[atom] + pointer.offset + pointer.value;
    const found = sectionAt(reading, section, target);
    if (found === 0) return false;
    const place = target - sections.address[found];
    const other = atomAt(reading, found, place);
    addRow(at, atom, pointer, other, atom);
    setAddend(at, place - atoms.offset[other] - pointer.offset);
    return true;
  };
  const countFromEntry = (relocation: RelocationIndex): void => {
    const symbol = relocations.subtrahend[relocation];
    const other = symbol === 0 ? relocations.subtrahendAtom[relocation] : symbols.atom[symbol];
    if (other === 0 || atoms.section[other] !== section) return;
    const atom = relocations.atom[relocation];
    const from = atoms.offset[other] + (symbol === 0 ? 0 : symbols.atomOffset[symbol]);
    const low = relocations.addendLow[relocation];
    const moved = atoms.offset[atom] - from;
    relocations.addendHigh[relocation] = sumHigh(low, relocations.addendHigh[relocation], moved);
    relocations.addendLow[relocation] = sumLow(low, moved);
    relocations.subtrahend[relocation] = row(0);
    relocations.subtrahendAtom[relocation] = atom;
  };

  /** What the entry at hand implies, in the order of offsets, and how many of them are done. */
  const places: FramePointer[] = [];
  let done = 0;
  let current = row<AtomIndex>(0);
  let entry: FrameEntry | undefined;
  const implies = (pointer: FramePointer | undefined): void => {
    if (pointer?.relative && pointer.value !== 0) places.push(pointer);
  };
  return {
    enter(atom) {
      current = atom;
      entry = entries[atom - firstAtom];
      done = 0;
      places.length = 0;
      if (entry?.kind !== "fde") return;
      places.push(commonPlace);
      implies(entry.function);
      implies(entry.lsda);
    },
    upTo(offset, first) {
      let next = first;
      for (; done < places.length && places[done]!.offset < offset; done++) {
        const place = places[done]!;
        if (place.offset === commonAt && entry?.kind === "fde") addCommon(next, current, entry.common);
        else if (!addPointer(next, current, place)) continue;
        next = advance(next, 1);
      }
      return next;
    },
    stated(relocation) {
      if (entry === undefined) return;
      if (places[done]?.offset === relocations.offset[relocation]) done += 1;
      if (relocations.offset[relocation] !== commonAt) countFromEntry(relocation);
      else if (entry.kind === "fde") {
        const { flags, pairedRecord } = relocations;
        const kept = [flags[relocation], pairedRecord[relocation]] as const;
        addCommon(relocation, current, entry.common);
        [flags[relocation], pairedRecord[relocation]] = kept;
      }
    },
  };
}

/** The section of the same file that an address of it lies in; 0 for none. */
function sectionAt({ files, sections }: Reading, near: SectionIndex, address: number): SectionIndex {
  const file = sections.file[near];
  for (let section = files.firstSection[file]; section < files.sectionEnd[file]; section = advance(section, 1)) {
    const into = address - sections.address[section];
    if (into >= 0 && into < sections.size[section] && sections.firstAtom[section] !== sections.atomEnd[section])
      return section;
  }
  return row(0);
}

/** The last atom of a section that starts at an offset or before it. */
export function atomAt(
  { sections, atoms }: Pick<Reading, "sections" | "atoms">,
  section: SectionIndex,
  offset: number,
): AtomIndex {
  let low: number = sections.firstAtom[section];
  let high = sections.atomEnd[section] - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (atoms.offset[row<AtomIndex>(middle)] <= offset) low = middle;
    else high = middle - 1;
  }
  return row(low);
}
