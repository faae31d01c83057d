// Where instructions stand in a section.

import type { DraftSection } from "../draft";
import type { Emitter } from "../emitter";
import type { Location } from "../evaluate";
import type { LineRow } from "../lineRows";
import type { PlacedStatement } from "../versionDifference";

/** An index among the section's fragments, and an offset in that one. */
export interface Point {
  readonly fragment: number;
  readonly offset: number;
}

/** Instructions without anything else among them. */
export interface Stretch {
  readonly section: DraftSection;
  readonly firstRow: number;
  readonly rows: number;
  /** Behind a branch, whose length is open, the offset is 1. */
  readonly from: Point;
  readonly to: Point;
}

/** Undefined if something else is among them. */
export function stretchOf({ draft }: Emitter, gone: readonly PlacedStatement[]): Stretch | undefined {
  const first = gone[0];
  for (const section of first === undefined ? [] : draft.sections) {
    const firstRow = section.lines.instructionAt(first!.line, first!.column);
    if (firstRow === undefined) continue;
    const from = section.lines.at(firstRow)!;
    let to: Point = from;
    for (const [i, { line, column, statement }] of gone.entries()) {
      const row = section.lines.at(firstRow + i);
      if (row?.line !== line || row.column !== column || !follows(section, to, row)) return undefined;
      const isBranch = section.fragments[row.fragment]!.kind === "branch";
      if (!isBranch && row.size !== statement.meaning?.instruction?.bytes.length) return undefined;
      to = { fragment: row.fragment, offset: row.offset + (isBranch ? 1 : row.size) };
    }
    return { section, firstRow, rows: gone.length, from, to };
  }
  return undefined;
}

/** Whether there is nothing between the point and the row. */
function follows({ fragments }: DraftSection, { fragment, offset }: Point, row: LineRow): boolean {
  if (row.fragment === fragment) return row.offset === offset;
  const { kind, size } = fragments[fragment]!;
  const isAtEnd = kind === "branch" || offset === size;
  const isEmpty = fragments
    .slice(fragment + 1, row.fragment)
    .every((between) => between.kind === "bytes" && between.size === 0);
  return isAtEnd && isEmpty && row.offset === 0;
}

export const isInFront = (place: Location, { fragment, offset }: Point): boolean =>
  place.fragment.index < fragment || (place.fragment.index === fragment && place.offset <= offset);
export const isBehind = (place: Location, { fragment, offset }: Point): boolean =>
  place.fragment.index > fragment || (place.fragment.index === fragment && place.offset >= offset);

/** Whether one of the first `count` distances that were asked for may, once it is shorter, have something said about it. */
export function isAskedAcross({ distances }: Emitter, { section, from, to }: Stretch, count: number): boolean {
  const spans = (a: Location, b: Location) => isInFront(a, from) && isBehind(b, to);
  for (let i = 0; i < count; i++) {
    const { to: a, from: b, mayShrink } = distances.questions[i]!;
    if (!mayShrink && a.fragment.section === section && (spans(a, b) || spans(b, a))) return true;
  }
  return false;
}
