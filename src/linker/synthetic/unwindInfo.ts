// __unwind_info: the records of all objects, sorted by address, neighbours of equal layout folded into one, in the two
// levels of tables that the system's unwinder reads. Functions without a record get an empty one, so that none inherits
// its neighbour's.

import { type AtomIndex, byteCount, fileOffset, type OutputSectionIndex, type SymbolIndex } from "@/base/units";
import { sectionTypes } from "@/macho/constants";
import { type UnwindFunction, writeUnwindInfo } from "@/macho/unwindInfo";
import type { ReadonlyTable } from "@/tables/table";
import { isPureCode } from "../inputSections";
import { isInSection } from "../inputSymbols";
import type { LinkOptions } from "../options";
import type { Schemas } from "../schemas/all";
import { causeKind, syntheticKind } from "../schemas/image";
import { symbolAddress } from "../target";
import { frameOffsetMost, isDwarfMode, modeOf, unwindModes } from "../unwindModes";
import type { SyntheticSection } from "./syntheticSection";

/** What the section will say, from when it is measured until it is written: only the GOT cells are open. */
export interface UnwindPlan {
  functions: readonly UnwindFunction[];
  /** Numbered from 1 in the encodings. */
  personalities: readonly SymbolIndex[];
  end: number;
}
export const emptyUnwindPlan = (): UnwindPlan => ({ functions: [], personalities: [], end: 0 });

export interface UnwindInput {
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly unwindRecords: ReadonlyTable<Schemas["unwindRecords"]>;
  readonly options: LinkOptions;
  /** Where entries of `__eh_frame` lie in it. */
  readonly frames: ReadonlyMap<AtomIndex, number>;
  isPlaced(output: OutputSectionIndex): boolean;
}

const personalityShift = 28;
export const mostPersonalities = 3;

interface Draft extends UnwindFunction {
  readonly end: number;
}

/** The name a personality is known by across files; of a local one the record itself. */
const personalityOf = ({ symbols, globals }: UnwindInput, symbol: SymbolIndex): SymbolIndex => {
  const global = symbols.global[symbol];
  return global === 0 ? symbol : globals.symbol[global];
};

/** Needs the addresses of all atoms in __TEXT, and fills the plan. Returns the section's size in bytes. */
export function planUnwind(link: UnwindInput, plan: UnwindPlan, headerAddress: number): number {
  const drafts = draftRecords(link, plan, headerAddress);
  addBareFunctions(link, drafts, headerAddress);
  const sorted = [...drafts.values()].sort((a, b) => a.offset - b.offset);
  plan.functions = fold(sorted, unwindModes[link.options.architecture].indirect);
  plan.end = sorted.at(-1)?.end ?? 0;
  return writeUnwindInfo({ ...plan, personalities: plan.personalities.map(() => 0) }).length;
}

/** A function's code as this section describes it: placed, and nothing but code. */
function isDescribed({ sections, atoms, isPlaced }: UnwindInput, atom: AtomIndex): boolean {
  const output = atoms.output[atom];
  return output !== 0 && isPlaced(output) && isPureCode(sections.flags[atoms.section[atom]]);
}

/** By offset from the header. */
function draftRecords(link: UnwindInput, plan: UnwindPlan, headerAddress: number): Map<number, Draft> {
  const { atoms, unwindRecords, options, frames } = link;
  const { dwarf } = unwindModes[options.architecture];
  const drafts = new Map<number, Draft>();
  const personalities: SymbolIndex[] = [];
  const numberOf = (personality: SymbolIndex): number => {
    if (personality === 0) return 0;
    const name = personalityOf(link, personality);
    const known = personalities.indexOf(name);
    return known === -1 ? personalities.push(name) : known + 1;
  };
  for (const record of unwindRecords.rows()) {
    const atom = unwindRecords.atom[record];
    let encoding = unwindRecords.encoding[record];
    if (!isDescribed(link, atom)) continue;
    if (isDwarfMode(encoding, dwarf)) {
      // Without an entry that describes it, the function has no description at all.
      const frame = frames.get(unwindRecords.frame[record]);
      if (frame === undefined) continue;
      if (frame <= frameOffsetMost) encoding += frame;
    }
    const offset = atoms.address[atom] + unwindRecords.offset[record] - headerAddress;
    // A frame in DWARF's words names its personality itself, so it takes none of the few numbers here.
    const number = unwindRecords.frame[record] === 0 ? numberOf(unwindRecords.personality[record]) : 0;
    const lsdaAtom = unwindRecords.lsda[record];
    const lsda = lsdaAtom === 0 ? 0 : atoms.address[lsdaAtom] + unwindRecords.lsdaOffset[record] - headerAddress;
    drafts.set(offset, {
      offset,
      encoding: (encoding | (number << personalityShift)) >>> 0,
      lsda,
      end: offset + unwindRecords.length[record],
    });
  }
  plan.personalities = personalities;
  return drafts;
}

/**
 * Functions without a record get an empty entry. A symbol inside a function that has one is no function: an empty entry
 * for it would hide the rest of the function from the unwinder.
 */
function addBareFunctions(link: UnwindInput, drafts: Map<number, Draft>, headerAddress: number): void {
  const { symbols, atoms } = link;
  const described = [...drafts.values()].sort((a, b) => a.offset - b.offset);
  const isInside = (offset: number): boolean => {
    let low = 0;
    let high = described.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (described[middle]!.offset <= offset) low = middle + 1;
      else high = middle;
    }
    return low > 0 && offset < described[low - 1]!.end;
  };
  for (const symbol of symbols.rows()) {
    if (!isInSection(symbols.type[symbol])) continue;
    const atom = symbols.atom[symbol];
    if (!isDescribed(link, atom)) continue;
    const offset = symbolAddress({ symbols, atoms }, symbol) - headerAddress;
    if (isInside(offset)) continue;
    drafts.set(offset, { offset, encoding: 0, lsda: 0, end: atoms.address[atom] + atoms.size[atom] - headerAddress });
  }
}

/** An entry holds up to the next one, so equal neighbours need one only; those with data of their own stay apart. */
function fold(drafts: readonly Draft[], indirect: number): UnwindFunction[] {
  const kept: UnwindFunction[] = [];
  for (const { offset, encoding, lsda } of drafts) {
    const last = kept.at(-1);
    const isSame = last !== undefined && last.encoding === encoding && last.lsda === 0 && lsda === 0;
    if (!isSame || modeOf(encoding) === indirect) kept.push({ offset, encoding, lsda });
  }
  return kept;
}

export const unwindInfo: SyntheticSection = {
  id: "unwind-info",
  kind: syntheticKind.unwindInfo,
  segment: "__TEXT",
  section: "__unwind_info",
  flags: sectionTypes.S_REGULAR,
  alignment: () => 2,
  stubSize: () => 0,
  isNeeded: (counts) => counts.unwindRecords > 0,
  // Its size follows from addresses: placing asks planUnwind.
  measure: () => byteCount(0),
  place: () => undefined,
  write({ unwind, globals, symbols, slots, layout, outputSections, image }) {
    const output = layout.syntheticSections[syntheticKind.unwindInfo]!;
    const cells = unwind.personalities.map((symbol) => {
      const global = symbols.global[symbol];
      const slot =
        global === 0 ? [...slots.rows()].find((row) => slots.symbol[row] === symbol) : globals.gotSlot[global];
      return slot === undefined ? 0 : slots.address[slot] - layout.headerAddress;
    });
    const bytes = writeUnwindInfo({ ...unwind, personalities: cells });
    image.patch(fileOffset(outputSections.fileOffset[output]), bytes, causeKind.unwind, 0);
  },
};
