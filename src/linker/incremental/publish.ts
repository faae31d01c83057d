// A build out of the state of an incremental link: an edition of its tables, in the shape that panels, dumps and tests
// know from one-shot links.

import { byteCount } from "@/base/units";
import { allocate, type TableHandle } from "@/tables/table";
import type { BuildHandles } from "../build";
import type { LinkInput } from "../options";
import { schemaOf, type TableName, tableNames } from "../schemas/all";
import { createTrace } from "../trace/trace";
import type { Chains } from "./chains";
import type { Editions } from "./editions";
import { type FlushReport, flushSteps } from "./flush";
import type { Regions } from "./regions";
import type { SealedTables } from "./sealing";
import type { IncrementalState } from "./state";
import { summarise } from "./summary";

export interface LastFlush {
  readonly report: FlushReport;
  readonly trace: IncrementalState["trace"];
  readonly number: number;
}

export function publishBuild(
  state: IncrementalState,
  sealed: SealedTables,
  regions: Regions,
  chains: Chains,
  editions: Editions,
  inputs: readonly LinkInput[],
  last: LastFlush | undefined,
): BuildHandles {
  const { layout, options, strings } = state;
  const trace = (last?.trace ?? createTrace("off")).seal();
  const { tables, image, ...edition } = editions.write();
  const handles: Partial<Record<TableName, TableHandle>> = {
    ...tables,
    events: trace.events,
    writes: trace.writes,
  };
  for (const [name, table] of Object.entries(sealed)) handles[name as TableName] = table.handle;
  for (const name of tableNames) handles[name] ??= allocate(schemaOf(name), 1).handle;
  return {
    options,
    tables: handles as BuildHandles["tables"],
    strings: strings.publish(),
    image: last?.report.complete === true ? image : undefined,
    saved: trace.saved,
    layout: {
      ...layout,
      commandBytes: byteCount(layout.commandBytes),
      syntheticSections: { ...layout.syntheticSections },
      linkedit: { ...layout.linkedit },
    },
    diagnostics: last?.report.diagnostics ?? [],
    passes: flushSteps.map(({ id }) => id),
    stages: flushSteps.map(({ stage }) => stage),
    ...(last === undefined ? {} : { flush: summarise(state, regions, chains, last.report, last.number) }),
    edition,
    inputs: [new Uint8Array(0), ...inputs.map((input) => input.bytes)],
  };
}
