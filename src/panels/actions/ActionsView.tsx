import type { ReactNode } from "react";
import type { ActionItem, SlotAddress } from "@/inspect/rows/actions";
import type { RowList } from "@/inspect/rows/presentRows";
import type { Subject } from "@/inspect/subject";
import { type ByteRole, Chip, RoleTag } from "@/widgets/Chip";
import { EmptyState } from "@/widgets/EmptyState";
import { type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import styles from "./actions.module.css";

export type ActionColumn = "name" | "needs" | "slots" | "source" | "requests";

const columns: readonly TableColumn<ActionColumn>[] = [
  { id: "name", title: "Name, and who asked", width: "minmax(220px, 1.4fr)", code: true },
  { id: "needs", title: "Needs", width: "132px", hint: "Flags of all requests together; never cleared" },
  { id: "slots", title: "Slots", width: "minmax(300px, 2fr)", hint: "The entries handed out, in the order of names" },
  { id: "source", title: "Asked in", width: "minmax(120px, 0.8fr)", wideOnly: true },
  {
    id: "requests",
    title: "Requests",
    width: "132px",
    hint: "The first to ask is new; later ones merge into the same entry",
  },
];

interface ActionsViewProps {
  readonly rows: RowList;
  readonly item: (row: number) => ActionItem;
  readonly selected: number | undefined;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
  readonly onSubject: (subject: Subject) => void;
  readonly filtered: boolean;
}

const slotRoles: Readonly<Record<string, ByteRole>> = {
  GOT: "got",
  stub: "stub",
  pointer: "lazy",
  helper: "lazy",
  TLV: "got",
};

function Slots({ slots, onSubject }: { slots: readonly SlotAddress[]; onSubject: (subject: Subject) => void }) {
  return slots.map(({ label, address, subject }) => (
    <button
      key={label}
      type="button"
      tabIndex={-1}
      className={styles.slot}
      onClick={(event) => {
        event.stopPropagation();
        onSubject(subject);
      }}
    >
      <RoleTag role={slotRoles[label] ?? "data"} />
      {label} <code>{address}</code>
    </button>
  ));
}

const needChips = (needs: readonly string[]) => needs.map((need) => <Chip key={need}>{need}</Chip>);

function cellOf(item: ActionItem, column: ActionColumn, onSubject: (subject: Subject) => void): ReactNode {
  if (column === "needs") return needChips(item.needs);
  if (item.kind === "request") {
    if (column === "name") return item.cause;
    if (column === "source") return item.source;
    if (column === "slots") return null;
    const when = item.flush === 0 ? "" : ` in flush ${item.flush}`;
    return item.fresh ? <Chip tone="patch">new{when}</Chip> : <Chip>merged{when}</Chip>;
  }
  if (column === "name") return <span className={styles.name}>{item.name}</span>;
  if (column === "slots") return <Slots slots={item.slots} onSubject={onSubject} />;
  return column === "requests" ? item.requests : null;
}

export function ActionsView({ rows, item, selected, onSelect, onToggle, onSubject, filtered }: ActionsViewProps) {
  const at = (position: number) => rows.at(position) ?? 0;
  const position = selected === undefined ? -1 : rows.indexOf(selected);
  return (
    <VirtualTable
      label="Actions: requests for indirection"
      columns={columns}
      count={rows.length}
      cell={(row, column) => cellOf(item(at(row)), column, onSubject)}
      marks={(row) => {
        const found = item(at(row));
        return found.kind === "target" ? { level: 1, expanded: found.expanded } : { level: 2 };
      }}
      selected={position === -1 ? undefined : position}
      onSelect={(row) => onSelect(at(row))}
      onToggle={(row) => onToggle(at(row))}
      empty={
        filtered ? (
          <EmptyState title="No name matches">Clear the filter to see all.</EmptyState>
        ) : (
          <EmptyState title="Nothing needs an indirection">
            Every reference reaches its target directly. Call a library function for a stub, or load a variable of
            another image through the GOT.
          </EmptyState>
        )
      }
    />
  );
}
