import type { ReactNode } from "react";
import type { Diagnostic, QuickFix, Severity } from "@/base/diagnostic";
import { messageOfRow, placeOfRow, placeText, problemRowOf } from "@/inspect/rows/problems";
import { EmptyState } from "@/widgets/EmptyState";
import { Icon, type IconName } from "@/widgets/Icon";
import { type TableColumn, VirtualTable } from "@/widgets/VirtualTable";
import styles from "./problems.module.css";

type ProblemColumn = "message" | "place" | "code" | "fix";

const columns: readonly TableColumn<ProblemColumn>[] = [
  { id: "message", title: "Problem", width: "minmax(320px, 3fr)" },
  { id: "place", title: "Place", width: "minmax(160px, 1fr)", code: true },
  { id: "fix", title: "Quick fix", width: "minmax(180px, 1.2fr)" },
  { id: "code", title: "Code", width: "minmax(120px, 0.7fr)", wideOnly: true },
];

const icons: Readonly<Record<Severity, IconName>> = { error: "error", warning: "warning", note: "note" };

interface ProblemsViewProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly rows: Uint32Array;
  readonly expanded: ReadonlySet<number>;
  readonly selected: number | undefined;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (diagnostic: number) => void;
  readonly onFix: (fix: QuickFix) => void;
  readonly filtered: boolean;
}

/** Said to screen readers as problems come and go; the table itself is for looking around. */
function Announcement({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  return (
    <div className="visually-hidden" role="log" aria-label="Problems">
      {diagnostics.slice(0, 5).map(({ severity, message, place }) => (
        <p key={`${message} ${placeText(place)}`}>{`${severity}: ${message} ${placeText(place)}`}</p>
      ))}
    </div>
  );
}

export function ProblemsView(props: ProblemsViewProps) {
  const { diagnostics, rows, expanded, selected, onSelect, onToggle, onFix, filtered } = props;
  const at = (position: number) => rows[position] ?? 0;
  const cell = (position: number, column: ProblemColumn): ReactNode => {
    const row = at(position);
    const { diagnostic, related } = problemRowOf(row);
    const found = diagnostics[diagnostic];
    if (found === undefined) return null;
    if (column === "place") return placeText(placeOfRow(diagnostics, row));
    if (column === "message") {
      const text = messageOfRow(diagnostics, row);
      return (
        <>
          {related === 0 && (
            <span className={styles.severity} data-severity={found.severity}>
              <Icon name={icons[found.severity]} size={14} />
              <span className="visually-hidden">{found.severity}</span>
            </span>
          )}
          <span className={styles.message} data-tooltip={text.length > 60 ? text : undefined}>
            {text}
          </span>
        </>
      );
    }
    if (related > 0) return null;
    if (column === "code") return <span className={styles.code}>{found.code}</span>;
    return found.fixes?.map((fix) => (
      <button
        key={`${fix.file} ${fix.line} ${fix.title}`}
        type="button"
        className={styles.fix}
        onClick={(event) => {
          event.stopPropagation();
          onFix(fix);
        }}
      >
        {fix.title}
      </button>
    ));
  };
  const position = selected === undefined ? -1 : rows.indexOf(selected);
  return (
    <>
      <Announcement diagnostics={diagnostics} />
      <VirtualTable
        label="Problems"
        columns={columns}
        count={rows.length}
        cell={cell}
        marks={(row) => {
          const { diagnostic, related } = problemRowOf(at(row));
          const found = diagnostics[diagnostic];
          const openable = related === 0 && (found?.related?.length ?? 0) > 0;
          return {
            level: related === 0 ? 1 : 2,
            expanded: openable ? expanded.has(diagnostic) : undefined,
            muted: related > 0,
          };
        }}
        selected={position === -1 ? undefined : position}
        onSelect={(row) => onSelect(at(row))}
        onToggle={(row) => onToggle(problemRowOf(at(row)).diagnostic)}
        empty={
          filtered ? (
            <EmptyState title="No problem matches">Clear the filter to see all.</EmptyState>
          ) : (
            <EmptyState title="No problems">
              Everything assembles and links. To see how errors look, delete a <code>.globl</code> line: the name
              becomes invisible to the other file.
            </EmptyState>
          )
        }
      />
    </>
  );
}
