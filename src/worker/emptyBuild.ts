import type { BuildHandles } from "@/linker/build";
import { emptyLayout } from "@/linker/layout";
import type { LinkOptions } from "@/linker/options";
import { schemaOf, type TableName, tableNames } from "@/linker/schemas/all";
import type { StringPool } from "@/tables/stringPool";
import { allocate, type TableHandle } from "@/tables/table";

/** A build of nothing, for a run that ended before the link: a source did not assemble, or there is no file. */
export function emptyBuild(options: LinkOptions, strings: StringPool): BuildHandles {
  const tables: Partial<Record<TableName, TableHandle>> = {};
  for (const name of tableNames) tables[name] = allocate(schemaOf(name), 1).handle;
  return {
    options,
    tables: tables as BuildHandles["tables"],
    strings: strings.publish(),
    image: undefined,
    saved: new ArrayBuffer(0),
    layout: emptyLayout(),
    diagnostics: [],
    passes: [],
    stages: [],
    inputs: [new Uint8Array(0)],
  };
}
