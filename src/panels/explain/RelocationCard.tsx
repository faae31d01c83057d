// The hero: one relocation in five fixed rows, the same for every type.

import { type KeyboardEvent, useRef } from "react";
import { hexByte } from "@/base/text";
import type { FieldBytes, RecordPart, RelocationExplanation } from "@/inspect/explanation";
import type { Subject } from "@/inspect/subject";
import { IconButton } from "@/widgets/Button";
import { Chip } from "@/widgets/Chip";
import { BitBoxes } from "./BitBoxes";
import { ByteStrip } from "./ByteStrip";
import { Callout, Crumbs, Step } from "./CardParts";
import styles from "./explain.module.css";
import { type CardRowName, FormulaLine } from "./FormulaLine";
import { Ruler } from "./Ruler";

export interface RelocationCardProps {
  readonly explanation: RelocationExplanation;
  /** The patched instruction as decoded from the image, when it is known. */
  readonly decoded: string | undefined;
  readonly onSelect: (subject: Subject) => void;
  /** To the next or previous patch. */
  readonly onMove: (by: 1 | -1) => void;
}

function RecordBytes({ part, onSelect }: { readonly part: RecordPart; readonly onSelect: (subject: Subject) => void }) {
  return (
    <div className={styles.record}>
      <p className={styles.recordHead}>
        <code>{part.bytes.map(hexByte).join(" ")}</code>
        <span>
          record {part.number}, {part.type}
        </span>
      </p>
      {part.words.map((word) => (
        <BitBoxes key={word.name} word={word} onSelect={onSelect} />
      ))}
    </div>
  );
}

/** Bits of a 4-byte field that differ, as one little-endian word. */
const changedWord = ({ changed, fieldAt, fieldLength }: FieldBytes): number => {
  let word = 0;
  for (let index = Math.min(4, fieldLength) - 1; index >= 0; index--) word = word * 256 + changed[fieldAt + index];
  return word;
};

/** The word taken apart, where that says more than the bytes do. */
function FieldWord({ bytes, onSelect }: { readonly bytes: FieldBytes; readonly onSelect: (subject: Subject) => void }) {
  if (bytes.word.boxes.length < 2) return null;
  return <BitBoxes word={bytes.word} changed={changedWord(bytes)} digits onSelect={onSelect} />;
}

function Header({ explanation, onMove, onSelect }: Omit<RelocationCardProps, "decoded">) {
  const { type, position, count } = explanation;
  return (
    <header className={styles.header}>
      <div className={styles.headLine}>
        <Chip tone="patch">Relocation</Chip>
        <h2 className={styles.title} data-tooltip={type}>
          {explanation.title}
        </h2>
        <span className={styles.mover}>
          <IconButton icon="previous" label="Previous patch" shortcut="[" onClick={() => onMove(-1)} />
          <span className={styles.count}>{position === 0 ? "not applied" : `${position} of ${count}`}</span>
          <IconButton icon="next" label="Next patch" shortcut="]" onClick={() => onMove(1)} />
        </span>
      </div>
      <p className={styles.summary}>{explanation.summary}</p>
      <Crumbs label="From where to what" crumbs={explanation.crumbs} onSelect={onSelect} mark="→" />
    </header>
  );
}

function AfterPart({ explanation, decoded, onSelect }: Omit<RelocationCardProps, "onMove">) {
  const { after, before } = explanation;
  if (after === undefined) return null;
  return (
    <Step number={5} title="After" sentence={after.sentence} name="after">
      <div className={styles.change}>
        <ByteStrip label="Before" bytes={before.bytes} showChanges />
        <i aria-hidden="true">→</i>
        <ByteStrip label="After" bytes={after.bytes} showChanges />
      </div>
      <FieldWord bytes={after.bytes} onSelect={onSelect} />
      {(before.bytes.text !== undefined || decoded !== undefined) && (
        <dl className={styles.instructions}>
          {before.bytes.text !== undefined && (
            <div>
              <dt>Source</dt>
              <dd>
                <code>{before.bytes.text}</code>
              </dd>
            </div>
          )}
          {decoded !== undefined && (
            <div>
              <dt>Image</dt>
              <dd>
                <code>{decoded}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
      {after.sameBecause !== undefined && (
        <Callout title="Same bytes, because" tone="same">
          {after.sameBecause}
        </Callout>
      )}
      <Crumbs label="Owner of the bytes" crumbs={after.origin} onSelect={onSelect} />
    </Step>
  );
}

export function RelocationCard({ explanation, decoded, onSelect, onMove }: RelocationCardProps) {
  const rows = useRef<HTMLOListElement>(null);
  const showRow = (name: CardRowName) => {
    const row = rows.current?.querySelector<HTMLElement>(`[data-row="${name}"]`);
    row?.scrollIntoView({ block: "nearest" });
    row?.focus({ preventScroll: true });
  };
  const moveWithKeys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "[") onMove(-1);
    else if (event.key === "]") onMove(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { record, before, formula, encode, asides, skipped } = explanation;
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementInteractions: shortcuts of the buttons inside
    <article className={styles.card} aria-label={`Relocation ${explanation.title}`} onKeyDown={moveWithKeys}>
      <Header explanation={explanation} onMove={onMove} onSelect={onSelect} />
      <ol ref={rows} className={styles.steps}>
        <Step number={1} title="Record" sentence={record.sentence} name="record">
          <div className={styles.records} data-paired={record.records.length > 1 || undefined}>
            {record.records.map((part) => (
              <RecordBytes key={part.number} part={part} onSelect={onSelect} />
            ))}
          </div>
        </Step>
        <Step number={2} title="Before" sentence={before.sentence} name="before">
          <div className={styles.change}>
            <ByteStrip label="Before" bytes={before.bytes} />
            <span className={styles.asWord}>
              {before.bytes.fieldLength > 1 && (
                <>
                  as a number <code>{before.bytes.wordText}</code>
                </>
              )}
            </span>
          </div>
          <FieldWord bytes={before.bytes} onSelect={onSelect} />
          <p className={styles.place}>{before.place}</p>
        </Step>
        {formula !== undefined && (
          <Step number={3} title="Formula" sentence={formula.sentence} name="formula">
            <FormulaLine formula={formula} onSelect={onSelect} onShowRow={showRow} />
          </Step>
        )}
        {encode !== undefined && formula !== undefined && (
          <Step number={4} title="Encode" sentence={encode.sentence} name="encode">
            {encode.range !== undefined && <Ruler range={encode.range} value={formula.shown} />}
            {encode.placement.length > 0 && (
              <p className={styles.placement}>
                <code>{formula.shown}</code>
                {encode.scaleText !== "" && (
                  <>
                    {" "}
                    {encode.scaleText} = <code>{encode.scaledText}</code>
                  </>
                )}
                {encode.placement.map((run) => (
                  <Chip key={run.name} tone="patch">
                    {run.name} = 0x{run.bits.toString(16)}
                  </Chip>
                ))}
              </p>
            )}
          </Step>
        )}
        <AfterPart explanation={explanation} decoded={decoded} onSelect={onSelect} />
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
