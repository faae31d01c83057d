// Reads a finished image again as the kernel and dyld would, with nothing but its bytes, and says what they would
// refuse: a check of the whole linker that shares no table with it.

import { hex0x } from "@/base/text";
import {
  cpuTypes,
  fileTypes,
  loadCommands as lc,
  protections,
  sectionTypeOf,
  sectionTypes,
  segmentFlags,
  symbolTypes,
} from "@/macho/constants";
import {
  dyldInfoCommand,
  dylibCommand,
  dysymtabCommand,
  entryPointCommand,
  header64,
  linkeditDataCommand,
  nlist64,
  symtabCommand,
} from "@/macho/layouts";
import { dataInCodeOf, exportsOf, functionStartsOf, indirectSymbolsOf, symbolsOf } from "@/macho/linkedit";
import { MalformedFile } from "@/macho/malformed";
import { commandOf, type ImageSection, type ImageSegment, type MachoImage, readImage } from "@/macho/readImage";
import { dataView } from "@/macho/struct";
import { verifySignature } from "@/macho/verifySignature";
import { isZerofill } from "./outputNames";
import { checkDebugMap, isStabRecord } from "./validateDebugMap";
import { type Complain, checkFixups, libraryCommands, segmentEnd } from "./validateFixups";
import { checkUnwind } from "./validateUnwind";

/** What is wrong with an executable, dylib or bundle; nothing for a good one. */
export function validateImage(bytes: Uint8Array): readonly string[] {
  const problems: string[] = [];
  const complain: Complain = (problem) => {
    problems.push(problem);
  };
  const attempt = (check: () => void) => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof MalformedFile)) throw error;
      complain(`${error.message}`);
    }
  };
  attempt(() => {
    const image = readImage(bytes);
    for (const check of checks) attempt(() => check(image, complain));
  });
  return problems;
}

const pageSizes = new Map<number, number>([
  [cpuTypes.CPU_TYPE_ARM64, 0x4000],
  [cpuTypes.CPU_TYPE_X86_64, 0x1000],
]);
const sectionName = ({ segmentName, sectionName: name }: ImageSection) => `${segmentName},${name}`;

/** Segments: on pages, in order, without overlaps in memory or file; bytes only where there is room for them. */
function checkSegments(image: MachoImage, complain: Complain): void {
  const page = pageSizes.get(image.header.cpuType) ?? 0x1000;
  let memoryEnd = 0;
  let fileEnd = 0;
  for (const segment of image.segments) {
    const { segmentName: name } = segment;
    checkPages(segment, page, complain);
    checkRights(segment, complain);
    if (segment.address < memoryEnd) complain(`${name} overlaps the segment before it in memory`);
    if (segment.fileSize > 0 && segment.fileOffset < fileEnd)
      complain(`${name} overlaps the segment before it in the file`);
    if (segment.fileSize > segment.memorySize) complain(`${name} has more bytes than memory`);
    if (segment.fileOffset + segment.fileSize > image.bytes.length)
      complain(`${name} reaches past the end of the file`);
    memoryEnd = Math.max(memoryEnd, segmentEnd(segment));
    if (segment.fileSize > 0) fileEnd = segment.fileOffset + segment.fileSize;
  }
  const last = image.segments.at(-1);
  if (last?.segmentName !== "__LINKEDIT") complain("the last segment is not __LINKEDIT");
  else if (last.fileOffset + last.fileSize !== image.bytes.length) complain("__LINKEDIT does not end with the file");
}

function checkPages(segment: ImageSegment, page: number, complain: Complain): void {
  const { segmentName: name } = segment;
  if (segment.address % page !== 0) complain(`${name} starts at ${hex0x(segment.address)}, not on a page`);
  if (segment.memorySize % page !== 0) complain(`${name} takes ${hex0x(segment.memorySize)} bytes, not whole pages`);
  if (segment.fileOffset % page !== 0)
    complain(`${name} starts at ${hex0x(segment.fileOffset)} of the file, not on a page`);
  if (name !== "__LINKEDIT" && segment.fileSize % page !== 0)
    complain(`${name} has ${hex0x(segment.fileSize)} bytes in the file, not whole pages`);
}

function checkRights({ segmentName, initialProtection, maximumProtection }: ImageSegment, complain: Complain): void {
  const both = protections.VM_PROT_WRITE | protections.VM_PROT_EXECUTE;
  if ((initialProtection & both) === both) complain(`${segmentName} is both writable and executable`);
  if ((initialProtection & ~maximumProtection) !== 0)
    complain(`${segmentName} starts with more rights than it may have`);
}

/** Sections: inside their segment, aligned, apart, file and memory in step, zerofill last. */
function checkSections(image: MachoImage, complain: Complain): void {
  if (image.sections.length > 255) complain("more sections than symbols can name");
  for (const segment of image.segments) {
    let end: number = segment.address;
    let zerofillSeen = false;
    for (const section of segment.sections) {
      const name = sectionName(section);
      checkBytes(segment, section, zerofillSeen, complain);
      if (section.segmentName !== segment.segmentName) complain(`${name} is listed in ${segment.segmentName}`);
      if (section.address % 2 ** section.alignment !== 0) complain(`${name} is not aligned to 2^${section.alignment}`);
      if (section.address < end) complain(`${name} overlaps what is before it`);
      if (section.address + section.size > segmentEnd(segment)) complain(`${name} reaches past its segment`);
      zerofillSeen ||= isZerofill(section.flags);
      end = section.address + section.size;
    }
  }
  const first = image.sections[0];
  const commandsEnd = header64.bytes + image.header.commandBytes;
  if (first !== undefined && !isZerofill(first.flags) && first.offset < commandsEnd)
    complain("the first section overlaps the load commands");
}

function checkBytes(segment: ImageSegment, section: ImageSection, zerofillSeen: boolean, complain: Complain): void {
  if (isZerofill(section.flags)) return;
  const name = sectionName(section);
  if (zerofillSeen && section.size > 0) complain(`${name} has bytes behind zerofill`);
  const inSegment = section.address - segment.address;
  if (section.offset - segment.fileOffset !== inSegment) complain(`${name} lies elsewhere in the file than in memory`);
  if (inSegment + section.size > segment.fileSize) complain(`${name} has bytes the file does not hold`);
}

interface Part {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** Every range that a load command names in __LINKEDIT. */
function linkeditParts(image: MachoImage): Part[] {
  const view = dataView(image.bytes);
  const parts: Part[] = [];
  const add = (name: string, offset: number, size: number) => {
    if (size > 0) parts.push({ name, offset, size });
  };
  for (const { command, offset } of image.commands) {
    if (command === lc.LC_DYLD_INFO_ONLY) {
      const info = dyldInfoCommand.read(view, offset);
      add("rebases", info.rebaseOffset, info.rebaseSize);
      add("binds", info.bindOffset, info.bindSize);
      add("weak binds", info.weakBindOffset, info.weakBindSize);
      add("lazy binds", info.lazyBindOffset, info.lazyBindSize);
      add("exports", info.exportOffset, info.exportSize);
    } else if (command === lc.LC_SYMTAB) {
      const table = symtabCommand.read(view, offset);
      add("symbols", table.symbolOffset, table.symbolCount * nlist64.bytes);
      add("strings", table.stringOffset, table.stringSize);
    } else if (command === lc.LC_DYSYMTAB) {
      const table = dysymtabCommand.read(view, offset);
      add("indirect symbols", table.indirectOffset, table.indirectCount * 4);
    } else if (dataCommands.has(command)) {
      const { dataOffset, dataSize } = linkeditDataCommand.read(view, offset);
      add(dataCommands.get(command)!, dataOffset, dataSize);
    }
  }
  return parts;
}
const dataCommands = new Map<number, string>([
  [lc.LC_DYLD_CHAINED_FIXUPS, "chained fixups"],
  [lc.LC_DYLD_EXPORTS_TRIE, "exports"],
  [lc.LC_FUNCTION_STARTS, "function starts"],
  [lc.LC_DATA_IN_CODE, "data in code"],
  [lc.LC_CODE_SIGNATURE, "signature"],
]);
const partOrder = [
  "chained fixups",
  "rebases",
  "binds",
  "weak binds",
  "lazy binds",
  "exports",
  "function starts",
  "data in code",
  "symbols",
  "indirect symbols",
  "strings",
  "signature",
];

/** The parts of __LINKEDIT lie inside it, in the usual order, 8-aligned, with nothing but padding between them. */
function checkLinkedit(image: MachoImage, complain: Complain): void {
  const segment = image.segments.find(({ segmentName: name }) => name === "__LINKEDIT");
  if (segment === undefined) return;
  const parts = linkeditParts(image).sort((a, b) => a.offset - b.offset);
  let end: number = segment.fileOffset;
  let rank = -1;
  for (const part of parts) {
    if (part.offset < end) complain(`${part.name} overlap what is before them`);
    if (part.offset - end >= 16) complain(`${part.name} leave a gap of ${part.offset - end} bytes before them`);
    if (part.offset % 8 !== 0) complain(`${part.name} start at ${hex0x(part.offset)}, not 8-aligned`);
    if (partOrder.indexOf(part.name) < rank) complain(`${part.name} are out of order`);
    rank = partOrder.indexOf(part.name);
    end = part.offset + part.size;
  }
  const fileEnd = segment.fileOffset + segment.fileSize;
  if (end > fileEnd) complain("a part of __LINKEDIT reaches past it");
  if (fileEnd - end >= 16) complain("__LINKEDIT ends with bytes that belong to nothing");
}

/** Symbols: groups as LC_DYSYMTAB says, sections that exist, values inside them. */
function checkSymbols(image: MachoImage, complain: Complain): void {
  const symbols = symbolsOf(image);
  const range = commandOf(image, lc.LC_DYSYMTAB);
  if (range === undefined) {
    complain("LC_DYSYMTAB is missing");
    return;
  }
  const groups = dysymtabCommand.read(dataView(image.bytes), range.offset);
  if (groups.firstExternal !== groups.firstLocal + groups.localCount)
    complain("external symbols do not follow local ones");
  if (groups.firstUndefined !== groups.firstExternal + groups.externalCount) complain("imports do not follow exports");
  if (groups.firstUndefined + groups.undefinedCount !== symbols.length) complain("imports are not the last symbols");
  const libraryCount = image.commands.filter(({ command }) => libraryCommands.has(command)).length;
  for (const [index, symbol] of symbols.entries()) {
    if (isStabRecord(symbol)) {
      if (index >= groups.firstExternal) complain(`a record of the debug map, ${symbol.name}, is not among the locals`);
      continue;
    }
    const kind = symbol.type & symbolTypes.N_TYPE;
    const isExternal = (symbol.type & symbolTypes.N_EXT) !== 0;
    if (isExternal !== index >= groups.firstExternal) complain(`${symbol.name} is in the wrong group`);
    if ((kind === symbolTypes.N_UNDF) !== index >= groups.firstUndefined)
      complain(`${symbol.name} is in the wrong group`);
    const ordinal = symbol.description >>> 8;
    if (kind === symbolTypes.N_UNDF && ordinal > libraryCount && ordinal < 0xfe)
      complain(`${symbol.name} comes from library ${ordinal} of ${libraryCount}`);
    if (kind !== symbolTypes.N_SECT) continue;
    const section = image.sections[symbol.section - 1];
    if (section === undefined) complain(`${symbol.name} names section ${symbol.section}`);
    else if (symbol.name !== "__mh_execute_header" && outside(section, Number(symbol.value)))
      complain(`${symbol.name} lies outside ${sectionName(section)}`);
  }
}
const outside = ({ address, size }: ImageSection, value: number) => value < address || value > address + size;

/** Sections of slots: as many indirect entries as slots, symbols that exist. */
function checkIndirect(image: MachoImage, complain: Complain): void {
  const entries = indirectSymbolsOf(image);
  const symbolCount = symbolsOf(image).length;
  for (const entry of entries)
    if ((entry & 0xc000_0000) === 0 && entry >= symbolCount)
      complain(`an indirect entry names symbol ${entry} of ${symbolCount}`);
  for (const section of image.sections) {
    const unit = slotBytes(section);
    if (unit === 0) continue;
    if (section.size % unit !== 0) complain(`${sectionName(section)} does not hold whole slots`);
    if (section.reserved1 + section.size / unit > entries.length)
      complain(`${sectionName(section)} has slots without an indirect entry`);
  }
}
function slotBytes({ flags, reserved2 }: ImageSection): number {
  const type = sectionTypeOf(flags);
  if (type === sectionTypes.S_SYMBOL_STUBS) return reserved2;
  const isPointers =
    type === sectionTypes.S_NON_LAZY_SYMBOL_POINTERS ||
    type === sectionTypes.S_LAZY_SYMBOL_POINTERS ||
    type === sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS;
  return isPointers ? 8 : 0;
}

/** The entry lies in code, exports and function starts in the image. */
function checkEntries(image: MachoImage, complain: Complain): void {
  const text = image.segments.find(({ segmentName: name }) => name === "__TEXT");
  if (text === undefined) {
    complain("__TEXT is missing");
    return;
  }
  if (text.fileOffset !== 0) complain("__TEXT does not start with the header");
  const main = commandOf(image, lc.LC_MAIN);
  const isProgram = image.header.fileType === fileTypes.MH_EXECUTE;
  if (isProgram && main === undefined) complain("LC_MAIN is missing");
  if (!isProgram && main !== undefined) complain("LC_MAIN in an image that is no program");
  if (main !== undefined) {
    const { entryOffset } = entryPointCommand.read(dataView(image.bytes), main.offset);
    const isCode = image.segments.some(
      (segment) =>
        (segment.initialProtection & protections.VM_PROT_EXECUTE) !== 0 &&
        entryOffset >= segment.fileOffset &&
        entryOffset < segment.fileOffset + segment.fileSize,
    );
    if (!isCode || entryOffset < header64.bytes + image.header.commandBytes)
      complain(`the entry ${hex0x(entryOffset)} is not code`);
  }
  // Code may lie in any segment that a hand-written section names, so may its functions and its data.
  const inside = (start: number, length: number) =>
    image.sections.some(({ address, size }) => start >= address && start + length <= address + size);
  for (const offset of functionStartsOf(image))
    if (!inside(text.address + offset, 0)) complain(`a function starts at ${hex0x(offset)}, outside all sections`);
  for (const { offset, length } of dataInCodeOf(image)) {
    const segment = image.segments.find((s) => offset >= s.fileOffset && offset < s.fileOffset + s.fileSize);
    if (segment === undefined || offset + length > segment.fileOffset + segment.fileSize)
      complain(`data in code at ${hex0x(offset)} lies outside all segments`);
  }
  const end = Math.max(...image.segments.map((segment) => segmentEnd(segment)));
  for (const { name, offset, flags } of exportsOf(image).exports)
    if ((flags & 3) !== 2 && text.address + offset >= end)
      complain(`${name} is exported at ${hex0x(offset)}, outside the image`);
}

function checkCommands(image: MachoImage, complain: Complain): void {
  const isDylib = image.header.fileType === fileTypes.MH_DYLIB;
  if (isDylib !== (commandOf(image, lc.LC_ID_DYLIB) !== undefined))
    complain(isDylib ? "LC_ID_DYLIB is missing" : "LC_ID_DYLIB in an image that is no dylib");
  for (const { command, offset, name } of image.commands) {
    if (!libraryCommands.has(command)) continue;
    const { nameOffset } = dylibCommand.read(dataView(image.bytes), offset);
    if (nameOffset !== dylibCommand.bytes) complain(`${name} keeps its name at ${nameOffset}`);
  }
  const constant = image.segments.find(({ segmentName: name }) => name === "__DATA_CONST");
  if (constant !== undefined && (constant.flags & segmentFlags.SG_READ_ONLY) === 0)
    complain("__DATA_CONST is not SG_READ_ONLY");
  const isSigned = commandOf(image, lc.LC_CODE_SIGNATURE) !== undefined;
  if (isSigned) for (const problem of verifySignature(image.bytes).problems) complain(problem);
}

const checks = [
  checkSegments,
  checkSections,
  checkLinkedit,
  checkFixups,
  checkSymbols,
  checkDebugMap,
  checkIndirect,
  checkEntries,
  checkCommands,
  checkUnwind,
];
