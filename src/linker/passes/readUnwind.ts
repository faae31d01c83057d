// Reads how frames are undone. `__LD,__compact_unwind` has one record of 32 bytes a function: how its frame is undone,
// who handles exceptions in it (the personality) and by which data (the LSDA); the section itself never reaches the
// image. Where the compact form does not suffice, the function's entry in `__TEXT,__eh_frame` stays; the entries of all
// other functions say the same at greater length, and go.

import {
  type AtomIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
  sectionOffset,
  type UnwindIndex,
} from "@/base/units";
import type { CommonFrame, FunctionFrame } from "@/macho/ehFrame";
import { dataView } from "@/macho/struct";
import { definePass, type PassInput } from "../context";
import { messages } from "../diagnostics/messages";
import { isCompactUnwind } from "../inputSections";
import { stripReasons } from "../trace/events";
import { isDwarfMode, personalityMask, unwindModes } from "../unwindModes";

type Link = PassInput<"files" | "sections" | "symbols" | "relocations", "atoms", "unwindRecords">;
type Records = ReturnType<Link["create"]["unwindRecords"]>;

/** `struct compact_unwind_entry` of ld64's parser: address, length, encoding, personality, LSDA. */
const recordBytes = 32;
const fields = { length: 8, encoding: 12, personality: 16, lsda: 24 } as const;

export const readUnwind = definePass({
  id: "read-unwind",
  title: "Read how frames are undone",
  stage: "Read",
  reads: ["files", "sections", "symbols", "relocations"],
  writes: ["atoms"],
  creates: ["unwindRecords"],
  requires: "inputs-final",
  run(link: Link) {
    const { sections, strings, parsed } = link;
    const found: SectionIndex[] = [];
    let capacity = 1;
    for (const section of sections.rows()) {
      const names = [sections.segmentName[section], sections.sectionName[section]] as const;
      if (!isCompactUnwind(strings.text(names[0]), strings.text(names[1]))) continue;
      found.push(section);
      capacity += Math.floor(sections.size[section] / recordBytes);
    }
    for (const entries of parsed.frames.values()) capacity += entries.length;
    const records = link.create.unwindRecords(capacity);
    let next = row<UnwindIndex>(1);
    for (const section of found)
      for (let atom = link.sections.firstAtom[section]; atom < sections.atomEnd[section]; atom = row(atom + 1))
        next = readAtom(link, records, atom, next);
    if (parsed.frames.size > 0) next = readFrameSections(link, records, next);
    records.publish(next);
  },
});

interface Place {
  readonly atom: AtomIndex;
  readonly offset: number;
}

/** Where a pointer leads: an atom and an offset in it; none for another file's names. */
function placeOf({ symbols, relocations }: Link, relocation: RelocationIndex): Place {
  const symbol = relocations.symbol[relocation];
  const addend = relocations.addendLow[relocation] | 0;
  return symbol === 0
    ? { atom: relocations.target[relocation], offset: addend }
    : { atom: symbols.atom[symbol], offset: symbols.atomOffset[symbol] + addend };
}

/** Code has at least one byte where a function starts. */
const isInside = (atoms: Link["atoms"], { atom, offset }: Place): boolean =>
  atom !== 0 && offset >= 0 && offset < atoms.size[atom];

function readAtom(link: Link, records: Records, atom: AtomIndex, first: UnwindIndex): UnwindIndex {
  const { files, sections, atoms, relocations, parsed } = link;
  // It has been read; nothing places it.
  atoms.live[atom] = 0;
  const object = parsed.objects.get(atoms.file[atom]);
  if (object === undefined || files.kind[atoms.file[atom]] === 0) return first;
  const contents = dataView(object.bytes);
  const start = sections.offset[atoms.section[atom]] + atoms.offset[atom];
  const place = { file: object.name, section: "__LD,__compact_unwind" };
  /** True when the place is none; told as what it should have been. */
  const isStray = (target: Place, what: "function" | "LSDA" | undefined, at: RelocationIndex): boolean => {
    if (target.atom === 0 || isInside(atoms, target)) return false;
    const offset = atoms.offset[atom] + relocations.offset[at];
    if (what !== undefined) link.diagnostics.report(messages.strayUnwind({ ...place, offset }, what));
    return true;
  };
  let next = first;
  let current = -1;
  for (let at = atoms.firstRelocation[atom]; at < atoms.relocationEnd[atom]; at = row(at + 1)) {
    const record = Math.floor(relocations.offset[at] / recordBytes);
    const field = relocations.offset[at] - record * recordBytes;
    if (field === 0) {
      const target = placeOf(link, at);
      const base = start + record * recordBytes;
      current = -1;
      // A function without any code, at the end of its section, needs no entry.
      const isEmpty = contents.getUint32(base + fields.length, true) === 0;
      if (isStray(target, isEmpty ? undefined : "function", at)) continue;
      current = record;
      records.atom[next] = target.atom;
      records.offset[next] = sectionOffset(target.offset);
      records.length[next] = contents.getUint32(base + fields.length, true);
      // The number of a personality is the image's to give.
      records.encoding[next] = (contents.getUint32(base + fields.encoding, true) & ~personalityMask) >>> 0;
      next = row(next + 1);
    } else if (record === current && field === fields.personality) {
      const symbol = relocations.symbol[at];
      records.personality[row<UnwindIndex>(next - 1)] = symbol === 0 ? atoms.symbol[relocations.target[at]] : symbol;
    } else if (record === current && field === fields.lsda) {
      const target = placeOf(link, at);
      isStray(target, "LSDA", at);
      records.lsda[row<UnwindIndex>(next - 1)] = target.atom;
      records.lsdaOffset[row<UnwindIndex>(next - 1)] = sectionOffset(target.offset);
    }
  }
  return next;
}

/** Joins the entries of `__eh_frame` to the records of their functions. Returns the row after the last. */
function readFrameSections(link: Link, records: Records, first: UnwindIndex): UnwindIndex {
  const { sections, atoms, parsed, options, trace } = link;
  const { dwarf } = unwindModes[options.architecture];
  let next = first;
  // Records of the functions that start in one atom, in the order noted: columns, as there is one a function.
  const firstOf = new Uint32Array(atoms.rowCount());
  const lastOf = new Uint32Array(atoms.rowCount());
  const nextOf = new Uint32Array(records.atom.length);
  const note = (record: UnwindIndex) => {
    const atom = records.atom[record];
    if (firstOf[atom] === 0) firstOf[atom] = record;
    else nextOf[lastOf[atom]!] = record;
    lastOf[atom] = record;
  };
  const find = ({ atom, offset }: Place): UnwindIndex | undefined => {
    for (let at = firstOf[atom]!; at !== 0; at = nextOf[at]!)
      if (records.offset[row<UnwindIndex>(at)] === offset) return row(at);
    return undefined;
  };
  for (let record = row<UnwindIndex>(1); record < first; record = row(record + 1)) note(record);
  const drop = (atom: AtomIndex, reason: number) => {
    atoms.live[atom] = 0;
    if (trace.on) trace.record("atom-stripped", atom, 0, reason);
  };
  const join = (atom: AtomIndex, entry: FunctionFrame, common: CommonFrame, commonAtom: AtomIndex): void => {
    const start = pointerOf(link, atom, entry.function.offset);
    if (start === undefined || !isInside(atoms, start)) {
      drop(atom, stripReasons.functionGone);
      return;
    }
    let record = find(start);
    if (record !== undefined && (records.frame[record] !== 0 || !isDwarfMode(records.encoding[record], dwarf))) {
      drop(atom, stripReasons.compactUnwind);
      return;
    }
    if (record === undefined) {
      record = next;
      next = row(next + 1);
      records.atom[record] = start.atom;
      records.offset[record] = sectionOffset(start.offset);
      records.length[record] = entry.length;
      note(record);
    }
    const lsda = entry.lsda === undefined ? undefined : pointerOf(link, atom, entry.lsda.offset);
    if (lsda !== undefined && lsda.atom !== 0 && !isInside(atoms, lsda)) {
      const file = link.strings.text(link.files.name[atoms.file[atom]]);
      const offset = entry.offset + entry.lsda!.offset;
      link.diagnostics.report(messages.strayUnwind({ file, section: "__TEXT,__eh_frame", offset }, "LSDA"));
    }
    records.encoding[record] = dwarf;
    records.frame[record] = atom;
    records.personality[record] = personalityOf(link, common, commonAtom);
    records.lsda[record] = lsda?.atom ?? row(0);
    records.lsdaOffset[record] = sectionOffset(lsda?.offset ?? 0);
  };
  for (const [section, entries] of parsed.frames) {
    const commons = new Map<number, { readonly entry: CommonFrame; readonly atom: AtomIndex }>();
    for (const [index, entry] of entries.entries()) {
      const atom = row<AtomIndex>(sections.firstAtom[section] + index);
      if (entry.kind === "cie") commons.set(entry.offset, { entry, atom });
      else {
        const common = commons.get(entry.common)!;
        join(atom, entry, common.entry, common.atom);
      }
    }
    // What ends the list would end it in the middle of the image's.
    const rest = row<AtomIndex>(sections.firstAtom[section] + entries.length);
    if (rest < sections.atomEnd[section]) drop(rest, stripReasons.unusedFrame);
  }
  return next;
}

/** The place that a distance at `offset` of an entry leads to. */
function pointerOf(link: Link, entry: AtomIndex, offset: number): Place | undefined {
  const relocation = relocationAt(link, entry, offset);
  if (relocation === 0) return undefined;
  const { atom, offset: from } = placeOf(link, relocation);
  // The row counts from the entry's start, the distance from its field.
  return { atom, offset: from + (link.relocations.subtrahendAtom[relocation] === 0 ? 0 : offset) };
}

function relocationAt({ atoms, relocations }: Link, atom: AtomIndex, offset: number): RelocationIndex {
  for (let at = atoms.firstRelocation[atom]; at < atoms.relocationEnd[atom]; at = row(at + 1))
    if (relocations.offset[at] === offset) return at;
  return row(0);
}

function personalityOf(link: Link, { personality }: CommonFrame, atom: AtomIndex): SymbolIndex {
  return personality === undefined ? row(0) : link.relocations.symbol[relocationAt(link, atom, personality.offset)];
}
