// A published build made by hand: rows as records, everything else empty. Only what inspection reads.

import { allocateBuffer } from "@/base/buffers";
import { byteCount, row, virtualAddress } from "@/base/units";
import { attachBuild, type BuildView } from "@/linker/build";
import type { Stage } from "@/linker/context";
import { defaultOptions, type LinkOptions } from "@/linker/options";
import { schemaOf, type TableName, tableNames } from "@/linker/schemas/all";
import { createStringPool } from "@/tables/stringPool";
import { allocate, type TableHandle } from "@/tables/table";

export type SceneRow = Readonly<Record<string, number | string>>;
export type SceneTables = { readonly [N in TableName]?: readonly SceneRow[] };

export const sceneOptions: LinkOptions = { ...defaultOptions("arm64"), headerPad: byteCount(0), trace: "all" };

export interface Scene {
  readonly tables: SceneTables;
  readonly options?: Partial<LinkOptions>;
  readonly image?: Uint8Array;
  readonly inputs?: readonly Uint8Array[];
  readonly passes?: readonly string[];
  readonly stages?: readonly Stage[];
  readonly saved?: Uint8Array;
}

/** Text cells go into the string pool. Rows count from 1. */
export function sceneView({ tables, options, image, inputs = [], passes = [], stages = [], saved }: Scene): BuildView {
  const strings = createStringPool();
  const handles: Partial<Record<TableName, TableHandle>> = {};
  for (const name of tableNames) {
    const rows = tables[name] ?? [];
    const table = allocate(schemaOf(name), rows.length + 1);
    const columns = table as unknown as Record<string, number[] | undefined>;
    for (const [index, record] of rows.entries()) {
      for (const [key, value] of Object.entries(record)) {
        const column = columns[key];
        if (column === undefined) throw new Error(`no column ${name}.${key}`);
        column[index + 1] = typeof value === "string" ? strings.internText(value) : value;
      }
    }
    table.publish(rows.length + 1);
    handles[name] = table.handle;
  }
  const copy = (bytes: Uint8Array) => {
    const buffer = allocateBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  };
  return attachBuild({
    options: { ...sceneOptions, ...options },
    tables: handles as Record<TableName, TableHandle>,
    strings: strings.publish(),
    image: image === undefined ? undefined : new Uint8Array(copy(image)),
    saved: copy(saved ?? new Uint8Array(0)),
    layout: {
      entry: row(0),
      stubBinder: row(0),
      initializers: [],
      syntheticSections: {},
      commandBytes: byteCount(0),
      dyldPrivate: virtualAddress(0),
      headerAddress: virtualAddress(0x1_0000_0000),
      entryAddress: virtualAddress(0),
      weakFlags: undefined,
      linkedit: {},
    },
    diagnostics: [],
    passes,
    stages,
    inputs: [new Uint8Array(0), ...inputs],
  });
}
