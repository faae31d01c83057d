import { type RefObject, useEffect, useLayoutEffect, useMemo } from "react";
import type { RelocationIndex } from "@/base/units";
import { changedBytes } from "@/inspect/byteChanges";
import type { ByteSpan } from "@/inspect/spans";
import type { BuildView } from "@/linker/build";
import { type ByteMark, onRow, patchedMarks, spanMarks, zeroMarks } from "./hexMarks";
import { clearMarks, hasHighlights, paintMarks, type TextMark } from "./highlights";
import type { ShownRow } from "./shownRows";

export interface MarkedSpans {
  readonly selected: readonly ByteSpan[];
  readonly hovered: readonly ByteSpan[];
  readonly flash: readonly ByteSpan[];
}

interface Marking extends MarkedSpans {
  readonly view: BuildView;
  readonly previous: BuildView | undefined;
  readonly step: number | undefined;
  readonly shown: readonly ShownRow[];
}

function marksOfRow(
  { view, previous }: Marking,
  { row: found, bytes }: ShownRow,
  wide: readonly ByteMark[],
  isApplied: (relocation: RelocationIndex) => boolean,
): readonly ByteMark[] {
  if (found.kind !== "bytes") return [];
  const { from, to, region } = found;
  const changed = previous === undefined ? [] : spanMarks("changed", changedBytes(view, previous, region, from, to));
  return [...zeroMarks(bytes, from), ...changed, ...patchedMarks(view, from, to, isApplied), ...wide];
}

/** Marks of the rows on screen, painted after every change. Gives the marks of one row, for browsers that cut text. */
export function useByteMarks(body: RefObject<HTMLElement | null>, marking: Marking) {
  const { view, previous, step, shown, selected, hovered, flash } = marking;
  const marks = useMemo(() => {
    const isApplied = (relocation: RelocationIndex) => {
      if (step === undefined) return true;
      const write = view.patches.write[view.relocations.patch[relocation]];
      return write !== 0 && write <= step;
    };
    const spans = { selected, hovered, flash };
    const wide = [...spanMarks("hovered", hovered), ...spanMarks("selected", selected), ...spanMarks("flash", flash)];
    return shown.map((line) => marksOfRow({ view, previous, step, shown, ...spans }, line, wide, isApplied));
  }, [view, previous, step, shown, selected, hovered, flash]);
  const textMarks = (at: number, column: "hex" | "text"): readonly TextMark[] => {
    const found = shown[at].row;
    if (found.kind !== "bytes") return [];
    return marks[at].flatMap((mark) => onRow(mark, found.from, found.to, column) ?? []);
  };
  useLayoutEffect(() => {
    if (!hasHighlights || body.current === null) return;
    const painted: { node: Text; mark: TextMark }[] = [];
    const first = shown[0]?.index ?? 0;
    for (const element of body.current.querySelectorAll<HTMLElement>("[data-column]")) {
      const node = element.firstChild;
      const at = Number(element.dataset.row) - first;
      if (!(node instanceof Text) || shown[at] === undefined) continue;
      for (const mark of textMarks(at, element.dataset.column === "hex" ? "hex" : "text")) painted.push({ node, mark });
    }
    paintMarks(painted);
  });
  useEffect(() => clearMarks, []);
  return textMarks;
}
