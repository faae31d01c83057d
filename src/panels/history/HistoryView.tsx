import type { ReactNode } from "react";
import type { HistoryRow } from "@/inspect/rows/history";
import { Chip } from "@/widgets/Chip";
import { EmptyState } from "@/widgets/EmptyState";
import { type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import { FlushDetail, type FlushDetailProps } from "./FlushDetail";
import styles from "./history.module.css";

type HistoryColumn = "number" | "call" | "outcome" | "bytes" | "patched" | "moved";

const outcome: TableColumn<HistoryColumn> = {
  id: "outcome",
  title: "What came of it",
  width: "minmax(220px, 3fr)",
  unsortable: true,
};
const counts: readonly TableColumn<HistoryColumn>[] = [
  {
    id: "bytes",
    title: "Bytes",
    width: "72px",
    align: "end",
    hint: "Bytes of the file that changed",
    unsortable: true,
  },
  { id: "patched", title: "Patched", width: "72px", align: "end", hint: "Relocations applied", unsortable: true },
  { id: "moved", title: "Moved", width: "64px", align: "end", unsortable: true, wideOnly: true },
];
const editColumns: readonly TableColumn<HistoryColumn>[] = [
  { id: "number", title: "Flush", width: "56px", align: "end", unsortable: true },
  outcome,
  ...counts,
];
const scriptColumns: readonly TableColumn<HistoryColumn>[] = [
  { id: "number", title: "Line", width: "48px", align: "end", unsortable: true },
  { id: "call", title: "Call", width: "minmax(170px, 1.6fr)", code: true, unsortable: true },
  outcome,
  ...counts.slice(0, 2),
];

interface HistoryViewProps extends FlushDetailProps {
  readonly rows: readonly HistoryRow[];
  readonly isScript: boolean;
  readonly selected: number;
  readonly onSelect: (position: number) => void;
}

function cellOf(row: HistoryRow, column: HistoryColumn): ReactNode {
  switch (column) {
    case "number":
      return row.line ?? row.flush;
    case "call":
      return <span className={row.isFlush ? styles.flush : undefined}>{row.call}</span>;
    case "outcome":
      if (row.held === undefined) return <span data-tooltip={row.outcome}>{row.outcome}</span>;
      return (
        <>
          <Chip tone={row.held ? "success" : "danger"}>{row.held ? "holds" : "does not hold"}</Chip> {row.outcome}
        </>
      );
    default:
      return row[column]?.toLocaleString("en");
  }
}

export function HistoryView({ rows, isScript, selected, onSelect, ...detail }: HistoryViewProps) {
  return (
    <div className={styles.history}>
      <VirtualTable
        label={isScript ? "Calls of the script" : "Edits"}
        columns={isScript ? scriptColumns : editColumns}
        count={rows.length}
        cell={(position, column) => {
          const row = rows[position];
          return row === undefined ? null : cellOf(row, column);
        }}
        marks={(position) => ({ muted: isScript && rows[position]?.isFlush === false })}
        selected={selected === -1 ? undefined : selected}
        onSelect={onSelect}
        empty={<EmptyState title="No calls">The script has no line that does anything.</EmptyState>}
      />
      <FlushDetail {...detail} />
    </div>
  );
}
