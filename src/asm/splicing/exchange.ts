// Instructions of a draft in exchange for others: their bytes, holes and rows, and the places of all that is behind.

import type { BytesFragment, Draft, DraftSection, Hole } from "../draft";
import { symbolNamed } from "../draft";
import { eachSymbol } from "../evaluate";
import { LineRows } from "../lineRows";
import { lineKind } from "../lineTable";
import type { Span } from "../messages";
import { copyBytes } from "../numbers";
import type { Place } from "./places";
import type { InstructionSplice, PlacedInstruction, Stretch } from "./plan";

/** Bytes of a fragment and how many more there are than before. */
export interface Change {
  readonly fragment: BytesFragment;
  /** From here on, things stay on the bytes that they stood on. */
  readonly from: number;
  readonly to: number;
  readonly by: number;
}

export function exchangeBytes(
  { section, fragment: index, offset, size }: Stretch,
  come: InstructionSplice["come"],
): Change {
  const fragment = section.fragments[index] as BytesFragment;
  const bytes = come.flatMap(({ instruction }) => [...instruction.bytes]);
  const by = bytes.length - size;
  const at = fragment.start + offset;
  section.buffer = withRoom(section, by);
  section.buffer.copyWithin(at + bytes.length, at + size, section.used);
  copyBytes(section.buffer, at, bytes, 0, bytes.length);
  section.used += by;
  fragment.size += by;
  for (const later of section.fragments.slice(index + 1)) {
    later.start += by;
    later.certainBytes += by;
  }
  return { fragment, from: offset, to: offset + size, by };
}

function withRoom({ buffer, used }: DraftSection, more: number): Uint8Array {
  if (used + more <= buffer.length) return buffer;
  const grown = new Uint8Array(2 * (used + more));
  grown.set(buffer.subarray(0, used));
  return grown;
}

/** Moves what stands behind; false if something stands amid the bytes that went. */
export function movePlaces(places: Iterable<Place>, { fragment, from, to, by }: Change): boolean {
  for (const place of places) {
    if (place.fragment !== fragment || place.offset <= from) continue;
    if (place.offset < to) return false;
    place.offset += by;
  }
  return true;
}

export function exchangeHoles(
  { holes }: DraftSection,
  { fragment, from, to, by }: Change,
  come: readonly Hole[],
): void {
  const isBefore = (hole: Hole, offset: number) =>
    hole.fragment.index < fragment.index || (hole.fragment === fragment && hole.offset < offset);
  let first = 0;
  while (first < holes.length && isBefore(holes[first]!, from)) first++;
  let behind = first;
  while (behind < holes.length && isBefore(holes[behind]!, to)) behind++;
  for (let i = behind; holes[i]?.fragment === fragment; i++) holes[i]!.offset += by;
  holes.splice(first, behind - first, ...come);
}

/** The holes of instructions that come one after the other from some place on. */
export function holesOf(
  draft: Draft,
  fragment: BytesFragment,
  from: number,
  come: readonly PlacedInstruction[],
): Hole[] {
  const holes: Hole[] = [];
  let offset = from;
  for (const placed of come) {
    const { instruction } = placed;
    const span = spanOf(placed);
    for (const fixup of instruction.fixups) {
      const { expression } = fixup;
      const symbol = expression.kind === "symbol" ? symbolNamed(draft, expression.name) : undefined;
      holes.push({ fragment, offset: offset + fixup.offset, fixup, expression, symbol, span });
    }
    offset += instruction.bytes.length;
  }
  return holes;
}

export function exchangeRows(
  { section, firstRow, fragment, offset }: Stretch,
  { gone, come }: InstructionSplice,
  by: number,
): void {
  const rows = new LineRows(come.length);
  let at = offset;
  for (const placed of come) {
    const { instruction } = placed;
    const span = spanOf(placed);
    rows.add(span, lineKind.instruction, fragment, at, instruction.bytes.length);
    at += instruction.bytes.length;
  }
  section.lines.shift(firstRow + gone.length, fragment, by);
  section.lines.replace(firstRow, firstRow + gone.length, rows);
}

/** The names in an instruction's holes, as often as they are there. */
export function namesOf({ instruction }: PlacedInstruction): readonly string[] {
  const names: string[] = [];
  for (const { expression } of instruction.fixups) eachSymbol(expression, (name) => names.push(name));
  return names;
}

export const spanOf = ({ placed: { line, column, statement } }: PlacedInstruction): Span => ({
  line,
  column,
  length: statement.text.length,
});
