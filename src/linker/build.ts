// A published link: handles of everything it made. It does not change from the moment it is published (a build of an
// incremental link: until its edition is given back), and handles are all that crosses to the page, where
// `attachBuild` turns them into views again (shared or transferred memory).

import type { Diagnostic } from "@/base/diagnostic";
import { attachStrings, type StringPoolHandle, type StringReader } from "@/tables/stringPool";
import { attach, type ReadonlyTable, type TableHandle } from "@/tables/table";
import type { Stage } from "./context";
import type { EditionChanges, EditionNote } from "./incremental/editions";
import type { FlushSummary } from "./incremental/summary";
import type { Layout } from "./layout";
import type { LinkOptions } from "./options";
import { type Schemas, schemaOf, type TableName, tableNames } from "./schemas/all";

export interface BuildHandles {
  readonly options: LinkOptions;
  readonly tables: { readonly [N in TableName]: TableHandle };
  readonly strings: StringPoolHandle;
  /** The whole file; undefined when the link failed. */
  readonly image: Uint8Array | undefined;
  /** Bytes that long writes went over (see `writes.before`). */
  readonly saved: ArrayBufferLike;
  readonly layout: Layout;
  readonly diagnostics: readonly Diagnostic[];
  /** Ids of the passes, in order: what `events.pass` and `writes.pass` index. */
  readonly passes: readonly string[];
  /** The stage of the page's strip that each pass belongs to, in the same order. */
  readonly stages: readonly Stage[];
  /** Incremental links: what the flush that made it did. */
  readonly flush?: FlushSummary;
  /** Incremental links: which of its memories the build lies in, to be given back when nobody reads it any more. */
  readonly edition?: EditionNote;
  /** Names the linker whose edition it is among those that the reader meets; without it, builds have nothing in common. */
  readonly program?: number;
  /** The input bytes by position (from 1, as `files.input` counts; element 0 is empty), for showing records. */
  readonly inputs: readonly Uint8Array[];
}

export type BuildTables = { readonly [N in TableName]: ReadonlyTable<Schemas[N]> };

/** What panels, the command line and tests read: the tables by name, and the rest in place. */
export type BuildView = BuildTables & {
  readonly options: LinkOptions;
  readonly strings: StringReader;
  readonly image: Uint8Array | undefined;
  readonly saved: Uint8Array;
  readonly layout: Layout;
  readonly diagnostics: readonly Diagnostic[];
  readonly passes: readonly string[];
  readonly stages: readonly Stage[];
  readonly inputs: readonly Uint8Array[];
  readonly flush: FlushSummary | undefined;
  readonly lineage: Lineage | undefined;
};

/** Where a build of an incremental link stands among those of the same program. */
export interface Lineage {
  readonly program: number;
  readonly serial: number;
  /** Up to this build, oldest first. */
  readonly changes: readonly EditionChanges[];
}

export function attachBuild(handles: BuildHandles): BuildView {
  const tables: Record<string, unknown> = {};
  for (const name of tableNames) tables[name] = attach(schemaOf(name), handles.tables[name]);
  return {
    ...(tables as BuildTables),
    options: handles.options,
    strings: attachStrings(handles.strings),
    image: handles.image,
    saved: new Uint8Array(handles.saved),
    layout: handles.layout,
    diagnostics: handles.diagnostics,
    passes: handles.passes,
    stages: handles.stages,
    inputs: handles.inputs,
    flush: handles.flush,
    lineage: lineageOf(handles),
  };
}

function lineageOf({ program, edition }: BuildHandles): Lineage | undefined {
  if (program === undefined || edition === undefined) return undefined;
  return { program, serial: edition.serial, changes: edition.changes };
}
