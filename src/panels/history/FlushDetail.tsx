import { hex0x, hexByte } from "@/base/text";
import { type FileOffset, fileOffset } from "@/base/units";
import { flushSentence } from "@/inspect/flush";
import type { ChangedRun } from "@/inspect/flushDifference";
import type { FlushSummary } from "@/linker/incremental/summary";
import { Select } from "@/widgets/Select";
import styles from "./history.module.css";
import { Moves } from "./Moves";

export interface FlushDetailProps {
  readonly flush: FlushSummary;
  /** Number of the flush it is compared with; 0 is the empty program. */
  readonly base: number;
  readonly bases: readonly number[];
  readonly onBase: (number: number) => void;
  /** Undefined when too much changed to be kept. */
  readonly changes: readonly ChangedRun[] | undefined;
  readonly ownerOf: (offset: FileOffset) => string;
  readonly onBytes: (range: { readonly from: FileOffset; readonly to: FileOffset }) => void;
}

const shownRuns = 200;

const hexRun = (bytes: Uint8Array) => Array.from(bytes, hexByte).join(" ");

function Changes({
  changes,
  ownerOf,
  onBytes,
}: Pick<FlushDetailProps, "ownerOf" | "onBytes"> & { changes: readonly ChangedRun[] }) {
  if (changes.length === 0) return <p className={styles.none}>Not a byte of the file is different.</p>;
  return (
    <table className={styles.changes}>
      <thead>
        <tr>
          <th scope="col">Offset</th>
          <th scope="col">In</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.slice(0, shownRuns).map(({ from, before, after }) => (
          <tr key={from}>
            <td>
              <button
                type="button"
                data-tooltip="Show these bytes"
                onClick={() => onBytes({ from, to: fileOffset(from + after.length) })}
              >
                {hex0x(from)}
              </button>
            </td>
            <td className={styles.owner}>{ownerOf(from)}</td>
            <td className={styles.before}>{hexRun(before)}</td>
            <td className={styles.after}>{hexRun(after)}</td>
          </tr>
        ))}
      </tbody>
      {changes.length > shownRuns && (
        <caption>and {(changes.length - shownRuns).toLocaleString("en")} more runs of bytes</caption>
      )}
    </table>
  );
}

/** One flush: its sentence, what moved, and the bytes that differ from an earlier one. */
export function FlushDetail({ flush, base, bases, onBase, changes, ownerOf, onBytes }: FlushDetailProps) {
  return (
    <section className={styles.detail} aria-label={`Flush ${flush.number}`}>
      <header className={styles.head}>
        <h3>Flush {flush.number}</h3>
        {bases.length > 0 && (
          <span className={styles.compare}>
            compared with
            <Select
              label="Compared with"
              value={String(base)}
              choices={bases.map((number) => ({ id: String(number), title: `flush ${number}` }))}
              onChange={(id) => onBase(Number(id))}
            />
          </span>
        )}
      </header>
      <p className={styles.sentence}>
        {flush.complete ? flushSentence(flush) : "Errors stopped this flush: the image is the one before."}
      </p>
      {flush.moved.length > 0 && <Moves moved={flush.moved} />}
      {flush.complete &&
        (changes === undefined ? (
          <p className={styles.none}>
            {base === 0
              ? "The image is new: all of it was written."
              : "More changed than is worth a look byte by byte."}
          </p>
        ) : (
          <Changes changes={changes} ownerOf={ownerOf} onBytes={onBytes} />
        ))}
    </section>
  );
}
