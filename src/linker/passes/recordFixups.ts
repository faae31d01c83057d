// Lists what dyld has to change when it loads the image, pointer by pointer in the order of addresses, then the slots.

import { relocationRules } from "@/arch/target";
import { type FixupIndex, row } from "@/base/units";
import { definePass, type PassInput } from "../context";
import { createFixupRecorder } from "../fixupRecorder";
import { isPointerRule } from "../pointerRules";

type Reads =
  | "files"
  | "sections"
  | "symbols"
  | "atoms"
  | "relocations"
  | "globals"
  | "slots"
  | "segments"
  | "outputSections"
  | "placements";
type Link = PassInput<Reads, never, "fixups">;

export const recordFixups = definePass({
  id: "record-fixups",
  title: "List what dyld must fix",
  stage: "Place",
  reads: [
    "files",
    "sections",
    "symbols",
    "atoms",
    "relocations",
    "globals",
    "slots",
    "segments",
    "outputSections",
    "placements",
  ],
  writes: [],
  creates: ["fixups"],
  requires: "addresses-final",
  run(link: Link) {
    const { placements, atoms, relocations, slots } = link;
    const rules = relocationRules(link.options.architecture);
    // At most two fixups a pointer.
    let capacity = 1 + 2 * (slots.rowCount() - 1);
    for (const placement of placements.rows()) {
      const atom = placements.atom[placement];
      const end = atoms.relocationEnd[atom];
      for (let relocation = atoms.firstRelocation[atom]; relocation < end; relocation = row(relocation + 1))
        if (isPointerRule(rules[relocations.type[relocation]]!)) capacity += 2;
    }
    const fixups = link.create.fixups(capacity);
    let next = row<FixupIndex>(1);
    const newFixup = () => {
      next = row(next + 1);
      return row<FixupIndex>(next - 1);
    };
    const recorder = createFixupRecorder({ ...link, fixups, newFixup });
    for (const placement of placements.rows()) {
      const atom = placements.atom[placement];
      const end = atoms.relocationEnd[atom];
      for (let relocation = atoms.firstRelocation[atom]; relocation < end; relocation = row(relocation + 1)) {
        const rule = rules[relocations.type[relocation]]!;
        if (isPointerRule(rule)) recorder.visitPointer(relocation, atom, rule);
      }
    }
    for (const slot of slots.rows()) recorder.visitSlot(slot);
    fixups.publish(next);
  },
});
