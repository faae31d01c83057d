import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { unshare } from "@/base/buffers";
import { SourceEditor } from "@/editor/SourceEditor";
import { selectActiveFile } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { Icon } from "@/widgets/Icon";
import { AddMenu } from "./AddMenu";
import { FileTabs } from "./FileTabs";
import { newFile } from "./newFiles";
import { download, openFiles } from "./openFiles";
import styles from "./sources.module.css";
import { useFileDrop } from "./useFileDrop";

const BinaryPart = lazy(async () => ({ default: (await import("./BinaryPart")).BinaryPart }));

const editorId = "source-editor";

function useErrorsByFile(): ReadonlyMap<string, number> {
  const diagnostics = useAppStore((state) => state.diagnostics);
  return useMemo(() => {
    const errors = new Map<string, number>();
    for (const { severity, place } of diagnostics) {
      if (severity === "error" && place !== undefined) errors.set(place.file, (errors.get(place.file) ?? 0) + 1);
    }
    return errors;
  }, [diagnostics]);
}

/** The object that the active source was assembled to, for downloading. */
function ObjectButton() {
  const latest = useAppStore((state) => state.latest);
  const file = useAppStore(selectActiveFile);
  const built = latest?.files.find(({ id, version }) => id === file?.id && version === file?.version);
  if (file === undefined || built?.object === undefined || !built.assembled) return null;
  const { object } = built;
  const name = `${file.name.replace(/\.(s|asm)$/i, "")}.o`;
  return (
    <button
      type="button"
      className={styles.object}
      title={`Download what ${file.name} was assembled to`}
      onClick={() => download(name, unshare(object))}
    >
      <Icon name="download" /> {name}
    </button>
  );
}

export function SourcesPanel() {
  const store = useStoreApi();
  const files = useAppStore((state) => state.files);
  const active = useAppStore(selectActiveFile);
  const architecture = useAppStore((state) => state.options.architecture);
  const latest = useAppStore((state) => state.latest);
  const errors = useErrorsByFile();
  const [problems, setProblems] = useState<readonly string[]>([]);
  const open = useCallback(
    (dropped: readonly File[]) => {
      void openFiles(store, dropped).then(setProblems);
    },
    [store],
  );
  const dragging = useFileDrop(open);
  const { activateFile, renameFile, removeFile, addFile } = store.getState();
  const contents = active?.contents;
  const built = latest?.files.find(({ id }) => id === active?.id);
  return (
    <div className={styles.panel} data-dragging={dragging}>
      <FileTabs
        files={files}
        activeFile={active?.id}
        errors={errors}
        controls={editorId}
        onActivate={activateFile}
        onRename={renameFile}
        onRemove={removeFile}
      >
        <AddMenu
          onNew={(kind) => {
            const { name, contents: text } = newFile(kind, architecture);
            addFile(name, text);
          }}
          onFiles={open}
        />
        <span className={styles.space} />
        <ObjectButton />
      </FileTabs>
      {problems.length > 0 && (
        <p className={styles.problems} role="alert">
          {problems.join(". ")}{" "}
          <button type="button" onClick={() => setProblems([])}>
            Dismiss
          </button>
        </p>
      )}
      <div className={styles.body} id={editorId} role="tabpanel" aria-label={active?.name ?? "No file"}>
        <SourceEditor file={contents?.kind === "text" ? active : undefined} />
        {active !== undefined && contents?.kind === "bytes" && (
          <Suspense>
            <BinaryPart name={active.name} bytes={contents.bytes} view={latest?.view} input={built?.input ?? 0} />
          </Suspense>
        )}
        {active === undefined && (
          <EmptyState title="No files">
            Add a file with +, drop one anywhere on the page, or open an example.
          </EmptyState>
        )}
      </div>
      {dragging && <div className={styles.drop}>Drop .s, .o, .a, .tbd or .dylib files to add them</div>}
    </div>
  );
}
