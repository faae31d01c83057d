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

/** Functions with what is known of their frames, as columns: a program has as many as functions. */
interface Drafts {
  count: number;
  /** From the header. */
  offset: Float64Array;
  encoding: Uint32Array;
  lsda: Float64Array;
  end: Float64Array;
}
const createDrafts = (room: number): Drafts => ({
  count: 0,
  offset: new Float64Array(room),
  encoding: new Uint32Array(room),
  lsda: new Float64Array(room),
  end: new Float64Array(room),
});

/** In the order of offsets; of several at one the last. */
function sortDrafts(drafts: Drafts): Drafts {
  const { count, offset } = drafts;
  let ascends = true;
  for (let i = 1; i < count && ascends; i++) ascends = offset[i - 1]! < offset[i]!;
  if (ascends) return drafts;
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => offset[a]! - offset[b]! || a - b);
  const sorted = createDrafts(count);
  for (const [i, draft] of order.entries()) {
    if (i + 1 < count && offset[order[i + 1]!] === offset[draft]) continue;
    const to = sorted.count++;
    sorted.offset[to] = offset[draft]!;
    sorted.encoding[to] = drafts.encoding[draft]!;
    sorted.lsda[to] = drafts.lsda[draft]!;
    sorted.end[to] = drafts.end[draft]!;
  }
  return sorted;
}

/** The name a personality is known by across files; of a local one the record itself. */
const personalityOf = ({ symbols, globals }: UnwindInput, symbol: SymbolIndex): SymbolIndex => {
  const global = symbols.global[symbol];
  return global === 0 ? symbol : globals.symbol[global];
};

/** Needs the addresses of all atoms in __TEXT, and fills the plan. Returns the section's size in bytes. */
export function planUnwind(link: UnwindInput, plan: UnwindPlan, headerAddress: number): number {
  const described = sortDrafts(draftRecords(link, plan, headerAddress));
  const drafts = sortDrafts(addBareFunctions(link, described, headerAddress));
  plan.functions = fold(drafts, unwindModes[link.options.architecture].indirect);
  plan.end = drafts.count === 0 ? 0 : drafts.end[drafts.count - 1]!;
  return writeUnwindInfo({ ...plan, personalities: plan.personalities.map(() => 0) }).length;
}

/** A function's code as this section describes it: placed, and nothing but code. */
function isDescribed({ sections, atoms, isPlaced }: UnwindInput, atom: AtomIndex): boolean {
  const output = atoms.output[atom];
  return output !== 0 && isPlaced(output) && isPureCode(sections.flags[atoms.section[atom]]);
}

function draftRecords(link: UnwindInput, plan: UnwindPlan, headerAddress: number): Drafts {
  const { atoms, unwindRecords, options, frames } = link;
  const { dwarf } = unwindModes[options.architecture];
  const drafts = createDrafts(unwindRecords.rowCount());
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
    const draft = drafts.count++;
    drafts.offset[draft] = offset;
    drafts.encoding[draft] = encoding | (number << personalityShift);
    drafts.lsda[draft] = lsda;
    drafts.end[draft] = offset + unwindRecords.length[record];
  }
  plan.personalities = personalities;
  return drafts;
}

/**
 * Functions without a record get an empty entry. A symbol inside a function that has one is no function: an empty entry
 * for it would hide the rest of the function from the unwinder.
 */
function addBareFunctions(link: UnwindInput, described: Drafts, headerAddress: number): Drafts {
  const { symbols, atoms } = link;
  const bare: SymbolIndex[] = [];
  const isInside = createFinder(described);
  for (const symbol of symbols.rows())
    if (
      isInSection(symbols.type[symbol]) &&
      isDescribed(link, symbols.atom[symbol]) &&
      !isInside(symbolAddress(link, symbol) - headerAddress)
    )
      bare.push(symbol);
  if (bare.length === 0) return described;
  const all = createDrafts(described.count + bare.length);
  all.offset.set(described.offset.subarray(0, described.count));
  all.encoding.set(described.encoding.subarray(0, described.count));
  all.lsda.set(described.lsda.subarray(0, described.count));
  all.end.set(described.end.subarray(0, described.count));
  all.count = described.count;
  for (const symbol of bare) {
    const atom = symbols.atom[symbol];
    all.offset[all.count] = symbolAddress(link, symbol) - headerAddress;
    all.end[all.count++] = atoms.address[atom] + atoms.size[atom] - headerAddress;
  }
  return all;
}

/** Tells whether an offset is inside a function. Offsets mostly come in ascending order. */
function createFinder({ offset: starts, end: ends, count }: Drafts): (offset: number) => boolean {
  /** The last function that starts at or before the offset that was asked for last, plus 1. */
  let at = 0;
  return (offset) => {
    const isAt = (at === 0 || starts[at - 1]! <= offset) && (at === count || offset < starts[at]!);
    if (!isAt && at < count && starts[at]! <= offset && (at + 1 === count || offset < starts[at + 1]!)) at += 1;
    else if (!isAt) {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (starts[middle]! <= offset) low = middle + 1;
        else high = middle;
      }
      at = low;
    }
    return at > 0 && offset < ends[at - 1]!;
  };
}

/** An entry holds up to the next one, so equal neighbours need one only; those with data of their own stay apart. */
function fold({ count, offset, encoding, lsda }: Drafts, indirect: number): UnwindFunction[] {
  const kept: UnwindFunction[] = [];
  let last: UnwindFunction | undefined;
  for (let i = 0; i < count; i++) {
    const isSame = last !== undefined && last.encoding === encoding[i] && last.lsda === 0 && lsda[i] === 0;
    if (isSame && modeOf(encoding[i]!) !== indirect) continue;
    last = { offset: offset[i]!, encoding: encoding[i]!, lsda: lsda[i]! };
    kept.push(last);
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
