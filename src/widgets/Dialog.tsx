import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "./Button";
import styles from "./dialog.module.css";

interface DialogProps {
  readonly title: string;
  /** The title is said, not shown: the content has its own. */
  readonly bare?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Modal; the platform keeps focus inside, closes on Escape and gives focus back. Mounted while open. */
export function Dialog({ title, bare = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // A press on the backdrop lands on the element itself, never on its content.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles.box}>
        {!bare && (
          <header className={styles.header}>
            <h2>{title}</h2>
            <IconButton icon="close" label="Close" shortcut="Esc" onClick={onClose} />
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
