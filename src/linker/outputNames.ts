// Which section of the image an input section goes to, and in what order sections and segments lie. Both follow
// ld64.lld, whose choices dyld's rules force in part: zerofill last (it has no bytes in the file), thread-local data
// together (dyld copies it as one block for each thread), what dyld alone writes apart in __DATA_CONST.

import { sectionAttributes, sectionTypeMask, sectionTypeOf, sectionTypes } from "@/macho/constants";

import type { SectionOptions } from "./sectionOptions";

export interface OutputName {
  readonly segment: string;
  readonly section: string;
  readonly flags: number;
}

/** Sections of other names that old compilers write for code and data; ld64 has merged them ever since. */
const renamed = new Map<string, readonly [segment: string, section: string]>([
  ["__TEXT,__textcoal_nt", ["__TEXT", "__text"]],
  ["__TEXT,__StaticInit", ["__TEXT", "__text"]],
  ["__TEXT,__const_coal", ["__TEXT", "__const"]],
  ["__DATA,__datacoal_nt", ["__DATA", "__data"]],
  ["__DATA,__const_coal", ["__DATA_CONST", "__const"]],
]);

/** Sections of __DATA that nobody writes to once dyld has filled them; dyld makes their segment read-only then. */
const constantOnceBound = new Set([
  "__const",
  "__cfstring",
  "__got",
  "__nl_symbol_ptr",
  "__mod_init_func",
  "__mod_term_func",
  "__objc_classlist",
  "__objc_nlclslist",
  "__objc_catlist",
  "__objc_nlcatlist",
  "__objc_protolist",
  "__objc_imageinfo",
]);

const { S_REGULAR, S_COALESCED, S_CSTRING_LITERALS, S_4BYTE_LITERALS, S_8BYTE_LITERALS, S_16BYTE_LITERALS } =
  sectionTypes;
const literalSizes = new Map<number, number>([
  [S_4BYTE_LITERALS, 4],
  [S_8BYTE_LITERALS, 8],
  [S_16BYTE_LITERALS, 16],
]);
/** Bytes of one literal in a section of literals of one length; 0 for others. */
export const literalBytes = (flags: number): number => literalSizes.get(sectionTypeOf(flags)) ?? 0;

/** `options`: what the command line renames, before anything else is looked at. */
export function outputNameOf(
  segment: string,
  section: string,
  flags: number,
  options: SectionOptions | undefined = undefined,
): OutputName {
  const moved = options?.renamedSections?.find(({ from }) => from.segment === segment && from.section === section)?.to;
  if (moved !== undefined) return { ...moved, flags };
  const type = sectionTypeOf(flags);
  // Strings of all names may be shared, but those of the Objective-C runtime are looked for by theirs.
  if (type === S_CSTRING_LITERALS && !section.startsWith("__objc_"))
    return { segment: "__TEXT", section: "__cstring", flags };
  // The promise "no two are equal" of literal sections ends with the objects: the image keeps plain bytes.
  if (literalSizes.has(type)) return { segment: "__TEXT", section: "__literals", flags: S_REGULAR };
  const kept = type === S_COALESCED ? (flags & ~sectionTypeMask) | S_REGULAR : flags;
  const other = renamed.get(`${segment},${section}`);
  if (other !== undefined) return { segment: other[0], section: other[1], flags: kept };
  if (segment === "__DATA" && constantOnceBound.has(section)) return { segment: "__DATA_CONST", section, flags: kept };
  return { segment, section, flags: kept };
}

/** The flags of an output section that already holds `first` when `next` joins it. */
export function mergeFlags(first: number, next: number): number {
  const pure = sectionAttributes.S_ATTR_PURE_INSTRUCTIONS;
  const attributes = ((first | next) & ~sectionTypeMask & ~pure) | (first & next & pure);
  // Bytes and room for zeros together are bytes.
  const type = isZerofill(first) ? sectionTypeOf(next) : sectionTypeOf(first);
  return (attributes | type) >>> 0;
}

/** Room without bytes in the file. */
export function isZerofill(flags: number): boolean {
  const type = sectionTypeOf(flags);
  return (
    type === sectionTypes.S_ZEROFILL ||
    type === sectionTypes.S_GB_ZEROFILL ||
    type === sectionTypes.S_THREAD_LOCAL_ZEROFILL
  );
}

/** Initial values of thread-local variables. */
export function isThreadLocalData(flags: number): boolean {
  const type = sectionTypeOf(flags);
  return type === sectionTypes.S_THREAD_LOCAL_REGULAR || type === sectionTypes.S_THREAD_LOCAL_ZEROFILL;
}

export const isCode = (flags: number): boolean =>
  (flags & (sectionAttributes.S_ATTR_PURE_INSTRUCTIONS | sectionAttributes.S_ATTR_SOME_INSTRUCTIONS)) !== 0;

/** Later than any order of appearance. */
const late = 0x1000_0000;

const segmentRanks = new Map<string, number>([
  ["__PAGEZERO", -4],
  ["__TEXT", -3],
  ["__DATA_CONST", -2],
  ["__DATA", -1],
  ["__LINKEDIT", late],
]);
/** Known segments have their places, others follow in order of appearance. */
export const segmentRank = (segment: string, appearance: number): number => segmentRanks.get(segment) ?? appearance;

const textRanks = new Map<string, number>([
  ["__text", -4],
  ["__stubs", -3],
  ["__stub_helper", -2],
  ["__init_offsets", -1],
  // Behind all that it describes.
  ["__unwind_info", late + 4],
  ["__eh_frame", late + 5],
]);
const dataRanks = new Map<string, number>([
  ["__got", -3],
  ["__la_symbol_ptr", -2],
  ["__const", -1],
]);
const typeRanks = new Map<number, number>([
  [sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS, late],
  [sectionTypes.S_THREAD_LOCAL_REGULAR, late + 1],
  [sectionTypes.S_THREAD_LOCAL_ZEROFILL, late + 2],
  [sectionTypes.S_ZEROFILL, late + 3],
  [sectionTypes.S_GB_ZEROFILL, late + 3],
]);

/** Position of a section inside its segment; equal ranks keep their order of appearance. */
export function sectionRank({ segment, section, flags }: OutputName, appearance: number): number {
  const byType = typeRanks.get(sectionTypeOf(flags));
  if (byType !== undefined) return byType;
  if (segment === "__TEXT") return textRanks.get(section) ?? appearance;
  if (segment === "__DATA" || segment === "__DATA_CONST") return dataRanks.get(section) ?? appearance;
  return appearance;
}
