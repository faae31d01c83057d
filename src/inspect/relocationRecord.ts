// Row 1 of a relocation's card: the 8 bytes of `relocation_info` (`<mach-o/reloc.h>`) as they stand in the object,
// taken apart bit by bit, with the record paired with it when there is one.

import { hex0x } from "@/base/text";
import { fileOffset, type RelocationIndex, row, type SectionIndex, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { relocationFlags } from "@/linker/schemas/inputs";
import { relocationInfo, unpackRelocation } from "@/macho/layouts";
import { dataView } from "@/macho/struct";
import type { BitBox, BitWord, RecordPart, RecordRow } from "./explanation";
import { inputSectionName, relocationTypeName, shortTypeName, symbolName } from "./names";
import type { Subject } from "./subject";

const byteWords = ["1 byte", "2 bytes", "4 bytes", "8 bytes"];

interface RawRecord {
  readonly number: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly address: number;
  readonly packed: number;
}

function readRecord(view: BuildView, section: SectionIndex, number: number): RawRecord | undefined {
  const file = view.sections.file[section];
  const input = view.inputs[view.files.input[file]];
  const offset = view.sections.relocationOffset[section] + number * relocationInfo.bytes;
  const at = view.files.start[file] + offset;
  if (input === undefined || number < 0 || number >= view.sections.relocationCount[section]) return undefined;
  if (at < 0 || at + relocationInfo.bytes > input.length) return undefined;
  const { address, packed } = relocationInfo.read(dataView(input), at);
  return { number, offset, bytes: input.slice(at, at + relocationInfo.bytes), address, packed };
}

/** r_symbolnum: a symbol of the file, a section of the file, or (ADDEND) the addend itself. */
function symbolBox(view: BuildView, section: SectionIndex, packed: number, type: string): BitBox {
  const { symbolNumber, external } = unpackRelocation(packed);
  const box = { name: "r_symbolnum", at: 0, width: 24, bits: symbolNumber, role: "number" } as const;
  if (type === "ADDEND") {
    const addend = symbolNumber >= 0x800000 ? symbolNumber - 0x1000000 : symbolNumber;
    return { ...box, shown: hex0x(addend), meaning: "in an ADDEND record this is the addend itself, 24 signed bits" };
  }
  const file = view.sections.file[section];
  if (external) {
    const symbol = row<SymbolIndex>(view.files.firstSymbol[file] + symbolNumber);
    if (symbol >= view.files.symbolEnd[file]) return { ...box, shown: String(symbolNumber), meaning: "no such symbol" };
    const global = view.symbols.global[symbol];
    const subject: Subject = global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
    const name = symbolName(view, symbol);
    return {
      ...box,
      shown: `${symbolNumber} = ${name}`,
      meaning: `entry ${symbolNumber} of the object's symbol table: ${name}`,
      subject,
    };
  }
  const named = row<SectionIndex>(view.files.firstSection[file] + symbolNumber - 1);
  const known = symbolNumber > 0 && named < view.files.sectionEnd[file];
  const name = known ? inputSectionName(view, named) : "none";
  return {
    ...box,
    shown: `${symbolNumber} = ${name}`,
    meaning: `section ${symbolNumber} of the object: ${name}; the exact place is in the bytes to patch`,
  };
}

function flagBoxes(view: BuildView, packed: number): readonly BitBox[] {
  const { pcRelative, length, external, type } = unpackRelocation(packed);
  return [
    {
      name: "r_type",
      at: 28,
      width: 4,
      bits: type,
      role: "number",
      shown: `${type} = ${shortTypeName(view, type)}`,
      meaning: `how to compute and where to put it: ${relocationTypeName(view, type)}`,
    },
    {
      name: "r_extern",
      at: 27,
      width: 1,
      bits: Number(external),
      role: "flag",
      shown: external ? "symbol" : "section",
      meaning: external ? "1: r_symbolnum counts symbols" : "0: r_symbolnum counts sections",
    },
    {
      name: "r_length",
      at: 25,
      width: 2,
      bits: length,
      role: "number",
      shown: byteWords[length],
      meaning: `${length}: the field takes 2^${length} = ${byteWords[length]}`,
    },
    {
      name: "r_pcrel",
      at: 24,
      width: 1,
      bits: Number(pcRelative),
      role: "flag",
      shown: pcRelative ? "distance" : "address",
      meaning: pcRelative ? "1: a distance from the place is wanted" : "0: an address (or a part of one) is wanted",
    },
  ];
}

function partOf(view: BuildView, section: SectionIndex, raw: RawRecord, role: "main" | "paired"): RecordPart {
  const type = shortTypeName(view, unpackRelocation(raw.packed).type);
  const place: BitWord = {
    name: "word 0",
    width: 32,
    boxes: [
      {
        name: "r_address",
        at: 0,
        width: 32,
        bits: raw.address >>> 0,
        role: "number",
        shown: hex0x(raw.address),
        meaning: `the field starts ${hex0x(raw.address)} bytes into ${inputSectionName(view, section)} of the object`,
      },
    ],
  };
  return {
    role,
    type,
    number: raw.number,
    offset: fileOffset(raw.offset),
    bytes: [...raw.bytes],
    words: [
      place,
      {
        name: "word 1",
        width: 32,
        boxes: [...flagBoxes(view, raw.packed), symbolBox(view, section, raw.packed, type)],
      },
    ],
  };
}

const impliedSentence =
  "The object holds no record of it: the bytes themselves are a distance, which the linker has to keep right when one of its ends moves.";

const pairSentences: Readonly<Record<string, string>> = {
  ADDEND: "Two records work together: ADDEND carries the number to add, because the instruction has no room for it.",
  SUBTRACTOR:
    "Two records work together: SUBTRACTOR names what is subtracted, the next one what it is subtracted from.",
};

/** The record (and its partner, in file order), or none when the object's bytes are not at hand. */
export function explainRecord(view: BuildView, relocation: RelocationIndex): RecordRow {
  const atom = view.relocations.atom[relocation];
  const section = view.atoms.section[atom];
  if ((view.relocations.flags[relocation] & relocationFlags.implied) !== 0)
    return { sentence: impliedSentence, records: [] };
  const main = section === 0 ? undefined : readRecord(view, section, view.relocations.record[relocation]);
  if (main === undefined)
    return { sentence: "The linker made this relocation itself; no object file holds a record of it.", records: [] };
  const records = [partOf(view, section, main, "main")];
  const pair = view.relocations.pairedRecord[relocation];
  const paired = pair === 0 ? undefined : readRecord(view, section, pair - 1);
  let sentence = "The object's note to the linker: 8 bytes that say where a hole is, what belongs in it, and how.";
  if (paired !== undefined) {
    const part = partOf(view, section, paired, "paired");
    records.push(part);
    records.sort((a, b) => a.number - b.number);
    sentence = pairSentences[part.type] ?? sentence;
  }
  return { sentence, records };
}
