// Which atoms are entries of `__eh_frame`, what their fields say, and what a compact encoding means in words.

import { type AtomIndex, advance, type SectionIndex, type UnwindIndex, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { isDwarfMode, modeOf, unwindModes } from "@/linker/unwindModes";
import { type FrameEntry, type FramePointer, readFrames } from "@/macho/ehFrame";
import { perBuild } from "./perBuild";

const frameSections = perBuild((view) => {
  const found = new Set<SectionIndex>();
  for (const section of view.sections.rows())
    if (
      view.strings.text(view.sections.sectionName[section]) === "__eh_frame" &&
      view.strings.text(view.sections.segmentName[section]) === "__TEXT"
    )
      found.add(section);
  return found;
});

/** Unwind records by the atom of their function, and by their entry of `__eh_frame`. */
const recordsByAtom = perBuild((view) => {
  const byFunction = new Map<AtomIndex, UnwindIndex>();
  const byFrame = new Map<AtomIndex, UnwindIndex>();
  for (const record of view.unwindRecords.rows()) {
    const { atom, frame } = view.unwindRecords;
    if (!byFunction.has(atom[record])) byFunction.set(atom[record], record);
    if (frame[record] !== 0) byFrame.set(frame[record], record);
  }
  return { byFunction, byFrame };
});

export const isFrameAtom = (view: BuildView, atom: AtomIndex): boolean =>
  frameSections(view).size > 0 && frameSections(view).has(view.atoms.section[atom]);
export const unwindOfFunction = (view: BuildView, atom: AtomIndex): UnwindIndex | undefined =>
  recordsByAtom(view).byFunction.get(atom);
/** The function that an entry of `__eh_frame` describes; undefined for a CIE and for entries that were dropped. */
export function frameFunction(view: BuildView, frame: AtomIndex): AtomIndex | undefined {
  const record = recordsByAtom(view).byFrame.get(frame);
  return record === undefined ? undefined : view.unwindRecords.atom[record];
}

/** Entries of the image, by the address they lie at. */
const placedFrames = perBuild((view): ReadonlyMap<number, FrameEntry> => {
  const found = new Map<number, FrameEntry>();
  if (view.image === undefined) return found;
  for (const section of view.outputSections.rows()) {
    if (view.strings.text(view.outputSections.sectionName[section]) !== "__eh_frame") continue;
    const from = view.outputSections.fileOffset[section];
    const bytes = view.image.slice(from, from + view.outputSections.size[section]);
    for (const entry of readFrames(bytes)) found.set(view.outputSections.address[section] + entry.offset, entry);
  }
  return found;
});

/** A field of an entry, for people. */
export interface FrameField {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly meaning: string;
  /** The address it leads to. */
  readonly address?: number;
}

export function frameFields(view: BuildView, atom: AtomIndex): readonly FrameField[] {
  const entry = placedFrames(view).get(view.atoms.address[atom]);
  if (entry === undefined || view.atoms.live[atom] === 0) return [];
  const at = view.atoms.address[atom];
  const leadsTo = (pointer: FramePointer) => virtualAddress(at + pointer.offset + pointer.value);
  const fields: FrameField[] = [
    { name: "length", offset: 0, bytes: 4, meaning: `${entry.size - 4} more bytes follow` },
  ];
  if (entry.kind === "cie") {
    fields.push({ name: "CIE id", offset: 4, bytes: 4, meaning: "0: what follows is common to several functions" });
    fields.push({
      name: "augmentation",
      offset: 9,
      bytes: entry.augmentation.length + 1,
      meaning: `“${entry.augmentation}”: which further fields there are`,
    });
    if (entry.personality !== undefined)
      fields.push({
        name: "personality",
        offset: entry.personality.offset,
        bytes: entry.personality.bytes,
        meaning: "distance to the GOT cell of the function that handles exceptions",
        address: leadsTo(entry.personality),
      });
  } else {
    fields.push(
      {
        name: "CIE pointer",
        offset: 4,
        bytes: 4,
        meaning: "distance back to the entry it shares its start with",
        address: advance(at, entry.common - entry.offset),
      },
      {
        name: "function",
        offset: entry.function.offset,
        bytes: entry.function.bytes,
        meaning: "distance from this field to the function",
        address: leadsTo(entry.function),
      },
      {
        name: "code length",
        offset: entry.lengthAt,
        bytes: entry.function.bytes,
        meaning: `it holds for ${entry.length} bytes of code`,
      },
    );
    if (entry.lsda !== undefined)
      fields.push({
        name: "LSDA",
        offset: entry.lsda.offset,
        bytes: entry.lsda.bytes,
        meaning: "distance to the data that exceptions are handled by",
        address: leadsTo(entry.lsda),
      });
  }
  if (entry.instructionsAt < entry.size)
    fields.push({
      name: "instructions",
      offset: entry.instructionsAt,
      bytes: entry.size - entry.instructionsAt,
      meaning: "DWARF's call frame program: where the caller's registers are",
    });
  return fields;
}

const encodingWords = {
  arm64: new Map([
    [0x0200_0000, "a frame without a frame pointer"],
    [0x0400_0000, "a frame with a frame pointer (fp, lr)"],
  ]),
  x86_64: new Map([
    [0x0100_0000, "a frame with a frame pointer (%rbp)"],
    [0x0200_0000, "a frame of fixed size without a frame pointer"],
    [0x0300_0000, "a large frame, whose size the function's own subtraction tells"],
  ]),
} as const;

/** A compact encoding in a few words. */
export function describeEncoding(view: BuildView, encoding: number): string {
  const { architecture } = view.options;
  if (encoding === 0) return "no description";
  if (isDwarfMode(encoding, unwindModes[architecture].dwarf)) return "only DWARF describes it, in __eh_frame";
  return encodingWords[architecture].get(modeOf(encoding)) ?? "a frame of another kind";
}
