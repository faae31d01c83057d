// __unwind_info: the records of all objects, sorted by address, neighbours of equal layout folded into one, in the two
// levels of tables that the system's unwinder reads. Functions without a record get an empty one, so that none inherits
// its neighbour's.

import { type AtomIndex, byteCount, fileOffset, type OutputSectionIndex, type SymbolIndex } from "@/base/units";
import { sectionTypes } from "@/macho/constants";
import { type UnwindFunction, writeUnwindInfo } from "@/macho/unwindInfo";
import type { ReadonlyTable } from "@/tables/table";
import { isPureCode } from "../inputSections";
import { isInSection } from "../inputSymbols";
import type { Schemas } from "../schemas/all";
import { causeKind, syntheticKind } from "../schemas/image";
import { symbolAddress } from "../target";
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
}

const modeMask = 0x0f00_0000;
/** Modes by CPU: frames that only DWARF describes, and those whose size is read from the function itself. */
const modes = {
  arm64: { dwarf: 0x0300_0000, indirect: -1 },
  x86_64: { dwarf: 0x0400_0000, indirect: 0x0300_0000 },
} as const;
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
export function planUnwind(
  link: UnwindInput,
  plan: UnwindPlan,
  architecture: keyof typeof modes,
  headerAddress: number,
  isPlaced: (output: OutputSectionIndex) => boolean,
): number {
  const { sections, symbols, atoms, unwindRecords } = link;
  const { dwarf, indirect } = modes[architecture];
  const isDescribed = (atom: AtomIndex) =>
    atoms.output[atom] !== 0 && isPlaced(atoms.output[atom]) && isPureCode(sections.flags[atoms.section[atom]]);
  const drafts = new Map<number, Draft>();
  for (const symbol of symbols.rows()) {
    if (!isInSection(symbols.type[symbol])) continue;
    const atom = symbols.atom[symbol];
    if (!isDescribed(atom)) continue;
    const offset = symbolAddress({ symbols, atoms }, symbol) - headerAddress;
    const end = atoms.address[atom] + atoms.size[atom] - headerAddress;
    drafts.set(offset, { offset, encoding: 0, lsda: 0, end });
  }
  const personalities: SymbolIndex[] = [];
  for (const record of unwindRecords.rows()) {
    const atom = unwindRecords.atom[record];
    const encoding = unwindRecords.encoding[record];
    // A frame that only DWARF describes has no entry of its own here.
    if (!isDescribed(atom) || (encoding & modeMask) === dwarf) continue;
    const offset = atoms.address[atom] + unwindRecords.offset[record] - headerAddress;
    const personality = unwindRecords.personality[record];
    let number = 0;
    if (personality !== 0) {
      const known = personalities.indexOf(personalityOf(link, personality));
      number = known === -1 ? personalities.push(personalityOf(link, personality)) : known + 1;
    }
    const lsdaAtom = unwindRecords.lsda[record];
    const lsda = lsdaAtom === 0 ? 0 : atoms.address[lsdaAtom] + unwindRecords.lsdaOffset[record] - headerAddress;
    drafts.set(offset, {
      offset,
      encoding: (encoding | (number << personalityShift)) >>> 0,
      lsda,
      end: offset + unwindRecords.length[record],
    });
  }
  const sorted = [...drafts.values()].sort((a, b) => a.offset - b.offset);
  plan.functions = fold(sorted, indirect);
  plan.personalities = personalities;
  plan.end = sorted.at(-1)?.end ?? 0;
  return writeUnwindInfo({ ...plan, personalities: personalities.map(() => 0) }).length;
}

/** An entry holds up to the next one, so equal neighbours need one only; those with data of their own stay apart. */
function fold(drafts: readonly Draft[], indirect: number): UnwindFunction[] {
  const kept: UnwindFunction[] = [];
  for (const { offset, encoding, lsda } of drafts) {
    const last = kept.at(-1);
    const isSame = last !== undefined && last.encoding === encoding && last.lsda === 0 && lsda === 0;
    if (!isSame || (encoding & modeMask) === indirect) kept.push({ offset, encoding, lsda });
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
