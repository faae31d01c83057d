import type { ProjectFile } from "@/state/appState";
import type { FileId } from "@/worker/protocol";

/** More tabs than this are looked for longer than they are read. */
const mostTabs = 16;

/**
 * Files that have a tab, in the order of the project: all, or of many the open one, those with errors, then sources, then
 * the first ones.
 */
export function shownFiles(
  files: readonly ProjectFile[],
  activeFile: FileId | undefined,
  errors: ReadonlyMap<string, number>,
): readonly ProjectFile[] {
  if (files.length <= mostTabs) return files;
  const wishes: readonly ((file: ProjectFile) => boolean)[] = [
    ({ id }) => id === activeFile,
    ({ name }) => errors.has(name),
    ({ contents }) => contents.kind === "text",
    () => true,
  ];
  const shown = new Set<ProjectFile>();
  for (const isWished of wishes)
    for (const file of files) {
      if (shown.size === mostTabs) break;
      if (isWished(file)) shown.add(file);
    }
  return files.filter((file) => shown.has(file));
}
