// The linker's own file: row 1 of `files`, with fixed rows for what the linker brings into a link itself. They come
// first in their tables, so the linker's requests (the entry, -u names) are seen before any object's.

import { type FileIndex, row, type SectionIndex, type SymbolIndex } from "@/base/units";
import { literalExports } from "./nameRules";
import type { LinkOptions, OutputKind } from "./options";

export const linkerFile = row<FileIndex>(1);

export const linkerSections = {
  /** `__DATA,__common`: room for tentative definitions, where ld64 and lld put it. */
  common: row<SectionIndex>(1),
  /** `__DATA,__data`: the cell `__dyld_private`. */
  data: row<SectionIndex>(2),
} as const;
export const linkerSectionEnd = row<SectionIndex>(3);

/** Input sections in the order they are laid out: tentative definitions as in lld, the objects', the linker's cell. */
export function* sectionsInLayoutOrder(count: number): Generator<SectionIndex> {
  yield linkerSections.common;
  for (let section: number = linkerSectionEnd; section < count; section++) yield row(section);
  yield linkerSections.data;
}

export const linkerSymbols = {
  /** `__mh_execute_header`, in a dylib `__mh_dylib_header`: the address of the image's header. */
  header: row<SymbolIndex>(1),
  /** `___dso_handle`: the same address, defined only for who asks; handed to `___cxa_atexit` to name the image. */
  dsoHandle: row<SymbolIndex>(2),
  /** `dyld_stub_binder`: undefined; what lazy stubs jump to at their first call. */
  stubBinder: row<SymbolIndex>(3),
  /** `__dyld_private`: local; has an atom only when there are lazy stubs. */
  dyldPrivate: row<SymbolIndex>(4),
  /** The entry point's name: undefined. In other images than executables it has no name and takes no part. */
  entry: row<SymbolIndex>(5),
  /** First of the names that the command line asks for: undefined. */
  firstWanted: row<SymbolIndex>(6),
} as const;

/** What the header's symbol is called; programs find their own image by it. */
export const headerNames: Readonly<Record<OutputKind, string>> = {
  executable: "__mh_execute_header",
  dylib: "__mh_dylib_header",
  bundle: "__mh_bundle_header",
};

/** Definitions that join only for who asks, and never instead of one of the program's own. */
export const symbolsOnDemand = (output: OutputKind): readonly SymbolIndex[] =>
  output === "executable" ? [linkerSymbols.dsoHandle] : [linkerSymbols.dsoHandle, linkerSymbols.header];
/** `-u` names, and those that are to be exported. */
export const wantedNames = (options: LinkOptions): readonly string[] => [
  ...options.undefinedNames,
  ...literalExports(options.names),
];

/** Rows of the aliases that the command line asks for, behind those of the wanted names. */
export function aliasRows(options: LinkOptions): { readonly first: SymbolIndex; readonly end: SymbolIndex } {
  const first = linkerSymbols.firstWanted + wantedNames(options).length;
  return { first: row(first), end: row(first + options.names.aliases.length) };
}
