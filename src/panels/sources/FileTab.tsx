import { memo, useState } from "react";
import type { ProjectFile } from "@/state/appState";
import { Icon } from "@/widgets/Icon";
import type { FileId } from "@/worker/protocol";
import styles from "./sources.module.css";

interface FileTabProps {
  readonly file: ProjectFile;
  readonly active: boolean;
  readonly errors: number;
  /** Id of the element that shows the file. */
  readonly controls: string;
  readonly onActivate: (id: FileId) => void;
  readonly onRename: (id: FileId, name: string) => void;
  readonly onRemove: (id: FileId) => void;
}

function RenameField({ name, onDone }: { readonly name: string; readonly onDone: (name: string | undefined) => void }) {
  const [text, setText] = useState(name);
  return (
    <input
      className={styles.rename}
      aria-label={`New name of ${name}`}
      value={text}
      size={Math.max(6, text.length)}
      maxLength={64}
      // biome-ignore lint/a11y/noAutofocus: the visitor asked to type here
      autoFocus
      onFocus={(event) => event.target.setSelectionRange(0, name.includes(".") ? name.lastIndexOf(".") : name.length)}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") onDone(text);
        if (event.key === "Escape") onDone(undefined);
      }}
    />
  );
}

/** One file: click or arrow keys show it, double click or F2 renames it, Delete removes it. */
export const FileTab = memo(function FileTab(props: FileTabProps) {
  const { file, active, errors, controls, onActivate, onRename, onRemove } = props;
  const [renaming, setRenaming] = useState(false);
  if (renaming) {
    return (
      <span className={styles.tab} data-active={active}>
        <RenameField
          name={file.name}
          onDone={(name) => {
            setRenaming(false);
            if (name !== undefined && name.trim() !== "") onRename(file.id, name);
          }}
        />
      </span>
    );
  }
  return (
    <span className={styles.tab} data-active={active} role="presentation">
      <button
        type="button"
        role="tab"
        aria-keyshortcuts="F2 Delete"
        id={`source-tab-${file.id}`}
        aria-selected={active}
        aria-controls={controls}
        tabIndex={active ? 0 : -1}
        className={styles.name}
        title={`${file.name}: double click or F2 to rename`}
        onClick={() => onActivate(file.id)}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => {
          if (event.key === "F2") setRenaming(true);
          if (event.key === "Delete") onRemove(file.id);
        }}
      >
        {file.name}
        {errors > 0 && (
          <span className={styles.errors} role="img" aria-label={`${errors} ${errors === 1 ? "error" : "errors"}`}>
            {errors}
          </span>
        )}
      </button>
      {/* For the pointer; a tab list holds tabs only, so keys and screen readers remove with Delete. */}
      <button
        type="button"
        className={styles.remove}
        aria-hidden="true"
        title={`Remove ${file.name}`}
        tabIndex={-1}
        onClick={() => onRemove(file.id)}
      >
        <Icon name="close" />
      </button>
    </span>
  );
});
