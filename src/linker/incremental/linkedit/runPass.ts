// Runs single passes of a one-shot link over the tables of an incremental one.

import type { ReadonlyTable } from "@/tables/table";
import type { Pass, Services } from "../../context";
import { createPassRunner } from "../../passRunner";
import type { Schemas, TableName } from "../../schemas/all";
import { emptyUnwindPlan } from "../../synthetic/unwindInfo";
import type { IncrementalState } from "../state";

/** The table of that name that the pass makes. */
export type RunPass = <N extends TableName>(pass: Pass, creates: N) => ReadonlyTable<Schemas[N]>;

export function createPassRunnerFor(state: IncrementalState): RunPass {
  return (pass, creates) => {
    const { options, parsed, memory, strings, diagnostics, trace, image, layout } = state;
    const services: Services = {
      options,
      inputs: [],
      finder: undefined,
      parsed,
      memory,
      strings,
      diagnostics,
      trace,
      image,
      layout,
      linkedit: new Map(),
      unwind: emptyUnwindPlan(),
    };
    const runner = createPassRunner(services, state as unknown as Parameters<typeof createPassRunner>[1]);
    runner.run(pass);
    return runner.table(creates);
  };
}
