// Gives tentative definitions (`int counter;`, `.comm`) that nothing stronger replaced room of their own: zeroed memory
// in `__DATA,__common`, as large as the largest one asked and as aligned as the winner says.

import { type AtomIndex, alignmentPower, byteCount, row, sectionOffset } from "@/base/units";
import { definePass } from "../context";
import { tentativeAlignment } from "../inputSymbols";
import { linkerFile, linkerSections } from "../linkerFile";
import { globalState } from "../schemas/globals";

export const allocateTentatives = definePass({
  id: "allocate-tentatives",
  title: "Give tentative definitions room",
  stage: "Resolve",
  reads: ["globals"],
  writes: ["atoms", "symbols", "sections"],
  creates: [],
  requires: "symbols-final",
  run({ globals, atoms, symbols, sections, trace }) {
    const first = atoms.rowCount();
    let next = first;
    let end = 0;
    for (const global of globals.rows()) {
      if (globals.state[global] !== globalState.tentative) continue;
      const symbol = globals.symbol[global];
      const alignment = tentativeAlignment(symbols.description[symbol]);
      const offset = Math.ceil(end / 2 ** alignment) * 2 ** alignment;
      const atom = row<AtomIndex>(next++);
      atoms.file[atom] = linkerFile;
      atoms.section[atom] = linkerSections.common;
      atoms.symbol[atom] = symbol;
      atoms.offset[atom] = sectionOffset(offset);
      atoms.size[atom] = byteCount(symbols.value[symbol]);
      atoms.alignment[atom] = alignmentPower(alignment);
      atoms.live[atom] = 1;
      symbols.atom[symbol] = atom;
      end = offset + symbols.value[symbol];
      sections.alignment[linkerSections.common] = alignmentPower(
        Math.max(sections.alignment[linkerSections.common], alignment),
      );
      if (trace.on) trace.record("tentative-allocated", global, atom);
    }
    sections.size[linkerSections.common] = byteCount(end);
    sections.firstAtom[linkerSections.common] = row(first);
    sections.atomEnd[linkerSections.common] = row(next);
    atoms.publish(next);
  },
});
