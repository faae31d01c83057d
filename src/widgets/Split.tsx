// Panes side by side or on top of each other, with separators that pointer and arrow keys move. Sizes are remembered
// by the browser under the split's id; a browser that refuses storage just forgets them.

import { Fragment, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import styles from "./split.module.css";
import { movedSeparator, parseSizes, printSizes } from "./splitSizes";

export interface SplitPane {
  readonly id: string;
  readonly title: string;
  /** Fraction of the whole, to begin with; all together make 1. */
  readonly size: number;
  /** In pixels. */
  readonly minimum: number;
  readonly content: ReactNode;
}

interface SplitProps {
  readonly id: string;
  readonly orientation: "horizontal" | "vertical";
  readonly panes: readonly SplitPane[];
}

const storageKey = (id: string): string => `machoscope.split.${id}`;

function storedSizes(id: string, count: number): readonly number[] | undefined {
  try {
    return parseSizes(window.localStorage.getItem(storageKey(id)), count);
  } catch {
    return undefined; // storage is blocked: start from the default sizes
  }
}
function storeSizes(id: string, sizes: readonly number[]): void {
  try {
    window.localStorage.setItem(storageKey(id), printSizes(sizes));
  } catch {
    // storage is blocked or full: the sizes last as long as the page
  }
}

const keyStep = 0.02;
const keyMoves: Readonly<Record<string, number>> = {
  ArrowLeft: -keyStep,
  ArrowUp: -keyStep,
  ArrowRight: keyStep,
  ArrowDown: keyStep,
  Home: -1,
  End: 1,
};

export function Split({ id, orientation, panes }: SplitProps) {
  const group = useRef<HTMLDivElement>(null);
  const initial = panes.map(({ size }) => size);
  const [sizes, setSizes] = useState(() => storedSizes(id, panes.length) ?? initial);
  /** Where a drag began: the pointer's position, and the sizes then. */
  const drag = useRef<{ readonly at: number; readonly sizes: readonly number[] } | undefined>(undefined);
  const isRow = orientation === "horizontal";
  const length = () => {
    const box = group.current?.getBoundingClientRect();
    return Math.max(1, (isRow ? box?.width : box?.height) ?? 1);
  };
  const moved = (from: readonly number[], separator: number, by: number) => {
    const whole = length();
    return movedSeparator(
      from,
      separator,
      by,
      panes.map(({ minimum }) => minimum / whole),
    );
  };
  const keep = (next: readonly number[]) => {
    setSizes(next);
    storeSizes(id, next);
  };
  const pointer = (event: PointerEvent) => (isRow ? event.clientX : event.clientY);
  const handlers = (separator: number) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { at: pointer(event), sizes };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const start = drag.current;
      if (start !== undefined) setSizes(moved(start.sizes, separator, (pointer(event) - start.at) / length()));
    },
    onLostPointerCapture() {
      drag.current = undefined;
      storeSizes(id, sizes);
    },
    onDoubleClick: () => keep(initial),
    onKeyDown(event: KeyboardEvent) {
      const by = keyMoves[event.key];
      if (by === undefined) return;
      event.preventDefault();
      keep(moved(sizes, separator, by));
    },
  });
  return (
    <div ref={group} id={id} className={styles.group} data-orientation={orientation}>
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index > 0 && (
            // Focusable separators are sliders of a kind, which <hr> is not.
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              role="separator"
              tabIndex={0}
              className={styles.separator}
              data-orientation={orientation}
              aria-orientation={isRow ? "vertical" : "horizontal"}
              aria-label={`Size of ${panes[index - 1]?.title}`}
              aria-controls={`${id}-${panes[index - 1]?.id}`}
              aria-valuenow={Math.round((sizes[index - 1] ?? 0) * 100)}
              aria-valuemin={0}
              aria-valuemax={100}
              {...handlers(index - 1)}
            />
          )}
          <div
            id={`${id}-${pane.id}`}
            className={styles.pane}
            style={{ flexGrow: sizes[index], [isRow ? "minWidth" : "minHeight"]: pane.minimum }}
          >
            {pane.content}
          </div>
        </Fragment>
      ))}
    </div>
  );
}
