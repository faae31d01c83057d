import type { ReactNode } from "react";
import { hex0x } from "@/base/text";
import type { LayoutBox, LayoutColumn, SectionInside, SegmentLane } from "@/inspect/rows/layout";
import type { RowList } from "@/inspect/rows/presentRows";
import { roleNames } from "@/inspect/rows/roles";
import type { Subject } from "@/inspect/subject";
import { RoleTag } from "@/widgets/Chip";
import { EmptyState } from "@/widgets/EmptyState";
import { type SortOrder, type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import styles from "./layout.module.css";

const columns: readonly TableColumn<LayoutColumn>[] = [
  { id: "section", title: "Section", width: "minmax(210px, 1.5fr)", code: true },
  { id: "address", title: "Address", width: "120px", code: true, align: "end" },
  { id: "size", title: "Size", width: "92px", code: true, align: "end" },
  {
    id: "offset",
    title: "File offset",
    width: "92px",
    code: true,
    align: "end",
    hint: "Empty for sections without bytes in the file",
  },
  { id: "alignment", title: "Align", width: "64px", align: "end", hint: "Bytes", wideOnly: true },
  { id: "protection", title: "Access", width: "72px", code: true },
  {
    id: "room",
    title: "Room",
    width: "minmax(110px, 0.8fr)",
    code: true,
    hint: "Incremental placement: bytes free behind the section's contents, and between them",
    wideOnly: true,
  },
  { id: "type", title: "Type", width: "minmax(160px, 1fr)", code: true, wideOnly: true },
];

export const layoutScales = [
  { id: "compressed", title: "Compressed", hint: "Small sections stay visible beside large ones" },
  { id: "true", title: "True to size", hint: "Widths are proportional to bytes" },
] as const;
export type LayoutScale = (typeof layoutScales)[number]["id"];

interface BoxesProps {
  readonly boxes: readonly LayoutBox[];
  readonly scale: LayoutScale;
  readonly isSelected: (subject: Subject) => boolean;
  readonly onSelect: (subject: Subject) => void;
}

/** How much room a box takes: its size, or the logarithm of it, which keeps 4 bytes beside 16 KiB visible. */
const share = (size: number, scale: LayoutScale): number =>
  scale === "true" ? Math.max(1, size) : 4 + Math.log2(1 + size);

function Boxes({ boxes, scale, isSelected, onSelect }: BoxesProps) {
  return boxes.map((box) => (
    <button
      key={`${box.name} ${box.address}`}
      type="button"
      className={styles.box}
      data-role={box.role}
      data-empty={box.empty}
      data-scale={scale}
      aria-pressed={isSelected(box.subject)}
      style={{ flexGrow: share(box.size, scale) }}
      data-tooltip={`${box.name}: ${hex0x(box.address)}, ${box.size.toLocaleString("en")} bytes${box.empty ? ", no bytes in the file" : ""} · ${roleNames[box.role]}`}
      onClick={() => onSelect(box.subject)}
    >
      <span>{box.name}</span>
    </button>
  ));
}

interface LaneProps extends Omit<BoxesProps, "boxes"> {
  readonly lane: SegmentLane;
}

function Lane({ lane, ...rest }: LaneProps) {
  const subject: Subject = { kind: "segment", segment: lane.segment };
  const inFile =
    lane.fileSize > 0
      ? `${lane.fileSize.toLocaleString("en")} in the file from ${hex0x(lane.fileOffset)}`
      : "none in the file";
  return (
    <div className={styles.lane} data-bare={lane.boxes.length === 0}>
      <button
        type="button"
        className={styles.segment}
        data-tooltip={`${lane.name}: ${lane.size.toLocaleString("en")} bytes in memory, ${inFile}`}
        aria-pressed={rest.isSelected(subject)}
        onClick={() => rest.onSelect(subject)}
      >
        <span className={styles.name}>{lane.name}</span>
        <code className={styles.access}>{lane.protection}</code>
        <code className={styles.range}>{hex0x(lane.address)}</code>
      </button>
      <div className={styles.boxes}>
        {lane.boxes.length > 0 ? (
          <Boxes boxes={lane.boxes} {...rest} />
        ) : (
          <span className={styles.bare} data-role={lane.role}>
            {lane.name === "__PAGEZERO"
              ? "nothing is mapped here, so null pointers fault"
              : "tables for dyld and tools"}
          </span>
        )}
      </div>
    </div>
  );
}

interface LayoutViewProps {
  readonly lanes: readonly SegmentLane[];
  readonly inside: SectionInside | undefined;
  readonly insideName: string;
  readonly scale: LayoutScale;
  readonly isSelected: (subject: Subject) => boolean;
  readonly onSelect: (subject: Subject) => void;
  readonly rows: RowList;
  readonly text: (row: number, column: LayoutColumn) => string;
  readonly selectedRow: number | undefined;
  readonly onSelectRow: (row: number) => void;
  readonly roleOfRow: (row: number) => LayoutBox["role"];
  readonly sort: SortOrder<LayoutColumn> | undefined;
  readonly onSort: (column: LayoutColumn) => void;
}

export function LayoutView(props: LayoutViewProps) {
  const { lanes, inside, insideName, rows, text, selectedRow } = props;
  const cell = (position: number, column: LayoutColumn): ReactNode => {
    const row = rows.at(position) ?? 0;
    if (column !== "section") return text(row, column);
    return (
      <>
        <RoleTag role={props.roleOfRow(row)} />
        {text(row, column)}
      </>
    );
  };
  const position = selectedRow === undefined ? -1 : rows.indexOf(selectedRow);
  const boxes = { scale: props.scale, isSelected: props.isSelected, onSelect: props.onSelect };
  return (
    <div className={styles.layout}>
      <div className={styles.map}>
        {lanes.map((lane) => (
          <Lane key={lane.segment} lane={lane} {...boxes} />
        ))}
        {inside !== undefined && inside.boxes.length > 0 && (
          <div className={styles.lane} data-inside>
            <div className={styles.segment}>
              <span className={styles.name}>{insideName}</span>
              <span className={styles.range}>
                {inside.boxes.length} {inside.boxes.length === 1 ? "part" : "parts"}
                {inside.more > 0 ? `, and ${inside.more.toLocaleString("en")} more` : ""}
              </span>
            </div>
            <div className={styles.boxes}>
              <Boxes boxes={inside.boxes} {...boxes} />
            </div>
          </div>
        )}
      </div>
      <VirtualTable
        label="Sections of the image"
        columns={columns}
        count={rows.length}
        cell={cell}
        selected={position === -1 ? undefined : position}
        onSelect={(at) => props.onSelectRow(rows.at(at) ?? 0)}
        sort={props.sort}
        onSort={props.onSort}
        empty={<EmptyState title="No sections">The image has no contents.</EmptyState>}
      />
    </div>
  );
}
