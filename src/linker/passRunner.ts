// Gives each pass the tables it declared and keeps those it creates.

import { allocate, type ReadonlyTable, type Table } from "@/tables/table";
import type { Pass, Services } from "./context";
import { type Schemas, schemaOf, type TableName } from "./schemas/all";

export interface PassRunner {
  run(pass: Pass): void;
  /** An empty one when no pass has made it. */
  table<N extends TableName>(name: N): ReadonlyTable<Schemas[N]>;
}

/** `existing`: tables that were there before. */
export function createPassRunner(
  services: Services,
  existing: { readonly [N in TableName]?: Table<Schemas[N]> } = {},
): PassRunner {
  const tables = new Map<TableName, unknown>(Object.entries(existing) as [TableName, unknown][]);
  const tableOf = (name: TableName): unknown => tables.get(name) ?? allocate(schemaOf(name), 1);
  return {
    run(pass) {
      const create: Record<string, unknown> = {};
      for (const name of pass.creates) {
        create[name] = (capacity: number) => {
          const table = allocate(schemaOf(name), capacity);
          tables.set(name, table);
          return table;
        };
      }
      const view: Record<string, unknown> = { ...services, create };
      for (const name of [...pass.reads, ...pass.writes]) view[name] = tableOf(name);
      pass.run(view as unknown as Parameters<Pass["run"]>[0]);
    },
    table: <N extends TableName>(name: N) => tableOf(name) as ReadonlyTable<Schemas[N]>,
  };
}
