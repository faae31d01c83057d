// An MH_OBJECT file, checked as a whole before anything of it is used. After `readObject` every offset, count and
// index below is inside the file, so users read tables in place, without an object per row.

import { decodeText } from "@/base/text";
import {
  type AlignmentPower,
  alignmentPower,
  type ByteCount,
  type FileOffset,
  type VirtualAddress,
} from "@/base/units";
import {
  arm64Relocations,
  cpuTypes,
  fileTypes,
  loadCommands,
  platforms,
  sectionTypeOf,
  sectionTypes,
} from "./constants";
import { type DataInCode, readDataInCode } from "./dataInCode";
import {
  buildVersionCommand,
  dysymtabCommand,
  header64,
  linkeditDataCommand,
  linkerOptionCommand,
  nlist64,
  relocationInfo,
  section64,
  segmentCommand64,
  symtabCommand,
  versionMinCommand,
} from "./layouts";
import { type CommandRange, commandName, onlyCommand, readCommands, requireSize } from "./loadCommands";
import { checkRange, findZero, MalformedFile } from "./malformed";
import { checkRelocations, checkSymbols, type SymbolTable, type TableReaders, tableReaders } from "./objectTables";
import { type FilePart, refuseOverlaps } from "./overlaps";
import { dataView } from "./struct";

export interface ObjectSection {
  readonly segmentName: string;
  readonly sectionName: string;
  readonly address: VirtualAddress;
  readonly size: ByteCount;
  /** From the start of the object; meaningless for zerofill. */
  readonly offset: FileOffset;
  readonly alignment: AlignmentPower;
  readonly relocationOffset: FileOffset;
  readonly relocationCount: number;
  readonly flags: number;
  readonly reserved1: number;
  readonly reserved2: number;
}

/** A range of the object's bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly size: number;
}

/** A checked object; its tables are read in place. */
export interface ObjectFile extends TableReaders {
  /** The object's own bytes: all offsets count from their start. */
  readonly bytes: Uint8Array;
  readonly cpuType: number;
  readonly cpuSubtype: number;
  readonly flags: number;
  /** From LC_BUILD_VERSION or LC_VERSION_MIN_*; undefined without either. */
  readonly platform: number | undefined;
  readonly minimumVersion: number | undefined;
  readonly sections: readonly ObjectSection[];
  readonly symbolCount: number;
  readonly symbols: SymbolTable;
  /** The indirect symbol table: 32-bit symbol numbers. */
  readonly indirectSymbols: { readonly offset: number; readonly count: number };
  readonly dataInCode: readonly DataInCode[];
  /** Each LC_LINKER_OPTION's words, e.g. ["-framework", "Foundation"]. */
  readonly linkerOptions: readonly (readonly string[])[];
  /** Linker optimization hints, undecoded: they may be ignored. */
  readonly optimizationHints: ByteRange | undefined;
  readonly commands: readonly CommandRange[];
}

/** Alignments past 2^15 (32 KiB) are refused, as ld64 does: a page is at most 16 KiB. */
const largestAlignment = 15;

const noContents = (flags: number) => {
  const type = sectionTypeOf(flags);
  return (
    type === sectionTypes.S_ZEROFILL ||
    type === sectionTypes.S_GB_ZEROFILL ||
    type === sectionTypes.S_THREAD_LOCAL_ZEROFILL
  );
};
export const isZerofill = noContents;

function readSection(bytes: Uint8Array, at: number, parts: FilePart[]): ObjectSection {
  const section = section64.read(dataView(bytes), at);
  const name = `${section.segmentName},${section.sectionName}`;
  const field = section64.offsets;
  if (section.alignment > largestAlignment)
    throw new MalformedFile(
      at + field.alignment,
      `the alignment of ${name} must be at most 2^${largestAlignment}`,
      `2^${section.alignment}`,
    );
  if (!Number.isSafeInteger(section.address + section.size))
    throw new MalformedFile(at + field.address, `address or size of ${name} is beyond 2^53`);
  const claim = (what: string, offset: number, size: number, claimedAt: number) => {
    checkRange(bytes.length, offset, size, what, claimedAt);
    parts.push({ what, offset, size, claimedAt });
  };
  if (!noContents(section.flags)) claim(`contents of ${name}`, section.offset, section.size, at + field.offset);
  else if (section.relocationCount > 0)
    throw new MalformedFile(at + field.relocationCount, `${name} has no contents that relocations could patch`);
  const relocationBytes = section.relocationCount * relocationInfo.bytes;
  if (relocationBytes > 0)
    claim(`relocations of ${name}`, section.relocationOffset, relocationBytes, at + field.relocationOffset);
  return { ...section, alignment: alignmentPower(section.alignment) };
}

function readSections(bytes: Uint8Array, range: CommandRange, parts: FilePart[]): ObjectSection[] {
  requireSize(range, segmentCommand64.bytes);
  const { sectionCount } = segmentCommand64.read(dataView(bytes), range.offset);
  requireSize(
    range,
    segmentCommand64.bytes + section64.bytes * sectionCount,
    `LC_SEGMENT_64 with ${sectionCount} sections`,
  );
  const first = range.offset + segmentCommand64.bytes;
  return Array.from({ length: sectionCount }, (_, index) => readSection(bytes, first + index * section64.bytes, parts));
}

const noSymbols: SymbolTable = { offset: 0, count: 0, stringsOffset: 0, stringsSize: 0 };

function readSymbolTable(bytes: Uint8Array, range: CommandRange, parts: FilePart[]): SymbolTable {
  requireSize(range, symtabCommand.bytes);
  const command = symtabCommand.read(dataView(bytes), range.offset);
  const claim = (what: string, offset: number, size: number, field: "symbolOffset" | "stringOffset") => {
    const claimedAt = range.offset + symtabCommand.offsets[field];
    checkRange(bytes.length, offset, size, what, claimedAt);
    parts.push({ what, offset, size, claimedAt });
  };
  claim("the symbol table", command.symbolOffset, command.symbolCount * nlist64.bytes, "symbolOffset");
  claim("the string table", command.stringOffset, command.stringSize, "stringOffset");
  return {
    offset: command.symbolOffset,
    count: command.symbolCount,
    stringsOffset: command.stringOffset,
    stringsSize: command.stringSize,
  };
}

/** The three symbol groups lie in the symbol table, the indirect table in the file. */
function readDysymtab(bytes: Uint8Array, range: CommandRange | undefined, symbolCount: number, parts: FilePart[]) {
  if (range === undefined) return { offset: 0, count: 0 };
  requireSize(range, dysymtabCommand.bytes);
  const command = dysymtabCommand.read(dataView(bytes), range.offset);
  const field = dysymtabCommand.offsets;
  const group = (what: string, first: number, count: number, at: number) => {
    if (count > 0) checkRange(symbolCount, first, count, `the group of ${what} symbols`, range.offset + at);
  };
  group("local", command.firstLocal, command.localCount, field.firstLocal);
  group("external", command.firstExternal, command.externalCount, field.firstExternal);
  group("undefined", command.firstUndefined, command.undefinedCount, field.firstUndefined);
  if (command.indirectCount === 0) return { offset: 0, count: 0 };
  const what = "the indirect symbol table";
  const claimedAt = range.offset + field.indirectOffset;
  checkRange(bytes.length, command.indirectOffset, command.indirectCount * 4, what, claimedAt);
  parts.push({ what, offset: command.indirectOffset, size: command.indirectCount * 4, claimedAt });
  return { offset: command.indirectOffset as number, count: command.indirectCount };
}

/** The range that LC_DATA_IN_CODE or LC_LINKER_OPTIMIZATION_HINT points to. */
function readLinkeditRange(
  bytes: Uint8Array,
  range: CommandRange | undefined,
  parts: FilePart[],
): ByteRange | undefined {
  if (range === undefined) return undefined;
  requireSize(range, linkeditDataCommand.bytes);
  const { dataOffset: offset, dataSize: size } = linkeditDataCommand.read(dataView(bytes), range.offset);
  const claimedAt = range.offset + linkeditDataCommand.offsets.dataOffset;
  const what = `the data of ${commandName(range.command)}`;
  checkRange(bytes.length, offset, size, what, claimedAt);
  parts.push({ what, offset, size, claimedAt });
  return { offset, size };
}

const platformOfVersionMin = new Map<number, number>([
  [loadCommands.LC_VERSION_MIN_MACOSX, platforms.PLATFORM_MACOS],
  [loadCommands.LC_VERSION_MIN_IPHONEOS, platforms.PLATFORM_IOS],
  [loadCommands.LC_VERSION_MIN_TVOS, platforms.PLATFORM_TVOS],
  [loadCommands.LC_VERSION_MIN_WATCHOS, platforms.PLATFORM_WATCHOS],
]);

/** The first version command counts: a second names the other platform of a zippered file. */
function readPlatform(
  bytes: Uint8Array,
  commands: readonly CommandRange[],
): { platform: number; minimumVersion: number } | undefined {
  const view = dataView(bytes);
  for (const range of commands) {
    if (range.command === loadCommands.LC_BUILD_VERSION) {
      requireSize(range, buildVersionCommand.bytes);
      return buildVersionCommand.read(view, range.offset);
    }
    const platform = platformOfVersionMin.get(range.command);
    if (platform !== undefined) {
      requireSize(range, versionMinCommand.bytes);
      return { platform, minimumVersion: versionMinCommand.read(view, range.offset).minimumVersion };
    }
  }
  return undefined;
}

/** The words of an LC_LINKER_OPTION. */
export function readLinkerOption(bytes: Uint8Array, range: CommandRange): string[] {
  requireSize(range, linkerOptionCommand.bytes);
  const { count } = linkerOptionCommand.read(dataView(bytes), range.offset);
  const limit = range.offset + range.size;
  const words: string[] = [];
  let at = range.offset + linkerOptionCommand.bytes;
  while (words.length < count) {
    const end = at < limit ? findZero(bytes, at, limit) : limit;
    if (end === limit)
      throw new MalformedFile(at, `LC_LINKER_OPTION must hold ${count} terminated strings`, String(words.length));
    words.push(decodeText(bytes.subarray(at, end)));
    at = end + 1;
  }
  return words;
}

function checkHeader(header: { readonly fileType: number; readonly cpuType: number }): void {
  if (header.fileType !== fileTypes.MH_OBJECT)
    throw new MalformedFile(
      header64.offsets.fileType,
      "an MH_OBJECT file is expected",
      fileTypes.nameOf(header.fileType) ?? `type ${header.fileType}`,
    );
  if (header.cpuType !== cpuTypes.CPU_TYPE_ARM64 && header.cpuType !== cpuTypes.CPU_TYPE_X86_64)
    throw new MalformedFile(
      header64.offsets.cpuType,
      "an object for arm64 or x86_64 is expected",
      cpuTypes.nameOf(header.cpuType) ?? `cpu type 0x${header.cpuType.toString(16)}`,
    );
}

/**
 * Reads and checks a relocatable object that starts at `start` and reaches to the end of `file`. Throws
 * MalformedFile; allocates in proportion to its load commands, sections and data-in-code entries only.
 */
export function readObject(file: Uint8Array, start = 0): ObjectFile {
  const bytes = start === 0 ? file : file.subarray(start);
  const { header, commands } = readCommands(bytes);
  checkHeader(header);
  const parts: FilePart[] = [
    { what: "the header", offset: 0, size: header64.bytes + header.commandBytes, claimedAt: 0 },
  ];
  const segment = onlyCommand(commands, loadCommands.LC_SEGMENT_64);
  const sections = segment === undefined ? [] : readSections(bytes, segment, parts);
  const symtab = onlyCommand(commands, loadCommands.LC_SYMTAB);
  const symbols = symtab === undefined ? noSymbols : readSymbolTable(bytes, symtab, parts);
  const dysymtab = onlyCommand(commands, loadCommands.LC_DYSYMTAB);
  const indirectSymbols = readDysymtab(bytes, dysymtab, symbols.count, parts);
  const dataInCode = readLinkeditRange(bytes, onlyCommand(commands, loadCommands.LC_DATA_IN_CODE), parts);
  const hints = onlyCommand(commands, loadCommands.LC_LINKER_OPTIMIZATION_HINT);
  const optimizationHints = readLinkeditRange(bytes, hints, parts);
  refuseOverlaps(parts);
  checkSymbols(bytes, symbols, sections.length);
  const addendType = header.cpuType === cpuTypes.CPU_TYPE_ARM64 ? arm64Relocations.ARM64_RELOC_ADDEND : -1;
  const bounds = { symbolCount: symbols.count, sectionCount: sections.length, addendType };
  for (const section of sections) checkRelocations(bytes, section, bounds);
  const version = readPlatform(bytes, commands);
  return {
    bytes,
    cpuType: header.cpuType,
    cpuSubtype: header.cpuSubtype & 0xffffff,
    flags: header.flags,
    platform: version?.platform,
    minimumVersion: version?.minimumVersion,
    sections,
    symbolCount: symbols.count,
    symbols,
    indirectSymbols,
    dataInCode: dataInCode === undefined ? [] : readDataInCode(bytes, dataInCode.offset, dataInCode.size),
    linkerOptions: commands
      .filter((range) => range.command === loadCommands.LC_LINKER_OPTION)
      .map((range) => readLinkerOption(bytes, range)),
    optimizationHints,
    commands,
    ...tableReaders(bytes, symbols, sections),
  };
}
