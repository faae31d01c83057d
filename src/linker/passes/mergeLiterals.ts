// Strings, numbers and CFString records have no identity: equal ones of all files are stored once. The first in link
// order stays, as aligned as the most aligned of them, and references to the others lead there.

import { hexBytes } from "@/base/text";
import { type AtomIndex, alignmentPower, row, type SectionIndex } from "@/base/units";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import { definePass, type PassInput } from "../context";
import { sectionsInLayoutOrder } from "../linkerFile";
import { literalBytes, outputNameOf } from "../outputNames";
import { isCfStrings } from "../parse/cutSections";
import { isImport } from "../target";

type Link = PassInput<"sections" | "symbols" | "globals" | "relocations", "atoms", never>;

export const mergeLiterals = definePass({
  id: "merge-literals",
  title: "Store equal literals once",
  stage: "Strip",
  reads: ["sections", "symbols", "globals", "relocations"],
  writes: ["atoms"],
  creates: [],
  requires: "symbols-final",
  establishes: "atoms-final",
  run(link: Link) {
    const { sections, strings, options } = link;
    const kept = new Map<string, AtomIndex>();
    const records: SectionIndex[] = [];
    for (const section of sectionsInLayoutOrder(sections.rowCount())) {
      const flags = sections.flags[section];
      const isString = sectionTypeOf(flags) === sectionTypes.S_CSTRING_LITERALS;
      const name = strings.text(sections.sectionName[section]);
      if (isString ? options.sections?.keepDuplicateStrings === true : literalBytes(flags) === 0) {
        if (isCfStrings(name)) records.push(section);
        continue;
      }
      const kind = isString ? outputNameOf("__TEXT", name, flags).section : String(literalBytes(flags));
      mergeSection(link, section, kept, (atom) => `${kind} ${contentsOf(link, atom)}`);
    }
    // They refer to strings, which have found their places now.
    if (options.sections?.keepDuplicateStrings === true) return;
    for (const section of records) mergeSection(link, section, kept, (atom) => `record ${recordOf(link, atom)}`);
  },
});

function mergeSection(
  { sections, atoms, trace }: Link,
  section: SectionIndex,
  kept: Map<string, AtomIndex>,
  keyOf: (atom: AtomIndex) => string,
): void {
  for (let atom = sections.firstAtom[section]; atom < sections.atomEnd[section]; atom = row(atom + 1)) {
    if (atoms.live[atom] === 0) continue;
    const key = keyOf(atom);
    const first = kept.get(key);
    if (first === undefined) {
      kept.set(key, atom);
      continue;
    }
    atoms.live[atom] = 0;
    atoms.mergedInto[atom] = first;
    atoms.alignment[first] = alignmentPower(Math.max(atoms.alignment[first], atoms.alignment[atom]));
    if (trace.on) trace.record("atom-merged", atom, first);
  }
}

function bytesOf({ sections, atoms, parsed }: Link, atom: AtomIndex): Uint8Array {
  const object = parsed.objects.get(atoms.file[atom]);
  const start = sections.offset[atoms.section[atom]] + atoms.offset[atom];
  return object?.bytes.subarray(start, start + atoms.size[atom]) ?? new Uint8Array(0);
}

/** One character a byte: as good a key as the bytes, and made fast. */
function contentsOf(link: Link, atom: AtomIndex): string {
  const bytes = bytesOf(link, atom);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A record's own bytes, and what its pointers lead to. */
function recordOf(link: Link, atom: AtomIndex): string {
  const { symbols, globals, atoms, relocations } = link;
  const bytes = bytesOf(link, atom).slice();
  const words: string[] = [];
  for (let at = atoms.firstRelocation[atom]; at < atoms.relocationEnd[atom]; at = row(at + 1)) {
    const offset = relocations.offset[at];
    bytes.fill(0, offset, offset + 2 ** relocations.length[at]);
    const symbol = relocations.symbol[at];
    const global = symbols.global[symbol];
    const addend = `${relocations.addendLow[at]} ${relocations.addendHigh[at]}`;
    if (global !== 0 && isImport(globals, global)) {
      words.push(`import ${global} ${addend}`);
      continue;
    }
    const definition = global === 0 ? symbol : globals.symbol[global];
    const target = symbol === 0 ? relocations.target[at] : symbols.atom[definition];
    const place = symbol === 0 ? 0 : symbols.atomOffset[definition];
    words.push(`${atoms.mergedInto[target] || target} ${place} ${addend}`);
  }
  return `${hexBytes(bytes)} ${words.join(", ")}`;
}
