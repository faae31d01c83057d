import type { ReactNode } from "react";
import type { WorkspaceSlice } from "@/state/appState";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { Icon, type IconName } from "@/widgets/Icon";
import styles from "./app.module.css";
import { ExampleNote } from "./ExampleNote";
import { FlushBar } from "./FlushBar";
import { PanelFrame } from "./PanelFrame";
import { panes, passesPanel } from "./panels";
import { TablesPane } from "./TablesPane";
import { Toolbar } from "./Toolbar";

const places: readonly { readonly id: WorkspaceSlice["pane"]; readonly title: string; readonly icon: IconName }[] = [
  ...panes,
  { id: "tables", title: "Tables", icon: "tables" },
];

/** One pane fills the screen; the strip of passes stays, so that stepping works everywhere. */
export function PhoneShell({ notice }: { readonly notice: ReactNode }) {
  const store = useStoreApi();
  const shown = useAppStore((state) => state.pane);
  const entry = panes.find(({ id }) => id === shown);
  return (
    <>
      <Toolbar compact />
      {notice}
      <FlushBar />
      <main className={styles.main}>
        {entry === undefined ? (
          <TablesPane />
        ) : (
          <section
            key={entry.id}
            className={styles.pane}
            id={`pane-${entry.id}`}
            aria-label={entry.title}
            tabIndex={-1}
          >
            <PanelFrame entry={entry} />
            {entry.id === "sources" && <ExampleNote open={false} />}
          </section>
        )}
      </main>
      <section className={styles.passes} aria-label={passesPanel.title}>
        <PanelFrame entry={passesPanel} />
      </section>
      <nav className={styles.places} aria-label="Panes">
        {places.map(({ id, title, icon }) => (
          <button
            key={id}
            type="button"
            aria-current={id === shown ? "page" : undefined}
            onClick={() => store.getState().showPane(id)}
          >
            <Icon name={icon} size={18} />
            {title}
          </button>
        ))}
      </nav>
    </>
  );
}
