// Files that nobody named: what objects ask for themselves (LC_LINKER_OPTION) and the dylibs that dylibs re-export.
// Whoever runs the linker knows where files lie; the linker only asks for them by name.

export interface FoundFile {
  readonly name: string;
  /** See `LinkInput`. */
  readonly path?: string;
  readonly bytes: Uint8Array;
}

export interface NotFound {
  /** Where it was looked for, in that order. */
  readonly tried: readonly string[];
}

export const isFound = (result: FoundFile | NotFound): result is FoundFile => "bytes" in result;

/** A dylib that names others, relative to itself perhaps. */
export interface Dependant {
  readonly name: string;
  readonly rpaths: readonly string[];
}

export interface InputFinder {
  /** `-lname` */
  library(name: string): FoundFile | NotFound;
  /** `-framework name` */
  framework(name: string): FoundFile | NotFound;
  dependent(installName: string, by: Dependant): FoundFile | NotFound;
}
