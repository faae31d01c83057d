import { useMemo } from "react";
import { type PatchIndex, row } from "@/base/units";
import { patchNumber, patchStopCount, sayStop, stopAt, stopOfRelocation, stopsOf } from "@/inspect/rows/passes";
import { routeOfPatch } from "@/inspect/rows/relocations";
import { moveToStop, stepPass, stepPatch, stepToStage } from "@/state/film";
import { selectBuild } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { PassesView } from "./PassesView";
import { stageCells } from "./stageCells";
import { stripLayout } from "./stripLayout";

export function PassesPanel() {
  const store = useStoreApi();
  const build = useAppStore(selectBuild);
  const step = useAppStore((state) => state.step);
  const selected = useAppStore((state) => state.selected);
  const older = useAppStore((state) => state.latest !== state.build);
  const view = build?.view;
  const layout = useMemo(() => view && stripLayout(stopsOf(view)), [view]);
  if (build === undefined || view === undefined || layout === undefined)
    return <EmptyState title="The film of the link starts when the sources link" />;
  const stops = stopsOf(view);
  const stop = stopAt(stops, step);
  const patches = patchStopCount(view);
  const last = stops.steps.length - 1;
  const applied =
    step === undefined
      ? patches
      : stops.patches.subarray(0, stop + 1).reduce((n, patch) => n + (patch === 0 ? 0 : 1), 0);
  return (
    <PassesView
      cells={stageCells(build, stop, step === undefined)}
      layout={layout}
      older={older}
      stop={stop}
      say={(at) => sayStop(view, at)}
      patches={patches}
      appliedPatches={applied}
      patchRole={(at) => routeOfPatch(view, row<PatchIndex>(stops.patches[at] ?? 0))?.role}
      selectedStop={selected?.kind === "relocation" ? stopOfRelocation(view, selected.relocation) : undefined}
      finished={step === undefined || (stop === last && patchNumber(view, stop) === 0)}
      onStop={(at) => moveToStop(store, at)}
      onStage={(stage) => stepToStage(store, stage)}
      onPatch={(by) => stepPatch(store, by)}
      onPass={(by) => stepPass(store, by)}
    />
  );
}
