// Reader views over the input bytes, made once per file and kept while its bytes do not change. Tables hold rows;
// this holds what rows refer to: the bytes, the checked readers over them, and what libraries offer by name.

import type { FileIndex, SectionIndex, StringId } from "@/base/units";
import type { ArchiveMember } from "@/macho/archive";
import type { LineTable } from "@/macho/dwarf/lineTable";
import type { FrameEntry } from "@/macho/ehFrame";
import type { ObjectFile } from "@/macho/readObject";
import type { LinkInput } from "./options";

export interface ParsedObject {
  /** `main.o`, or `libx.a(member.o)`. */
  readonly name: string;
  /** The archive's name; empty for an object of its own. */
  readonly archive: string;
  /** Its source where it was compiled, by its debug information; undefined without. */
  readonly debugSource: string | undefined;
  /** Where debuggers look for it: as `name`, from the root where that is known. */
  readonly path: string;
  /** Position among the link's inputs, from 1, and where the bytes start in that input. */
  readonly input: number;
  readonly start: number;
  /** The object's own bytes (a member or slice is cut out of its input, without a copy). */
  readonly bytes: Uint8Array;
  readonly reader: ObjectFile;
  /** Each symbol's name, by its number. */
  readonly names: Uint32Array;
  /** The name whose absence pulled the member; 0 when nothing did. */
  readonly pulledBy: StringId;
  /** What it defines is seen in this image only (`-load_hidden`, `-hidden-l`). */
  readonly hidden: boolean;
}

export interface ParsedArchive {
  readonly name: string;
  /** See `ParsedObject`. */
  readonly path: string;
  readonly input: number;
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly members: readonly ArchiveMember[];
  /** Positions in `members` of those said to define a name, in the order of the archive's table. */
  readonly definers: ReadonlyMap<string, readonly number[]>;
  /** 1 for members that were loaded, or tried in vain: no member is tried twice. */
  readonly tried: Uint8Array;
  /** The kinds of error the archive was reported for, so that a foreign library is reported once, not once a member. */
  broken: boolean;
  readonly hidden: boolean;
}

export interface LibraryExport {
  readonly weak: boolean;
  readonly threadLocal: boolean;
}

export interface ParsedDylib {
  /** The file the user named. */
  readonly name: string;
  readonly installName: string;
  readonly currentVersion: number;
  readonly compatibilityVersion: number;
  readonly input: number;
  readonly weak: boolean;
  readonly needed: boolean;
  /** The output passes its names on. */
  readonly reexported: boolean;
  /** Loaded because another dylib re-exports it. */
  readonly dependent: boolean;
  /** MH_DEAD_STRIPPABLE_DYLIB: not loaded at run time when nothing binds to it, named by the user or not. */
  readonly deadStrippable: boolean;
  readonly exports: Map<string, LibraryExport>;
  /** Where its `@rpath/` dependents are looked for. */
  readonly rpaths: readonly string[];
  /** Install names it re-exports that no input describes: their names cannot be found. */
  readonly absentReexports: string[];
}

/** What an input file turned out to be; a universal file is what its slice is. */
export type InputFile =
  | { readonly kind: "object"; readonly object: ParsedObject }
  | { readonly kind: "archive"; readonly archive: ParsedArchive }
  | { readonly kind: "dylib"; readonly dylib: ParsedDylib };

export interface ParsedInputs {
  /** By row of `files`; only objects and members have one. */
  readonly objects: Map<FileIndex, ParsedObject>;
  /** By row of `files`. */
  readonly dylibs: Map<FileIndex, ParsedDylib>;
  /** Entries of the sections `__TEXT,__eh_frame`, by row of `sections`. */
  readonly frames: Map<SectionIndex, readonly FrameEntry[]>;
  /** Source lines of objects that a diagnostic asked for; undefined for those without. */
  readonly lineTables: WeakMap<ParsedObject, LineTable | undefined>;
  /** As the command line has them; members that are loaded unasked stand before their archive. */
  readonly order: InputFile[];
  /** In the order in which they were opened: a member comes right after the object that needed it. */
  readonly loadedObjects: ParsedObject[];
  /** In look-up order, one an install name: each library, then the dylibs it re-exports. */
  readonly loadedDylibs: ParsedDylib[];
  /** Files that nobody named: they are inputs behind the named ones. */
  readonly found: LinkInput[];
  /** Libraries that objects ask for themselves and that are nowhere, as they ask: `-lfoo`. */
  readonly missingAutoLinks: string[];
}

export const createParsedInputs = (): ParsedInputs => ({
  objects: new Map(),
  dylibs: new Map(),
  frames: new Map(),
  lineTables: new WeakMap(),
  order: [],
  loadedObjects: [],
  loadedDylibs: [],
  found: [],
  missingAutoLinks: [],
});
