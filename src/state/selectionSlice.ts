import type { Subject } from "@/inspect/subject";
import { findReference, keyOf, resolveKey } from "@/inspect/subjectKey";
import type { BuildView } from "@/linker/build";
import type { SelectionSlice, WantedSubject } from "./appState";
import type { Slice } from "./slice";

/** The row that a wanted subject has in this build. */
export function resolveWanted(view: BuildView, wanted: WantedSubject | undefined): Subject | undefined {
  if (wanted === undefined) return undefined;
  if (wanted.kind === "key") return resolveKey(view, wanted.key);
  const { file, to, occurrence } = wanted.reference;
  return findReference(view, file, to, occurrence);
}

export const createSelectionSlice =
  (wanted: WantedSubject | undefined): Slice<SelectionSlice> =>
  (set, get) => ({
    selected: undefined,
    hovered: undefined,
    wanted,
    select(subject) {
      const view = get().build?.view;
      const key = subject === undefined || view === undefined ? undefined : keyOf(view, subject);
      set({ selected: subject, wanted: key === undefined ? undefined : { kind: "key", key } });
    },
    selectKey(key) {
      const view = get().build?.view;
      const next: WantedSubject = { kind: "key", key };
      set({ wanted: next, selected: view === undefined ? undefined : resolveWanted(view, next) });
    },
    hover(subject) {
      set({ hovered: subject });
    },
  });
