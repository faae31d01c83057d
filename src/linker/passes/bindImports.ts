// Names that no object defines are looked up in the dylibs, in the order the libraries were named: the first that
// exports a name provides it, and dyld will look there and nowhere else (two-level namespace). Libraries get their
// ordinals here, by which the image names them.

import type { FileIndex } from "@/base/units";
import type { StringPool } from "@/tables/stringPool";
import type { Table } from "@/tables/table";
import { definePass } from "../context";
import {
  bindFlat,
  bindName,
  defineBoundary,
  findProvider,
  isLeftToDyld,
  markInterposable,
  ordinalOf,
} from "../imports";
import type { ParsedDylib } from "../parsedInputs";
import type { Schemas } from "../schemas/all";
import { globalFlags, globalState } from "../schemas/globals";
import { fileFlags } from "../schemas/inputs";

export const bindImports = definePass({
  id: "bind-imports",
  title: "Bind the rest to dylibs",
  stage: "Resolve",
  reads: [],
  writes: ["files", "globals"],
  creates: [],
  requires: "inputs-final",
  establishes: "symbols-final",
  run({ files, globals, parsed, strings, trace, options }) {
    for (const global of globals.rows()) {
      if (globals.state[global] !== globalState.undefined) {
        markInterposable(options, globals, global);
        continue;
      }
      const name = strings.text(globals.name[global]);
      const provider = findProvider(parsed.dylibs, name);
      if (provider !== undefined) bindName({ files, globals, trace }, global, provider);
      else if (defineBoundary(globals, global, name)) {
        if (trace.on) trace.record("definition-chosen", global, globals.symbol[global]);
      } else if (isLeftToDyld(options, name)) bindFlat({ globals, trace }, global);
      else if (trace.on) trace.record("global-unresolved", global);
    }
    markOverrides(globals, parsed.dylibs, strings);
    numberLibraries();

    /** Libraries the user named are loaded, unless nothing uses them and that may count; others only when a name binds to them. */
    function numberLibraries(): void {
      let ordinal = 0;
      for (const [file, { dependent, deadStrippable }] of parsed.dylibs) {
        const isWanted = (files.flags[file] & (fileFlags.needed | fileFlags.reexported | fileFlags.referenced)) !== 0;
        if (!isWanted && (dependent || deadStrippable || options.deadStripDylibs)) continue;
        files.ordinal[file] = ++ordinal;
      }
      for (const global of globals.rows())
        if (globals.state[global] === globalState.imported)
          globals.ordinal[global] = ordinalOf(options, files, globals, global);
      for (const file of parsed.dylibs.keys()) if (files.ordinal[file] !== 0) files.flags[file] |= fileFlags.referenced;
      markWeakLibraries(files, globals, parsed.dylibs);
    }
  },
});

/** The program starts without a library whose names are all referred to weakly. */
export function markWeakLibraries(
  files: Table<Schemas["files"]>,
  globals: Table<Schemas["globals"]>,
  dylibs: ReadonlyMap<FileIndex, ParsedDylib>,
): void {
  const named = new Set<FileIndex>();
  const strong = new Set<FileIndex>();
  for (const global of globals.rows()) {
    if (globals.state[global] !== globalState.imported) continue;
    named.add(globals.file[global]);
    if ((globals.flags[global] & globalFlags.weakReference) === 0) strong.add(globals.file[global]);
  }
  for (const file of dylibs.keys()) {
    files.flags[file] &= ~fileFlags.onlyWeakReferences;
    if (named.has(file) && !strong.has(file)) files.flags[file] |= fileFlags.onlyWeakReferences;
  }
}

/** `operator new` is weak in libc++: a program's own strong one replaces it in every image, so dyld must be told. */
function markOverrides(
  globals: Table<Schemas["globals"]>,
  dylibs: ReadonlyMap<FileIndex, ParsedDylib>,
  strings: StringPool,
): void {
  const weakNames = new Set<string>();
  for (const { exports } of dylibs.values()) for (const [name, { weak }] of exports) if (weak) weakNames.add(name);
  if (weakNames.size === 0) return;
  for (const global of globals.rows()) {
    const isOwn = globals.state[global] === globalState.strong && (globals.flags[global] & globalFlags.exported) !== 0;
    if (isOwn && weakNames.has(strings.text(globals.name[global])))
      globals.flags[global] |= globalFlags.overridesWeakDylib;
  }
}
