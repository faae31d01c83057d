import type { AppStore } from "./createAppStore";
import type { Opening } from "./project";

/** Opens a link or a project file in a store that already shows something. */
export function showOpening(store: AppStore, opening: Opening): void {
  const { openExample, openProject } = store.getState();
  if (opening.kind === "example") openExample(opening.id, opening.architecture);
  else openProject(opening.project);
  const { files, activateFile, selectKey, showTable, showBytes, showStep } = store.getState();
  const { view } = opening;
  const file = files[view.file ?? 0];
  if (file !== undefined) activateFile(file.id);
  if (view.selection !== undefined) selectKey(view.selection);
  if (view.table !== undefined) showTable(view.table);
  if (view.byteMode !== undefined) showBytes(view.byteMode);
  if (view.step !== undefined) showStep(view.step);
}
