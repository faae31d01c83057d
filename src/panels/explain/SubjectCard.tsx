import type { Card, CardRow, CardSection } from "@/inspect/explanation";
import type { Subject } from "@/inspect/subject";
import { Chip } from "@/widgets/Chip";
import { BitBoxes } from "./BitBoxes";
import { SubjectLink } from "./CardParts";
import shared from "./explain.module.css";
import styles from "./subject.module.css";

interface SubjectCardProps {
  readonly card: Card;
  readonly onSelect: (subject: Subject) => void;
}

/** A step in time: its name leads on, the sentence tells. */
function ChainStep({ row, onSelect }: { readonly row: CardRow; readonly onSelect: (subject: Subject) => void }) {
  return (
    <>
      <span className={styles.rowLabel}>
        <SubjectLink text={row.label} subject={row.subject} onSelect={onSelect} />
        {row.note !== undefined && row.note !== "" && <code className={styles.note}>{row.note}</code>}
      </span>
      <span className={styles.rowValue}>{row.value}</span>
    </>
  );
}

function Row({ row, onSelect }: { readonly row: CardRow; readonly onSelect: (subject: Subject) => void }) {
  const value = <SubjectLink text={row.value} subject={row.subject} onSelect={onSelect} />;
  return (
    <>
      <span className={styles.rowLabel}>{row.label}</span>
      <span className={styles.rowValue} data-code={row.code}>
        {row.refused === true ? <s>{value}</s> : value}
        {row.note !== undefined && row.note !== "" && <span className={styles.note}>{row.note}</span>}
      </span>
    </>
  );
}

function Section({
  section,
  onSelect,
}: {
  readonly section: CardSection;
  readonly onSelect: (subject: Subject) => void;
}) {
  const List = section.steps === true ? "ol" : "ul";
  return (
    <section className={styles.section}>
      <h3>{section.title}</h3>
      {section.sentence !== undefined && <p className={shared.sentence}>{section.sentence}</p>}
      <List className={section.steps === true ? styles.chain : styles.rows}>
        {section.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a card are their positions
          <li key={index}>
            {section.steps === true ? (
              <ChainStep row={row} onSelect={onSelect} />
            ) : (
              <Row row={row} onSelect={onSelect} />
            )}
          </li>
        ))}
      </List>
      {section.word !== undefined && <BitBoxes words={[section.word]} onSelect={onSelect} />}
    </section>
  );
}

/** The card of a symbol, slot, section, load command, or any other thing that is no relocation. */
export function SubjectCard({ card, onSelect }: SubjectCardProps) {
  return (
    <article className={shared.card} aria-label={`${card.kind} ${card.title}`}>
      <header className={shared.header}>
        <div className={shared.headLine}>
          <Chip>{card.kind.charAt(0).toUpperCase() + card.kind.slice(1)}</Chip>
          <h2 className={shared.title}>{card.title}</h2>
        </div>
        <p className={shared.summary}>{card.summary}</p>
      </header>
      {card.sections.map((section) => (
        <Section key={section.title} section={section} onSelect={onSelect} />
      ))}
    </article>
  );
}
