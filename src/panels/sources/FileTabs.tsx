import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect } from "react";
import type { ProjectFile } from "@/state/appState";
import type { FileId } from "@/worker/protocol";
import { FileTab } from "./FileTab";
import { shownFiles } from "./shownFiles";
import styles from "./sources.module.css";

const AllFiles = lazy(async () => ({ default: (await import("./AllFiles")).AllFiles }));

interface FileTabsProps {
  readonly files: readonly ProjectFile[];
  readonly activeFile: FileId | undefined;
  readonly errors: ReadonlyMap<string, number>;
  readonly controls: string;
  readonly onActivate: (id: FileId) => void;
  readonly onRename: (id: FileId, name: string) => void;
  readonly onRemove: (id: FileId) => void;
  /** Behind the last tab. */
  readonly children: ReactNode;
}

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at, count) => (at + count - 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function FileTabs({ files: all, activeFile, errors, controls, children, ...actions }: FileTabsProps) {
  const files = shownFiles(all, activeFile, errors);
  useEffect(() => {
    document.getElementById(`source-tab-${activeFile}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [activeFile]);
  const moveWithKeys = (event: KeyboardEvent) => {
    const move = moves[event.key];
    const at = files.findIndex((file) => file.id === activeFile);
    if (move === undefined || at === -1) return;
    event.preventDefault();
    const next = files[move(at, files.length)];
    if (next === undefined) return;
    actions.onActivate(next.id);
    document.getElementById(`source-tab-${next.id}`)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div className={styles.list} role="tablist" aria-label="Files of the project" onKeyDown={moveWithKeys}>
        {files.map((file) => (
          <FileTab
            key={file.id}
            file={file}
            active={file.id === activeFile}
            errors={errors.get(file.name) ?? 0}
            controls={controls}
            onActivate={actions.onActivate}
            onRename={actions.onRename}
            onRemove={actions.onRemove}
          />
        ))}
      </div>
      {files.length < all.length && (
        <Suspense>
          <AllFiles files={all} activeFile={activeFile} onActivate={actions.onActivate} />
        </Suspense>
      )}
      {children}
    </div>
  );
}
