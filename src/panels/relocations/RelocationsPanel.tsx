import { useMemo } from "react";
import { type RelocationIndex, row } from "@/base/units";
import {
  bytesOfRelocation,
  type RelocationColumn,
  relocationSource,
  routeOfPatch,
  statusOfRelocation,
} from "@/inspect/rows/relocations";
import { orderRows } from "@/inspect/rows/rowOrder";
import { selectedOf, selectView } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { FilterField } from "@/widgets/FilterField";
import { PanelTools } from "@/widgets/PanelTools";
import { useRowQuery } from "@/widgets/useRowQuery";
import { RelocationsView } from "./RelocationsView";

const selectedRelocation = selectedOf("relocation");
const indexOf = (number: number) => row<RelocationIndex>(number);

export function RelocationsPanel() {
  const store = useStoreApi();
  const view = useAppStore(selectView);
  const selected = useAppStore(selectedRelocation);
  const step = useAppStore((state) => state.step);
  const { filter, setFilter, applied, sort, onSort } = useRowQuery<RelocationColumn>();
  const source = view && relocationSource(view);
  const rows = useMemo(() => source && orderRows(source, { filter: applied, sort }), [source, applied, sort]);
  if (view === undefined || source === undefined || rows === undefined)
    return (
      <EmptyState title="No relocations yet">Holes and what fills them appear here when the sources link.</EmptyState>
    );
  return (
    <>
      <PanelTools>
        <FilterField label="Filter relocations" value={filter} onChange={setFilter} />
      </PanelTools>
      <RelocationsView
        rows={rows}
        text={source.text}
        bytes={(number) => bytesOfRelocation(view, indexOf(number))}
        status={(number) => statusOfRelocation(view, indexOf(number), step)}
        routeRole={(number) => routeOfPatch(view, view.relocations.patch[indexOf(number)])?.role}
        selected={selected?.relocation}
        onSelect={(number) => store.getState().select({ kind: "relocation", relocation: indexOf(number) })}
        onOpen={() => store.getState().showPane("explain")}
        sort={sort}
        onSort={onSort}
        filtered={applied !== ""}
      />
    </>
  );
}
