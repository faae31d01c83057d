import type { ReactNode } from "react";
import styles from "./emptyState.module.css";

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** Where nothing is to be seen: what would be here, and how to get it. */
export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
    </div>
  );
}

/** A slim bar over a pane that shows an older result than the sources. */
export function StaleBar({ children }: { readonly children: ReactNode }) {
  return (
    <p className={styles.stale} role="note">
      {children}
    </p>
  );
}
