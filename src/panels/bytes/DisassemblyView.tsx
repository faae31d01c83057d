// The image as instructions. Names, targets, patches and source lines stand beside the decoded text.

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { type FileOffset, fileOffset } from "@/base/units";
import type { SourceFile } from "@/inspect/sources";
import { type ByteSpan, subjectAt } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import { bytesAt } from "@/inspect/timeline";
import type { BuildView } from "@/linker/build";
import { Button } from "@/widgets/Button";
import { EmptyState } from "@/widgets/EmptyState";
import styles from "./bytes.module.css";
import { CodeLine } from "./CodeLine";
import { type CodeRow, codeRows, lineSpan, rowCovering } from "./disassemblyRows";
import { contentWindow, type Disassemble, useDisassembly } from "./useDisassembly";
import { useSpans } from "./useSpans";
import { useVirtualRows } from "./useVirtualRows";

const rowHeight = 20;

export interface DisassemblyViewProps {
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
type Instruction = Extract<CodeRow, { readonly kind: "line" }>;

const noBytes = new Uint8Array(0);

function overlaps(spans: readonly ByteSpan[], found: CodeRow): boolean {
  if (found.kind !== "line") return false;
  const { from, to } = lineSpan(found.line);
  return spans.some((span) => span.from < to && span.to > from);
}

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -16, PageDown: 16, n: 1, p: -1 };

/** The line a key leads to: the next instruction, or with `n` and `p` the next patched one. */
function lineAfter(rows: readonly CodeRow[], active: number | undefined, key: string): number | undefined {
  const by = steps[key];
  if (by === undefined) return undefined;
  const toPatch = key === "n" || key === "p";
  const isWanted = (found: CodeRow) => found.kind === "line" && (!toPatch || found.patch !== undefined);
  let at = Math.min(rows.length - 1, Math.max(0, (active ?? -1) + by));
  while (rows[at] !== undefined && !isWanted(rows[at])) at += Math.sign(by);
  return rows[at] === undefined ? undefined : at;
}

/** Everything the listing shows and does, apart from how it looks. */
function useCode(props: DisassemblyViewProps) {
  const { view, sources, selected, hovered, disassemble, onSelect, onHover, onPoint } = props;
  const spans = useSpans(view, sources, selected);
  const hoverSpans = useSpans(view, sources, hovered);
  const [focus, setFocus] = useState<FileOffset | undefined>(undefined);
  const [active, setActive] = useState<number | undefined>(undefined);
  const window = contentWindow(view, focus ?? spans[0]?.from);
  const lines = useDisassembly(view, window, disassemble);
  const rows = useMemo(() => codeRows(view, sources, lines ?? []), [view, sources, lines]);
  const virtual = useVirtualRows(rows.length, rowHeight);
  const revealLatest = useRef(virtual.reveal);
  revealLatest.current = virtual.reveal;
  useEffect(() => {
    const first = spans[0];
    if (first === undefined) return;
    setFocus(undefined);
    onPoint(first.from);
    const at = rowCovering(rows, first.from);
    setActive(at);
    if (at !== undefined) revealLatest.current(at, 4);
  }, [spans, rows, onPoint]);
  const subjectOf = (found: Instruction): Subject => {
    if (found.patch !== undefined) return { kind: "relocation", relocation: found.patch };
    const subject = subjectAt(view, sources, found.line.offset);
    return subject.kind === "atom" ? { kind: "bytes", ...lineSpan(found.line) } : subject;
  };
  const pass = (at: number, then: (subject: Subject) => void) => {
    const found = rows[at];
    if (found?.kind !== "line") return;
    onPoint(found.line.offset);
    then(subjectOf(found));
  };
  const press = (at: number) => {
    setActive(at);
    pass(at, onSelect);
  };
  const moveWithKeys = (event: KeyboardEvent) => {
    const at = event.target === event.currentTarget ? lineAfter(rows, active, event.key) : undefined;
    if (at === undefined) return;
    event.preventDefault();
    press(at);
    virtual.reveal(at, 1);
  };
  return {
    window,
    setFocus,
    lines,
    rows,
    virtual,
    active,
    spans,
    hoverSpans,
    press,
    point: (at: number) => pass(at, onHover),
    moveWithKeys,
  };
}

export function DisassemblyView(props: DisassemblyViewProps) {
  const { view, step, onSelect, onHover } = props;
  const id = useId();
  const code = useCode(props);
  const { window, virtual, rows } = code;
  if (window === undefined)
    return <EmptyState title="No instructions">The image has no section with bytes.</EmptyState>;
  return (
    <div className={styles.listing} data-kind="code" data-cpu={view.options.architecture}>
      <div
        ref={virtual.scroller}
        className={styles.scroller}
        role="grid"
        aria-label="Instructions of the image"
        aria-rowcount={rows.length}
        aria-busy={code.lines === undefined}
        aria-activedescendant={code.active === undefined ? undefined : `${id}-${code.active}`}
        tabIndex={0}
        onKeyDown={code.moveWithKeys}
        onPointerLeave={() => onHover(undefined)}
      >
        {window.hasEarlier && (
          <Button onClick={() => code.setFocus(fileOffset(window.from - 1))}>Show earlier instructions</Button>
        )}
        <div className={styles.body} role="rowgroup" style={{ height: virtual.window.height }}>
          <div role="presentation" style={{ transform: `translateY(${virtual.window.top}px)` }}>
            {rows.slice(virtual.window.from, virtual.window.to).map((found, index) => {
              const at = virtual.window.from + index;
              const span = found.kind === "line" ? lineSpan(found.line) : undefined;
              return (
                <CodeLine
                  key={at}
                  id={`${id}-${at}`}
                  index={at}
                  found={found}
                  bytes={span === undefined ? noBytes : bytesAt(view, span.from, span.to, step)}
                  isSelected={overlaps(code.spans, found)}
                  isHovered={overlaps(code.hoverSpans, found)}
                  isActive={at === code.active}
                  onSelect={onSelect}
                  onPress={() => code.press(at)}
                  onEnter={() => code.point(at)}
                />
              );
            })}
          </div>
        </div>
        {window.hasLater && <Button onClick={() => code.setFocus(window.to)}>Show later instructions</Button>}
      </div>
    </div>
  );
}
