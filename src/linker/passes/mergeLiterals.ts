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
    const literals = createLiteralIndex(link);
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
      mergeSection(link, section, literals.ofKind(kind));
    }
    // They refer to strings, which have found their places now.
    if (options.sections?.keepDuplicateStrings === true) return;
    const kept = new Map<string, AtomIndex>();
    const firstRecord = (atom: AtomIndex): AtomIndex => {
      const key = recordOf(link, atom);
      const first = kept.get(key) ?? atom;
      if (first === atom) kept.set(key, atom);
      return first;
    };
    for (const section of records) mergeSection(link, section, firstRecord);
  },
});

function mergeSection(
  { sections, atoms, trace }: Link,
  section: SectionIndex,
  /** The first atom of equal contents, which may be the atom itself. */
  firstOf: (atom: AtomIndex) => AtomIndex,
): void {
  for (let atom = sections.firstAtom[section]; atom < sections.atomEnd[section]; atom = row(atom + 1)) {
    if (atoms.live[atom] === 0) continue;
    const first = firstOf(atom);
    if (first === atom) continue;
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

/** Finds literals by their bytes: a hash leads to the few atoms that may be equal, which are then compared. */
function createLiteralIndex(link: Link) {
  const { sections, atoms, parsed } = link;
  const startOf = (atom: AtomIndex) => sections.offset[atoms.section[atom]] + atoms.offset[atom];
  const isEqual = (one: AtomIndex, bytes: Uint8Array, start: number, size: number): boolean => {
    if (atoms.size[one] !== size) return false;
    const other = parsed.objects.get(atoms.file[one])!.bytes;
    const from = startOf(one);
    for (let i = 0; i < size; i++) if (other[from + i] !== bytes[start + i]) return false;
    return true;
  };
  const lists = new Map<string, Map<number, AtomIndex[]>>();
  return {
    ofKind(kind: string): (atom: AtomIndex) => AtomIndex {
      const byHash = lists.get(kind) ?? new Map<number, AtomIndex[]>();
      lists.set(kind, byHash);
      return (atom) => {
        const object = parsed.objects.get(atoms.file[atom]);
        if (object === undefined) return atom;
        const { bytes } = object;
        const start = startOf(atom);
        const size = atoms.size[atom];
        // FNV-1a.
        let hash = 0x811c9dc5;
        for (let i = start; i < start + size; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
        const known = byHash.get(hash);
        if (known === undefined) {
          byHash.set(hash, [atom]);
          return atom;
        }
        const first = known.find((one) => isEqual(one, bytes, start, size));
        if (first === undefined) known.push(atom);
        return first ?? atom;
      };
    },
  };
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
