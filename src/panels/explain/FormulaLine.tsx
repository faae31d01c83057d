import type { FormulaRow, Term } from "@/inspect/explanation";
import type { Subject } from "@/inspect/subject";
import shared from "./explain.module.css";
import styles from "./relocation.module.css";

export type CardRowName = "record" | "before";

interface FormulaLineProps {
  readonly formula: FormulaRow;
  readonly onSelect: (subject: Subject) => void;
  /** Shows the row of this card where a number comes from. */
  readonly onShowRow: (row: CardRowName) => void;
}

interface TermProps {
  readonly term: Term;
  readonly onPress: (() => void) | undefined;
}

function TermChip({ term, onPress }: TermProps) {
  return (
    <button
      type="button"
      className={styles.term}
      data-term={term.role}
      data-tooltip={term.meaning}
      aria-label={`${term.name} is ${term.shown}: ${term.meaning}`}
      onClick={onPress}
    >
      <span>{term.name}</span>
      <code>{term.shown}</code>
    </button>
  );
}

/** Symbols above, their numbers below, the result at the end; then what each number is. */
export function FormulaLine({ formula, onSelect, onShowRow }: FormulaLineProps) {
  const press = ({ subject, row }: Term): (() => void) | undefined => {
    if (row !== undefined) return () => onShowRow(row);
    return subject === undefined ? undefined : () => onSelect(subject);
  };
  return (
    <>
      <div className={styles.formula}>
        {formula.tokens.map((token, index) => {
          if ("text" in token)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens are their positions
              <span key={index} className={styles.operator} aria-hidden="true">
                <span>{token.text}</span>
                <code>{token.text}</code>
              </span>
            );
          const term = formula.terms[token.term];
          // biome-ignore lint/suspicious/noArrayIndexKey: tokens are their positions
          return <TermChip key={index} term={term} onPress={press(term)} />;
        })}
        <span className={styles.result}>
          <span>=</span>
          <code>{formula.shown}</code>
        </span>
      </div>
      <dl className={styles.terms}>
        {formula.terms.map((term) => {
          const act = press(term);
          return (
            <div key={term.name}>
              <dt data-term={term.role}>{term.name}</dt>
              <dd>
                {act === undefined ? (
                  term.meaning
                ) : (
                  <button type="button" className={shared.link} onClick={act}>
                    {term.meaning}
                  </button>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
