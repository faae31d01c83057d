import type { ReactNode } from "react";
import type { ByteRole } from "@/inspect/byteRoles";
import type { RowList } from "@/inspect/rows/presentRows";
import type { RelocationColumn, RelocationStatus } from "@/inspect/rows/relocations";
import { Chip, RoleTag, type Tone } from "@/widgets/Chip";
import { EmptyState } from "@/widgets/EmptyState";
import { type SortOrder, type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import styles from "./relocations.module.css";

const columns: readonly TableColumn<RelocationColumn>[] = [
  { id: "number", title: "#", width: "52px", align: "end" },
  { id: "file", title: "File", width: "minmax(84px, 0.8fr)", wideOnly: true },
  { id: "section", title: "Section", width: "minmax(108px, 0.9fr)", code: true, wideOnly: true },
  {
    id: "place",
    title: "Place",
    width: "minmax(112px, 1fr)",
    code: true,
    hint: "The symbol the hole lies in, and how far",
  },
  { id: "type", title: "Type", width: "minmax(140px, 0.8fr)", code: true },
  { id: "target", title: "Target", width: "minmax(120px, 1.1fr)", code: true },
  {
    id: "addend",
    title: "Addend",
    width: "72px",
    code: true,
    align: "end",
    hint: "A constant added to the target",
    wideOnly: true,
  },
  {
    id: "value",
    title: "Value",
    width: "92px",
    code: true,
    align: "end",
    hint: "The number put into the field, before scaling",
  },
  { id: "bytes", title: "Before → after", width: "minmax(376px, 1.4fr)", code: true },
  { id: "route", title: "Route", width: "92px", hint: "Straight to its target, or through a slot" },
  { id: "status", title: "Status", width: "104px" },
];

const tones: Readonly<Record<RelocationStatus, Tone>> = {
  patched: "patch",
  "same bytes": "neutral",
  waiting: "accent",
  "no patch": "neutral",
  stripped: "neutral",
};

export interface RelocationBytes {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

interface RelocationsViewProps {
  readonly rows: RowList;
  readonly text: (row: number, column: RelocationColumn) => string;
  readonly bytes: (row: number) => RelocationBytes | undefined;
  readonly status: (row: number) => RelocationStatus;
  readonly routeRole: (row: number) => ByteRole | undefined;
  readonly selected: number | undefined;
  readonly onSelect: (row: number) => void;
  /** Goes to the explanation of the selected row. */
  readonly onOpen: () => void;
  readonly sort: SortOrder<RelocationColumn> | undefined;
  readonly onSort: (column: RelocationColumn) => void;
  readonly filtered: boolean;
}

const shown = (byte: number) => byte.toString(16).padStart(2, "0");

/** Bytes in file order; those that changed are underlined as well as coloured. */
function Bytes({ bytes, waiting }: { readonly bytes: RelocationBytes | undefined; readonly waiting: boolean }) {
  if (bytes === undefined) return null;
  return (
    <span className={styles.bytes} data-waiting={waiting}>
      <span>{Array.from(bytes.before, shown).join(" ")}</span>
      <span className={styles.arrow}>→</span>
      <span>
        {Array.from(bytes.after, (byte, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bytes have no identity but their position
          <span key={at} className={byte === bytes.before[at] ? styles.same : styles.changed}>
            {shown(byte)}
          </span>
        ))}
      </span>
    </span>
  );
}

export function RelocationsView(props: RelocationsViewProps) {
  const { rows, text, bytes, status, routeRole, selected, onSelect, onOpen, sort, onSort, filtered } = props;
  const cell = (position: number, column: RelocationColumn): ReactNode => {
    const row = rows.at(position) ?? 0;
    if (column === "status") return <Chip tone={tones[status(row)]}>{status(row)}</Chip>;
    if (column === "bytes") return <Bytes bytes={bytes(row)} waiting={status(row) === "waiting"} />;
    if (column !== "route") return text(row, column);
    const role = routeRole(row);
    return (
      <>
        {role !== undefined && <RoleTag role={role} />}
        {text(row, column)}
      </>
    );
  };
  const position = selected === undefined ? -1 : rows.indexOf(selected);
  return (
    <VirtualTable
      label="Relocations"
      columns={columns}
      count={rows.length}
      cell={cell}
      marks={(at) => {
        const found = status(rows.at(at) ?? 0);
        return { muted: found === "stripped" || found === "waiting", struck: found === "stripped" };
      }}
      selected={position === -1 ? undefined : position}
      onSelect={(at) => onSelect(rows.at(at) ?? 0)}
      onOpen={onOpen}
      sort={sort}
      onSort={onSort}
      empty={
        filtered ? (
          <EmptyState title="No relocation matches">Clear the filter to see all.</EmptyState>
        ) : (
          <EmptyState title="No relocations">
            Nothing in these sources refers to an address that only the linker knows. Call a function of another file to
            make a hole.
          </EmptyState>
        )
      }
    />
  );
}
