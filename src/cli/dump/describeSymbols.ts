import { hex0x } from "@/base/text";
import {
  fileTypes,
  headerFlags,
  indirectSymbolMarks,
  ordinalOf,
  sectionTypeOf,
  sectionTypes,
  specialOrdinals,
  stabs,
  symbolDescriptions,
  symbolTypes,
} from "@/macho/constants";
import { type ImageSymbol, indirectSymbolsOf } from "@/macho/linkedit";
import type { ImageSection, MachoImage } from "@/macho/readImage";
import type { IndirectDump, SymbolDump, WideNumber } from "./document";

/** A 64-bit value as a number where one can hold it. */
export function wideNumber(value: bigint): WideNumber {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
export const wideText = (value: WideNumber): string => (typeof value === "string" ? value : hex0x(value));

function kindOf(symbol: ImageSymbol): SymbolDump["kind"] {
  if ((symbol.type & symbolTypes.N_STAB) !== 0) return "stab";
  switch (symbol.type & symbolTypes.N_TYPE) {
    case symbolTypes.N_UNDF:
      return (symbol.type & symbolTypes.N_EXT) !== 0 && symbol.value !== 0n ? "tentative" : "undefined";
    case symbolTypes.N_PBUD:
      return "undefined";
    case symbolTypes.N_ABS:
      return "absolute";
    case symbolTypes.N_SECT:
      return "defined";
    case symbolTypes.N_INDR:
      return "indirect";
    default:
      return "other";
  }
}

/** Bits of n_desc by name: which of them mean anything depends on what the symbol is. */
function flagsOf(kind: SymbolDump["kind"], description: number, isObject: boolean): readonly string[] {
  if (kind === "stab") return [];
  const isImport = kind === "undefined" || kind === "tentative";
  // Bits 8 to 15 hold an import's ordinal or a tentative definition's alignment.
  const bits = isImport ? description & 0xff : description;
  return symbolDescriptions.namesOf(bits).map((name) => {
    // Bit 7 says "weak definition" of a definition, and of an import that it refers to one.
    return name === "N_WEAK_DEF" && isImport && !isObject ? "N_REF_TO_WEAK" : name;
  });
}

const specialLibraries = new Map<number, string>([
  [specialOrdinals.SELF_LIBRARY_ORDINAL, "this image"],
  [specialOrdinals.DYNAMIC_LOOKUP_ORDINAL, "flat look-up"],
  [specialOrdinals.EXECUTABLE_ORDINAL, "main executable"],
]);

/** Those that name a place; in others the field means something else. */
const stabsWithSection: ReadonlySet<number> = new Set([
  stabs.N_GSYM,
  stabs.N_FUN,
  stabs.N_STSYM,
  stabs.N_BNSYM,
  stabs.N_ENSYM,
]);

export function describeSymbol(
  image: MachoImage,
  libraries: readonly string[],
  symbol: ImageSymbol,
  index: number,
): SymbolDump {
  const { fileType, flags } = image.header;
  const isObject = fileType === fileTypes.MH_OBJECT;
  const kind = kindOf(symbol);
  const hasSection = kind === "defined" || (kind === "stab" && stabsWithSection.has(symbol.type));
  const section = hasSection ? image.sections[symbol.section - 1] : undefined;
  const twoLevel = kind === "undefined" && !isObject && (flags & headerFlags.MH_TWOLEVEL) !== 0;
  const ordinal = twoLevel ? ordinalOf(symbol.description) : null;
  return {
    index,
    name: symbol.name,
    value: wideNumber(symbol.value),
    kind,
    stab: kind === "stab" ? (stabs.nameOf(symbol.type) ?? `stab ${hex0x(symbol.type)}`) : null,
    external: kind !== "stab" && (symbol.type & symbolTypes.N_EXT) !== 0,
    privateExternal: kind !== "stab" && (symbol.type & symbolTypes.N_PEXT) !== 0,
    type: symbol.type,
    description: symbol.description,
    flags: flagsOf(kind, symbol.description, isObject),
    sectionNumber: symbol.section,
    section: section === undefined ? null : `${section.segmentName},${section.sectionName}`,
    ordinal,
    library:
      ordinal === null ? null : (specialLibraries.get(ordinal) ?? libraries[ordinal - 1] ?? `library ${ordinal}`),
  };
}

/** Section types whose reserved1 is their first entry of the indirect table. */
const indirectTypes = new Set<number>([
  sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
  sectionTypes.S_LAZY_SYMBOL_POINTERS,
  sectionTypes.S_LAZY_DYLIB_SYMBOL_POINTERS,
  sectionTypes.S_SYMBOL_STUBS,
  sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
]);

interface IndirectRange {
  readonly section: ImageSection;
  readonly first: number;
  readonly end: number;
  readonly stride: number;
}
const indirectRanges = (image: MachoImage): IndirectRange[] =>
  image.sections
    .filter((section) => indirectTypes.has(sectionTypeOf(section.flags)))
    .map((section) => {
      const stride = sectionTypeOf(section.flags) === sectionTypes.S_SYMBOL_STUBS ? section.reserved2 : 8;
      const first = section.reserved1;
      return { section, first, stride, end: first + (stride === 0 ? 0 : Math.floor(section.size / stride)) };
    });

function targetOf(entry: number, symbols: readonly SymbolDump[]): Pick<IndirectDump, "symbol" | "name"> {
  const marks: string[] = [];
  if ((entry & indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL) !== 0) marks.push("LOCAL");
  if ((entry & indirectSymbolMarks.INDIRECT_SYMBOL_ABS) !== 0) marks.push("ABSOLUTE");
  if (marks.length > 0) return { symbol: null, name: marks.join(" ") };
  return { symbol: entry, name: symbols[entry]?.name ?? `symbol ${entry}` };
}

/** Entries of the indirect table with the slot that each belongs to. */
export function describeIndirect(image: MachoImage, symbols: readonly SymbolDump[]): IndirectDump[] {
  const ranges = indirectRanges(image);
  return Array.from(indirectSymbolsOf(image), (entry, index): IndirectDump => {
    const range = ranges.find(({ first, end }) => index >= first && index < end);
    return {
      index,
      segment: range?.section.segmentName ?? "",
      section: range?.section.sectionName ?? "",
      address: range === undefined ? 0 : range.section.address + (index - range.first) * range.stride,
      ...targetOf(entry, symbols),
    };
  });
}
