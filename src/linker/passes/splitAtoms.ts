// Cuts sections into atoms, the units that are placed, kept or stripped one by one. An object that promises
// MH_SUBSECTIONS_VIA_SYMBOLS lets every symbol start one, local names (`l…`, `L…`, `ltmp…`) included, as lld does;
// alternate entries (N_ALT_ENTRY) stay with what is before them. Other objects keep each section whole.

import { relocationRules } from "@/arch/target";
import type { Diagnostic } from "@/base/diagnostic";
import {
  type AlignmentPower,
  type AtomIndex,
  alignmentPower,
  byteCount,
  type FileIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
  sectionOffset,
} from "@/base/units";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import type { ReadonlyTable } from "@/tables/table";
import { definePass } from "../context";
import { messages } from "../diagnostics/messages";
import { isCompactUnwind, isFrameSection, isLeftOut, isThreadLocalVariables } from "../inputSections";
import { isExternal, isInSection, strengthOf } from "../inputSymbols";
import { linkerSectionEnd } from "../linkerFile";
import { isZerofill, literalBytes } from "../outputNames";
import { frameCuts, literalCuts, literalKind, readFrameEntries } from "../parse/cutSections";
import { withLocalDistances } from "../parse/localDistances";
import type { Schemas } from "../schemas/all";
import { globalState } from "../schemas/globals";
import { fileFlags } from "../schemas/inputs";
import { pointerAlignment } from "../synthetic/syntheticSection";

type Symbols = ReadonlyTable<Schemas["symbols"]>;
type Sections = ReadonlyTable<Schemas["sections"]>;

export const splitAtoms = definePass({
  id: "split-atoms",
  title: "Split sections into atoms",
  stage: "Read",
  reads: ["files"],
  writes: ["sections", "symbols"],
  creates: ["atoms"],
  requires: "files-final",
  run({ files, sections, symbols, create, strings, diagnostics, options, parsed }) {
    const isKept = (section: SectionIndex) => {
      const segmentName = strings.text(sections.segmentName[section]);
      const sectionName = strings.text(sections.sectionName[section]);
      if (isLeftOut(segmentName, sectionName, sections.flags[section])) return false;
      // The incremental linker writes no unwind information, and has no use for the records.
      if (options.mode !== "incremental") return true;
      return !isCompactUnwind(segmentName, sectionName) && !isFrameSection(segmentName, sectionName);
    };
    const groups = groupBySection(sections, symbols, (symbol) => {
      const section = symbols.section[symbol];
      if (symbolOffset(sections, symbols, symbol) !== undefined) return;
      const names = `${strings.text(sections.segmentName[section])},${strings.text(sections.sectionName[section])}`;
      diagnostics.report(
        outside(strings.text(files.name[symbols.file[symbol]]), strings.text(symbols.name[symbol]), names),
      );
    });
    sortGroups(groups, sections, symbols, (symbol) => isTemporary(strings.initial(symbols.name[symbol])));

    const startsAtom = (symbol: SymbolIndex) =>
      (symbols.description[symbol] & symbolDescriptions.N_ALT_ENTRY) === 0 &&
      (files.flags[symbols.file[symbol]] & fileFlags.subsections) !== 0;
    const found = createStarts(sections, groups);
    const cutting: Cutting = { sections, symbols, groups };
    for (const section of sections.rows()) {
      const cuts = isKept(section) ? cutByContents(section) : [];
      if (cuts === undefined) addStarts(found, section, cutting, startsAtom);
      else addCuts(found, section, cutting, cuts);
      found.close(section);
    }
    const atoms = create.atoms(1 + 1 + countTentatives(symbols) + found.count);
    let next = 1;
    for (const section of sections.rows()) {
      sections.firstAtom[section] = row(next);
      for (let i = found.first[section]!; i < found.first[section + 1]!; i++)
        addAtom(row(next++), section, sections.file[section], found.offset[i]!, row(found.symbol[i]!));
      sections.atomEnd[section] = row(next);
      closeAtoms(section);
      placeSymbols(section);
    }
    atoms.publish(next);

    /** Undefined for a section that symbols cut. */
    function cutByContents(section: SectionIndex): readonly number[] | undefined {
      const segmentName = strings.text(sections.segmentName[section]);
      const sectionName = strings.text(sections.sectionName[section]);
      const object = parsed.objects.get(sections.file[section]);
      // An edit replaces whole strings, and the incremental linker merges none.
      if (object === undefined || options.mode === "incremental") return undefined;
      const start = sections.offset[section];
      const flags = sections.flags[section];
      const isFrames = isFrameSection(segmentName, sectionName);
      const kind = literalKind(sectionName, flags);
      if (isZerofill(flags) || (!isFrames && kind === undefined)) return undefined;
      const bytes = object.bytes.subarray(start, start + sections.size[section]);
      const place = { file: object.name, section: `${segmentName},${sectionName}` };
      if (kind !== undefined) return literalCuts(bytes, kind, place, diagnostics);
      const ordinal = section - files.firstSection[sections.file[section]];
      const distances = withLocalDistances(object.reader, ordinal, bytes, relocationRules(options.architecture));
      const entries = readFrameEntries(distances, place, diagnostics);
      parsed.frames.set(section, entries);
      return frameCuts(entries, bytes.length);
    }
    function addAtom(atom: AtomIndex, section: SectionIndex, file: FileIndex, offset: number, symbol: SymbolIndex) {
      atoms.file[atom] = file;
      atoms.section[atom] = section;
      atoms.symbol[atom] = symbol;
      atoms.offset[atom] = sectionOffset(offset);
      // Frames follow each other without gaps, which an unwinder would read as the end of the list.
      const alignment = parsed.frames.has(section) ? alignmentPower(0) : sectionAlignment(sections, section);
      atoms.alignment[atom] = atomAlignment(offset, alignment);
      atoms.live[atom] = 1;
    }
    /** Each atom reaches to the next one, the last to the section's end. */
    function closeAtoms(section: SectionIndex) {
      let end: number = sections.size[section];
      for (let atom = row<AtomIndex>(next - 1); atom >= sections.firstAtom[section]; atom = row(atom - 1)) {
        atoms.size[atom] = byteCount(end - atoms.offset[atom]);
        end = atoms.offset[atom];
      }
    }
    function placeSymbols(section: SectionIndex) {
      let atom = sections.firstAtom[section];
      const last = sections.atomEnd[section] - 1;
      if (atom > last) return;
      for (let i = groups.first[section]!; i < groups.first[section + 1]!; i++) {
        const symbol = row<SymbolIndex>(groups.members[i]!);
        const offset = symbolOffset(sections, symbols, symbol) ?? 0;
        while (atom < last && atoms.offset[row<AtomIndex>(atom + 1)] <= offset) atom = row(atom + 1);
        symbols.atom[symbol] = atom;
        symbols.atomOffset[symbol] = sectionOffset(offset - atoms.offset[atom]);
      }
    }
  },
});

const outside = (file: string, symbol: string, section: string): Diagnostic =>
  messages.symbolOutsideSection({ file }, symbol, section);

/** Undefined outside the section; its end is inside, for labels behind the last byte. */
function symbolOffset(sections: Sections, symbols: Symbols, symbol: SymbolIndex): number | undefined {
  const section = symbols.section[symbol];
  const offset = symbols.value[symbol] - sections.address[section];
  return offset >= 0 && offset <= sections.size[section] ? offset : undefined;
}

/** Symbols of section s: members[first[s]] to members[first[s + 1] - 1]. */
interface Groups {
  readonly first: Uint32Array;
  readonly members: Uint32Array;
}

interface Cutting {
  readonly sections: Sections;
  readonly symbols: Symbols;
  readonly groups: Groups;
}

/** Counting sort of section symbols by section; `check` sees each once. */
function groupBySection(sections: Sections, symbols: Symbols, check: (symbol: SymbolIndex) => void): Groups {
  const first = new Uint32Array(sections.rowCount() + 2);
  let count = 0;
  for (const symbol of symbols.rows()) {
    // The linker's own symbols get their atoms, if any, when the slots are handed out.
    if (!isInSection(symbols.type[symbol]) || symbols.section[symbol] < linkerSectionEnd) continue;
    check(symbol);
    first[symbols.section[symbol] + 1]! += 1;
    count += 1;
  }
  for (let section = 1; section < first.length; section++) first[section]! += first[section - 1]!;
  const members = new Uint32Array(count);
  const next = first.slice();
  for (const symbol of symbols.rows()) {
    if (!isInSection(symbols.type[symbol]) || symbols.section[symbol] < linkerSectionEnd) continue;
    members[next[symbols.section[symbol]]!++] = symbol;
  }
  return { first, members };
}

/** Names an assembler makes up: `L…` and `l…`. */
const isTemporary = (initial: number): boolean => initial === 0x4c || initial === 0x6c;

/** Which of several symbols at one address an atom is named after: strong, then weak or private, local, temporary. */
function seniority(symbols: Symbols, symbol: SymbolIndex, temporary: (symbol: SymbolIndex) => boolean): number {
  const type = symbols.type[symbol];
  if (!isExternal(type)) return temporary(symbol) ? 3 : 2;
  const isWeak = strengthOf(type, symbols.description[symbol], 0) === globalState.weak;
  return isWeak || (type & symbolTypes.N_PEXT) !== 0 ? 1 : 0;
}

/** A symbol's place as one number: its offset, its rank among those at one place, its position in the group. */
const positionSpan = 2 ** 19;
const rankSpan = 4;
const offsetLimit = 2 ** 32;

/** Orders the symbols of every section by address, then seniority, then record. */
function sortGroups(
  { first, members }: Groups,
  sections: Sections,
  symbols: Symbols,
  temporary: (symbol: SymbolIndex) => boolean,
): void {
  let largest = 0;
  for (let section = 1; section < first.length; section++)
    largest = Math.max(largest, first[section]! - first[section - 1]!);
  // Sorting plain numbers is many times as fast as asking a function which of two comes first.
  const keys = new Float64Array(largest);
  const unsorted = new Uint32Array(largest);
  const rank = (symbol: SymbolIndex) => seniority(symbols, symbol, temporary);
  for (const section of sections.rows()) {
    const from = first[section]!;
    const count = first[section + 1]! - from;
    if (count < 2) continue;
    const base = sections.address[section];
    let fits = count <= positionSpan;
    for (let i = 0; i < count; i++) {
      const symbol = row<SymbolIndex>(members[from + i]!);
      const offset = symbols.value[symbol] - base;
      if (Math.abs(offset) >= offsetLimit) fits = false;
      keys[i] = (offset * rankSpan + rank(symbol)) * positionSpan + i;
      unsorted[i] = symbol;
    }
    if (!fits) {
      const value = (symbol: number) => symbols.value[row<SymbolIndex>(symbol)];
      members.subarray(from, from + count).sort((a, b) => value(a) - value(b) || rank(row(a)) - rank(row(b)) || a - b);
      continue;
    }
    const sorted = keys.subarray(0, count).sort();
    for (let i = 0; i < count; i++)
      members[from + i] = unsorted[sorted[i]! - Math.floor(sorted[i]! / positionSpan) * positionSpan]!;
  }
}

/** Upper bound of atoms that tentative definitions will need. */
function countTentatives(symbols: Symbols): number {
  let count = 0;
  for (const symbol of symbols.rows()) {
    const type = symbols.type[symbol];
    if (isExternal(type) && strengthOf(type, 0, symbols.value[symbol]) === globalState.tentative) count += 1;
  }
  return count;
}

/**
 * dyld reads descriptors of thread-local variables as pointers, and a literal is as aligned as it is long, whatever
 * their sections state.
 */
function sectionAlignment(sections: Sections, section: SectionIndex): AlignmentPower {
  const stated = sections.alignment[section];
  const flags = sections.flags[section];
  if (isThreadLocalVariables(flags)) return alignmentPower(Math.max(stated, pointerAlignment));
  const literal = literalBytes(flags);
  return literal === 0 ? stated : alignmentPower(Math.log2(literal));
}

/** As aligned as its offset is, at most as its section: what an address in the section guarantees. */
function atomAlignment(offset: number, section: AlignmentPower): AlignmentPower {
  let power = 0;
  while (power < section && offset % 2 ** (power + 1) === 0) power += 1;
  return alignmentPower(power);
}

/** Where atoms start, with the symbol that names each: section s has those from first[s] to first[s + 1] - 1. */
function createStarts(sections: Sections, { members }: Groups) {
  const room = sections.rowCount() + members.length;
  const starts = {
    first: new Uint32Array(sections.rowCount() + 2),
    offset: new Float64Array(room),
    symbol: new Uint32Array(room),
    count: 0,
    add(offset: number, symbol: number): void {
      if (starts.count === starts.offset.length) grow();
      starts.offset[starts.count] = offset;
      starts.symbol[starts.count++] = symbol;
    },
    /** The section, in the order of their rows, has no more. */
    close(section: SectionIndex): void {
      starts.first[section + 1] = starts.count;
    },
  };
  const grow = () => {
    const offset = new Float64Array(2 * starts.count);
    const symbol = new Uint32Array(2 * starts.count);
    offset.set(starts.offset);
    symbol.set(starts.symbol);
    Object.assign(starts, { offset, symbol });
  };
  return starts;
}
type Starts = ReturnType<typeof createStarts>;

/** An empty section has an atom when a symbol needs it. */
function addStarts(
  found: Starts,
  section: SectionIndex,
  { sections, symbols, groups: { first, members } }: Cutting,
  startsAtom: (symbol: SymbolIndex) => boolean,
): void {
  const from = first[section]!;
  const end = first[section + 1]!;
  if (sections.size[section] === 0 && from === end) return;
  let last = -1;
  for (let i = from; i < end; i++) {
    const symbol = row<SymbolIndex>(members[i]!);
    const offset = symbolOffset(sections, symbols, symbol) ?? 0;
    if (last === -1) {
      found.add(0, offset === 0 ? symbol : 0);
      last = 0;
    }
    if (offset === last || !startsAtom(symbol)) continue;
    found.add(offset, symbol);
    last = offset;
  }
  if (last === -1) found.add(0, 0);
}

/** Atoms of a section that is cut by its contents. Each is named after a symbol at its very start, if there is one. */
function addCuts(
  found: Starts,
  section: SectionIndex,
  { sections, symbols, groups: { first, members } }: Cutting,
  cuts: readonly number[],
): void {
  let at = first[section]!;
  const end = first[section + 1]!;
  const offsetAt = (index: number) => symbolOffset(sections, symbols, row(members[index]!)) ?? 0;
  for (const offset of cuts) {
    while (at < end && offsetAt(at) < offset) at += 1;
    found.add(offset, at < end && offsetAt(at) === offset ? members[at]! : 0);
  }
}
