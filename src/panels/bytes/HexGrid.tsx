// The image as bytes. The grid has one tab stop and a cursor of its own; what is selected belongs to the whole page.

import { type KeyboardEvent, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { hex } from "@/base/text";
import { type FileOffset, fileOffset, type RelocationIndex, row } from "@/base/units";
import { changedBytes } from "@/inspect/byteChanges";
import { type ByteRow, createRowModel, patchedFields } from "@/inspect/byteRows";
import { ownerOf, sayByte } from "@/inspect/provenance";
import type { SourceFile } from "@/inspect/sources";
import { spansOf, subjectAt } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import { bytesAt } from "@/inspect/timeline";
import type { BuildView } from "@/linker/build";
import styles from "./bytes.module.css";
import { HexRow } from "./HexRow";
import { cursorAfter } from "./hexKeys";
import { asciiText, type ByteMark, hexText, onRow, patchedMarks, spanMarks, zeroMarks } from "./hexMarks";
import { clearMarks, hasHighlights, paintMarks, type TextMark } from "./highlights";
import { Minimap } from "./Minimap";
import { useFlash } from "./useFlash";
import { usePointer } from "./usePointer";
import { useVirtualRows } from "./useVirtualRows";

export const hexRowHeight = 20;

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

interface ShownRow {
  readonly index: number;
  readonly row: ByteRow;
  readonly address: string;
  readonly bytes: Uint8Array;
  readonly hex: string;
  readonly text: string;
}

const noBytes = new Uint8Array(0);

function showRow(view: BuildView, index: number, found: ByteRow, step: number | undefined): ShownRow {
  if (found.kind !== "bytes" && found.kind !== "fold")
    return { index, row: found, address: "", bytes: noBytes, hex: "", text: "" };
  const from = found.kind === "bytes" ? found.from : found.region.from;
  const address = found.kind === "bytes" && found.address !== undefined ? hex(found.address) : `+${hex(from)}`;
  if (found.kind === "fold") return { index, row: found, address, bytes: noBytes, hex: "", text: "" };
  const bytes = bytesAt(view, found.from, found.to, step);
  return { index, row: found, address, bytes, hex: hexText(bytes), text: asciiText(bytes) };
}

const contains = (spans: readonly { from: number; to: number }[], offset: number) =>
  spans.some((span) => offset >= span.from && offset < span.to);

export function HexGrid(props: HexGridProps) {
  const { view, previous, sources, selected, hovered, step, bytesPerRow, onSelect, onHover, onPoint, onGoTo } = props;
  const id = useId();
  const body = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<FileOffset | undefined>(undefined);
  const [spoken, setSpoken] = useState("");
  const anchor = useRef<FileOffset | undefined>(undefined);
  const model = useMemo(() => createRowModel(view, bytesPerRow), [view, bytesPerRow]);
  const rows = useVirtualRows(model.rowCount, hexRowHeight);
  const patched = patchedFields(view);
  const selectedSpans = useMemo(
    () => (selected === undefined ? [] : spansOf(view, sources, selected)),
    [view, sources, selected],
  );
  const hoveredSpans = useMemo(
    () => (hovered === undefined ? [] : spansOf(view, sources, hovered)),
    [view, sources, hovered],
  );
  const flash = useFlash(view, step);
  const { from, to } = rows.window;
  const shown = useMemo(
    () => Array.from({ length: to - from }, (_, index) => showRow(view, from + index, model.row(from + index), step)),
    [view, model, from, to, step],
  );
  const marks = useMemo(() => {
    const isApplied = (relocation: number) => {
      if (step === undefined) return true;
      const write = view.patches.write[view.relocations.patch[row<RelocationIndex>(relocation)]];
      return write !== 0 && write <= step;
    };
    const wide = [
      ...spanMarks("hovered", hoveredSpans),
      ...spanMarks("selected", selectedSpans),
      ...spanMarks("flash", flash),
    ];
    return shown.map(({ row: found, bytes }): readonly ByteMark[] => {
      if (found.kind !== "bytes") return [];
      const changed =
        previous === undefined
          ? []
          : spanMarks("changed", changedBytes(view, previous, found.region, found.from, found.to));
      return [
        ...zeroMarks(bytes, found.from),
        ...changed,
        ...patchedMarks(patched, found.from, found.to, isApplied),
        ...wide,
      ];
    });
  }, [view, previous, shown, patched, hoveredSpans, selectedSpans, flash, step]);
  const textMarks = (at: number, column: "hex" | "text"): readonly TextMark[] => {
    const found = shown[at].row;
    if (found.kind !== "bytes") return [];
    return marks[at].flatMap((mark) => onRow(mark, found.from, found.to, column) ?? []);
  };

  useLayoutEffect(() => {
    if (!hasHighlights || body.current === null) return;
    const painted: { node: Text; mark: TextMark }[] = [];
    for (const element of body.current.querySelectorAll<HTMLElement>("[data-column]")) {
      const node = element.firstChild;
      const at = Number(element.dataset.row) - from;
      if (!(node instanceof Text) || shown[at] === undefined) continue;
      for (const mark of textMarks(at, element.dataset.column === "hex" ? "hex" : "text")) painted.push({ node, mark });
    }
    paintMarks(painted);
  });
  useEffect(() => clearMarks, []);

  const { reveal } = rows;
  const revealLatest = useRef(reveal);
  revealLatest.current = reveal;
  const cursorLatest = useRef(cursor);
  cursorLatest.current = cursor;
  // A selection made elsewhere comes into view, and the keyboard goes on from there.
  useEffect(() => {
    const first = selectedSpans[0];
    if (first === undefined) return;
    const at = cursorLatest.current;
    const inside = at !== undefined && contains(selectedSpans, at);
    if (!inside) {
      setCursor(first.from);
      anchor.current = first.from;
      onPoint(first.from);
    }
    revealLatest.current(model.rowOf(inside ? at : first.from), inside ? 0 : 4);
  }, [selectedSpans, model, onPoint]);
  // While scrubbing, the listing follows the writes.
  useEffect(() => {
    const first = flash[0];
    if (first !== undefined) revealLatest.current(model.rowOf(first.from), 4);
  }, [flash, model]);

  const choose = useCallback(
    (offset: FileOffset, extend: boolean) => {
      const start = extend ? (anchor.current ?? offset) : offset;
      setCursor(offset);
      onPoint(offset);
      if (!extend) anchor.current = offset;
      if (start !== offset) {
        const last = Math.max(start, offset) + 1;
        onSelect({ kind: "bytes", from: fileOffset(Math.min(start, offset)), to: fileOffset(last) });
        return;
      }
      onSelect(subjectAt(view, sources, offset));
    },
    [view, sources, onSelect, onPoint],
  );
  const narrow = useCallback(
    (offset: FileOffset) => onSelect({ kind: "bytes", from: offset, to: fileOffset(offset + 1) }),
    [onSelect],
  );
  const pointer = usePointer({
    onPick: choose,
    onNarrow: narrow,
    isCursor: (offset) => offset === cursorLatest.current,
    onHover: (offset) => {
      onPoint(offset ?? cursorLatest.current);
      onHover(offset === undefined ? undefined : subjectAt(view, sources, offset));
    },
  });

  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    const at = cursor ?? fileOffset(0);
    if (event.key === "g") {
      event.preventDefault();
      onGoTo();
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      narrow(at);
      return;
    }
    const key = event.ctrlKey ? `Control+${event.key}` : event.key;
    const next = cursorAfter(key, {
      model,
      cursor: at,
      length: view.image?.length ?? 1,
      pageRows: rows.pageRows - 1,
      patched,
    });
    if (next === undefined) return;
    event.preventDefault();
    choose(next, event.shiftKey);
    reveal(model.rowOf(next), 1);
    setSpoken(sayByte(ownerOf(view, sources, next), next, bytesAt(view, next, fileOffset(next + 1), step)[0] ?? 0));
  };
  const cursorRow = cursor === undefined ? undefined : model.rowOf(cursor);
  return (
    <div className={styles.listing}>
      <div
        ref={rows.scroller}
        className={styles.scroller}
        role="grid"
        aria-label="Bytes of the image"
        aria-rowcount={model.rowCount}
        aria-activedescendant={
          cursorRow !== undefined && cursorRow >= from && cursorRow < to ? `${id}-${cursorRow}` : undefined
        }
        aria-multiselectable="true"
        tabIndex={0}
        onKeyDown={press}
        {...pointer}
      >
        <div className={styles.body} role="rowgroup" style={{ height: rows.window.height }}>
          <div ref={body} role="presentation" style={{ transform: `translateY(${rows.window.top}px)` }}>
            {shown.map(({ index, row: found, address, hex: digits, text }, at) => (
              <HexRow
                key={index}
                id={`${id}-${index}`}
                index={index}
                row={found}
                address={address}
                hex={digits}
                text={text}
                cursor={
                  cursor !== undefined && index === cursorRow && found.kind === "bytes"
                    ? cursor - found.from
                    : undefined
                }
                hexMarks={hasHighlights ? undefined : textMarks(at, "hex")}
                onSelect={onSelect}
              />
            ))}
          </div>
        </div>
      </div>
      <Minimap
        view={view}
        model={model}
        patched={patched}
        topRow={rows.topRow}
        pageRows={rows.pageRows}
        selectedRow={selectedSpans[0] === undefined ? undefined : model.rowOf(selectedSpans[0].from)}
        onScroll={rows.scrollTo}
      />
      <p className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}
