// The linker's entry: inputs and options in, one immutable build out. Runs the pipeline pass by pass, stops at the
// first barrier that errors stand before, and never throws for what a user gave it.

import type { Diagnostic } from "@/base/diagnostic";
import { createStringPool, type StringPool } from "@/tables/stringPool";
import type { TableHandle } from "@/tables/table";
import type { BuildHandles } from "./build";
import type { Services } from "./context";
import type { InputFinder } from "./finder";
import { createImageWriter } from "./image";
import { emptyLayout } from "./layout";
import type { LinkInput, LinkOptions } from "./options";
import { type FileMemory, noMemory } from "./parse/fileMemory";
import { createParsedInputs } from "./parsedInputs";
import { createPassRunner } from "./passRunner";
import { pipeline } from "./pipeline";
import { type TableName, tableNames } from "./schemas/all";
import { emptyUnwindPlan } from "./synthetic/unwindInfo";
import { createTrace } from "./trace/trace";

export interface LinkHost {
  /** Kept between links, so that ids and decoded names stay. */
  readonly strings?: StringPool;
  /** Kept between links with the same pool, so that files whose bytes did not change are not read again. */
  readonly memory?: FileMemory;
  /** Finds files that inputs name: re-exported dylibs, libraries that objects ask for themselves. */
  readonly finder?: InputFinder;
  /** Asked between passes; true stops the link, which then returns undefined. */
  readonly isCancelled?: () => boolean;
  /** Told before each pass, for progress and profiles. */
  readonly onPass?: (id: string) => void;
}

/** Undefined only when cancelled. A failed link returns its tables and diagnostics, without an image. */
export function link(
  inputs: readonly LinkInput[],
  options: LinkOptions,
  host: LinkHost = {},
): BuildHandles | undefined {
  const diagnostics: Diagnostic[] = [];
  let errors = 0;
  const trace = createTrace(options.trace);
  const image = createImageWriter(trace);
  const parsed = createParsedInputs();
  const strings = host.strings ?? createStringPool();
  const layout = emptyLayout();
  const services: Services = {
    options,
    inputs,
    finder: host.finder,
    parsed,
    memory: host.memory ?? noMemory,
    strings,
    trace,
    image,
    layout,
    linkedit: new Map(),
    unwind: emptyUnwindPlan(),
    diagnostics: {
      report(diagnostic) {
        diagnostics.push(diagnostic);
        if (diagnostic.severity === "error") errors += 1;
      },
    },
  };
  const runner = createPassRunner(services);
  for (const [index, pass] of pipeline.entries()) {
    if (host.isCancelled?.()) return undefined;
    // Mold's checkpoint: what the user got wrong is reported together, and nothing is built upon it.
    if (errors > 0 && pass.requires !== undefined) break;
    trace.pass = index;
    host.onPass?.(pass.id);
    runner.run(pass);
  }
  const sealed = trace.seal();
  const handles: Partial<Record<TableName, TableHandle>> = { events: sealed.events, writes: sealed.writes };
  for (const name of tableNames) handles[name] ??= runner.table(name).handle;
  return {
    options,
    tables: handles as BuildHandles["tables"],
    strings: strings.publish(),
    image: errors > 0 || image.size() === 0 ? undefined : image.bytes(),
    saved: sealed.saved,
    layout,
    diagnostics,
    passes: pipeline.map((pass) => pass.id),
    stages: pipeline.map((pass) => pass.stage),
    inputs: [new Uint8Array(0), ...[...inputs, ...parsed.found].map((input) => input.bytes)],
  };
}
