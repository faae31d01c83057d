// Reads the line tables of objects that a compiler wrote.

import type { FileIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type LineTable, readLineTable } from "@/macho/dwarf/lineTable";
import { MalformedFile } from "@/macho/malformed";
import { readObject } from "@/macho/readObject";

/** Objects were checked when they were linked; their debug information was not. */
export function readCompiledTable(view: BuildView, file: FileIndex): LineTable | undefined {
  const input = view.inputs[view.files.input[file]];
  if (input === undefined || view.files.size[file] === 0) return undefined;
  const start = view.files.start[file];
  try {
    return readLineTable(readObject(input.subarray(start, start + view.files.size[file])));
  } catch (problem) {
    if (!(problem instanceof MalformedFile)) throw problem;
    return undefined;
  }
}
