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
        <Fragment key={`${index}${crumb.text}`}>
          {index > 0 && <i aria-hidden="true">{mark}</i>}
          <SubjectLink text={crumb.text} subject={crumb.subject} onSelect={onSelect} />
        </Fragment>
      ))}
    </nav>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly sentence: string;
  readonly name?: string;
  readonly children?: ReactNode;
}

/** One of the five rows: its number, what it is, a sentence, the evidence. */
export function Step({ number, title, sentence, name, children }: StepProps) {
  return (
    <li className={styles.step} data-row={name} tabIndex={-1}>
      <h3 className={styles.stepTitle}>
        <span className={styles.stepNumber} aria-hidden="true">
          {number}
        </span>
        {title}
      </h3>
      <p className={styles.sentence}>{sentence}</p>
      {children}
    </li>
  );
}

export function Callout({ title, tone, children }: { title: string; tone: "same" | "note"; children: ReactNode }) {
  return (
    <div className={styles.callout} data-tone={tone}>
      <b>{title}</b> {children}
    </div>
  );
}
