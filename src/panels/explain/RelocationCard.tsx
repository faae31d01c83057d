// The hero: one relocation in five fixed rows, the same for every type.

import { type KeyboardEvent, useRef } from "react";
import type { RelocationExplanation } from "@/inspect/explanation";
import type { Subject } from "@/inspect/subject";
import { IconButton } from "@/widgets/Button";
import { Chip } from "@/widgets/Chip";
import { Callout, Crumbs } from "./CardParts";
import shared from "./explain.module.css";
import type { CardRowName } from "./FormulaLine";
import { AfterStep, BeforeStep, ChainedStep, EncodeStep, FormulaStep, RecordStep } from "./RelocationSteps";
import styles from "./relocation.module.css";

export interface RelocationCardProps {
  readonly explanation: RelocationExplanation;
  /** The patched instruction as decoded from the image, when it is known. */
  readonly decoded: string | undefined;
  readonly onSelect: (subject: Subject) => void;
  /** To the next or previous patch. */
  readonly onMove: (by: 1 | -1) => void;
}

function Header({ explanation, onMove, onSelect }: Omit<RelocationCardProps, "decoded">) {
  const { type, position, count } = explanation;
  return (
    <header className={shared.header}>
      <div className={shared.headLine}>
        <Chip tone="patch">Relocation</Chip>
        <h2 className={shared.title} data-tooltip={type}>
          {explanation.title}
        </h2>
        <span className={styles.mover}>
          <IconButton icon="previous" label="Previous patch" shortcut="[" onClick={() => onMove(-1)} />
          <span className={styles.count}>{position === 0 ? "not applied" : `${position} of ${count}`}</span>
          <IconButton icon="next" label="Next patch" shortcut="]" onClick={() => onMove(1)} />
        </span>
      </div>
      <p className={shared.summary}>{explanation.summary}</p>
      <Crumbs label="From where to what" crumbs={explanation.crumbs} onSelect={onSelect} mark="→" />
    </header>
  );
}

const moves: Readonly<Record<string, 1 | -1>> = { "[": -1, "]": 1 };

export function RelocationCard({ explanation, decoded, onSelect, onMove }: RelocationCardProps) {
  const rows = useRef<HTMLOListElement>(null);
  const showRow = (name: CardRowName) => {
    const row = rows.current?.querySelector<HTMLElement>(`[data-row="${name}"]`);
    row?.scrollIntoView({ block: "nearest" });
    row?.focus({ preventScroll: true });
  };
  const moveWithKeys = (event: KeyboardEvent) => {
    const by = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(by);
  };
  const { record, before, formula, encode, after, chained, asides, skipped } = explanation;
  return (
    <article className={shared.card} aria-label={`Relocation ${explanation.title}`} onKeyDown={moveWithKeys}>
      <Header explanation={explanation} onMove={onMove} onSelect={onSelect} />
      <ol ref={rows} className={styles.steps}>
        <RecordStep row={record} onSelect={onSelect} />
        <BeforeStep row={before} onSelect={onSelect} />
        {formula !== undefined && <FormulaStep row={formula} onSelect={onSelect} onShowRow={showRow} />}
        {encode !== undefined && formula !== undefined && <EncodeStep row={encode} value={formula.shown} />}
        {after !== undefined && <AfterStep row={after} before={before} decoded={decoded} onSelect={onSelect} />}
        {chained !== undefined && <ChainedStep row={chained} onSelect={onSelect} />}
      </ol>
      {skipped !== undefined && (
        <Callout title="Not applied." tone="note">
          {skipped}
        </Callout>
      )}
      {asides.map((aside) => (
        <Callout key={aside.title} title={`${aside.title}.`} tone="note">
          {aside.text}
        </Callout>
      ))}
    </article>
  );
}
