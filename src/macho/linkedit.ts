// What the load commands of an image point to, one part a function: each checks its own range, so a part that is
// damaged throws MalformedFile without hiding the others. A part the image does not have is empty.

import { decodeText } from "@/base/text";
import { type DecodedBinds, readBinds } from "./bindStream";
import { fileTypes, loadCommands } from "./constants";
import { type DataInCode, readDataInCode } from "./dataInCode";
import { readFunctionStarts } from "./functionStarts";
import {
  dyldInfoCommand,
  dysymtabCommand,
  linkeditDataCommand,
  nlist64,
  type RelocationWord,
  relocationInfo,
  symtabCommand,
  unpackRelocation,
} from "./layouts";
import { checkedRange, checkRange, findZero, MalformedFile } from "./malformed";
import { type ChainedPlace, type DecodedChainedFixups, readChainedFixups, walkChains } from "./readChainedFixups";
import { type DecodedTrie, decodeExportTrie } from "./readExportTrie";
import { commandOf, type ImageSection, type MachoImage } from "./readImage";
import { type DecodedRebases, readRebases } from "./rebaseStream";
import { dataView } from "./struct";

const segmentSizes = (image: MachoImage) => image.segments.map((segment) => segment.memorySize as number);

function dyldInfo(image: MachoImage) {
  const range = commandOf(image, loadCommands.LC_DYLD_INFO_ONLY) ?? commandOf(image, loadCommands.LC_DYLD_INFO);
  return range === undefined ? undefined : dyldInfoCommand.read(dataView(image.bytes), range.offset);
}

/** The bytes that a command of the linkedit_data_command kind points to; undefined without the command. */
export function linkeditData(image: MachoImage, command: number): Uint8Array | undefined {
  const range = commandOf(image, command);
  if (range === undefined) return undefined;
  const { dataOffset, dataSize } = linkeditDataCommand.read(dataView(image.bytes), range.offset);
  return checkedRange(image.bytes, dataOffset, dataSize, `the data of ${loadCommands.nameOf(command)}`, range.offset);
}

export function rebasesOf(image: MachoImage): DecodedRebases {
  const info = dyldInfo(image);
  if (info === undefined) return { rebases: [], opcodes: [] };
  const bytes = checkedRange(image.bytes, info.rebaseOffset, info.rebaseSize, "the rebase stream");
  return readRebases(bytes, { segmentSizes: segmentSizes(image) });
}

export function bindsOf(image: MachoImage, kind: "bind" | "weak" | "lazy"): DecodedBinds {
  const info = dyldInfo(image);
  if (info === undefined) return { binds: [], strongDefinitions: [], opcodes: [] };
  const ranges = {
    bind: [info.bindOffset, info.bindSize],
    weak: [info.weakBindOffset, info.weakBindSize],
    lazy: [info.lazyBindOffset, info.lazyBindSize],
  } as const;
  const [offset, size] = ranges[kind];
  const bytes = checkedRange(image.bytes, offset, size, `the ${kind === "bind" ? "" : `${kind} `}bind stream`);
  return readBinds(bytes, kind, { segmentSizes: segmentSizes(image) });
}

export interface ImageChains {
  readonly data: DecodedChainedFixups;
  /** Every pointer of every chain, in the order that dyld changes them. */
  readonly places: readonly ChainedPlace[];
}

/** Chained fixups; undefined for an image with opcode streams, or none. */
export function chainedFixupsOf(image: MachoImage): ImageChains | undefined {
  const bytes = linkeditData(image, loadCommands.LC_DYLD_CHAINED_FIXUPS);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const data = readChainedFixups(bytes);
  const places: ChainedPlace[] = [];
  for (const [index, starts] of data.segments.entries()) {
    if (starts === undefined) continue;
    const segment = image.segments[index];
    if (segment === undefined) throw new MalformedFile(0, `chains in segment ${index}, which is not there`);
    const contents = checkedRange(image.bytes, segment.fileOffset, segment.fileSize, `segment ${index}`);
    for (const place of walkChains(index, starts, contents)) places.push(place);
  }
  return { data, places };
}

/** Exports, from LC_DYLD_INFO or LC_DYLD_EXPORTS_TRIE. */
export function exportsOf(image: MachoImage): DecodedTrie {
  const info = dyldInfo(image);
  if (info !== undefined && info.exportSize > 0)
    return decodeExportTrie(checkedRange(image.bytes, info.exportOffset, info.exportSize, "the export trie"));
  return decodeExportTrie(linkeditData(image, loadCommands.LC_DYLD_EXPORTS_TRIE) ?? new Uint8Array(0));
}

/** Offsets of functions from the start of __TEXT. */
export const functionStartsOf = (image: MachoImage): readonly number[] =>
  readFunctionStarts(linkeditData(image, loadCommands.LC_FUNCTION_STARTS) ?? new Uint8Array(0));

export const dataInCodeOf = (image: MachoImage): readonly DataInCode[] =>
  readDataInCode(linkeditData(image, loadCommands.LC_DATA_IN_CODE) ?? new Uint8Array(0));

export interface ImageSymbol {
  readonly name: string;
  readonly type: number;
  readonly section: number;
  readonly description: number;
  /** All 64 bits: absolute symbols may use them. */
  readonly value: bigint;
}

/** Symbols may share strings; together longer than this many string tables they can only be damage. */
const largestExpansion = 64;

/** The symbol table, names decoded: for dumps, in proportion to the file. */
export function symbolsOf(image: MachoImage): readonly ImageSymbol[] {
  const range = commandOf(image, loadCommands.LC_SYMTAB);
  if (range === undefined) return [];
  const view = dataView(image.bytes);
  const command = symtabCommand.read(view, range.offset);
  const { symbolOffset, symbolCount, stringOffset, stringSize } = command;
  checkRange(image.bytes.length, symbolOffset, symbolCount * nlist64.bytes, "the symbol table", range.offset);
  checkRange(image.bytes.length, stringOffset, stringSize, "the string table", range.offset);
  const stringsEnd = stringOffset + stringSize;
  let textLeft = stringSize * largestExpansion;
  return Array.from({ length: symbolCount }, (_, index): ImageSymbol => {
    const at = symbolOffset + index * nlist64.bytes;
    const symbol = nlist64.read(view, at);
    const start = stringOffset + symbol.name;
    if (start > stringsEnd) throw new MalformedFile(at, `the name of symbol ${index} starts past the string table`);
    const end = findZero(image.bytes, start, stringsEnd);
    textLeft -= end - start;
    if (textLeft < 0) throw new MalformedFile(at, "names of symbols overlap");
    const value = view.getBigUint64(at + nlist64.offsets.value, true);
    return { ...symbol, name: decodeText(image.bytes.subarray(start, end)), value };
  });
}

/** Symbol numbers (or indirectSymbolMarks) that stubs and pointer sections refer to by reserved1. */
export function indirectSymbolsOf(image: MachoImage): Uint32Array {
  const range = commandOf(image, loadCommands.LC_DYSYMTAB);
  if (range === undefined) return new Uint32Array(0);
  const view = dataView(image.bytes);
  const { indirectOffset, indirectCount } = dysymtabCommand.read(view, range.offset);
  checkRange(image.bytes.length, indirectOffset, indirectCount * 4, "the indirect symbol table", range.offset);
  return Uint32Array.from({ length: indirectCount }, (_, index) => view.getUint32(indirectOffset + 4 * index, true));
}

export interface ImageRelocation extends RelocationWord {
  readonly address: number;
}

/** Relocation records of a section: only objects (and kexts) have any. */
export function relocationsOf(image: MachoImage, section: ImageSection): readonly ImageRelocation[] {
  const { relocationOffset, relocationCount } = section;
  const what = `relocations of ${section.segmentName},${section.sectionName}`;
  if (relocationCount === 0) return [];
  checkRange(image.bytes.length, relocationOffset, relocationCount * relocationInfo.bytes, what, relocationOffset);
  const view = dataView(image.bytes);
  return Array.from({ length: relocationCount }, (_, index) => {
    const { address, packed } = relocationInfo.read(view, relocationOffset + index * relocationInfo.bytes);
    return { address, ...unpackRelocation(packed) };
  });
}

export const isObject = (image: MachoImage): boolean => image.header.fileType === fileTypes.MH_OBJECT;
