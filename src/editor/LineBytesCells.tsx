import { hex } from "@/base/text";
import margin from "./bytesMargin.module.css";
import styles from "./editor.module.css";
import { cellKind, type LineBytes } from "./lineBytes";

interface LineBytesCellsProps {
  readonly most: number;
  readonly bytes: LineBytes | undefined;
}

/** In pixels, with a gap before the text; the text area over the listing begins behind it. */
export const bytesWidth = (most: number): number => most * 17 + 16;

/** The bytes of one line of the plain listing; as wide as room for `most` of them, whatever is in it. */
export function LineBytesCells({ most, bytes }: LineBytesCellsProps) {
  const { cells = [], size = 0 } = bytes ?? {};
  return (
    <span className={styles.lineBytes} style={{ width: bytesWidth(most) }}>
      {cells.map((cell, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte of a line has no other name
          key={index}
          className={margin.cell}
          data-kind={cellKind(cell)}
          data-zero={cell.value === 0 && cellKind(cell) === undefined ? "" : undefined}
        >
          {hex(cell.value, 2)}
        </span>
      ))}
      {size > cells.length && <span className={margin.more}>{cells.length === 0 ? `${size} B` : "…"}</span>}
    </span>
  );
}
