// Symbols and relocations of an object, read in place: an object can have 300,000 of them, so a row never becomes a
// JavaScript object on its way into the linker's tables.

import { symbolTypes } from "./constants";
import { nlist64, relocationInfo } from "./layouts";
import { MalformedFile } from "./malformed";
import { dataView } from "./struct";

export interface SymbolTable {
  readonly offset: number;
  readonly count: number;
  readonly stringsOffset: number;
  readonly stringsSize: number;
}

/** What relocation checks need to know of a section. */
interface RelocatedSection {
  readonly segmentName: string;
  readonly sectionName: string;
  readonly size: number;
  readonly relocationOffset: number;
  readonly relocationCount: number;
}

export interface TableReaders {
  /** Range of a symbol's name in `bytes`, without its NUL. */
  nameStart(symbol: number): number;
  nameEnd(symbol: number): number;
  /** Where names end that have no NUL. */
  readonly stringsEnd: number;
  symbolType(symbol: number): number;
  /** 1-based section ordinal, 0 = NO_SECT. */
  symbolSection(symbol: number): number;
  symbolDescription(symbol: number): number;
  symbolValueLow(symbol: number): number;
  symbolValueHigh(symbol: number): number;
  /** The name that an indirect symbol (N_INDR) stands for. */
  indirectName(symbol: number): Uint8Array;
  /** Word 0 (r_address) and word 1 (packed fields) of a section's relocation record. */
  relocationAddress(section: number, record: number): number;
  relocationPacked(section: number, record: number): number;
  /** The fields of word 1: symbol number or section ordinal, and so on. */
  relocationSymbol(section: number, record: number): number;
  relocationPcRelative(section: number, record: number): boolean;
  /** log2 of the bytes that are patched. */
  relocationLength(section: number, record: number): number;
  relocationExternal(section: number, record: number): boolean;
  relocationType(section: number, record: number): number;
  relocationRecords(section: number): SectionRecords;
}

/** Fields of a relocation record's word 1. */
export const packedSymbol = (packed: number): number => packed & 0xffffff;
export const packedPcRelative = (packed: number): boolean => (packed & (1 << 24)) !== 0;
export const packedLength = (packed: number): number => (packed >>> 25) & 3;
export const packedExternal = (packed: number): boolean => (packed & (1 << 27)) !== 0;
export const packedType = (packed: number): number => packed >>> 28;

/** All records of a section, word by word, for who reads them more than once. */
export interface SectionRecords {
  readonly count: number;
  readonly address: Int32Array;
  readonly packed: Uint32Array;
}

/** Readers over tables that checkSymbols and checkRelocations have accepted. */
export function tableReaders(
  bytes: Uint8Array,
  symbols: SymbolTable,
  sections: readonly RelocatedSection[],
): TableReaders {
  const view = dataView(bytes);
  const at = (symbol: number) => symbols.offset + symbol * nlist64.bytes;
  const { name, type, section, description, value } = nlist64.offsets;
  const stringsEnd = symbols.stringsOffset + symbols.stringsSize;
  const nameStart = (symbol: number) => symbols.stringsOffset + view.getUint32(at(symbol) + name, true);
  const record = (section: number, index: number) => sections[section]!.relocationOffset + index * relocationInfo.bytes;
  const packed = (section: number, index: number) =>
    view.getUint32(record(section, index) + relocationInfo.offsets.packed, true);
  // A name that runs to the end of the table without a NUL ends there.
  const textEnd = (start: number): number => {
    let end = start;
    while (end < stringsEnd && bytes[end] !== 0) end += 1;
    return end;
  };
  return {
    nameStart,
    stringsEnd,
    nameEnd: (symbol) => textEnd(nameStart(symbol)),
    indirectName(symbol) {
      const start = symbols.stringsOffset + view.getUint32(at(symbol) + value, true);
      return bytes.subarray(start, textEnd(start));
    },
    symbolType: (symbol) => view.getUint8(at(symbol) + type),
    symbolSection: (symbol) => view.getUint8(at(symbol) + section),
    symbolDescription: (symbol) => view.getUint16(at(symbol) + description, true),
    symbolValueLow: (symbol) => view.getUint32(at(symbol) + value, true),
    symbolValueHigh: (symbol) => view.getUint32(at(symbol) + value + 4, true),
    relocationAddress: (section, index) => view.getInt32(record(section, index), true),
    relocationPacked: packed,
    relocationSymbol: (section, index) => packedSymbol(packed(section, index)),
    relocationPcRelative: (section, index) => packedPcRelative(packed(section, index)),
    relocationLength: (section, index) => packedLength(packed(section, index)),
    relocationExternal: (section, index) => packedExternal(packed(section, index)),
    relocationType: (section, index) => packedType(packed(section, index)),
    relocationRecords(section) {
      const { relocationOffset, relocationCount: count } = sections[section]!;
      const records = { count, address: new Int32Array(count), packed: new Uint32Array(count) };
      for (let index = 0, at = relocationOffset; index < count; index++, at += relocationInfo.bytes) {
        records.address[index] = view.getInt32(at, true);
        records.packed[index] = view.getUint32(at + relocationInfo.offsets.packed, true);
      }
      return records;
    },
  };
}

function checkSymbol(view: DataView, table: SymbolTable, index: number, sectionCount: number): void {
  const at = table.offset + index * nlist64.bytes;
  const pastStrings = (name: number) => name >= table.stringsSize && !(name === 0 && table.stringsSize === 0);
  const name = view.getUint32(at, true);
  if (pastStrings(name))
    throw new MalformedFile(
      at,
      `the name of symbol ${index} must start inside the string table of ${table.stringsSize} bytes`,
      `offset ${name}`,
    );
  const type = view.getUint8(at + nlist64.offsets.type);
  if ((type & symbolTypes.N_STAB) !== 0) return;
  const section = view.getUint8(at + nlist64.offsets.section);
  const kind = type & symbolTypes.N_TYPE;
  if (kind === symbolTypes.N_SECT && (section === 0 || section > sectionCount))
    throw new MalformedFile(
      at + nlist64.offsets.section,
      `symbol ${index} must name one of ${sectionCount} sections`,
      `section ${section}`,
    );
  // An indirect symbol's value is the string offset of the name it stands for.
  const low = view.getUint32(at + nlist64.offsets.value, true);
  const high = view.getUint32(at + nlist64.offsets.value + 4, true);
  if (kind === symbolTypes.N_INDR && (high !== 0 || pastStrings(low)))
    throw new MalformedFile(
      at + nlist64.offsets.value,
      `the name that symbol ${index} stands for lies outside the strings`,
    );
}

/** Names inside the strings, sections that exist. The table's own range is checked before. */
export function checkSymbols(bytes: Uint8Array, table: SymbolTable, sectionCount: number): void {
  const view = dataView(bytes);
  for (let index = 0; index < table.count; index++) checkSymbol(view, table, index, sectionCount);
}

export interface RelocationBounds {
  readonly symbolCount: number;
  readonly sectionCount: number;
  /** The type whose symbol number is an addend (ARM64_RELOC_ADDEND); -1 where there is none. */
  readonly addendType: number;
}

/** Every record patches bytes of its section and names a symbol or section that exists. */
export function checkRelocations(bytes: Uint8Array, section: RelocatedSection, bounds: RelocationBounds): void {
  const view = dataView(bytes);
  const name = `${section.segmentName},${section.sectionName}`;
  for (let index = 0; index < section.relocationCount; index++) {
    const at = section.relocationOffset + index * relocationInfo.bytes;
    const offset = view.getInt32(at, true);
    const packed = view.getUint32(at + relocationInfo.offsets.packed, true);
    const length = 1 << ((packed >>> 25) & 3);
    if (offset < 0 || offset + length > section.size)
      throw new MalformedFile(
        at,
        `relocation ${index} of ${name} must patch ${length} bytes inside its ${section.size}`,
        `offset 0x${(offset >>> 0).toString(16)}`,
      );
    if (packed >>> 28 === bounds.addendType) continue;
    const number = packed & 0xffffff;
    const external = (packed & (1 << 27)) !== 0;
    if (external ? number >= bounds.symbolCount : number > bounds.sectionCount)
      throw new MalformedFile(
        at + relocationInfo.offsets.packed,
        `relocation ${index} of ${name} must name one of ${external ? `${bounds.symbolCount} symbols` : `${bounds.sectionCount} sections`}`,
        String(number),
      );
  }
}
