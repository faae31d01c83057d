import type { Range } from "@/inspect/explanation";
import styles from "./relocation.module.css";

/** The limits of a field and where the value lies between them, on a logarithmic scale. */
export function Ruler({ range, value }: { readonly range: Range; readonly value: string }) {
  const verdict = range.fits ? "fits between" : "does not fit between";
  const percent = (position: number) => `${position * 100}%`;
  return (
    <div
      className={styles.ruler}
      role="img"
      aria-label={`${value} ${verdict} ${range.minimumText} and ${range.maximumText}`}
      data-fits={range.fits}
    >
      <div className={styles.track}>
        {range.ticks.map((tick) => (
          <span key={tick.text} className={styles.rulerTick} style={{ left: percent(tick.position) }}>
            <i />
            {(tick.text === "0" || tick.text.endsWith("4 KiB")) && <span>{tick.text}</span>}
          </span>
        ))}
        <span className={styles.marker} style={{ left: percent(range.position) }}>
          <code>{value}</code>
        </span>
      </div>
      <div className={styles.limits}>
        <span>{range.minimumText}</span>
        <span>{range.maximumText}</span>
      </div>
    </div>
  );
}
