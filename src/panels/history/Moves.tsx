import { hex0x } from "@/base/text";
import type { SummaryMove } from "@/linker/incremental/summary";
import styles from "./history.module.css";

const shownMoves = 8;
/** Units of the drawing: its width stands for the stretch that the moves span. */
const width = 1000;
const height = 54;
const boxTop = 26;
const boxHeight = 18;
/** Narrower boxes could not be seen. */
const leastWidth = 8;

/** One move: the place that was left, the one that was taken, and the way between them, to scale. */
function Move({ move }: { readonly move: SummaryMove }) {
  const start = Math.min(move.from, move.to);
  const span = Math.max(1, Math.max(move.from, move.to) + move.size - start);
  const box = Math.max(leastWidth, (move.size / span) * (width - leastWidth));
  const at = (address: number) => ((address - start) / span) * (width - leastWidth);
  const [from, to] = [at(move.from), at(move.to)];
  const [left, right] = [from + box / 2, to + box / 2];
  return (
    <figure className={styles.move}>
      <figcaption>
        <code>{move.name}</code> in {move.section}, {move.size.toLocaleString("en")} bytes
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${move.name} moved from ${hex0x(move.from)} to ${hex0x(move.to)}`}
      >
        <rect className={styles.lane} x={0} y={boxTop} width={width} height={boxHeight} />
        <rect className={styles.left} x={from} y={boxTop} width={box} height={boxHeight} />
        <rect className={styles.taken} x={to} y={boxTop} width={box} height={boxHeight} />
        <path className={styles.way} d={`M ${left} ${boxTop} C ${left} 0, ${right} 0, ${right} ${boxTop - 2}`} />
      </svg>
      <p className={styles.ends} data-backwards={move.to < move.from || undefined}>
        <code>{hex0x(move.from)}</code>
        <code>{hex0x(move.to)}</code>
      </p>
    </figure>
  );
}

/** What left its place in a flush, drawn from where to where. */
export function Moves({ moved }: { readonly moved: readonly SummaryMove[] }) {
  return (
    <div className={styles.moves}>
      {moved.slice(0, shownMoves).map((move) => (
        <Move key={`${move.name} ${move.from}`} move={move} />
      ))}
      {moved.length > shownMoves && (
        <p className={styles.none}>and {(moved.length - shownMoves).toLocaleString("en")} more that moved</p>
      )}
    </div>
  );
}
