// Draft to MH_OBJECT bytes, in the order of LLVM's MachObjectWriter: header, load commands, section contents,
// relocations (each section's reversed), data in code, hints, indirect symbols, symbols, strings.

import type { Architecture } from "@/arch/architecture";
import { concatBytes } from "@/base/buffers";
import { pushUleb } from "@/base/leb128";
import { encodeText } from "@/base/text";
import { byteCount, fileOffset, virtualAddress } from "@/base/units";
import {
  cpuSubtypes,
  cpuTypes,
  fileTypes,
  headerFlags,
  indirectSymbolMarks,
  loadCommands,
  magics,
  platforms,
  protections,
  sectionAttributes,
  sectionTypeOf,
  sectionTypes,
} from "@/macho/constants";
import {
  buildVersionCommand,
  dataInCodeEntry,
  dysymtabCommand,
  header64,
  linkeditDataCommand,
  linkerOptionCommand,
  packRelocation,
  relocationInfo,
  section64,
  segmentCommand64,
  symtabCommand,
  versionMinCommand,
} from "@/macho/layouts";
import type { Draft, DraftSection, VersionCommand } from "./draft";
import { addressOf, type Evaluator } from "./evaluate";
import { addressOrder } from "./layout";
import type { DraftRelocation } from "./relocations/record";
import { isVirtual } from "./sectionKinds";
import type { SymbolTable } from "./symbolTable";

export interface ObjectParts {
  readonly draft: Draft;
  readonly architecture: Architecture;
  readonly evaluator: Evaluator;
  readonly contents: ReadonlyMap<DraftSection, Uint8Array>;
  readonly relocations: ReadonlyMap<DraftSection, readonly DraftRelocation[]>;
  readonly symbols: SymbolTable;
}

const cpus: Readonly<Record<Architecture, { readonly type: number; readonly subtype: number }>> = {
  arm64: { type: cpuTypes.CPU_TYPE_ARM64, subtype: cpuSubtypes.CPU_SUBTYPE_ARM64_ALL },
  x86_64: { type: cpuTypes.CPU_TYPE_X86_64, subtype: cpuSubtypes.CPU_SUBTYPE_X86_64_ALL },
};
/** Source text without a version directive is for this system. */
const defaultVersion: VersionCommand = {
  kind: "build",
  platform: platforms.PLATFORM_MACOS,
  minimum: 12 << 16,
  sdk: 0,
};

const words = (values: readonly number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const padded = (bytes: Uint8Array, unit: number) => {
  const whole = new Uint8Array(Math.ceil(bytes.length / unit) * unit);
  whole.set(bytes);
  return whole;
};

export function writeObject(parts: ObjectParts): Uint8Array<ArrayBuffer> {
  const { draft, symbols } = parts;
  const hints = padded(hintBytes(parts), 8);
  const regions = dataRegionBytes(parts);
  const indirect = words(indirectEntries(parts));
  const hasSymbols = symbols.indexOf.size > 0;
  const commandSizes = [
    segmentCommand64.bytes + draft.sections.length * section64.bytes,
    versionBytes(draft.version ?? defaultVersion).length,
    regions.length > 0 ? linkeditDataCommand.bytes : 0,
    hints.length > 0 ? linkeditDataCommand.bytes : 0,
    hasSymbols ? symtabCommand.bytes : 0,
    hasSymbols ? dysymtabCommand.bytes : 0,
    ...draft.linkerOptions.map((options) => linkerOptionBytes(options).length),
  ].filter((size) => size > 0);
  const commandBytes = commandSizes.reduce((sum, size) => sum + size, 0);
  const dataStart = header64.bytes + commandBytes;
  const data = sectionData(parts);
  const relocationStart = dataStart + data.length;
  const relocations = draft.sections.map((section) => relocationBytes(parts, section));
  const regionStart = relocationStart + relocations.reduce((sum, bytes) => sum + bytes.length, 0);
  const hintStart = regionStart + regions.length;
  const indirectStart = hintStart + hints.length;
  const symbolStart = indirectStart + indirect.length;
  const linkedit = (command: number, offset: number, bytes: Uint8Array) =>
    bytes.length === 0
      ? []
      : [
          linkeditDataCommand.encode({
            command,
            size: byteCount(linkeditDataCommand.bytes),
            dataOffset: fileOffset(offset),
            dataSize: byteCount(bytes.length),
          }),
        ];
  return concatBytes([
    headerBytes(parts, commandSizes.length, commandBytes),
    ...segmentBytes(parts, dataStart, relocationStart),
    versionBytes(draft.version ?? defaultVersion),
    ...linkedit(loadCommands.LC_DATA_IN_CODE, regionStart, regions),
    ...linkedit(loadCommands.LC_LINKER_OPTIMIZATION_HINT, hintStart, hints),
    ...(hasSymbols ? symbolCommands(symbols, symbolStart, indirectStart, indirect.length / 4) : []),
    ...draft.linkerOptions.map(linkerOptionBytes),
    data,
    ...relocations,
    regions,
    hints,
    indirect,
    symbols.bytes,
    hasSymbols ? symbols.strings.bytes : new Uint8Array(0),
  ]);
}

function headerBytes({ draft, architecture }: ObjectParts, commandCount: number, commandBytes: number): Uint8Array {
  const cpu = cpus[architecture];
  return header64.encode({
    magic: magics.MH_MAGIC_64,
    cpuType: cpu.type,
    cpuSubtype: cpu.subtype,
    fileType: fileTypes.MH_OBJECT,
    commandCount,
    commandBytes: byteCount(commandBytes),
    flags: draft.subsectionsViaSymbols ? headerFlags.MH_SUBSECTIONS_VIA_SYMBOLS : 0,
    reserved: 0,
  });
}

/** The one segment of an object, without a name, and its sections. */
function segmentBytes(parts: ObjectParts, dataStart: number, relocationStart: number): Uint8Array[] {
  const { sections } = parts.draft;
  const end = (of: readonly DraftSection[]) =>
    of.reduce((most, { address, size }) => Math.max(most, address + size), 0);
  const protection = protections.VM_PROT_READ | protections.VM_PROT_WRITE | protections.VM_PROT_EXECUTE;
  const segment = segmentCommand64.encode({
    command: loadCommands.LC_SEGMENT_64,
    size: byteCount(segmentCommand64.bytes + sections.length * section64.bytes),
    segmentName: "",
    address: virtualAddress(0),
    memorySize: byteCount(end(sections)),
    fileOffset: fileOffset(dataStart),
    fileSize: byteCount(end(sections.filter((section) => !isVirtual(section)))),
    maximumProtection: protection,
    initialProtection: protection,
    sectionCount: sections.length,
    flags: 0,
  });
  let nextRelocation = relocationStart;
  const headers = sections.map((section) => {
    const relocationCount = parts.relocations.get(section)?.length ?? 0;
    const header = sectionHeader(parts, section, dataStart, relocationCount === 0 ? 0 : nextRelocation);
    nextRelocation += relocationCount * relocationInfo.bytes;
    return header;
  });
  return [segment, ...headers];
}

function sectionHeader(
  { draft, relocations }: ObjectParts,
  section: DraftSection,
  dataStart: number,
  relocationOffset: number,
): Uint8Array {
  const instructions = section.hasInstructions ? sectionAttributes.S_ATTR_SOME_INSTRUCTIONS : 0;
  return section64.encode({
    sectionName: section.name,
    segmentName: section.segment,
    address: virtualAddress(section.address),
    size: byteCount(section.size),
    offset: fileOffset(isVirtual(section) ? 0 : dataStart + section.address),
    alignment: section.alignment,
    relocationOffset: fileOffset(relocationOffset),
    relocationCount: relocations.get(section)?.length ?? 0,
    flags: (section.flags | instructions) >>> 0,
    reserved1: Math.max(
      0,
      draft.indirectSymbols.findIndex((entry) => entry.section === section),
    ),
    reserved2: section.stubSize,
    reserved3: 0,
  });
}

/** Contents one after the other, with the gaps that alignment leaves, padded to pointer size. */
function sectionData({ draft, contents }: ObjectParts): Uint8Array {
  const sections = addressOrder(draft).filter((section) => !isVirtual(section));
  const last = sections.at(-1);
  const data = new Uint8Array(last === undefined ? 0 : Math.ceil((last.address + last.size) / 8) * 8);
  for (const section of sections) data.set(contents.get(section)!, section.address);
  return data;
}

function relocationBytes({ relocations, symbols }: ObjectParts, section: DraftSection): Uint8Array {
  const entries = relocations.get(section) ?? [];
  const bytes = new Uint8Array(entries.length * relocationInfo.bytes);
  const view = new DataView(bytes.buffer);
  let at = bytes.length;
  for (const { offset, symbol, number, pcRelative, length, type } of entries) {
    at -= relocationInfo.bytes;
    const external = symbol !== undefined;
    const symbolNumber = external ? symbols.indexOf.get(symbol)! : number;
    relocationInfo.write(view, at, {
      address: offset,
      packed: packRelocation({ symbolNumber, pcRelative, length, external, type }),
    });
  }
  return bytes;
}

function versionBytes(version: VersionCommand): Uint8Array {
  const { minimum: minimumVersion, sdk: sdkVersion, platform } = version;
  if (version.kind === "minimum")
    return versionMinCommand.encode({
      command: platform,
      size: byteCount(versionMinCommand.bytes),
      minimumVersion,
      sdkVersion,
    });
  return buildVersionCommand.encode({
    command: loadCommands.LC_BUILD_VERSION,
    size: byteCount(buildVersionCommand.bytes),
    platform,
    minimumVersion,
    sdkVersion,
    toolCount: 0,
  });
}

function linkerOptionBytes(options: readonly string[]): Uint8Array {
  const strings = concatBytes(options.map((option) => encodeText(`${option}\0`)));
  const size = Math.ceil((linkerOptionCommand.bytes + strings.length) / 8) * 8;
  const command = linkerOptionCommand.encode({
    command: loadCommands.LC_LINKER_OPTION,
    size: byteCount(size),
    count: options.length,
  });
  return padded(concatBytes([command, strings]), 8);
}

function symbolCommands(symbols: SymbolTable, symbolStart: number, indirectStart: number, indirectCount: number) {
  const { locals, externals, undefineds, strings, bytes } = symbols;
  const none = { offset: fileOffset(0), count: 0 };
  return [
    symtabCommand.encode({
      command: loadCommands.LC_SYMTAB,
      size: byteCount(symtabCommand.bytes),
      symbolOffset: fileOffset(symbolStart),
      symbolCount: symbols.indexOf.size,
      stringOffset: fileOffset(symbolStart + bytes.length),
      stringSize: byteCount(strings.bytes.length),
    }),
    dysymtabCommand.encode({
      command: loadCommands.LC_DYSYMTAB,
      size: byteCount(dysymtabCommand.bytes),
      firstLocal: 0,
      localCount: locals.length,
      firstExternal: locals.length,
      externalCount: externals.length,
      firstUndefined: locals.length + externals.length,
      undefinedCount: undefineds.length,
      tocOffset: none.offset,
      tocCount: none.count,
      moduleOffset: none.offset,
      moduleCount: none.count,
      referenceOffset: none.offset,
      referenceCount: none.count,
      indirectOffset: fileOffset(indirectCount === 0 ? 0 : indirectStart),
      indirectCount,
      externalRelocationOffset: none.offset,
      externalRelocationCount: none.count,
      localRelocationOffset: none.offset,
      localRelocationCount: none.count,
    }),
  ];
}

/** Addresses of hidden and other labels; 0 for one that is not defined (reported elsewhere). */
function addressNamed({ draft, evaluator }: ObjectParts, name: string): number {
  const symbol = draft.symbols.get(name);
  const at = symbol && evaluator.locate(symbol);
  return at === undefined ? 0 : addressOf(at);
}

function dataRegionBytes(parts: ObjectParts): Uint8Array {
  return concatBytes(
    parts.draft.dataRegions.map(({ kind, start, end }) => {
      const from = addressNamed(parts, start);
      const length = end === undefined ? 0 : addressNamed(parts, end) - from;
      return dataInCodeEntry.encode({ offset: fileOffset(from), length, kind });
    }),
  );
}

/** Each hint: kind, number of labels, their addresses, all ULEB128. */
function hintBytes(parts: ObjectParts): Uint8Array {
  const bytes: number[] = [];
  for (const { kind, labels } of parts.draft.hints) {
    pushUleb(bytes, kind);
    pushUleb(bytes, labels.length);
    for (const label of labels) pushUleb(bytes, addressNamed(parts, label));
  }
  return Uint8Array.from(bytes);
}

function indirectEntries({ draft, evaluator, symbols }: ObjectParts): readonly number[] {
  return draft.indirectSymbols.map(({ symbol, section }) => {
    const isPointer = sectionTypeOf(section.flags) === sectionTypes.S_NON_LAZY_SYMBOL_POINTERS;
    if (isPointer && evaluator.locate(symbol) !== undefined && !symbol.external)
      return indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL;
    return symbols.indexOf.get(symbol) ?? 0;
  });
}
