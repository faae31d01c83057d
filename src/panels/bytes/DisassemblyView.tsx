// The image as instructions. Names, targets, patches and source lines stand beside the decoded text.

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { hex } from "@/base/text";
import { type FileOffset, fileOffset } from "@/base/units";
import { roleNames } from "@/inspect/rows/roles";
import type { SourceFile } from "@/inspect/sources";
import { spansOf, subjectAt } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import { bytesAt } from "@/inspect/timeline";
import type { BuildView } from "@/linker/build";
import { Button } from "@/widgets/Button";
import { RoleTag } from "@/widgets/Chip";
import { EmptyState } from "@/widgets/EmptyState";
import styles from "./bytes.module.css";
import { byteParts, type CodeRow, codeRows, lineSpan, rowCovering } from "./disassemblyRows";
import { contentWindow, type Disassemble, useDisassembly } from "./useDisassembly";
import { useVirtualRows } from "./useVirtualRows";

const rowHeight = 20;

interface DisassemblyViewProps {
  readonly view: BuildView;
  readonly sources: readonly SourceFile[];
  readonly selected: Subject | undefined;
  readonly hovered: Subject | undefined;
  readonly step: number | undefined;
  readonly disassemble: Disassemble;
  readonly onSelect: (subject: Subject) => void;
  readonly onHover: (subject: Subject | undefined) => void;
  readonly onPoint: (offset: FileOffset | undefined) => void;
}

interface LineProps {
  readonly id: string;
  readonly index: number;
  readonly found: CodeRow;
  readonly bytes: Uint8Array;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  readonly isActive: boolean;
  readonly onSelect: (subject: Subject) => void;
  readonly onPress: () => void;
  readonly onEnter: () => void;
}

function CodeLine({ id, index, found, bytes, isSelected, isHovered, isActive, onSelect, onPress, onEnter }: LineProps) {
  const { role } = found.region;
  if (found.kind !== "line")
    return (
      <div id={id} role="row" aria-rowindex={index + 1} className={styles[found.kind]} data-role={role} tabIndex={-1}>
        <span role="rowheader">
          {found.kind === "heading" && role !== undefined && <RoleTag role={role} hint={roleNames[role]} />}
          <button
            type="button"
            tabIndex={-1}
            className={styles.name}
            onClick={() => found.subject !== undefined && onSelect(found.subject)}
          >
            {found.text}
          </button>
        </span>
      </div>
    );
  const [before, inside, after] = byteParts(bytes, found.patchFrom, found.patchTo);
  const { source } = found;
  return (
    // Keys are handled by the grid, which names this row as active.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={id}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      className={styles.code}
      data-role={role}
      data-hovered={isHovered || undefined}
      data-active={isActive || undefined}
      tabIndex={-1}
      onClick={onPress}
      onPointerEnter={onEnter}
    >
      <span role="rowheader" className={styles.address}>
        {hex(found.line.address)}
      </span>
      <span role="gridcell" className={styles.lineBytes}>
        {before} {inside !== "" && <mark>{inside}</mark>} {after}
      </span>
      <span role="gridcell" className={styles.instruction}>
        {found.line.text}
        {found.comment !== undefined && <span className={styles.comment}>{found.comment}</span>}
      </span>
      <span role="gridcell" className={styles.source}>
        {source !== undefined && (
          <button
            type="button"
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation();
              onSelect({ kind: "line", file: source.file, line: source.line });
            }}
          >
            {source.file}:{source.line}
          </button>
        )}
      </span>
    </div>
  );
}

const overlaps = (spans: readonly { from: number; to: number }[], found: CodeRow): boolean => {
  if (found.kind !== "line") return false;
  const { from, to } = lineSpan(found.line);
  return spans.some((span) => span.from < to && span.to > from);
};

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -16, PageDown: 16 };

export function DisassemblyView(props: DisassemblyViewProps) {
  const { view, sources, selected, hovered, step, disassemble, onSelect, onHover, onPoint } = props;
  const id = useId();
  const spans = useMemo(
    () => (selected === undefined ? [] : spansOf(view, sources, selected)),
    [view, sources, selected],
  );
  const hoverSpans = useMemo(
    () => (hovered === undefined ? [] : spansOf(view, sources, hovered)),
    [view, sources, hovered],
  );
  const [focus, setFocus] = useState<FileOffset | undefined>(undefined);
  const window = contentWindow(view, focus ?? spans[0]?.from);
  const lines = useDisassembly(view, window, disassemble);
  const rows = useMemo(() => codeRows(view, sources, lines ?? []), [view, sources, lines]);
  const virtual = useVirtualRows(rows.length, rowHeight);
  const [active, setActive] = useState<number | undefined>(undefined);
  const { reveal } = virtual;
  const revealLatest = useRef(reveal);
  revealLatest.current = reveal;
  useEffect(() => {
    const first = spans[0];
    if (first === undefined) return;
    setFocus(undefined);
    const at = rowCovering(rows, first.from);
    setActive(at);
    if (at !== undefined) revealLatest.current(at, 4);
  }, [spans, rows]);
  const press = (at: number) => {
    const found = rows[at];
    setActive(at);
    if (found?.kind !== "line") return;
    onPoint(found.line.offset);
    onSelect(found.patch === undefined ? subjectOf(found) : { kind: "relocation", relocation: found.patch });
  };
  const subjectOf = (found: Extract<CodeRow, { kind: "line" }>): Subject => {
    const subject = subjectAt(view, sources, found.line.offset);
    return subject.kind === "atom" ? { kind: "bytes", ...lineSpan(found.line) } : subject;
  };
  const moveWithKeys = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const by = steps[event.key] ?? (event.key === "n" ? 1 : event.key === "p" ? -1 : 0);
    if (by === 0 || rows.length === 0) return;
    event.preventDefault();
    const toPatch = event.key === "n" || event.key === "p";
    const wanted = (found: CodeRow) => found.kind === "line" && (!toPatch || found.patch !== undefined);
    let at = Math.min(rows.length - 1, Math.max(0, (active ?? -1) + by));
    while (rows[at] !== undefined && !wanted(rows[at])) at += Math.sign(by);
    if (rows[at] === undefined) return;
    press(at);
    reveal(at, 1);
  };
  if (window === undefined)
    return <EmptyState title="No instructions">The image has no section with bytes.</EmptyState>;
  return (
    <div className={styles.listing} data-kind="code">
      <div
        ref={virtual.scroller}
        className={styles.scroller}
        role="grid"
        aria-label="Instructions of the image"
        aria-rowcount={rows.length}
        aria-busy={lines === undefined}
        aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
        tabIndex={0}
        onKeyDown={moveWithKeys}
        onPointerLeave={() => onHover(undefined)}
      >
        {window.hasEarlier && (
          <Button onClick={() => setFocus(fileOffset(window.from - 1))}>Show earlier instructions</Button>
        )}
        <div className={styles.body} role="rowgroup" style={{ height: virtual.window.height }}>
          <div role="presentation" style={{ transform: `translateY(${virtual.window.top}px)` }}>
            {rows.slice(virtual.window.from, virtual.window.to).map((found, index) => {
              const at = virtual.window.from + index;
              return (
                <CodeLine
                  key={at}
                  id={`${id}-${at}`}
                  index={at}
                  found={found}
                  bytes={
                    found.kind === "line"
                      ? bytesAt(view, lineSpan(found.line).from, lineSpan(found.line).to, step)
                      : new Uint8Array(0)
                  }
                  isSelected={overlaps(spans, found)}
                  isHovered={overlaps(hoverSpans, found)}
                  isActive={at === active}
                  onSelect={onSelect}
                  onPress={() => press(at)}
                  onEnter={() => {
                    if (found.kind !== "line") return;
                    onPoint(found.line.offset);
                    onHover(
                      found.patch === undefined ? subjectOf(found) : { kind: "relocation", relocation: found.patch },
                    );
                  }}
                />
              );
            })}
          </div>
        </div>
        {window.hasLater && <Button onClick={() => setFocus(window.to)}>Show later instructions</Button>}
      </div>
    </div>
  );
}
