import type { ReactNode } from "react";
import { Split } from "@/widgets/Split";
import styles from "./app.module.css";
import { ExampleNote } from "./ExampleNote";
import { FlushBar } from "./FlushBar";
import { PanelFrame } from "./PanelFrame";
import { type PaneId, panes, passesPanel } from "./panels";
import { TablesPane } from "./TablesPane";
import { Toolbar } from "./Toolbar";

const sizes: Readonly<Record<PaneId, { readonly size: number; readonly minimum: number }>> = {
  sources: { size: 0.3, minimum: 220 },
  bytes: { size: 0.37, minimum: 280 },
  explain: { size: 0.33, minimum: 260 },
};

function Columns() {
  return (
    <Split
      id="columns"
      orientation="horizontal"
      panes={panes.map((entry) => ({
        id: entry.id,
        title: entry.title,
        ...sizes[entry.id],
        content: (
          <section className={styles.pane} id={`pane-${entry.id}`} aria-label={entry.title} tabIndex={-1}>
            <PanelFrame entry={entry} />
            {entry.id === "sources" && <ExampleNote open />}
          </section>
        ),
      }))}
    />
  );
}

export function DesktopShell({ notice }: { readonly notice: ReactNode }) {
  return (
    <>
      <Toolbar compact={false} />
      {notice}
      <FlushBar />
      <main className={styles.main}>
        <Split
          id="rows"
          orientation="vertical"
          panes={[
            { id: "upper", title: "sources, bytes and explanation", size: 0.64, minimum: 180, content: <Columns /> },
            {
              id: "lower",
              title: "passes and tables",
              size: 0.36,
              minimum: 128,
              content: (
                <>
                  <section className={styles.passes} aria-label={passesPanel.title}>
                    <PanelFrame entry={passesPanel} />
                  </section>
                  <TablesPane />
                </>
              ),
            },
          ]}
        />
      </main>
    </>
  );
}
