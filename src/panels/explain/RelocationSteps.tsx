// The five rows of a relocation's card, each with its evidence.

import { hexByte } from "@/base/text";
import type {
  AfterRow,
  BeforeRow,
  ChainedRow,
  EncodeRow,
  FieldBytes,
  FormulaRow,
  RecordPart,
  RecordRow,
} from "@/inspect/explanation";
import type { Subject } from "@/inspect/subject";
import { Chip } from "@/widgets/Chip";
import { BitBoxes } from "./BitBoxes";
import { ByteStrip } from "./ByteStrip";
import { Callout, Crumbs } from "./CardParts";
import { type CardRowName, FormulaLine } from "./FormulaLine";
import { Ruler } from "./Ruler";
import styles from "./relocation.module.css";
import { Step } from "./Step";

type Select = (subject: Subject) => void;

function RecordBytes({ part, onSelect }: { readonly part: RecordPart; readonly onSelect: Select }) {
  return (
    <div className={styles.record}>
      <p className={styles.recordHead}>
        <code>{part.bytes.map(hexByte).join(" ")}</code>
        <span>
          record {part.number}, {part.type}
        </span>
      </p>
      <BitBoxes words={part.words} onSelect={onSelect} />
    </div>
  );
}

export function RecordStep({ row, onSelect }: { readonly row: RecordRow; readonly onSelect: Select }) {
  return (
    <Step number={1} title="Record" sentence={row.sentence} name="record">
      {row.records.length > 0 && (
        <div className={styles.records} data-paired={row.records.length > 1 || undefined}>
          {row.records.map((part) => (
            <RecordBytes key={part.number} part={part} onSelect={onSelect} />
          ))}
        </div>
      )}
    </Step>
  );
}

/** Bits of a 4-byte field that differ, as one little-endian word. */
const changedWord = ({ changed, fieldAt, fieldLength }: FieldBytes): number => {
  let word = 0;
  for (let index = Math.min(4, fieldLength) - 1; index >= 0; index--) word = word * 256 + changed[fieldAt + index];
  return word;
};

/** The word taken apart, where that says more than the bytes do. */
function FieldWord({ bytes, onSelect }: { readonly bytes: FieldBytes; readonly onSelect: Select }) {
  if (bytes.word.boxes.length < 2) return null;
  return <BitBoxes words={[bytes.word]} changed={changedWord(bytes)} digits onSelect={onSelect} />;
}

export function BeforeStep({ row, onSelect }: { readonly row: BeforeRow; readonly onSelect: Select }) {
  return (
    <Step number={2} title="Before" sentence={row.sentence} name="before">
      <div className={styles.change}>
        <ByteStrip label="Before" bytes={row.bytes} />
        {row.bytes.fieldLength > 1 && (
          <span className={styles.asWord}>
            as a number <code>{row.bytes.wordText}</code>
          </span>
        )}
      </div>
      <FieldWord bytes={row.bytes} onSelect={onSelect} />
      <p className={styles.place}>{row.place}</p>
    </Step>
  );
}

interface FormulaStepProps {
  readonly row: FormulaRow;
  readonly onSelect: Select;
  readonly onShowRow: (row: CardRowName) => void;
}

export function FormulaStep({ row, onSelect, onShowRow }: FormulaStepProps) {
  return (
    <Step number={3} title="Formula" sentence={row.sentence} name="formula">
      <FormulaLine formula={row} onSelect={onSelect} onShowRow={onShowRow} />
    </Step>
  );
}

export function EncodeStep({ row, value }: { readonly row: EncodeRow; readonly value: string }) {
  return (
    <Step number={4} title="Encode" sentence={row.sentence} name="encode">
      {row.range !== undefined && <Ruler range={row.range} value={value} />}
      {row.placement.length > 0 && (
        <p className={styles.placement}>
          <code>{value}</code>
          {row.scaleText !== "" && (
            <>
              {row.scaleText} = <code>{row.scaledText}</code>
            </>
          )}
          {row.placement.map((run) => (
            <Chip key={run.name} tone="patch">
              {run.name} = 0x{run.bits.toString(16)}
            </Chip>
          ))}
        </p>
      )}
    </Step>
  );
}

function Instruction({ label, text }: { readonly label: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{text}</code>
      </dd>
    </div>
  );
}

export function ChainedStep({ row, onSelect }: { readonly row: ChainedRow; readonly onSelect: Select }) {
  return (
    <Step number={6} title="Chain" sentence={row.sentence} name="chain">
      <p className={styles.placement}>
        <code>{row.wordText}</code>
      </p>
      <BitBoxes words={[row.word]} onSelect={onSelect} />
    </Step>
  );
}

interface AfterStepProps {
  readonly row: AfterRow;
  readonly before: BeforeRow;
  readonly decoded: string | undefined;
  readonly onSelect: Select;
}

export function AfterStep({ row, before, decoded, onSelect }: AfterStepProps) {
  const written = before.bytes.text;
  return (
    <Step number={5} title="After" sentence={row.sentence} name="after">
      <div className={styles.change}>
        <ByteStrip label="Before" bytes={before.bytes} showChanges />
        <i aria-hidden="true">→</i>
        <ByteStrip label="After" bytes={row.bytes} showChanges />
      </div>
      <FieldWord bytes={row.bytes} onSelect={onSelect} />
      {(written !== undefined || decoded !== undefined) && (
        <dl className={styles.instructions}>
          <Instruction label="Source" text={written} />
          <Instruction label="Image" text={decoded} />
        </dl>
      )}
      {row.sameBecause !== undefined && (
        <Callout title="Same bytes, because" tone="same">
          {row.sameBecause}
        </Callout>
      )}
      <Crumbs label="Owner of the bytes" crumbs={row.origin} onSelect={onSelect} />
    </Step>
  );
}
