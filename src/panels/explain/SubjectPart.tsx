import { useMemo } from "react";
import { explainSubject } from "@/inspect/explainSubject";
import type { SourceFile } from "@/inspect/sources";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import { SubjectCard } from "./SubjectCard";

export interface SubjectPartProps {
  readonly view: BuildView;
  readonly sources: readonly SourceFile[];
  readonly subject: Exclude<Subject, { readonly kind: "relocation" }>;
  readonly onSelect: (subject: Subject) => void;
}

/** Everything that is no relocation. A chunk of its own: examples open with a relocation, and most visits stay there. */
export function SubjectPart({ view, sources, subject, onSelect }: SubjectPartProps) {
  const card = useMemo(() => explainSubject(view, sources, subject), [view, sources, subject]);
  return card === undefined ? null : <SubjectCard card={card} onSelect={onSelect} />;
}
