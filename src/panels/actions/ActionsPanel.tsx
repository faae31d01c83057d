import { useDeferredValue, useMemo, useState } from "react";
import {
  actionItem,
  actionRowOfSubject,
  actionRows,
  actionTargetCount,
  subjectOfActionRow,
} from "@/inspect/rows/actions";
import { attachSources } from "@/inspect/sources";
import type { Subject } from "@/inspect/subject";
import { selectBuild } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { FilterField } from "@/widgets/FilterField";
import { PanelTools } from "@/widgets/PanelTools";
import { useExpanded } from "@/widgets/useRowQuery";
import { ActionsView } from "./ActionsView";

/** A few names open by themselves: on a small example the requests are the point. */
const openAtFirst = [0, 1, 2, 3, 4, 5];

export function ActionsPanel() {
  const store = useStoreApi();
  const build = useAppStore(selectBuild);
  const selected = useAppStore((state) => state.selected);
  const [filter, setFilter] = useState("");
  const applied = useDeferredValue(filter);
  const { expanded, toggle } = useExpanded(openAtFirst);
  const view = build?.view;
  const rows = useMemo(() => view && actionRows(view, applied, expanded), [view, applied, expanded]);
  if (build === undefined || view === undefined || rows === undefined)
    return (
      <EmptyState title="No actions yet">
        Requests for GOT cells and stubs appear here when the sources link.
      </EmptyState>
    );
  const sources = attachSources(build.files);
  const show = (subject: Subject) => store.getState().select(subject);
  return (
    <>
      <PanelTools>
        <FilterField label="Filter names" value={filter} onChange={setFilter} />
      </PanelTools>
      <ActionsView
        rows={rows}
        item={(row) => actionItem(view, sources, expanded, row)}
        selected={actionRowOfSubject(view, selected)}
        onSelect={(row) => show(subjectOfActionRow(view, row))}
        onToggle={(row) => row < actionTargetCount(view) && toggle(row)}
        onSubject={show}
        filtered={applied !== ""}
      />
    </>
  );
}
