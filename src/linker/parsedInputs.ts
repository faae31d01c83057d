// Reader views over the input bytes, made once per file and kept while its bytes do not change. Tables hold rows;
// this holds what rows refer to: the bytes, and the checked readers over them.

import type { FileIndex } from "@/base/units";
import type { ObjectFile } from "@/macho/readObject";

export interface ParsedObject {
  /** The object's own bytes (a member or slice is cut out of its input, without a copy). */
  readonly bytes: Uint8Array;
  readonly reader: ObjectFile;
}

export interface ParsedInputs {
  /** By row of `files`; only objects and members have one. */
  readonly objects: Map<FileIndex, ParsedObject>;
}
