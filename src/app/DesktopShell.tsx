import type { ReactNode } from "react";
import { Split } from "@/widgets/Split";
import styles from "./app.module.css";
import { PanelFrame } from "./PanelFrame";
import { type PaneId, panes, passesPanel } from "./panels";
import { TablesPane } from "./TablesPane";
import { Toolbar } from "./Toolbar";

const sizes: Readonly<Record<PaneId, { readonly size: number; readonly minimum: string }>> = {
  sources: { size: 30, minimum: "220px" },
  bytes: { size: 37, minimum: "280px" },
  explain: { size: 33, minimum: "260px" },
};

function Columns() {
  return (
    <Split
      id="columns"
      orientation="horizontal"
      panes={panes.map((entry) => ({
        id: entry.id,
        ...sizes[entry.id],
        content: (
          <section className={styles.pane} id={`pane-${entry.id}`} aria-label={entry.title} tabIndex={-1}>
            <PanelFrame entry={entry} />
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
      <main className={styles.main}>
        <Split
          id="rows"
          orientation="vertical"
          panes={[
            { id: "upper", size: 64, minimum: "180px", content: <Columns /> },
            {
              id: "lower",
              size: 36,
              minimum: "112px",
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
