// A build out of the state of an incremental link: copies of its tables, in the shape that panels, dumps and tests know
// from one-shot links.

import { allocateBuffer } from "@/base/buffers";
import { byteCount, type PatchIndex, type PlacementIndex, row } from "@/base/units";
import { allocate, attach, type TableHandle } from "@/tables/table";
import type { BuildHandles } from "../build";
import type { LinkInput } from "../options";
import { schemaOf, schemas, type TableName, tableNames } from "../schemas/all";
import { createTrace } from "../trace/trace";
import type { Chains } from "./chains";
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

/** Atoms in the order of their addresses. */
function placementsOf(regions: Regions, chains: Chains, atomCount: number): TableHandle {
  const placements = allocate(schemas.placements, atomCount + 1);
  let next = row<PlacementIndex>(1);
  for (const region of regions.all)
    for (const atom of chains.atomsOf(region)) {
      placements.atom[next] = atom;
      next = row(next + 1);
    }
  placements.publish(next);
  return placements.handle;
}

/** The numbers of relocations in the order of their places, without vacant rows: as a one-shot link leaves them. */
function orderPatches(
  handles: Partial<Record<TableName, TableHandle>>,
  regions: Regions,
  chains: Chains,
  applied: ReadonlySet<number>,
): TableHandle {
  const relocations = attach(schemas.relocations, handles.relocations!);
  const atoms = attach(schemas.atoms, handles.atoms!);
  const source = attach(schemas.patches, handles.patches!);
  const ordered = allocate(schemas.patches, source.rowCount());
  const columns = Object.keys(schemas.patches.columns) as (keyof typeof schemas.patches.columns)[];
  let next = row<PatchIndex>(1);
  for (const region of regions.all)
    for (const atom of chains.atomsOf(region)) {
      const end = atoms.relocationEnd[atom];
      for (let relocation = atoms.firstRelocation[atom]; relocation < end; relocation = row(relocation + 1)) {
        const patch = relocations.patch[relocation];
        if (patch === 0) continue;
        for (const column of columns)
          (ordered[column] as Record<number, number>)[next] = (source[column] as Record<number, number>)[
            patch
          ] as number;
        // The trace holds the writes of the last flush only.
        if (!applied.has(relocation)) ordered.write[next] = row(0);
        relocations.patch[relocation] = next;
        next = row(next + 1);
      }
    }
  ordered.publish(next);
  return ordered.handle;
}

export function publishBuild(
  state: IncrementalState,
  sealed: SealedTables,
  regions: Regions,
  chains: Chains,
  inputs: readonly LinkInput[],
  last: LastFlush | undefined,
): BuildHandles {
  const { stores, image, layout, options, strings } = state;
  const trace = (last?.trace ?? createTrace("off")).seal();
  const handles: Partial<Record<TableName, TableHandle>> = {
    events: trace.events,
    writes: trace.writes,
    placements: placementsOf(regions, chains, stores.atoms.used()),
  };
  for (const [name, table] of Object.entries(sealed)) handles[name as TableName] = table.handle;
  for (const [name, store] of Object.entries(stores)) handles[name as TableName] = store.snapshot();
  handles.patches = orderPatches(handles, regions, chains, new Set(last?.report.applied));
  for (const name of tableNames) handles[name] ??= allocate(schemaOf(name), 1).handle;
  const bytes = new Uint8Array(allocateBuffer(image.size()));
  bytes.set(image.bytes());
  return {
    options,
    tables: handles as BuildHandles["tables"],
    strings: strings.publish(),
    image: last?.report.complete === true ? bytes.buffer : undefined,
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
    inputs: [new Uint8Array(0), ...inputs.map((input) => input.bytes)],
  };
}
