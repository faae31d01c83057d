import { Fragment, type ReactNode } from "react";
import type { Crumb } from "@/inspect/provenance";
import type { Subject } from "@/inspect/subject";
import styles from "./explain.module.css";

type Select = (subject: Subject) => void;

/** Text that selects its subject; plain text when it has none. */
export function SubjectLink({
  text,
  subject,
  onSelect,
}: {
  text: string;
  subject: Subject | undefined;
  onSelect: Select;
}) {
  if (subject === undefined) return <>{text}</>;
  return (
    <button type="button" className={styles.link} onClick={() => onSelect(subject)}>
      {text}
    </button>
  );
}

interface CrumbsProps {
  readonly label: string;
  readonly crumbs: readonly Crumb[];
  readonly onSelect: Select;
  /** What stands between two crumbs. */
  readonly mark?: string;
}

export function Crumbs({ label, crumbs, onSelect, mark = "›" }: CrumbsProps) {
  return (
    <nav className={styles.crumbs} aria-label={label}>
      {crumbs.map((crumb, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path may name the same thing twice
        <Fragment key={`${index}${crumb.text}`}>
          {index > 0 && <i aria-hidden="true">{mark}</i>}
          <SubjectLink text={crumb.text} subject={crumb.subject} onSelect={onSelect} />
        </Fragment>
      ))}
    </nav>
  );
}

export function Callout({ title, tone, children }: { title: string; tone: "same" | "note"; children: ReactNode }) {
  return (
    <div className={styles.callout} data-tone={tone}>
      <b>{title}</b> {children}
    </div>
  );
}
