import { byteCount, row, virtualAddress } from "@/base/units";
import type { BuildHandles } from "@/linker/build";
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
    layout: {
      entry: row(0),
      stubBinder: row(0),
      syntheticSections: {},
      commandBytes: byteCount(0),
      dyldPrivate: virtualAddress(0),
      headerAddress: virtualAddress(0),
      entryAddress: virtualAddress(0),
      linkedit: {},
    },
    diagnostics: [],
    passes: [],
    stages: [],
    inputs: [new Uint8Array(0)],
  };
}
