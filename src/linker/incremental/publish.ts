// A build out of the state of an incremental link: copies of its tables, in the shape that panels, dumps and tests know
// from one-shot links.

import { allocateBuffer } from "@/base/buffers";
import { byteCount, type PatchIndex, type PlacementIndex, type RelocationIndex, row } from "@/base/units";
import { allocate, attach, type ReadonlyTable, type Table, type TableHandle } from "@/tables/table";
import type { BuildHandles } from "../build";
import type { LinkInput } from "../options";
import { type Schemas, schemaOf, schemas, type TableName, tableNames } from "../schemas/all";
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

/** Working rows of patches in the order of their places; undefined when they stand in it already, without a gap. */
function patchOrder(
  relocations: Table<Schemas["relocations"]>,
  atoms: ReadonlyTable<Schemas["atoms"]>,
  placements: ReadonlyTable<Schemas["placements"]>,
  count: number,
): Uint32Array | undefined {
  const order = new Uint32Array(count);
  let next = 1;
  let isOrdered = true;
  const end = placements.rowCount();
  // Plain loops: a large program has hundreds of thousands of relocations.
  for (let placement = row<PlacementIndex>(1); placement < end; placement = row(placement + 1)) {
    const atom = placements.atom[placement];
    const last = atoms.relocationEnd[atom];
    for (let relocation = atoms.firstRelocation[atom]; relocation < last; relocation = row(relocation + 1)) {
      const patch = relocations.patch[relocation];
      if (patch === 0) continue;
      isOrdered &&= patch === next;
      order[next++] = patch;
    }
  }
  return isOrdered && next === count ? undefined : order.subarray(0, next);
}

/** The numbers of relocations in the order of their places, without vacant rows: as a one-shot link leaves them. */
function orderPatches(
  handles: Partial<Record<TableName, TableHandle>>,
  applied: readonly RelocationIndex[],
): TableHandle {
  const relocations = attach(schemas.relocations, handles.relocations!);
  const placements = attach(schemas.placements, handles.placements!);
  const source = attach(schemas.patches, handles.patches!);
  const order = patchOrder(relocations, attach(schemas.atoms, handles.atoms!), placements, source.rowCount());
  const ordered = order === undefined ? source : allocate(schemas.patches, order.length);
  if (order !== undefined) {
    const columnsOf = (table: object) => table as Readonly<Record<string, Float64Array>>;
    for (const name of Object.keys(schemas.patches.columns)) {
      const [from, to] = [columnsOf(source)[name]!, columnsOf(ordered)[name]!];
      for (let patch = 1; patch < order.length; patch++) to[patch] = from[order[patch]!]!;
    }
    for (let patch = row<PatchIndex>(1); patch < order.length; patch = row(patch + 1))
      relocations.patch[ordered.relocation[patch]] = patch;
    ordered.publish(order.length);
  }
  // The trace holds the writes of the last flush only.
  const writes = applied.map((relocation) => ordered.write[relocations.patch[relocation]]);
  (ordered.write as unknown as Uint32Array).fill(0);
  for (const [index, relocation] of applied.entries()) ordered.write[relocations.patch[relocation]] = writes[index]!;
  ordered.write[row<PatchIndex>(0)] = row(0);
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
  handles.patches = orderPatches(handles, last?.report.applied ?? []);
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
