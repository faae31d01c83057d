// How many imports each library provides, and how many of them must be there: a library whose names are all referred to
// weakly may be missing when the program starts.

import { type FileIndex, type GlobalIndex, row } from "@/base/units";
import { globalFlags, globalState } from "../schemas/globals";
import { fileFlags } from "../schemas/inputs";
import type { IncrementalState } from "./state";

export interface LibraryUses {
  /** The name may be another import than before, or none. */
  review(global: GlobalIndex): void;
  /** Writes what follows into the flags of the libraries. */
  markWeakLibraries(): void;
}

export function createLibraryUses({ files, globals, parsed, stores }: IncrementalState): LibraryUses {
  /** By global: twice the file it is counted for, and one more where it must be there; 0 for none. */
  const counted: number[] = [];
  const uses = new Map<FileIndex, { all: number; strong: number }>();

  const count = (use: number, by: number): void => {
    if (use === 0) return;
    const file = row<FileIndex>(use >>> 1);
    const own = uses.get(file) ?? { all: 0, strong: 0 };
    uses.set(file, own);
    own.all += by;
    if ((use & 1) !== 0) own.strong += by;
    if (own.all === 0) uses.delete(file);
  };
  return {
    review(global) {
      const isImported = globals.state[global] === globalState.imported;
      const isStrong = (globals.flags[global] & globalFlags.weakReference) === 0;
      const use = isImported ? globals.file[global] * 2 + (isStrong ? 1 : 0) : 0;
      const before = counted[global] ?? 0;
      if (use === before) return;
      count(before, -1);
      count(use, 1);
      counted[global] = use;
    },
    markWeakLibraries() {
      for (const file of parsed.dylibs.keys()) {
        const own = uses.get(file);
        const isWeak = own !== undefined && own.strong === 0;
        if (isWeak === ((files.flags[file] & fileFlags.onlyWeakReferences) !== 0)) continue;
        files.flags[file] ^= fileFlags.onlyWeakReferences;
        stores.files.touch(file);
      }
    },
  };
}
