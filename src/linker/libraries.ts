// The dylibs of a link as one list: in look-up order, one an install name, with the dylibs they re-export.

import { messages } from "./diagnostics/messages";
import { type Dependant, type InputFinder, isFound } from "./finder";
import type { LinkInput } from "./options";
import type { ParseContext } from "./parse/parseContext";
import { isLoadedByName } from "./parse/parseDylib";
import type { InputFile, ParsedDylib } from "./parsedInputs";

/** Files with one install name are one library: it exports what any of them does, and is as wanted as the most wanted. */
function joinDylibs(first: ParsedDylib, second: ParsedDylib): ParsedDylib {
  const named = first.dependent && !second.dependent ? second : first;
  const exports = new Map(first.exports);
  for (const [name, entry] of second.exports) if (!exports.has(name)) exports.set(name, entry);
  return {
    ...named,
    weak: first.weak || second.weak,
    needed: first.needed || second.needed,
    reexported: first.reexported || second.reexported,
    dependent: first.dependent && second.dependent,
    exports,
    absentReexports: [...new Set([...first.absentReexports, ...second.absentReexports])],
  };
}

export function joinByInstallName(dylibs: readonly ParsedDylib[]): ParsedDylib[] {
  const joined = new Map<string, ParsedDylib>();
  for (const dylib of dylibs) {
    const known = joined.get(dylib.installName);
    joined.set(dylib.installName, known === undefined ? dylib : joinDylibs(known, dylib));
  }
  return [...joined.values()];
}

/** Re-exported libraries that come as inputs of their own are found there; others are named, since names may be lost. */
export function settleReexports({ diagnostics }: ParseContext, dylibs: readonly ParsedDylib[]): void {
  const known = new Set(dylibs.map(({ installName }) => installName));
  for (const { name, absentReexports } of dylibs) {
    const absent = absentReexports.filter((installName) => !known.has(installName));
    absentReexports.splice(0, absentReexports.length, ...absent);
    for (const installName of absent) diagnostics.report(messages.absentReexport({ file: name }, installName));
  }
}

/** Opens a file that no one named as an input of the link. */
export type OpenFound = (file: LinkInput) => readonly InputFile[];

/**
 * Looks for re-exported dylibs that no input describes, and for theirs. Public ones come behind the dylib that passes
 * their names on, as libraries of their own; names of others count as its own. What is found nowhere is an error.
 */
export function followReexports(
  { diagnostics, options }: ParseContext,
  order: readonly InputFile[],
  finder: InputFinder,
  openFound: OpenFound,
): InputFile[] {
  const known = new Set(order.flatMap((file) => (file.kind === "dylib" ? [file.dylib.installName] : [])));
  const seen = new Set<string>();
  const followed: InputFile[] = [];
  /** The files of one re-exported dylib; none when it is known, or nowhere. */
  const open = (installName: string, by: Dependant, weak: boolean): readonly InputFile[] => {
    if (known.has(installName) || seen.has(installName)) return [];
    seen.add(installName);
    const found = finder.dependent(installName, by);
    if (isFound(found)) return openFound({ ...found, onlyIfUsed: true, ...(weak ? { weak } : {}) });
    diagnostics.report(messages.reexportNotFound({ file: by.name }, installName, found.tried));
    return [];
  };
  const follow = (dylib: ParsedDylib): void => {
    const wanted: { readonly installName: string; readonly by: ParsedDylib }[] = [];
    const want = (by: ParsedDylib) => {
      for (const installName of by.absentReexports.splice(0)) wanted.push({ installName, by });
    };
    const take = (reexported: ParsedDylib) => {
      if (isLoadedByName(reexported.installName, options)) {
        known.add(reexported.installName);
        followed.push({ kind: "dylib", dylib: reexported });
        follow(reexported);
        return;
      }
      for (const [name, entry] of reexported.exports) if (!dylib.exports.has(name)) dylib.exports.set(name, entry);
      want(reexported);
    };
    want(dylib);
    for (const { installName, by } of wanted)
      for (const file of open(installName, by, dylib.weak))
        if (file.kind === "dylib" && !known.has(file.dylib.installName)) take(file.dylib);
  };
  for (const file of order) {
    followed.push(file);
    if (file.kind === "dylib") follow(file.dylib);
  }
  return followed;
}
