import type { ReactNode } from "react";
import type { CommandItem } from "@/inspect/rows/loadCommands";
import { EmptyState } from "@/widgets/EmptyState";
import { type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import styles from "./loadCommands.module.css";

type CommandColumn = keyof CommandItem["cells"];

const columns: readonly TableColumn<CommandColumn>[] = [
  { id: "name", title: "Command", width: "minmax(220px, 1fr)", code: true },
  { id: "value", title: "Value", width: "minmax(260px, 2fr)", code: true },
  {
    id: "record",
    title: "Record",
    width: "minmax(140px, 0.7fr)",
    hint: "The structure of <mach-o/loader.h> it belongs to",
    wideOnly: true,
  },
  { id: "range", title: "File offset", width: "128px", code: true, align: "end" },
  { id: "size", title: "Bytes", width: "72px", align: "end", wideOnly: true },
];

interface LoadCommandsViewProps {
  readonly rows: Uint32Array;
  readonly item: (row: number) => CommandItem;
  readonly selected: number | undefined;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
}

export function LoadCommandsView({ rows, item, selected, onSelect, onToggle }: LoadCommandsViewProps) {
  const at = (position: number) => rows[position] ?? 0;
  const cell = (position: number, column: CommandColumn): ReactNode => {
    const { level, cells } = item(at(position));
    return column === "name" && level === 1 ? <span className={styles.command}>{cells.name}</span> : cells[column];
  };
  const position = selected === undefined ? -1 : rows.indexOf(selected);
  return (
    <VirtualTable
      label="Load commands"
      columns={columns}
      count={rows.length}
      cell={cell}
      marks={(row) => {
        const { level, expanded } = item(at(row));
        return { level, expanded };
      }}
      selected={position === -1 ? undefined : position}
      onSelect={(row) => onSelect(at(row))}
      onToggle={(row) => onToggle(at(row))}
      empty={<EmptyState title="No command matches">Clear the filter to see all.</EmptyState>}
    />
  );
}
