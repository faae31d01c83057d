import { stageFact, stageHelp, stageNames, stopsOf } from "@/inspect/rows/passes";
import type { ShownBuild } from "@/state/appState";
import type { StageCell } from "./PassesView";

/** The stages as the strip shows them at a stop. Stages that write nothing are done as soon as anything is written. */
export function stageCells(build: ShownBuild, stop: number, finished: boolean): readonly StageCell[] {
  const { stages, stageStarts } = stopsOf(build.view);
  const current = stages[stop] ?? 0;
  const assembled = build.files.filter((file) => file.assembled).length;
  return stageNames.map((name, stage) => {
    const end = stageStarts[stage + 1] ?? 0;
    const writes = end > (stageStarts[stage] ?? 0);
    const passed = writes ? stop >= end - 1 : stage < current;
    return {
      name,
      help: stageHelp[name],
      fact: stageFact(build.view, name, assembled),
      isPatch: name === "Patch",
      done: finished || (stop > 0 && passed),
      current: !finished && stop > 0 && stage === current,
    };
  });
}
