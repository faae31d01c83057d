import { useMemo, useState } from "react";
import { type OutputSectionIndex, row } from "@/base/units";
import { sectionRole } from "@/inspect/byteRoles";
import { outputSectionName } from "@/inspect/names";
import {
  insideOfSection,
  type LayoutColumn,
  layoutSource,
  sectionOfSubject,
  segmentLanes,
} from "@/inspect/rows/layout";
import { orderRows } from "@/inspect/rows/rowOrder";
import { sameSubject } from "@/inspect/rows/sameSubject";
import { selectView } from "@/state/selectors";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { EmptyState } from "@/widgets/EmptyState";
import { PanelTools } from "@/widgets/PanelTools";
import { Segments } from "@/widgets/Tabs";
import { useRowQuery } from "@/widgets/useRowQuery";
import { type LayoutScale, LayoutView, layoutScales } from "./LayoutView";

export function LayoutPanel() {
  const store = useStoreApi();
  const view = useAppStore(selectView);
  const selected = useAppStore((state) => state.selected);
  const [scale, setScale] = useState<LayoutScale>("compressed");
  const { sort, onSort } = useRowQuery<LayoutColumn>();
  const source = view && layoutSource(view);
  const rows = useMemo(() => source && orderRows(source, { filter: "", sort }), [source, sort]);
  if (view === undefined || source === undefined || rows === undefined)
    return <EmptyState title="No layout yet">Segments and sections appear here when the sources link.</EmptyState>;
  const zoomed = sectionOfSubject(view, selected);
  const { select } = store.getState();
  return (
    <>
      <PanelTools>
        <Segments label="Scale" choices={layoutScales} selected={scale} onSelect={setScale} />
      </PanelTools>
      <LayoutView
        lanes={segmentLanes(view)}
        inside={zoomed && insideOfSection(view, zoomed)}
        insideName={zoomed === undefined ? "" : outputSectionName(view, zoomed)}
        scale={scale}
        isSelected={(subject) => sameSubject(subject, selected)}
        onSelect={select}
        rows={rows}
        text={source.text}
        selectedRow={zoomed}
        onSelectRow={(number) => select({ kind: "section", section: row<OutputSectionIndex>(number) })}
        roleOfRow={(number) => sectionRole(view, row<OutputSectionIndex>(number))}
        sort={sort}
        onSort={onSort}
      />
    </>
  );
}
