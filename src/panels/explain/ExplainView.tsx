import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import type { FileOffset } from "@/base/units";
import { explainRelocation } from "@/inspect/explainRelocation";
import { neighbouringRelocation } from "@/inspect/patchedFields";
import type { SourceFile } from "@/inspect/sources";
import { sourcePlacesOf } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import type { DisassembledLine } from "@/worker/protocol";
import styles from "./explain.module.css";
import { RelocationCard } from "./RelocationCard";
import { useInstruction } from "./useInstruction";

const NothingSelected = lazy(async () => ({ default: (await import("./NothingSelected")).NothingSelected }));
const SubjectPart = lazy(async () => ({ default: (await import("./SubjectPart")).SubjectPart }));

export interface ExplainViewProps {
  readonly view: BuildView;
  readonly sources: readonly SourceFile[];
  readonly selected: Subject | undefined;
  /** What the visitor chose: the same for as long as that is shown, whatever rows it has from build to build. */
  readonly chosen: object | undefined;
  readonly disassemble: (from: FileOffset, to: FileOffset) => Promise<readonly DisassembledLine[]>;
  /** A line of a source, as the visitor wrote it. */
  readonly lineText: (file: string, line: number) => string | undefined;
  readonly onSelect: (subject: Subject) => void;
}

type RelocationSubject = Extract<Subject, { readonly kind: "relocation" }>;

/** The statement without its comment: `bl _helper`. Comments start at `//`, `;` or `#` after a blank. */
const withoutComment = (line: string): string =>
  line
    .replace(/(^|\s)(\/\/|;|#(?=#|\s)).*$/, "")
    .trim()
    .replace(/\s+/g, " ");

function RelocationPart(props: ExplainViewProps & { readonly subject: RelocationSubject }) {
  const { view, sources, disassemble, lineText, onSelect, subject } = props;
  const place = sourcePlacesOf(view, sources, subject)[0];
  const line = place === undefined ? undefined : lineText(place.file, place.line);
  const statement = line === undefined ? undefined : withoutComment(line);
  const explanation = useMemo(
    () => explainRelocation(view, sources, subject.relocation, { statement }),
    [view, sources, subject.relocation, statement],
  );
  const decoded = useInstruction(view, explanation.after, disassemble);
  const move = (by: 1 | -1) => {
    const relocation = neighbouringRelocation(view, subject.relocation, by);
    if (relocation !== undefined) onSelect({ kind: "relocation", relocation });
  };
  return <RelocationCard explanation={explanation} decoded={decoded} onSelect={onSelect} onMove={move} />;
}

/** Explains what is selected. */
export function ExplainView(props: ExplainViewProps) {
  const { view, sources, selected, chosen, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // Another subject is read from its top; the same relocation of a newer build stays where it is.
  useEffect(() => {
    if (chosen !== undefined) scroller.current?.scrollTo({ top: 0 });
  }, [chosen]);
  return (
    <div ref={scroller} className={styles.pane}>
      {selected === undefined ? (
        <Suspense>
          <NothingSelected view={view} onSelect={onSelect} />
        </Suspense>
      ) : selected.kind === "relocation" ? (
        <RelocationPart {...props} subject={selected} />
      ) : (
        <Suspense>
          <SubjectPart view={view} sources={sources} subject={selected} onSelect={onSelect} />
        </Suspense>
      )}
    </div>
  );
}
