import { useState } from "react";
import type { BitBox, BitWord } from "@/inspect/explanation";
import type { Subject } from "@/inspect/subject";
import styles from "./relocation.module.css";

interface BitBoxesProps {
  readonly words: readonly BitWord[];
  /** Bits that differ from the other side. */
  readonly changed?: number;
  /** Show every bit; else only the values. */
  readonly digits?: boolean;
  readonly onSelect: (subject: Subject) => void;
}

const place = ({ at, width }: BitBox) => (width === 1 ? `bit ${at}` : `bits ${at + width - 1}:${at}`);

/** The bits of a box, changed ones underlined. */
function Digits({ box, changed }: { readonly box: BitBox; readonly changed: number }) {
  const runs: { text: string; changed: boolean }[] = [];
  for (let bit = box.width - 1; bit >= 0; bit--) {
    const digit = String(Math.floor(box.bits / 2 ** bit) % 2);
    const isChanged = box.at + bit < 32 && ((changed >>> (box.at + bit)) & 1) === 1;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.changed === isChanged) last.text += digit;
    else runs.push({ text: digit, changed: isChanged });
  }
  return (
    <span className={styles.digits} aria-hidden="true">
      {runs.map((run, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: runs of one text have no other name
        run.changed ? <u key={index}>{run.text}</u> : <span key={index}>{run.text}</span>,
      )}
    </span>
  );
}

interface WordProps extends Omit<BitBoxesProps, "words"> {
  readonly word: BitWord;
  readonly told: BitBox | undefined;
  readonly onTell: (box: BitBox | undefined) => void;
}

function Word({ word, changed = 0, digits = false, onSelect, told, onTell }: WordProps) {
  return (
    <fieldset className={styles.boxes} aria-label={`${word.name}, ${word.width} bits`}>
      {word.boxes.map((box) => {
        const { subject } = box;
        return (
          <button
            key={`${box.name}${box.at}`}
            type="button"
            className={styles.box}
            data-bits={box.role}
            data-narrow={box.width <= 8 || undefined}
            data-told={box === told || undefined}
            data-link={subject !== undefined || undefined}
            style={{ flexGrow: box.width }}
            aria-label={`${box.name}, ${place(box)}: ${box.shown}. ${box.meaning}`}
            onFocus={() => onTell(box)}
            onPointerEnter={() => onTell(box)}
            onPointerLeave={() => onTell(undefined)}
            onBlur={() => onTell(undefined)}
            onClick={() => (subject === undefined ? onTell(box) : onSelect(subject))}
          >
            <span className={styles.boxName}>{box.name}</span>
            {digits && box.width <= 32 && <Digits box={box} changed={changed} />}
            <span className={styles.boxValue}>{box.shown}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

/** Words as boxes as wide as their bits. The line below tells what the pointed or focused one is for. */
export function BitBoxes({ words, ...rest }: BitBoxesProps) {
  const [pointed, setPointed] = useState<BitBox | undefined>(undefined);
  const boxes = words.flatMap((word) => word.boxes);
  const told =
    boxes.find((box) => box === pointed) ?? boxes.find((box) => box.role === "field") ?? boxes[boxes.length - 1];
  return (
    <div className={styles.word}>
      {words.map((word) => (
        <Word key={word.name} word={word} told={told} onTell={setPointed} {...rest} />
      ))}
      {told !== undefined && (
        <p className={styles.told} aria-hidden="true">
          <b>{told.name}</b> {place(told)}: {told.meaning}
        </p>
      )}
    </div>
  );
}
