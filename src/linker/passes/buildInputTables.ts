// Copies section headers and symbol records of every object into tables, a file's rows in the file's own order, so
// that a record number becomes a row by one addition. Counted first, then filled: tables never grow.

import {
  byteCount,
  type FileIndex,
  fileOffset,
  fromWords,
  row,
  type SectionIndex,
  type SymbolIndex,
} from "@/base/units";
import { sectionTypes, symbolDescriptions, symbolTypes } from "@/macho/constants";
import { isZerofill } from "@/macho/readObject";
import type { StringPool } from "@/tables/stringPool";
import type { Table } from "@/tables/table";
import { definePass } from "../context";
import { isExternal, isInSection } from "../inputSymbols";
import {
  aliasRows,
  headerNames,
  linkerFile,
  linkerSectionEnd,
  linkerSections,
  linkerSymbols,
  wantedNames,
} from "../linkerFile";
import type { LinkOptions } from "../options";
import type { ParsedObject } from "../parsedInputs";
import type { Schemas } from "../schemas/all";

interface InputTables {
  readonly files: Table<Schemas["files"]>;
  readonly sections: Table<Schemas["sections"]>;
  readonly symbols: Table<Schemas["symbols"]>;
}

export const buildInputTables = definePass({
  id: "build-input-tables",
  title: "Build the tables of sections and symbols",
  stage: "Read",
  reads: [],
  writes: ["files"],
  creates: ["sections", "symbols"],
  requires: "files-final",
  run({ files, create, parsed, options, strings }) {
    let sectionEnd: number = linkerSectionEnd;
    const linkerSymbolEnd = aliasRows(options).end;
    let symbolEnd: number = linkerSymbolEnd;
    for (const { reader } of parsed.objects.values()) {
      sectionEnd += reader.sections.length;
      symbolEnd += reader.symbolCount;
    }
    const tables = { files, sections: create.sections(sectionEnd), symbols: create.symbols(symbolEnd) };
    addLinkerRows(tables, options, strings);
    let nextSection = linkerSectionEnd;
    let nextSymbol = linkerSymbolEnd;
    for (const [file, object] of parsed.objects) {
      files.firstSection[file] = nextSection;
      files.firstSymbol[file] = nextSymbol;
      nextSymbol = addSymbols(tables, file, object, nextSymbol);
      nextSection = addSections(tables, file, object, nextSection, strings);
      files.sectionEnd[file] = nextSection;
      files.symbolEnd[file] = nextSymbol;
    }
    tables.sections.publish(sectionEnd);
    tables.symbols.publish(symbolEnd);
  },
});

/** The linker's rows (see linkerFile.ts). Names it asks for are undefined externals, as if an object asked. */
export function addLinkerRows(
  { files, sections, symbols }: InputTables,
  options: LinkOptions,
  strings: StringPool,
): void {
  const { N_EXT, N_PEXT, N_SECT, N_UNDF } = symbolTypes;
  const symbol = (index: SymbolIndex, name: string, type: number, description = 0) => {
    symbols.file[index] = linkerFile;
    symbols.name[index] = strings.internText(name);
    symbols.type[index] = type;
    symbols.description[index] = description;
  };
  const isProgram = options.output === "executable";
  const headerType = isProgram ? N_SECT | N_EXT : N_SECT | N_EXT | N_PEXT;
  const headerBits = isProgram ? symbolDescriptions.REFERENCED_DYNAMICALLY : 0;
  symbol(linkerSymbols.header, headerNames[options.output], headerType, headerBits);
  symbol(linkerSymbols.dsoHandle, "___dso_handle", N_SECT | N_EXT | N_PEXT);
  symbol(linkerSymbols.stubBinder, "dyld_stub_binder", N_UNDF | N_EXT);
  symbol(linkerSymbols.dyldPrivate, "__dyld_private", N_SECT);
  if (isProgram) symbol(linkerSymbols.entry, options.entry, N_UNDF | N_EXT);
  else symbols.file[linkerSymbols.entry] = linkerFile;
  for (const [index, name] of wantedNames(options).entries())
    symbol(row(linkerSymbols.firstWanted + index), name, N_UNDF | N_EXT);
  const aliases = aliasRows(options);
  for (const [index, { name }] of options.names.aliases.entries())
    symbol(row(aliases.first + index), name, symbolTypes.N_INDR | N_EXT);
  symbols.section[linkerSymbols.dyldPrivate] = linkerSections.data;

  const section = (index: SectionIndex, name: string, flags: number) => {
    sections.file[index] = linkerFile;
    sections.segmentName[index] = strings.internText("__DATA");
    sections.sectionName[index] = strings.internText(name);
    sections.flags[index] = flags;
  };
  section(linkerSections.common, "__common", sectionTypes.S_ZEROFILL);
  section(linkerSections.data, "__data", sectionTypes.S_REGULAR);
  files.firstSection[linkerFile] = linkerSections.common;
  files.sectionEnd[linkerFile] = linkerSectionEnd;
  files.firstSymbol[linkerFile] = linkerSymbols.header;
  files.symbolEnd[linkerFile] = aliases.end;
}

function addSections(
  { sections }: InputTables,
  file: FileIndex,
  { reader }: ParsedObject,
  first: SectionIndex,
  strings: StringPool,
): SectionIndex {
  let next: number = first;
  for (const header of reader.sections) {
    const section = row<SectionIndex>(next++);
    sections.file[section] = file;
    sections.segmentName[section] = strings.internText(header.segmentName);
    sections.sectionName[section] = strings.internText(header.sectionName);
    sections.address[section] = header.address;
    sections.size[section] = byteCount(header.size);
    sections.offset[section] = fileOffset(isZerofill(header.flags) ? 0 : header.offset);
    sections.alignment[section] = header.alignment;
    sections.flags[section] = header.flags;
    sections.relocationOffset[section] = header.relocationOffset;
    sections.relocationCount[section] = header.relocationCount;
  }
  return row(next);
}

/** A definition, be it tentative. */
const isDefinition = (type: number, value: number): boolean =>
  isExternal(type) && ((type & symbolTypes.N_TYPE) !== symbolTypes.N_UNDF || value !== 0);

/** Needs `files.firstSection` of the file. */
function addSymbols(
  { files, symbols }: InputTables,
  file: FileIndex,
  { reader, names, hidden }: ParsedObject,
  first: SymbolIndex,
): SymbolIndex {
  const sectionBefore = files.firstSection[file] - 1;
  for (let record = 0; record < names.length; record++) {
    const symbol = row<SymbolIndex>(first + record);
    const type = reader.symbolType(record);
    symbols.file[symbol] = file;
    symbols.name[symbol] = row(names[record]!);
    const value = fromWords(reader.symbolValueLow(record), reader.symbolValueHigh(record));
    symbols.type[symbol] = hidden && isDefinition(type, value) ? type | symbolTypes.N_PEXT : type;
    symbols.description[symbol] = reader.symbolDescription(record);
    symbols.section[symbol] = row(isInSection(type) ? sectionBefore + reader.symbolSection(record) : 0);
    symbols.value[symbol] = value;
  }
  return row(first + names.length);
}
