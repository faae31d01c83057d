// A table of any length: only the rows on screen exist. Rows have one height, so which ones these are is arithmetic.
// It follows the grid pattern (with levels, the tree grid pattern): one tab stop, the active row named by
// aria-activedescendant, arrow keys move and select.

import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./Icon";
import { rowKeyMove } from "./rowKeys";
import styles from "./virtualTable.module.css";
import { scrollToShow, windowOf } from "./virtualWindow";

export interface TableColumn<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** A grid track: `72px`, `minmax(120px, 2fr)`. */
  readonly width: string;
  readonly align?: "end";
  readonly code?: boolean;
  /** What the column holds, as a tooltip. */
  readonly hint?: string;
  readonly unsortable?: boolean;
  /** Left out where the table is narrow, as on a phone. */
  readonly wideOnly?: boolean;
}

export interface SortOrder<Id extends string> {
  readonly column: Id;
  readonly descending: boolean;
}

/** Marks that change how a row looks. */
export interface RowMarks {
  readonly muted?: boolean;
  readonly struck?: boolean;
  readonly tone?: "danger" | "warning" | "patch";
  /** For tree tables, from 1. */
  readonly level?: number;
  readonly expanded?: boolean | undefined;
}

export interface VirtualTableProps<Id extends string> {
  readonly label: string;
  readonly columns: readonly TableColumn<Id>[];
  readonly count: number;
  readonly cell: (position: number, column: Id) => ReactNode;
  readonly marks?: (position: number) => RowMarks;
  readonly selected: number | undefined;
  readonly onSelect: (position: number) => void;
  readonly onOpen?: (position: number) => void;
  readonly onToggle?: (position: number) => void;
  readonly sort?: SortOrder<Id> | undefined;
  readonly onSort?: (column: Id) => void;
  /** What stands in the place of rows when there are none. */
  readonly empty: ReactNode;
}

export const rowHeight = 24;
const headerHeight = 26;

/** Pixels that a track takes at least: its own number, or the first of `minmax`. */
const leastWidth = (track: string): number => Number(/\d+/.exec(track)?.[0] ?? 0);

const narrowWidth = 560;

/** Scroll position and size of an element, kept as state. */
function useViewport(scroller: React.RefObject<HTMLDivElement | null>) {
  const [view, setView] = useState({ top: 0, height: 400, narrow: false });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const read = () => {
      const height = Math.max(rowHeight, element.clientHeight - headerHeight);
      const next = { top: element.scrollTop, height, narrow: element.clientWidth < narrowWidth };
      setView((old) => (old.top === next.top && old.height === height && old.narrow === next.narrow ? old : next));
    };
    read();
    element.addEventListener("scroll", read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", read);
      observer.disconnect();
    };
  }, [scroller]);
  return view;
}

export function VirtualTable<Id extends string>(given: VirtualTableProps<Id>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const view = useViewport(scroller);
  const columns = view.narrow ? given.columns.filter((column) => column.wideOnly !== true) : given.columns;
  const props = { ...given, columns };
  const { label, count, selected, onSelect, onOpen, onToggle, marks } = props;
  const [moved, setMoved] = useState<number | undefined>(undefined);
  const active = moved !== undefined && moved < count ? moved : selected;
  const shown = windowOf(count, rowHeight, view.top, view.height);
  const isTree = onToggle !== undefined;

  const reveal = (position: number) => {
    const top = scrollToShow(position, count, rowHeight, view.top, view.height);
    if (scroller.current !== null && top !== view.top) scroller.current.scrollTop = top;
  };
  const revealLatest = useRef(reveal);
  revealLatest.current = reveal;
  // A selection made elsewhere comes into view; sorting and filtering keep it there.
  useEffect(() => {
    setMoved(undefined);
    if (selected !== undefined) revealLatest.current(selected);
  }, [selected]);

  const moveTo = (position: number) => {
    setMoved(position);
    reveal(position);
    onSelect(position);
  };
  const moveWithKeys = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || count === 0) return;
    const act = rowKeyMove(event.key, {
      active,
      count,
      page: Math.max(1, Math.floor(view.height / rowHeight) - 1),
      level: (position) => marks?.(position).level ?? 1,
      expanded: (position) => marks?.(position).expanded,
    });
    if (act === undefined) return;
    event.preventDefault();
    if (act.kind === "move") moveTo(act.to);
    else if (act.kind === "toggle") onToggle?.(act.position);
    else if (onOpen !== undefined) onOpen(act.position);
    else if (marks?.(act.position).expanded !== undefined) onToggle?.(act.position);
    else onSelect(act.position);
  };
  const tracks = columns.map((column) => column.width).join(" ");
  // Every row is a grid of its own; the same width for all keeps their columns in line.
  const least = columns.reduce((sum, column) => sum + leastWidth(column.width), 0);
  const activeShown = active !== undefined && active >= shown.from && active < shown.to;
  return (
    // The role is always one of two interactive ones.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: see above
    <div
      ref={scroller}
      className={styles.table}
      role={isTree ? "treegrid" : "grid"}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeShown ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={moveWithKeys}
      style={{ "--tracks": tracks, "--least": `${least}px` } as React.CSSProperties}
    >
      <HeaderRow {...props} />
      {count === 0 ? (
        <div className={styles.empty}>{props.empty}</div>
      ) : (
        <div className={styles.body} style={{ height: shown.height }} role="rowgroup">
          <div style={{ transform: `translateY(${shown.top}px)` }} role="presentation">
            {Array.from({ length: shown.to - shown.from }, (_, index) => {
              const position = shown.from + index;
              return (
                <BodyRow
                  key={position}
                  id={`${id}-${position}`}
                  position={position}
                  active={position === active}
                  onPress={() => moveTo(position)}
                  {...props}
                />
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

function HeaderRow<Id extends string>({ columns, sort, onSort }: VirtualTableProps<Id>) {
  return (
    <div className={styles.header} role="row" aria-rowindex={1}>
      {columns.map((column) => {
        const direction = sort?.column !== column.id ? undefined : sort.descending ? "descending" : "ascending";
        return (
          <div
            key={column.id}
            role="columnheader"
            className={styles.heading}
            data-align={column.align}
            aria-sort={direction}
          >
            {onSort === undefined || column.unsortable === true ? (
              <span data-tooltip={column.hint}>{column.title}</span>
            ) : (
              <button type="button" data-tooltip={column.hint} onClick={() => onSort(column.id)}>
                {column.title}
                <span className={styles.arrow} data-direction={direction}>
                  <Icon name="chevronDown" size={12} />
                </span>
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}

interface BodyRowProps<Id extends string> extends VirtualTableProps<Id> {
  readonly id: string;
  readonly position: number;
  readonly active: boolean;
  readonly onPress: () => void;
}

function BodyRow<Id extends string>({ id, position, active, onPress, ...table }: BodyRowProps<Id>) {
  const { columns, cell, selected, onOpen, onToggle } = table;
  const marks = table.marks?.(position);
  const isSelected = position === selected;
  const openable = onToggle !== undefined && marks?.expanded !== undefined;
  return (
    // Keys are handled by the grid, which names this row as active.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={id}
      role="row"
      className={styles.row}
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      aria-level={onToggle === undefined ? undefined : (marks?.level ?? 1)}
      aria-expanded={marks?.expanded}
      data-active={active || undefined}
      data-muted={marks?.muted || undefined}
      data-struck={marks?.struck || undefined}
      data-tone={marks?.tone}
      onClick={onPress}
      onDoubleClick={onOpen && (() => onOpen(position))}
    >
      {columns.map((column, index) => (
        <div key={column.id} role="gridcell" className={styles.cell} data-align={column.align} data-code={column.code}>
          {index === 0 && onToggle !== undefined && (
            <span className={styles.indent} style={{ width: ((marks?.level ?? 1) - 1) * 16 }} />
          )}
          {index === 0 && onToggle !== undefined && (
            <button
              type="button"
              className={styles.toggle}
              tabIndex={-1}
              aria-hidden="true"
              disabled={!openable}
              data-expanded={marks?.expanded}
              onClick={(event) => {
                event.stopPropagation();
                onToggle(position);
              }}
            >
              {openable && <Icon name="chevronRight" size={12} />}
            </button>
          )}
          {cell(position, column.id)}
        </div>
      ))}
    </div>
  );
}
