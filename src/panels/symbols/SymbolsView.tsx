import type { ReactNode } from "react";
import type { ByteRole } from "@/inspect/byteRoles";
import type { RowList } from "@/inspect/rows/presentRows";
import type { SymbolColumn } from "@/inspect/rows/symbols";
import { Chip, RoleTag } from "@/widgets/Chip";
import { EmptyState } from "@/widgets/EmptyState";
import { type SortOrder, type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import styles from "./symbols.module.css";

const columns: readonly TableColumn<SymbolColumn>[] = [
  { id: "name", title: "Name", width: "minmax(180px, 2fr)", code: true },
  { id: "kind", title: "Kind", width: "112px", hint: "What it names" },
  {
    id: "binding",
    title: "Binding",
    width: "124px",
    hint: "Who can see it, and how strong the definition is",
    wideOnly: true,
  },
  { id: "section", title: "Section", width: "minmax(120px, 1fr)", code: true, wideOnly: true },
  { id: "address", title: "Address", width: "116px", code: true, align: "end" },
  { id: "file", title: "File", width: "minmax(110px, 1fr)", hint: "Where the winning definition comes from" },
  {
    id: "ordinal",
    title: "Ordinal",
    width: "76px",
    align: "end",
    hint: "Which library an import comes from, by position",
    wideOnly: true,
  },
  { id: "actions", title: "Actions", width: "112px", hint: "Indirections that references to it asked for" },
];

interface SymbolsViewProps {
  readonly rows: RowList;
  readonly text: (row: number, column: SymbolColumn) => string;
  /** The name of C++ that a mangled one stands for. */
  readonly readable: (row: number) => string | undefined;
  readonly role: (row: number) => ByteRole | undefined;
  readonly selected: number | undefined;
  readonly onSelect: (row: number) => void;
  /** Goes to the explanation of the selected row. */
  readonly onOpen: () => void;
  readonly sort: SortOrder<SymbolColumn> | undefined;
  readonly onSort: (column: SymbolColumn) => void;
  readonly filtered: boolean;
}

function nothing(filtered: boolean): ReactNode {
  return filtered ? (
    <EmptyState title="No symbol matches">Clear the filter, or show all kinds of symbols.</EmptyState>
  ) : (
    <EmptyState title="No symbols yet">Names appear here when the sources link.</EmptyState>
  );
}

export function SymbolsView({
  rows,
  text,
  readable,
  role,
  selected,
  onSelect,
  onOpen,
  sort,
  onSort,
  filtered,
}: SymbolsViewProps) {
  const cell = (position: number, column: SymbolColumn): ReactNode => {
    const row = rows.at(position) ?? 0;
    const value = text(row, column);
    if (column === "name") {
      const own = readable(row);
      return own === undefined ? (
        value
      ) : (
        <span className={styles.name} title={own}>
          {value}
          <span className={styles.readable}>{own}</span>
        </span>
      );
    }
    if (column === "kind") {
      const found = role(row);
      return (
        <>
          {found !== undefined && <RoleTag role={found} />}
          {value === "undefined" ? <Chip tone="danger">undefined</Chip> : value}
        </>
      );
    }
    if (column !== "actions" || value === "") return value;
    return value.split(" ").map((action) => <Chip key={action}>{action}</Chip>);
  };
  const position = selected === undefined ? -1 : rows.indexOf(selected);
  return (
    <VirtualTable
      label="Symbols"
      columns={columns}
      count={rows.length}
      cell={cell}
      marks={(at) => {
        const kind = text(rows.at(at) ?? 0, "kind");
        return kind === "undefined" ? { tone: "danger" } : { muted: kind === "stripped" };
      }}
      selected={position === -1 ? undefined : position}
      onSelect={(at) => onSelect(rows.at(at) ?? 0)}
      onOpen={onOpen}
      sort={sort}
      onSort={onSort}
      empty={nothing(filtered)}
    />
  );
}
