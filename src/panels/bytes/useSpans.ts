import { useMemo } from "react";
import type { SourceFile } from "@/inspect/sources";
import { type ByteSpan, spansOf } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";

const none: readonly ByteSpan[] = [];

/** The bytes of a subject; the same array while nothing changes. */
export const useSpans = (view: BuildView, sources: readonly SourceFile[], subject: Subject | undefined) =>
  useMemo(() => (subject === undefined ? none : spansOf(view, sources, subject)), [view, sources, subject]);
