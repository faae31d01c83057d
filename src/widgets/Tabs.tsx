import { type KeyboardEvent, type ReactNode, useRef } from "react";
import styles from "./tabs.module.css";

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** A badge, a dot. */
  readonly mark?: ReactNode;
  readonly hint?: string;
  readonly shortcut?: string;
}

interface TabsProps<Id extends string> {
  readonly label: string;
  /** Ids of the elements: `<name>-tab-<id>`, and of the panel they control, `<name>-panel`. */
  readonly name: string;
  readonly tabs: readonly Tab<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
}

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at, count) => (at + count - 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A list of tabs with one tab stop; arrow keys move and select. */
export function Tabs<Id extends string>({ label, name, tabs, selected, onSelect }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const moveWithKeys = (event: KeyboardEvent) => {
    const next =
      tabs[
        moves[event.key]?.(
          tabs.findIndex(({ id }) => id === selected),
          tabs.length,
        ) ?? -1
      ];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`#${name}-tab-${next.id}`)?.focus();
  };
  return (
    <div ref={list} className={styles.tabs} role="tablist" aria-label={label} onKeyDown={moveWithKeys}>
      {tabs.map(({ id, title, mark, hint, shortcut }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${name}-tab-${id}`}
          aria-selected={id === selected}
          aria-controls={`${name}-panel`}
          tabIndex={id === selected ? 0 : -1}
          className={styles.tab}
          data-tooltip={hint}
          data-shortcut={shortcut}
          onClick={() => onSelect(id)}
        >
          {title}
          {mark}
        </button>
      ))}
    </div>
  );
}

/** What the selected tab shows. */
export function TabPanel({ name, selected, children }: { name: string; selected: string; children: ReactNode }) {
  return (
    <div className={styles.panel} role="tabpanel" id={`${name}-panel`} aria-labelledby={`${name}-tab-${selected}`}>
      {children}
    </div>
  );
}

interface SegmentsProps<Id extends string> {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly title: string; readonly hint?: string }[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
}

/** Few choices of which one holds, side by side: radio buttons in other clothes. */
export function Segments<Id extends string>({ label, choices, selected, onSelect }: SegmentsProps<Id>) {
  return (
    <fieldset className={styles.segments} aria-label={label}>
      {choices.map(({ id, title, hint }) => (
        <label key={id} className={styles.segment} data-checked={id === selected} data-tooltip={hint}>
          <input
            type="radio"
            className="visually-hidden"
            name={`segments-${label}`}
            checked={id === selected}
            onChange={() => onSelect(id)}
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
