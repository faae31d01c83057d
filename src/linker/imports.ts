// Looking a name up in the dylibs, in the order the libraries were named, and binding it to what is found.

import type { FileIndex, GlobalIndex } from "@/base/units";
import type { Table } from "@/tables/table";
import type { LibraryExport, ParsedDylib } from "./parsedInputs";
import type { Schemas } from "./schemas/all";
import { globalFlags, globalState } from "./schemas/globals";
import { fileFlags } from "./schemas/inputs";
import type { Trace } from "./trace/trace";

export interface Provider {
  readonly file: FileIndex;
  readonly entry: LibraryExport;
}

/** The first library that exports the name. */
export function findProvider(dylibs: ReadonlyMap<FileIndex, ParsedDylib>, name: string): Provider | undefined {
  for (const [file, { exports }] of dylibs) {
    const entry = exports.get(name);
    if (entry !== undefined) return { file, entry };
  }
  return undefined;
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
