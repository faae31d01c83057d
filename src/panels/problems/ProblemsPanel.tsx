import { useDeferredValue, useMemo, useState } from "react";
import type { Place, QuickFix } from "@/base/diagnostic";
import { placeOfRow, problemRows, withFix } from "@/inspect/rows/problems";
import type { AppStore } from "@/state/createAppStore";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { FilterField } from "@/widgets/FilterField";
import { PanelTools } from "@/widgets/PanelTools";
import { useExpanded } from "@/widgets/useRowQuery";
import { ProblemsView } from "./ProblemsView";

/** Brings the file to the front and its line into view. */
function goTo(store: AppStore, place: Place | undefined): void {
  const { files, activateFile, select } = store.getState();
  const file = files.find(({ name }) => name === place?.file);
  if (place === undefined || file === undefined) return;
  activateFile(file.id);
  if (place.line !== undefined) select({ kind: "line", file: file.name, line: place.line });
}

function applyFix(store: AppStore, fix: QuickFix): void {
  const { files, editFile, activateFile } = store.getState();
  const file = files.find(({ name }) => name === fix.file);
  const text = file?.contents.kind === "text" ? withFix(file.contents.text, fix) : undefined;
  if (file === undefined || text === undefined) return;
  editFile(file.id, text);
  activateFile(file.id);
}

export function ProblemsPanel() {
  const store = useStoreApi();
  const diagnostics = useAppStore((state) => state.diagnostics);
  const [filter, setFilter] = useState("");
  const applied = useDeferredValue(filter);
  const [pressed, setPressed] = useState<number | undefined>(undefined);
  const { expanded, toggle } = useExpanded([0]);
  const rows = useMemo(() => problemRows(diagnostics, applied, expanded), [diagnostics, applied, expanded]);
  return (
    <>
      <PanelTools>
        <FilterField label="Filter problems" value={filter} onChange={setFilter} />
      </PanelTools>
      <ProblemsView
        diagnostics={diagnostics}
        rows={rows}
        expanded={expanded}
        selected={pressed}
        onSelect={(row) => {
          setPressed(row);
          goTo(store, placeOfRow(diagnostics, row));
        }}
        onToggle={toggle}
        onFix={(fix) => applyFix(store, fix)}
        filtered={applied !== ""}
      />
    </>
  );
}
