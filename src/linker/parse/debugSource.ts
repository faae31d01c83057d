// Which source an object was made from, by its debug information (DWARF). All that a link wants to know of it is where
// the source lay; what cannot be read costs the debug map of this object, not the link.

import { readCompileUnit, sourcePathOf } from "@/macho/dwarf/compileUnit";
import { dwarfSections } from "@/macho/dwarf/dwarfForms";
import { MalformedFile } from "@/macho/malformed";
import type { ObjectFile } from "@/macho/readObject";
import { messages } from "../diagnostics/messages";
import type { ParseContext } from "./parseContext";

interface DebugSource {
  readonly path?: string | undefined;
  readonly problem?: MalformedFile;
}

function find(object: ObjectFile): DebugSource {
  try {
    const unit = readCompileUnit(dwarfSections(object));
    return { path: unit === undefined ? undefined : sourcePathOf(unit) };
  } catch (problem) {
    if (!(problem instanceof MalformedFile)) throw problem;
    return { problem };
  }
}

/** Undefined without debug information, and with some that cannot be read (that is told). */
export function readDebugSource(
  { diagnostics, memory }: ParseContext,
  name: string,
  object: ObjectFile,
): string | undefined {
  const { path, problem } = memory.recall(object.bytes, "debug source", () => find(object));
  if (problem !== undefined)
    diagnostics.report(messages.unreadableDebugInfo({ file: name }, problem.expectation, problem.found));
  return path;
}
