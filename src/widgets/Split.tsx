// Panes side by side or on top of each other, with separators that pointer and arrow keys move. Sizes are remembered
// by the browser under the split's id; a browser that refuses storage just forgets them.

import { Fragment, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import styles from "./split.module.css";

export interface SplitPane {
  readonly id: string;
  /** Share of the whole in percent, to begin with. */
  readonly size: number;
  /** CSS length. */
  readonly minimum: string;
  readonly content: ReactNode;
}

interface SplitProps {
  readonly id: string;
  readonly orientation: "horizontal" | "vertical";
  readonly panes: readonly SplitPane[];
}

const storage = {
  getItem(key: string): string | null {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null; // storage is blocked: start from the default sizes
    }
  },
  setItem(key: string, value: string): void {
    try {
      window.localStorage.setItem(key, value);
    } catch {
      // storage is blocked or full: the sizes last as long as the page
    }
  },
};

export function Split({ id, orientation, panes }: SplitProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `machoscope.split.${id}`,
    storage,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <Group
      id={id}
      className={styles.group}
      orientation={orientation}
      {...(defaultLayout === undefined ? {} : { defaultLayout })}
      onLayoutChanged={onLayoutChanged}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index > 0 && (
            <Separator
              id={`${id}-before-${pane.id}`}
              className={styles.separator}
              data-orientation={orientation}
              aria-label={`Size of ${panes[index - 1]?.id}`}
            />
          )}
          <Panel id={pane.id} className={styles.pane} defaultSize={`${pane.size}%`} minSize={pane.minimum}>
            {pane.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
