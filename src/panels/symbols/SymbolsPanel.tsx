import { useMemo, useState } from "react";
import { orderRows } from "@/inspect/rows/rowOrder";
import {
  cppNameOfRow,
  roleOfSymbolRow,
  type SymbolColumn,
  type SymbolScope,
  subjectOfSymbolRow,
  symbolRowOf,
  symbolSource,
} from "@/inspect/rows/symbols";
import { selectView } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { FilterField } from "@/widgets/FilterField";
import { PanelTools } from "@/widgets/PanelTools";
import { Select } from "@/widgets/Select";
import { useRowQuery } from "@/widgets/useRowQuery";
import { SymbolsView } from "./SymbolsView";

const scopes: readonly { readonly id: SymbolScope; readonly title: string }[] = [
  { id: "all", title: "All symbols" },
  { id: "globals", title: "Across files" },
  { id: "locals", title: "Local" },
  { id: "imports", title: "Imports" },
  { id: "undefined", title: "Undefined" },
  { id: "debug-map", title: "Debug map" },
];

export function SymbolsPanel() {
  const store = useStoreApi();
  const view = useAppStore(selectView);
  const selected = useAppStore((state) => state.selected);
  const [scope, setScope] = useState<SymbolScope>("all");
  const { filter, setFilter, applied, sort, onSort } = useRowQuery<SymbolColumn>();
  const source = useMemo(() => view && symbolSource(view, scope), [view, scope]);
  const rows = useMemo(() => source && orderRows(source, { filter: applied, sort }), [source, applied, sort]);
  if (view === undefined || source === undefined || rows === undefined)
    return <EmptyState title="No symbols yet">Names appear here when the sources link.</EmptyState>;
  return (
    <>
      <PanelTools>
        <Select label="Which symbols" value={scope} choices={scopes} onChange={setScope} />
        <FilterField label="Filter symbols" value={filter} onChange={setFilter} />
      </PanelTools>
      <SymbolsView
        rows={rows}
        text={source.text}
        readable={(row) => cppNameOfRow(view, row)}
        role={(row) => roleOfSymbolRow(view, row)}
        selected={symbolRowOf(view, selected)}
        onSelect={(row) => store.getState().select(subjectOfSymbolRow(view, row))}
        onOpen={() => store.getState().showPane("explain")}
        sort={sort}
        onSort={onSort}
        filtered={applied !== "" || scope !== "all"}
      />
    </>
  );
}
