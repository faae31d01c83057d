import { useState } from "react";
import type { AppState } from "@/state/appState";
import { selectErrorCount } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { Badge } from "@/widgets/Chip";
import { PanelToolsSlot } from "@/widgets/PanelTools";
import { TabPanel, Tabs } from "@/widgets/Tabs";
import styles from "./app.module.css";
import { PanelFrame } from "./PanelFrame";
import { tables } from "./panels";

const selectRelocationCount = (state: AppState): number => (state.build?.view.relocations.rowCount() ?? 1) - 1;

export function TablesPane() {
  const store = useStoreApi();
  const shown = useAppStore((state) => state.table);
  const errors = useAppStore(selectErrorCount);
  const problems = useAppStore((state) => state.diagnostics.length);
  const relocations = useAppStore(selectRelocationCount);
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const entry = tables.find(({ id }) => id === shown) ?? tables[0];
  const marks = {
    relocations: relocations > 0 ? <Badge count={relocations} /> : undefined,
    problems: problems > 0 ? <Badge count={problems} tone={errors > 0 ? "danger" : "warning"} /> : undefined,
  } as const;
  if (entry === undefined) return null;
  return (
    <section className={styles.tables} aria-label="Tables">
      <div className={styles.tablesBar}>
        <Tabs
          label="Tables"
          name="tables"
          tabs={tables.map(({ id, title, summary }, index) => ({
            id,
            title,
            hint: summary,
            shortcut: String(index + 1),
            mark: id === "relocations" || id === "problems" ? marks[id] : undefined,
          }))}
          selected={shown}
          onSelect={(id) => store.getState().showTable(id)}
        />
        <div ref={setSlot} className={styles.tools} />
      </div>
      <TabPanel name="tables" selected={shown}>
        <PanelToolsSlot slot={slot}>
          <PanelFrame key={entry.id} entry={entry} />
        </PanelToolsSlot>
      </TabPanel>
    </section>
  );
}
