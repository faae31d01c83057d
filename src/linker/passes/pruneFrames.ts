// Keeps of `__eh_frame` what functions of the image need: the entries of those that stay and have no compact record, and
// of the CIEs they share one copy of each. Unlike other dead code the rest goes with or without -dead_strip: an entry
// about nothing would be about whatever comes to lie there.

import { hexBytes } from "@/base/text";
import { type AtomIndex, row } from "@/base/units";
import { commonAt } from "@/macho/ehFrame";
import { definePass, type PassInput } from "../context";
import { stripReasons } from "../trace/events";

type Link = PassInput<"sections" | "symbols" | "globals" | "relocations" | "unwindRecords", "atoms", never>;

export const pruneFrames = definePass({
  id: "prune-frames",
  title: "Drop frames that nothing needs",
  stage: "Strip",
  reads: ["sections", "symbols", "globals", "relocations", "unwindRecords"],
  writes: ["atoms"],
  creates: [],
  requires: "symbols-final",
  run(link: Link) {
    const { sections, atoms, relocations, unwindRecords, parsed, trace } = link;
    if (parsed.frames.size === 0) return;
    const drop = (atom: AtomIndex, reason: number) => {
      if (atoms.live[atom] === 0) return;
      atoms.live[atom] = 0;
      if (trace.on) trace.record("atom-stripped", atom, 0, reason);
    };
    for (const record of unwindRecords.rows())
      if (atoms.live[unwindRecords.atom[record]] === 0) drop(unwindRecords.frame[record], stripReasons.functionGone);
    /** CIEs that entries of the image name. */
    const used = new Set<AtomIndex>();
    eachEntry((atom, kind) => {
      if (kind !== "fde" || atoms.live[atom] === 0) return;
      const first = atoms.firstRelocation[atom];
      if (relocations.offset[first] === commonAt) used.add(relocations.subtrahendAtom[first]);
    });
    const copies = new Map<string, AtomIndex>();
    eachEntry((atom, kind) => {
      if (kind !== "cie" || atoms.live[atom] === 0) return;
      if (!used.has(atom)) {
        drop(atom, stripReasons.unusedFrame);
        return;
      }
      const key = contentsOf(link, atom);
      const first = copies.get(key);
      if (first === undefined) copies.set(key, atom);
      else {
        atoms.live[atom] = 0;
        atoms.mergedInto[atom] = first;
        if (trace.on) trace.record("atom-merged", atom, first);
      }
    });

    function eachEntry(visit: (atom: AtomIndex, kind: "cie" | "fde") => void): void {
      for (const [section, entries] of parsed.frames)
        for (const [index, { kind }] of entries.entries()) visit(row(sections.firstAtom[section] + index), kind);
    }
  },
});

/** The bytes of a CIE, and the name of its personality, which its bytes do not tell. */
function contentsOf({ sections, symbols, atoms, relocations, parsed }: Link, atom: AtomIndex): string {
  const object = parsed.objects.get(atoms.file[atom])!;
  const start = sections.offset[atoms.section[atom]] + atoms.offset[atom];
  const words = [hexBytes(object.bytes.subarray(start, start + atoms.size[atom]))];
  for (let at = atoms.firstRelocation[atom]; at < atoms.relocationEnd[atom]; at = row(at + 1)) {
    const symbol = relocations.symbol[at];
    const global = symbols.global[symbol];
    words.push(global === 0 ? `symbol ${symbol}` : `global ${global}`);
  }
  return words.join(" ");
}
