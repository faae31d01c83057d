// A source as a tree: sections, what is defined in them, and the assembler's own labels below what they belong to.

import { isTemporary, type MentionKind } from "./mention";
import type { Definition, SectionStretch, SourceIndex } from "./sourceIndex";

export type OutlineKind = "section" | "function" | "data" | "label" | "value" | "room" | "macro";

export interface OutlineEntry {
  readonly name: string;
  readonly kind: OutlineKind;
  /** Lines [line, endLine]. */
  readonly line: number;
  endLine: number;
  readonly column: number;
  readonly length: number;
  readonly children: OutlineEntry[];
}

const kinds: Readonly<Partial<Record<MentionKind, OutlineKind>>> = {
  value: "value",
  common: "room",
  room: "room",
  macro: "macro",
};

const entryOf = ({ name, line, column, length }: Definition, kind: OutlineKind): OutlineEntry => ({
  name,
  kind,
  line,
  endLine: line,
  column,
  length,
  children: [],
});

export function outlineOf(index: SourceIndex): readonly OutlineEntry[] {
  const definitions = index.definitions().filter(({ isInMacro }) => !isInMacro);
  const top = definitions.filter(({ kind }) => kind !== "label").map((one) => entryOf(one, kinds[one.kind] ?? "value"));
  const labels = definitions.filter(({ kind }) => kind === "label");
  const stretches = index.stretches();
  let next = 0;
  for (const [at, stretch] of stretches.entries()) {
    const end = stretches[at + 1]?.line ?? Number.POSITIVE_INFINITY;
    const first = next;
    while (next < labels.length && labels[next]!.line < end) next++;
    if (next > first) top.push(sectionEntry(stretch, labels.slice(first, next), Math.min(end - 1, index.lineCount)));
  }
  return top.sort((a, b) => a.line - b.line || a.column - b.column);
}

function sectionEntry(
  { name, line, isCode }: SectionStretch,
  labels: readonly Definition[],
  last: number,
): OutlineEntry {
  const section: OutlineEntry = { name, kind: "section", line, endLine: last, column: 1, length: 0, children: [] };
  for (const label of labels) {
    const owner = section.children.at(-1);
    if (isTemporary(label.name) && owner !== undefined) owner.children.push(entryOf(label, "label"));
    else section.children.push(entryOf(label, isTemporary(label.name) ? "label" : isCode ? "function" : "data"));
  }
  // What is defined reaches to the next definition.
  for (const [at, entry] of section.children.entries()) {
    entry.endLine = Math.max(entry.line, (section.children[at + 1]?.line ?? last + 1) - 1);
  }
  return section;
}
