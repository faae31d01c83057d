import type { ReactNode } from "react";
import shared from "./explain.module.css";
import styles from "./relocation.module.css";

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly sentence: string;
  /** By which other parts of the card find it. */
  readonly name: string;
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
      <p className={shared.sentence}>{sentence}</p>
      {children}
    </li>
  );
}
