// Looking a name up in the dylibs, in the order the libraries were named, and binding it to what is found.

import { type FileIndex, type GlobalIndex, row } from "@/base/units";
import { bindSpecialOrdinals } from "@/macho/constants";
import type { Table } from "@/tables/table";
import { readBoundary } from "./boundaries";
import { linkerFile } from "./linkerFile";
import type { LinkOptions } from "./options";
import type { LibraryExport, ParsedDylib } from "./parsedInputs";
import type { Schemas } from "./schemas/all";
import { globalFlags, globalState } from "./schemas/globals";
import { fileFlags } from "./schemas/inputs";
import type { Trace } from "./trace/trace";

export interface Provider {
  readonly file: FileIndex;
  readonly entry: LibraryExport;
}

/** The first library that exports the name; one that does so weakly gives way to any that does not. */
export function findProvider(dylibs: ReadonlyMap<FileIndex, ParsedDylib>, name: string): Provider | undefined {
  let weak: Provider | undefined;
  for (const [file, { exports }] of dylibs) {
    const entry = exports.get(name);
    if (entry === undefined) continue;
    if (!entry.weak) return { file, entry };
    weak ??= { file, entry };
  }
  return weak;
}

/** Gives a name that nothing provides the meaning it has by itself: where a section or segment starts or ends. */
export function defineBoundary(globals: Table<Schemas["globals"]>, global: GlobalIndex, name: string): boolean {
  if (readBoundary(name) === undefined) return false;
  globals.state[global] = globalState.strong;
  globals.file[global] = linkerFile;
  globals.flags[global] |= globalFlags.linkerDefined | globalFlags.privateExternal;
  return true;
}

interface Binding {
  readonly files: Table<Schemas["files"]>;
  readonly globals: Table<Schemas["globals"]>;
  readonly trace: Trace;
}

/** Turns an undefined name into an import. */
export function bindName({ files, globals, trace }: Binding, global: GlobalIndex, { file, entry }: Provider): void {
  const isWeak =
    (files.flags[file] & fileFlags.weakLibrary) !== 0 || (globals.flags[global] & globalFlags.weakReference) !== 0;
  globals.state[global] = globalState.imported;
  globals.file[global] = file;
  globals.flags[global] |=
    (isWeak ? globalFlags.weakImport : 0) |
    (entry.weak ? globalFlags.weakDylibDefinition : 0) |
    (entry.threadLocal ? globalFlags.threadLocal : 0);
  files.flags[file] |= fileFlags.referenced;
  if (trace.on) trace.record("import-bound", global, file);
}

/** True when the user leaves a name that nothing provides to dyld. */
export const isLeftToDyld = ({ undefinedTreatment, dynamicLookups }: LinkOptions, name: string): boolean =>
  undefinedTreatment !== "error" || dynamicLookups.includes(name);

/** Turns an undefined name into an import that dyld looks for in all libraries. */
export function bindFlat({ globals, trace }: Omit<Binding, "files">, global: GlobalIndex): void {
  globals.state[global] = globalState.imported;
  globals.file[global] = row(0);
  globals.ordinal[global] = bindSpecialOrdinals.BIND_SPECIAL_DYLIB_FLAT_LOOKUP;
  if ((globals.flags[global] & globalFlags.weakReference) !== 0) globals.flags[global] |= globalFlags.weakImport;
  if (trace.on) trace.record("import-bound", global, 0);
}

/** The number by which a bind names the library of an import. */
export const ordinalOf = (
  { flatNamespace }: LinkOptions,
  files: Table<Schemas["files"]>,
  globals: Table<Schemas["globals"]>,
  global: GlobalIndex,
): number =>
  flatNamespace || globals.file[global] === 0
    ? bindSpecialOrdinals.BIND_SPECIAL_DYLIB_FLAT_LOOKUP
    : files.ordinal[globals.file[global]];

/** In a flat namespace another image may replace what a library offers, so dyld looks it up like an import. */
export function markInterposable(options: LinkOptions, globals: Table<Schemas["globals"]>, global: GlobalIndex): void {
  const { exported, interposable } = globalFlags;
  if (!options.flatNamespace || options.output === "executable" || (globals.flags[global] & exported) === 0) return;
  globals.flags[global] |= interposable;
  globals.ordinal[global] = bindSpecialOrdinals.BIND_SPECIAL_DYLIB_FLAT_LOOKUP;
}
