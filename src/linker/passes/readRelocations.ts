// Turns relocation_info records into rows: pairs become one row, addends one form, section numbers atoms. Every
// record is held against its rule in arch/<cpu>/relocations.ts, so later passes meet only what the rules allow. Rows
// of an atom are consecutive and ordered by offset; objects list their records in any order (compilers: backwards).

import { isDataField, type RelocationRule, type RelocationRules } from "@/arch/rules";
import { relocationRules } from "@/arch/target";
import type { DiagnosticSink } from "@/base/diagnostic";
import {
  advance,
  fromSignedWords,
  fromWords,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
  sectionOffset,
} from "@/base/units";
import { packedExternal, packedLength, packedSymbol, packedType, type SectionRecords } from "@/macho/objectTables";
import type { ObjectFile } from "@/macho/readObject";
import { dataView } from "@/macho/struct";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable, Table } from "@/tables/table";
import { definePass } from "../context";
import { messages, relocationProblems } from "../diagnostics/messages";
import { isInSection } from "../inputSymbols";
import { atomAt, countPlaces, createFramePlaces } from "../parse/framePlaces";
import { pairRecords } from "../parse/relocationPairs";
import type { ParsedInputs } from "../parsedInputs";
import type { Schemas } from "../schemas/all";
import { relocationFlags } from "../schemas/inputs";
import { sourceLineAt } from "../sourceLines";
import { sumHigh, sumLow } from "../words";

/** A damaged object repeats its damage: after so many sentences about it the rest is left out. */
const mostProblemsPerFile = 10;

interface Reading {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: Table<Schemas["atoms"]>;
  readonly relocations: Table<Schemas["relocations"]>;
  readonly strings: StringPool;
  readonly diagnostics: DiagnosticSink;
  readonly rules: RelocationRules;
  readonly parsed: ParsedInputs;
}

export const readRelocations = definePass({
  id: "read-relocations",
  title: "Read the relocations",
  stage: "Read",
  reads: ["files", "sections", "symbols"],
  writes: ["atoms"],
  creates: ["relocations"],
  requires: "files-final",
  establishes: "inputs-final",
  run({ files, sections, symbols, atoms, create, parsed, options, strings, diagnostics }) {
    const rules = relocationRules(options.architecture);
    const hasAtoms = (section: SectionIndex) => sections.firstAtom[section] !== sections.atomEnd[section];
    let capacity = 1;
    for (const section of sections.rows()) if (hasAtoms(section)) capacity += sections.relocationCount[section];
    for (const entries of parsed.frames.values()) capacity += countPlaces(entries);
    const relocations = create.relocations(capacity);
    const reading: Reading = { files, sections, symbols, atoms, relocations, strings, diagnostics, rules, parsed };
    let next = row<RelocationIndex>(1);
    for (const [file, { reader }] of parsed.objects) {
      const complaints = { left: mostProblemsPerFile };
      for (let section = files.firstSection[file]; section < files.sectionEnd[file]; section = advance(section, 1))
        if (hasAtoms(section)) next = readSection(reading, reader, section, next, complaints);
    }
    relocations.publish(next);
  },
});

const sectionNames = ({ sections, strings }: Reading, section: SectionIndex): string =>
  `${strings.text(sections.segmentName[section])},${strings.text(sections.sectionName[section])}`;

/** Fills rows from `first` on; returns the row after the last. */
function readSection(
  reading: Reading,
  reader: ObjectFile,
  section: SectionIndex,
  first: RelocationIndex,
  complaints: { left: number },
): RelocationIndex {
  const { files, sections, atoms, relocations, strings, rules } = reading;
  const file = sections.file[section];
  const records = reader.relocationRecords(section - files.firstSection[file]);
  const complain = (record: number, why: string) => {
    if (complaints.left-- <= 0) return;
    const type = rules[packedType(records.packed[record]!)]?.name ?? "relocation";
    const offset = records.address[record]!;
    const source = sourceLineAt(reading, section, offset);
    const at = { file: strings.text(files.name[file]), section: sectionNames(reading, section), offset };
    const place = source === undefined ? at : { ...at, source };
    reading.diagnostics.report(messages.badRelocation(place, type, why));
  };
  const { order, preparedBy } = pairRecords(records, rules, complain);
  const rows = createRecordReader(reading, records, section, reader.bytes);
  const implied = createFramePlaces({ ...reading, frames: reading.parsed.frames }, section);
  let next = first;
  let done = 0;
  const last = sections.atomEnd[section] - 1;
  for (let atom = sections.firstAtom[section]; atom <= last; atom = advance(atom, 1)) {
    const start = atoms.offset[atom];
    const end = start + atoms.size[atom];
    atoms.firstRelocation[atom] = next;
    implied.enter(atom);
    for (; done < order.length; done++) {
      const record = order[done]!;
      const offset = records.address[record]!;
      if (offset >= end) break;
      next = implied.upTo(offset - start, next);
      const problem =
        offset + 2 ** packedLength(records.packed[record]!) > end
          ? relocationProblems.crossesAtom
          : rows.fill(next, record, preparedBy[record]!);
      if (problem !== undefined) {
        complain(record, problem);
        continue;
      }
      relocations.atom[next] = atom;
      relocations.offset[next] = sectionOffset(offset - start);
      implied.stated(next);
      next = advance(next, 1);
    }
    next = implied.upTo(end, next);
    atoms.relocationEnd[atom] = next;
  }
  return next;
}

/** Reads a section's records into rows, all but `atom` and `offset`. */
function createRecordReader(reading: Reading, records: SectionRecords, section: SectionIndex, bytes: Uint8Array) {
  const { files, sections, symbols, relocations, rules } = reading;
  const file = sections.file[section];
  const contents = dataView(bytes);
  let low = 0;
  let high = 0;

  /** What the field holds now. Instructions of fixed width hold nothing: their addend is a record of its own. */
  const readField = (record: number, rule: RelocationRule) => {
    low = 0;
    high = 0;
    if (!isDataField(rule.field) || rule.from === "place") return;
    const at = sections.offset[section] + records.address[record]!;
    const length = packedLength(records.packed[record]!);
    if (length === 3) {
      low = contents.getUint32(at, true);
      high = contents.getUint32(at + 4, true);
    } else setAddend(length === 2 ? contents.getInt32(at, true) : contents.getInt8(at));
  };
  const setAddend = (value: number) => {
    low = value >>> 0;
    high = value < 0 ? 0xffff_ffff : 0;
  };
  const add = (delta: number) => {
    high = sumHigh(low, high, delta);
    low = sumLow(low, delta);
  };
  const problemOfSymbol = (symbol: SymbolIndex) =>
    isInSection(symbols.type[symbol]) && symbols.atom[symbol] === 0
      ? relocationProblems.badTarget(sectionNames(reading, symbols.section[symbol]))
      : undefined;
  /** The section that a section-based record names, when it has atoms to refer to. */
  const referredSection = (record: number): SectionIndex => {
    const number = packedSymbol(records.packed[record]!);
    const named = row<SectionIndex>(number === 0 ? 0 : files.firstSection[file] + number - 1);
    return sections.firstAtom[named] === sections.atomEnd[named] ? row(0) : named;
  };
  const noTarget = (record: number) => {
    const number = packedSymbol(records.packed[record]!);
    const named = row<SectionIndex>(files.firstSection[file] + number - 1);
    return relocationProblems.badTarget(number === 0 ? "no section" : sectionNames(reading, named));
  };
  const readSubtrahend = (relocation: RelocationIndex, record: number): string | undefined => {
    if (packedExternal(records.packed[record]!)) {
      const symbol = advance(files.firstSymbol[file], packedSymbol(records.packed[record]!));
      relocations.subtrahend[relocation] = symbol;
      return problemOfSymbol(symbol);
    }
    const named = referredSection(record);
    if (named === 0) return noTarget(record);
    // The field had the whole source address taken away: give back the part that the section's start stands for.
    relocations.subtrahendAtom[relocation] = sections.firstAtom[named];
    add(sections.address[named]);
    return undefined;
  };
  /** The field leads to an address of the object: find the atom there, and count the addend from its start. */
  const readSectionTarget = (
    relocation: RelocationIndex,
    record: number,
    rule: RelocationRule,
    subtractsSection: boolean,
  ): string | undefined => {
    const named = referredSection(record);
    if (named === 0) return noTarget(record);
    const offset = records.address[record]!;
    if (rule.pcRelative) add(sections.address[section] + offset + 2 ** packedLength(records.packed[record]!));
    // A 32-bit address has no sign; a difference has.
    else if (packedLength(records.packed[record]!) === 2 && !subtractsSection) high = 0;
    const target = rule.pcRelative ? fromSignedWords(low, high) : fromWords(low, high);
    const atom = subtractsSection
      ? sections.firstAtom[named]
      : atomAt(reading, named, target - sections.address[named]);
    relocations.target[relocation] = atom;
    add(-(sections.address[named] + reading.atoms.offset[atom]));
    return undefined;
  };
  const readTarget = (relocation: RelocationIndex, record: number, rule: RelocationRule): string | undefined => {
    if (!packedExternal(records.packed[record]!))
      return readSectionTarget(relocation, record, rule, relocations.subtrahendAtom[relocation] !== 0);
    const symbol = advance(files.firstSymbol[file], packedSymbol(records.packed[record]!));
    relocations.symbol[relocation] = symbol;
    return problemOfSymbol(symbol);
  };
  /** The row is for the next record then. */
  const refuse = (relocation: RelocationIndex, problem: string): string => {
    relocations.symbol[relocation] = row(0);
    relocations.target[relocation] = row(0);
    relocations.subtrahend[relocation] = row(0);
    relocations.subtrahendAtom[relocation] = row(0);
    return problem;
  };

  return {
    /** `preparedBy` is the position + 1 of the record paired with it, or 0. Returns what is wrong, if anything. */
    fill(relocation: RelocationIndex, record: number, preparedBy: number): string | undefined {
      const type = packedType(records.packed[record]!);
      const rule = rules[type]!;
      readField(record, rule);
      add(rule.trailing ?? 0);
      if (preparedBy !== 0) {
        const preparation = preparedBy - 1;
        if (rules[packedType(records.packed[preparation]!)]!.prepares === "addend")
          setAddend((packedSymbol(records.packed[preparation]!) << 8) >> 8);
        else {
          const problem = readSubtrahend(relocation, preparation);
          if (problem !== undefined) return refuse(relocation, problem);
        }
      }
      const problem = readTarget(relocation, record, rule);
      if (problem !== undefined) return refuse(relocation, problem);
      relocations.type[relocation] = type;
      relocations.length[relocation] = packedLength(records.packed[record]!);
      relocations.flags[relocation] =
        (rule.pcRelative ? relocationFlags.pcRelative : 0) |
        (packedExternal(records.packed[record]!) ? relocationFlags.external : 0);
      relocations.addendLow[relocation] = low;
      relocations.addendHigh[relocation] = high;
      relocations.record[relocation] = record;
      relocations.pairedRecord[relocation] = preparedBy;
      return undefined;
    },
  };
}
