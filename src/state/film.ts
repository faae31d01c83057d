// Moving through the link as a film: which step is shown next, and which relocation is selected on the way. Shared by
// the strip of passes and by the keys.

import {
  neighbourPatch,
  neighbourStage,
  relocationAtStop,
  stageNames,
  stopAt,
  stopOfRelocation,
  stopsOf,
} from "@/inspect/rows/passes";
import type { TableId } from "./appState";
import type { AppStore } from "./createAppStore";

/** Shows the image at a stop, and selects the relocation applied there. */
export function moveToStop(store: AppStore, stop: number): void {
  const { build, showStep, select } = store.getState();
  if (build === undefined) return;
  const stops = stopsOf(build.view);
  const relocation = relocationAtStop(build.view, stop);
  const isEnd = stop >= stops.steps.length - 1 && relocation === undefined;
  showStep(isEnd ? undefined : stops.steps[stop]);
  if (relocation !== undefined) select({ kind: "relocation", relocation });
}

/** Where stepping starts: the relocation looked at when the image is finished, else the step on screen. */
function presentStop(store: AppStore): number | undefined {
  const { build, step, selected } = store.getState();
  if (build === undefined) return undefined;
  if (step !== undefined) return stopAt(stopsOf(build.view), step);
  return selected?.kind === "relocation" ? stopOfRelocation(build.view, selected.relocation) : undefined;
}

/** To the next or previous relocation; past the last one the image is finished, before the first one it is empty. */
export function stepPatch(store: AppStore, by: 1 | -1): void {
  const { build, showStep } = store.getState();
  if (build === undefined) return;
  const from = presentStop(store) ?? (by === 1 ? 0 : stopsOf(build.view).steps.length);
  const next = neighbourPatch(build.view, from, by);
  if (next === undefined) showStep(by === 1 ? undefined : 0);
  else moveToStop(store, next);
}

/** To the end of the next or previous stage that wrote anything. */
export function stepPass(store: AppStore, by: 1 | -1): void {
  const { build, step, showStep } = store.getState();
  if (build === undefined) return;
  const stops = stopsOf(build.view);
  const next = neighbourStage(stops, stopAt(stops, step), by);
  const isEnd = next === undefined ? by === 1 : next === stops.steps.length - 1;
  showStep(isEnd ? undefined : stops.steps[next ?? 0]);
}

/** The table that shows what a stage decided. */
const tableOfStage: Readonly<Record<(typeof stageNames)[number], TableId | undefined>> = {
  Assemble: undefined,
  Read: "symbols",
  Resolve: "symbols",
  Strip: "symbols",
  Act: "actions",
  Place: "layout",
  Patch: "relocations",
  Fixups: undefined,
  Seal: "loadCommands",
};

/** Shows the image right after a stage, and the table of what it decided. */
export function stepToStage(store: AppStore, stage: number): void {
  const { build, showStep, showTable } = store.getState();
  if (build === undefined) return;
  const stops = stopsOf(build.view);
  const last = (stops.stageStarts[stage + 1] ?? stops.steps.length) - 1;
  showStep(last >= stops.steps.length - 1 ? undefined : stops.steps[Math.max(0, last)]);
  const name = stageNames[stage];
  const table = name && tableOfStage[name];
  if (table !== undefined) showTable(table);
}
