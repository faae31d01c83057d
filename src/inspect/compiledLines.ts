// The compiler's source line of bytes that came from an object with debug information: a file that is not here, known
// by name only.

import type { AtomIndex, FileIndex, SectionIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { LineTable } from "@/macho/dwarf/lineTable";
import { perBuild } from "./perBuild";

let readTable: typeof import("./compiledTables").readCompiledTable | undefined;

/** What reads debug information is large, and comes when it is asked for: until then no line is known. */
export async function loadCompiledLines(): Promise<void> {
  readTable ??= (await import("./compiledTables")).readCompiledTable;
}

const tables = perBuild(() => new Map<FileIndex, LineTable | undefined>());

/** `main.c:12`, for the bytes at `offset` of an input section. */
export function compiledLine(view: BuildView, section: SectionIndex, offset: number): string | undefined {
  const file = view.sections.file[section];
  // Without a compile unit there is nothing to look for, and most objects have none.
  if (readTable === undefined || view.files.debugSource[file] === 0) return undefined;
  const known = tables(view);
  if (!known.has(file)) known.set(file, readTable(view, file));
  const found = known.get(file)?.find(view.sections.address[section] + offset);
  return found === undefined ? undefined : `${found.file}:${found.line}`;
}

export const compiledLineOfAtom = (view: BuildView, atom: AtomIndex, offset: number): string | undefined => {
  const section = view.atoms.section[atom];
  return section === 0 ? undefined : compiledLine(view, section, view.atoms.offset[atom] + offset);
};
