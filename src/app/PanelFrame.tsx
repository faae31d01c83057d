// What surrounds every panel: loading, the mark of an older result, and a boundary that keeps a failing panel from
// taking the page along.

import { type ComponentType, lazy, Suspense } from "react";
import type { AppState } from "@/state/appState";
import { useAppStore } from "@/state/storeContext";
import { StaleBar } from "@/widgets/EmptyState";
import styles from "./app.module.css";
import { ErrorBoundary } from "./ErrorBoundary";
import type { PanelEntry, PanelId } from "./panels";

const loaded = new Map<PanelId, ComponentType>();

/** One lazy component per panel, for the life of the page. */
function panelOf(entry: PanelEntry): ComponentType {
  let panel = loaded.get(entry.id);
  if (panel === undefined) {
    panel = lazy(async () => ({ default: await entry.load() }));
    loaded.set(entry.id, panel);
  }
  return panel;
}

/** The newest sources did not link, and the build on screen is from before. */
const selectShowsOlder = (state: AppState): boolean => state.build !== undefined && state.latest !== state.build;

export function PanelFrame({ entry }: { readonly entry: PanelEntry }) {
  const older = useAppStore(selectShowsOlder) && entry.showsBuild;
  const Panel = panelOf(entry);
  return (
    <div className={styles.frame} data-older={older}>
      {older && entry.id !== "passes" && <StaleBar>Shows the last good link, older than the sources</StaleBar>}
      <ErrorBoundary name={entry.title}>
        <Suspense fallback={<div className={styles.loading} aria-busy="true" />}>
          <Panel />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
