import { hex0x } from "@/base/text";
import { fileOffset } from "@/base/units";
import { changedBytes, flushSentence } from "@/inspect/flush";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { IconButton } from "@/widgets/Button";
import styles from "./app.module.css";

const shownRanges = 3;

/** What the last edits did to the image, one at a time. */
export function FlushReport() {
  const store = useStoreApi();
  const flushes = useAppStore((state) => state.flushes);
  const shown = useAppStore((state) => state.shownFlush);
  const newest = flushes.at(-1);
  if (newest === undefined) return null;
  const at = shown === undefined ? flushes.length - 1 : flushes.findIndex(({ number }) => number === shown);
  const flush = flushes[at] ?? newest;
  const go = (by: number) => store.getState().showFlush(flushes[at + by]?.number);
  return (
    <section className={styles.flush} aria-label="What the edit did" data-testid="flush-bar">
      <IconButton icon="chevronLeft" label="The edit before" disabled={at <= 0} onClick={() => go(-1)} />
      <IconButton
        icon="chevronRight"
        label="The edit after"
        disabled={at === flushes.length - 1}
        onClick={() => go(1)}
      />
      <button
        type="button"
        className={styles.flushNumber}
        data-tooltip="All edits, and what each changed"
        onClick={() => {
          store.getState().showTable("history");
          store.getState().showPane("tables");
        }}
      >
        Flush {flush.number}
      </button>
      <span className={styles.flushText} aria-live="polite">
        {flushSentence(flush)}
      </span>
      {flush.changed.length > 0 && (
        <span className={styles.flushRanges}>
          {changedBytes(flush).toLocaleString("en")} bytes of the file:
          {flush.changed.slice(0, shownRanges).map(({ from, to }) => (
            <button
              key={from}
              type="button"
              data-tooltip="Show these bytes"
              onClick={() => {
                store.getState().select({ kind: "bytes", from: fileOffset(from), to: fileOffset(to) });
                store.getState().showPane("bytes");
              }}
            >
              {hex0x(from)}+{to - from}
            </button>
          ))}
          {flush.changed.length > shownRanges && ` and ${flush.changed.length - shownRanges} more`}
        </span>
      )}
    </section>
  );
}
