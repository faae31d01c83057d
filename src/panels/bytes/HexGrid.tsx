// The image as bytes. The grid has one tab stop and a cursor of its own; what is selected belongs to the whole page.

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { type FileOffset, fileOffset } from "@/base/units";
import { createRowModel } from "@/inspect/byteRows";
import { ownerOf, sayByte } from "@/inspect/provenance";
import type { SourceFile } from "@/inspect/sources";
import { pointedAt } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import { bytesAt } from "@/inspect/timeline";
import type { BuildView } from "@/linker/build";
import styles from "./bytes.module.css";
import { HexRow } from "./HexRow";
import { cursorAfter } from "./hexKeys";
import { hasHighlights } from "./highlights";
import { Minimap } from "./Minimap";
import { showRows } from "./shownRows";
import { useByteCursor } from "./useByteCursor";
import { useByteMarks } from "./useByteMarks";
import { useFlash } from "./useFlash";
import { usePointer } from "./usePointer";
import { useSpans } from "./useSpans";
import { useVirtualRows } from "./useVirtualRows";

const rowHeight = 20;

export interface HexGridProps {
  readonly view: BuildView;
  readonly previous: BuildView | undefined;
  readonly sources: readonly SourceFile[];
  readonly selected: Subject | undefined;
  readonly hovered: Subject | undefined;
  readonly step: number | undefined;
  readonly bytesPerRow: number;
  readonly onSelect: (subject: Subject) => void;
  readonly onHover: (subject: Subject | undefined) => void;
  /** The byte whose owner the bar below tells. */
  readonly onPoint: (offset: FileOffset | undefined) => void;
  readonly onGoTo: () => void;
}

/** Everything the grid shows and does, apart from how it looks. */
function useHexGrid(props: HexGridProps) {
  const { view, previous, sources, step, bytesPerRow, onSelect, onHover, onPoint, onGoTo } = props;
  const body = useRef<HTMLDivElement>(null);
  const [spoken, setSpoken] = useState("");
  const model = useMemo(() => createRowModel(view, bytesPerRow), [view, bytesPerRow]);
  const rows = useVirtualRows(model.rowCount, rowHeight);
  const { reveal } = rows;
  const selected = useSpans(view, sources, props.selected);
  const hovered = useSpans(view, sources, props.hovered);
  const flash = useFlash(view, step);
  const { from, to } = rows.window;
  const shown = useMemo(() => showRows(view, model, from, to, step), [view, model, from, to, step]);
  const marks = useByteMarks(body, { view, previous, step, shown, selected, hovered, flash });
  const cursor = useByteCursor({ view, sources, model, spans: selected, reveal, onSelect, onPoint });
  const revealLatest = useRef(reveal);
  revealLatest.current = reveal;
  // While scrubbing, the listing follows the writes.
  useEffect(() => {
    const first = flash[0];
    if (first !== undefined) revealLatest.current(model.rowOf(first.from), 4);
  }, [flash, model]);
  const pointer = usePointer({
    onPick: cursor.choose,
    onNarrow: cursor.narrow,
    isCursor: (offset) => offset === cursor.at,
    onHover: (offset) => {
      onPoint(offset ?? cursor.at);
      onHover(offset === undefined ? undefined : pointedAt(view, sources, offset));
    },
  });
  const move = (key: string, extend: boolean): boolean => {
    const length = view.image?.length ?? 1;
    const place = { model, cursor: cursor.at ?? fileOffset(0), length, pageRows: rows.pageRows - 1 };
    const next = cursorAfter(key, { ...place, view });
    if (next === undefined) return false;
    cursor.choose(next, extend);
    reveal(model.rowOf(next), 1);
    const value = bytesAt(view, next, fileOffset(next + 1), step)[0] ?? 0;
    setSpoken(sayByte(ownerOf(view, sources, next), next, value));
    return true;
  };
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    if (event.key === "g") onGoTo();
    else if (event.key === "Enter" || event.key === " ") cursor.narrow(cursor.at ?? fileOffset(0));
    else if (!move(event.ctrlKey ? `Control+${event.key}` : event.key, event.shiftKey)) return;
    event.preventDefault();
  };
  return { body, model, rows, shown, marks, cursor: cursor.at, selected, spoken, pointer, press };
}

export function HexGrid(props: HexGridProps) {
  const { view, onSelect } = props;
  const id = useId();
  const { body, model, rows, shown, marks, cursor, selected, spoken, pointer, press } = useHexGrid(props);
  const cursorRow = cursor === undefined ? undefined : model.rowOf(cursor);
  const cursorShown = cursorRow !== undefined && cursorRow >= rows.window.from && cursorRow < rows.window.to;
  const first = selected[0];
  return (
    <div className={styles.listing}>
      <div
        ref={rows.scroller}
        className={styles.scroller}
        role="grid"
        aria-label="Bytes of the image"
        aria-rowcount={model.rowCount}
        aria-activedescendant={cursorShown ? `${id}-${cursorRow}` : undefined}
        aria-multiselectable="true"
        tabIndex={0}
        onKeyDown={press}
        {...pointer}
      >
        <div className={styles.body} role="rowgroup" style={{ height: rows.window.height }}>
          <div ref={body} role="presentation" style={{ transform: `translateY(${rows.window.top}px)` }}>
            {shown.map(({ index, row, address, hex, text }, at) => (
              <HexRow
                key={index}
                id={`${id}-${index}`}
                index={index}
                row={row}
                address={address}
                hex={hex}
                text={text}
                cursor={
                  cursor !== undefined && index === cursorRow && row.kind === "bytes" ? cursor - row.from : undefined
                }
                hexMarks={hasHighlights ? undefined : marks(at, "hex")}
                onSelect={onSelect}
              />
            ))}
          </div>
        </div>
      </div>
      <Minimap
        view={view}
        model={model}
        topRow={rows.topRow}
        pageRows={rows.pageRows}
        selectedRow={first === undefined ? undefined : model.rowOf(first.from)}
        onScroll={rows.scrollTo}
      />
      <p className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}
