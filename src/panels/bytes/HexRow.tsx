import { memo, type ReactNode } from "react";
import type { ByteRow } from "@/inspect/byteRows";
import { roleNames } from "@/inspect/rows/roles";
import type { Subject } from "@/inspect/subject";
import { RoleTag } from "@/widgets/Chip";
import styles from "./bytes.module.css";
import { cutByMarks, hasHighlights, type TextMark } from "./highlights";

interface HexRowProps {
  readonly id: string;
  readonly index: number;
  readonly row: ByteRow;
  readonly address: string;
  readonly hex: string;
  readonly text: string;
  /** Column of the byte the keyboard is on, when it is on this row. */
  readonly cursor: number | undefined;
  /** Only where the browser cannot mark text by ranges. */
  readonly hexMarks?: readonly TextMark[] | undefined;
  readonly onSelect: (subject: Subject) => void;
}

function marked(text: string, marks: readonly TextMark[] | undefined): ReactNode {
  if (hasHighlights || marks === undefined) return text;
  return cutByMarks(text, marks).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
    <span key={index} data-mark={piece.mark}>
      {piece.text}
    </span>
  ));
}

/** One line of the listing: a heading, a name, folded padding, or bytes. */
export const HexRow = memo(function HexRow(props: HexRowProps) {
  const { id, index, row, address, hex, text, cursor, onSelect } = props;
  const { role } = row.region;
  if (row.kind === "heading" || row.kind === "label") {
    const { subject } = row;
    return (
      <div id={id} role="row" aria-rowindex={index + 1} className={styles[row.kind]} data-role={role} tabIndex={-1}>
        <span role="rowheader">
          {row.kind === "heading" && role !== undefined && <RoleTag role={role} hint={roleNames[role]} />}
          {subject === undefined ? (
            <span className={styles.name}>{row.text}</span>
          ) : (
            <button type="button" tabIndex={-1} className={styles.name} onClick={() => onSelect(subject)}>
              {row.text}
            </button>
          )}
        </span>
      </div>
    );
  }
  if (row.kind === "fold") {
    const size = row.region.to - row.region.from;
    return (
      <div id={id} role="row" aria-rowindex={index + 1} className={styles.row} data-fold tabIndex={-1}>
        <span role="rowheader" className={styles.address}>
          {address}
        </span>
        <span role="gridcell" className={styles.fold} data-cells={1} data-from={row.region.from}>
          {size.toLocaleString("en")} zero bytes of padding
        </span>
      </div>
    );
  }
  return (
    <div id={id} role="row" aria-rowindex={index + 1} className={styles.row} data-role={role} tabIndex={-1}>
      <span role="rowheader" className={styles.address}>
        {address}
      </span>
      <span
        role="gridcell"
        className={styles.hex}
        data-column="hex"
        data-row={index}
        data-from={row.from}
        data-cells={row.to - row.from}
      >
        {marked(hex, props.hexMarks)}
        {cursor !== undefined && <i className={styles.cursor} style={{ left: `${cursor * 3}ch` }} />}
      </span>
      <span
        role="gridcell"
        className={styles.text}
        data-column="text"
        data-row={index}
        data-from={row.from}
        data-cells={row.to - row.from}
      >
        {text}
      </span>
    </div>
  );
});
