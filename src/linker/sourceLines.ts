// The line of the compiler's source that some bytes of an object come from, by its debug information. Only asked for
// what went wrong, so line tables are read when the first question about their object comes.

import type { SectionIndex } from "@/base/units";
import { type LineTable, readLineTable, type SourceLine } from "@/macho/dwarf/lineTable";
import { MalformedFile } from "@/macho/malformed";
import type { ObjectFile } from "@/macho/readObject";
import type { ReadonlyTable } from "@/tables/table";
import type { ParsedInputs } from "./parsedInputs";
import type { Schemas } from "./schemas/all";

export interface SourceTables {
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly parsed: ParsedInputs;
}

/** A damaged table is as good as none: what is reported is something else. */
function tableOf(object: ObjectFile): LineTable | undefined {
  try {
    return readLineTable(object);
  } catch (problem) {
    if (!(problem instanceof MalformedFile)) throw problem;
    return undefined;
  }
}

/** `offset`: from the start of the section. */
export function sourceLineAt(
  { sections, parsed }: SourceTables,
  section: SectionIndex,
  offset: number,
): SourceLine | undefined {
  const object = parsed.objects.get(sections.file[section]);
  if (object === undefined) return undefined;
  const { lineTables } = parsed;
  if (!lineTables.has(object)) lineTables.set(object, tableOf(object.reader));
  return lineTables.get(object)?.find(sections.address[section] + offset);
}
