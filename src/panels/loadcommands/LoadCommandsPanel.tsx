import { useDeferredValue, useMemo, useState } from "react";
import { commandItem, commandRowOf, commandRows, rowOfCommand, subjectOfCommandRow } from "@/inspect/rows/loadCommands";
import { selectedOf, selectView } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { FilterField } from "@/widgets/FilterField";
import { PanelTools } from "@/widgets/PanelTools";
import { useExpanded } from "@/widgets/useRowQuery";
import { LoadCommandsView } from "./LoadCommandsView";

const selectedCommand = selectedOf("loadCommand");

export function LoadCommandsPanel() {
  const store = useStoreApi();
  const view = useAppStore(selectView);
  const selected = useAppStore(selectedCommand);
  const [filter, setFilter] = useState("");
  const applied = useDeferredValue(filter);
  const { expanded, toggle } = useExpanded();
  /** The field that was pressed last; its subject is only its bytes, which other rows share. */
  const [field, setField] = useState<number | undefined>(undefined);
  const rows = useMemo(() => view && commandRows(view, applied, expanded), [view, applied, expanded]);
  if (view === undefined || rows === undefined)
    return (
      <EmptyState title="No load commands yet">
        The header and its commands appear here when the sources link.
      </EmptyState>
    );
  return (
    <>
      <PanelTools>
        <FilterField label="Filter load commands" value={filter} onChange={setFilter} />
      </PanelTools>
      <LoadCommandsView
        rows={rows}
        item={(row) => commandItem(view, expanded, row)}
        selected={selected === undefined ? field : rowOfCommand(selected.command)}
        onSelect={(row) => {
          setField(row);
          store.getState().select(subjectOfCommandRow(view, row));
        }}
        onToggle={(row) => toggle(commandRowOf(row).command)}
      />
    </>
  );
}
