// Reads that several panels share. All return primitives or references the store holds.

import type { Subject, SubjectKind } from "@/inspect/subject";
import type { AppState, ProjectFile, ShownBuild } from "./appState";

export const selectView = (state: AppState) => state.build?.view;
export const selectBuild = (state: AppState): ShownBuild | undefined => state.build;

/** The build on screen is older than the sources. */
export const selectIsStale = (state: AppState): boolean =>
  state.build !== undefined && (state.latest !== state.build || state.phase === "linking");

export const selectActiveFile = (state: AppState): ProjectFile | undefined =>
  state.files.find((file) => file.id === state.activeFile);

export const selectErrorCount = (state: AppState): number =>
  state.diagnostics.reduce((count, diagnostic) => count + (diagnostic.severity === "error" ? 1 : 0), 0);

/** Number of writes of the build on screen: the timeline's last step. */
export const selectStepCount = (state: AppState): number => (state.build?.view.writes.rowCount() ?? 1) - 1;

/** The selection when it is of one kind. */
export const selectedOf =
  <K extends SubjectKind>(kind: K) =>
  (state: AppState): Extract<Subject, { readonly kind: K }> | undefined =>
    isKind(state.selected, kind) ? state.selected : undefined;

const isKind = <K extends SubjectKind>(
  subject: Subject | undefined,
  kind: K,
): subject is Extract<Subject, { readonly kind: K }> => subject?.kind === kind;
