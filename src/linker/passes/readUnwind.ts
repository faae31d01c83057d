// Reads `__LD,__compact_unwind`: one record of 32 bytes a function, which says how its frame is undone, who handles
// exceptions in it (the personality) and by which data (the LSDA). The section itself never reaches the image.

import {
  type AtomIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  sectionOffset,
  type UnwindIndex,
} from "@/base/units";
import { dataView } from "@/macho/struct";
import { definePass, type PassInput } from "../context";
import { isCompactUnwind } from "../inputSections";

type Link = PassInput<"files" | "sections" | "symbols" | "relocations", "atoms", "unwindRecords">;

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
    const { sections, strings } = link;
    const found: SectionIndex[] = [];
    let capacity = 1;
    for (const section of sections.rows()) {
      const names = [sections.segmentName[section], sections.sectionName[section]] as const;
      if (!isCompactUnwind(strings.text(names[0]), strings.text(names[1]))) continue;
      found.push(section);
      capacity += Math.floor(sections.size[section] / recordBytes);
    }
    const records = link.create.unwindRecords(capacity);
    let next = row<UnwindIndex>(1);
    for (const section of found)
      for (let atom = link.sections.firstAtom[section]; atom < sections.atomEnd[section]; atom = row(atom + 1))
        next = readAtom(link, records, atom, next);
    records.publish(next);
  },
});

function readAtom(
  { files, sections, symbols, atoms, relocations, parsed }: Link,
  records: ReturnType<Link["create"]["unwindRecords"]>,
  atom: AtomIndex,
  first: UnwindIndex,
): UnwindIndex {
  // It has been read; nothing places it.
  atoms.live[atom] = 0;
  const object = parsed.objects.get(atoms.file[atom]);
  if (object === undefined || files.kind[atoms.file[atom]] === 0) return first;
  const contents = dataView(object.bytes);
  const start = sections.offset[atoms.section[atom]] + atoms.offset[atom];
  /** Where a pointer of the record leads: an atom and an offset in it; none for another file's names. */
  const place = (relocation: RelocationIndex) => {
    const symbol = relocations.symbol[relocation];
    const addend = relocations.addendLow[relocation] | 0;
    return symbol === 0
      ? { atom: relocations.target[relocation], offset: addend }
      : { atom: symbols.atom[symbol], offset: symbols.atomOffset[symbol] + addend };
  };
  let next = first;
  let current = -1;
  for (let at = atoms.firstRelocation[atom]; at < atoms.relocationEnd[atom]; at = row(at + 1)) {
    const record = Math.floor(relocations.offset[at] / recordBytes);
    const field = relocations.offset[at] - record * recordBytes;
    if (field === 0) {
      const target = place(at);
      const base = start + record * recordBytes;
      current = record;
      records.atom[next] = target.atom;
      records.offset[next] = sectionOffset(target.offset);
      records.length[next] = contents.getUint32(base + fields.length, true);
      records.encoding[next] = contents.getUint32(base + fields.encoding, true);
      next = row(next + 1);
    } else if (record === current && field === fields.personality) {
      const symbol = relocations.symbol[at];
      records.personality[row<UnwindIndex>(next - 1)] = symbol === 0 ? atoms.symbol[relocations.target[at]] : symbol;
    } else if (record === current && field === fields.lsda) {
      const target = place(at);
      records.lsda[row<UnwindIndex>(next - 1)] = target.atom;
      records.lsdaOffset[row<UnwindIndex>(next - 1)] = sectionOffset(target.offset);
    }
  }
  return next;
}
