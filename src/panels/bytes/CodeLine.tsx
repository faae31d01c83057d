// One line of the disassembly: a heading, a name, or an instruction with what the linker knows about it.

import { hex } from "@/base/text";
import { roleNames } from "@/inspect/rows/roles";
import type { Subject } from "@/inspect/subject";
import { RoleTag } from "@/widgets/Chip";
import styles from "./bytes.module.css";
import { byteParts, type CodeRow } from "./disassemblyRows";

interface CodeLineProps {
  readonly id: string;
  readonly index: number;
  readonly found: CodeRow;
  readonly bytes: Uint8Array;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  readonly isActive: boolean;
  readonly onSelect: (subject: Subject) => void;
  readonly onPress: () => void;
  readonly onEnter: () => void;
}
type Instruction = Extract<CodeRow, { readonly kind: "line" }>;
type Head = Exclude<CodeRow, Instruction>;

function HeadLine({
  id,
  index,
  found,
  onSelect,
}: Pick<CodeLineProps, "id" | "index" | "onSelect"> & { readonly found: Head }) {
  const { role } = found.region;
  const { subject } = found;
  return (
    <div id={id} role="row" aria-rowindex={index + 1} className={styles[found.kind]} data-role={role} tabIndex={-1}>
      <span role="rowheader">
        {found.kind === "heading" && role !== undefined && <RoleTag role={role} hint={roleNames[role]} />}
        <button
          type="button"
          tabIndex={-1}
          className={styles.name}
          onClick={() => subject !== undefined && onSelect(subject)}
        >
          {found.text}
        </button>
      </span>
    </div>
  );
}

function LineBytes({ found, bytes }: { readonly found: Instruction; readonly bytes: Uint8Array }) {
  const [before, inside, after] = byteParts(bytes, found.patchFrom, found.patchTo);
  return (
    <span role="gridcell" className={styles.lineBytes}>
      {before}
      {before !== "" && " "}
      {inside !== "" && <mark>{inside}</mark>}
      {inside !== "" && after !== "" && " "}
      {after}
    </span>
  );
}

function SourceCell({
  source,
  onSelect,
}: {
  readonly source: Instruction["source"];
  readonly onSelect: (subject: Subject) => void;
}) {
  if (source === undefined) return <span role="gridcell" className={styles.source} />;
  return (
    <span role="gridcell" className={styles.source}>
      <button
        type="button"
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation();
          onSelect({ kind: "line", file: source.file, line: source.line });
        }}
      >
        {source.file}:{source.line}
      </button>
    </span>
  );
}

export function CodeLine(props: CodeLineProps) {
  const { id, index, found, bytes, isSelected, isHovered, isActive, onSelect, onPress, onEnter } = props;
  if (found.kind !== "line") return <HeadLine id={id} index={index} found={found} onSelect={onSelect} />;
  return (
    // Keys are handled by the grid, which names this row as active.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={id}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      className={styles.code}
      data-role={found.region.role}
      data-hovered={isHovered || undefined}
      data-active={isActive || undefined}
      tabIndex={-1}
      onClick={onPress}
      onPointerEnter={onEnter}
    >
      <span role="rowheader" className={styles.address}>
        {hex(found.line.address)}
      </span>
      <LineBytes found={found} bytes={bytes} />
      <span role="gridcell" className={styles.instruction}>
        {found.line.text}
        {found.comment !== undefined && <span className={styles.comment}>{found.comment}</span>}
      </span>
      <SourceCell source={found.source} onSelect={onSelect} />
    </div>
  );
}
