// Instructions of a draft in exchange for others: their bytes, holes and rows. Labels and other places behind them are
// then to be moved.

import { type BytesFragment, type Draft, type DraftSection, type Fragment, looseFragment, renumber } from "../draft";
import { copyBytes } from "../numbers";
import { Pieces } from "./pieces";
import type { Place } from "./places";
import type { PlacedInstruction } from "./plan";
import type { Point, Stretch } from "./stretch";

/** Moves what stands behind; false for something that stands amid what went. */
export type Mover = (place: Place) => boolean;

/** What is behind the exchange in its last fragment goes to another one, or on in the same. */
interface Tail {
  readonly fragment: BytesFragment;
  readonly by: number;
}

export function exchange(draft: Draft, stretch: Stretch, come: readonly PlacedInstruction[]): Mover {
  const { section, firstRow, rows, from, to } = stretch;
  const { fragments, holes, lines } = section;
  const gone = fragments.slice(from.fragment, to.fragment + 1);
  const [head, end] = [bytesIn(gone[0]!), bytesIn(gone.at(-1)!)];
  const goneHoles = holesWithin(section, from, to);
  const rest = end === undefined ? 0 : end.size - to.offset;
  const [first, last] = [bufferAt(gone[0]!, from), bufferAt(gone.at(-1)!, to)];
  if (head !== undefined) head.size = from.offset;
  const pieces = new Pieces(draft, section, come, head);
  const tail = end && tailOf(end, head, to, pieces);
  const list = [head, ...pieces.fragments, tail?.fragment].filter((fragment) => fragment !== undefined);
  const stay = new Set<Fragment>(list);
  if (tail !== undefined) tail.fragment.size = tail.fragment === head ? head.size + rest : rest;
  exchangeBytes(section, first, last, pieces.bytes);
  fragments.splice(from.fragment, gone.length, ...(stay as Set<Fragment>));
  renumber(section, from.fragment);
  const move = moverOf(new Set(gone), from, to, { head, end, tail });
  for (let i = goneHoles.to; i < holes.length; i++) move(holes[i]!);
  holes.splice(goneHoles.from, goneHoles.to - goneHoles.from, ...pieces.holes);
  const shift = { index: tail?.fragment.index ?? 0, by: tail?.by ?? 0, others: stay.size - gone.length };
  lines.moveFragments(firstRow + rows, to.fragment, shift);
  lines.replace(firstRow, firstRow + rows, pieces.rows());
  return move;
}

const bytesIn = (fragment: Fragment): BytesFragment | undefined => (fragment.kind === "bytes" ? fragment : undefined);

/** Where the point is among the section's bytes; branches have none there. */
const bufferAt = ({ kind, start }: Fragment, { offset }: Point): number => start + (kind === "bytes" ? offset : 0);

/** Without a branch in between, what is behind stays in the fragment that it is in. */
function tailOf(end: BytesFragment, head: BytesFragment | undefined, to: Point, { fragments }: Pieces): Tail {
  if (end !== head) return { fragment: end, by: -to.offset };
  if (fragments.length === 0) return { fragment: head, by: head.size - to.offset };
  return { fragment: looseFragment(head.section, "bytes", 0, undefined), by: -to.offset };
}

interface Ends {
  readonly head: BytesFragment | undefined;
  readonly end: BytesFragment | undefined;
  readonly tail: Tail | undefined;
}

function moverOf(gone: ReadonlySet<Fragment>, from: Point, to: Point, { head, end, tail }: Ends): Mover {
  return (place) => {
    if (!gone.has(place.fragment) || (place.fragment === head && place.offset <= from.offset)) return true;
    if (tail === undefined || place.fragment !== end || place.offset < to.offset) return false;
    place.fragment = tail.fragment;
    place.offset += tail.by;
    return true;
  };
}

function exchangeBytes(section: DraftSection, from: number, to: number, bytes: readonly number[]): void {
  const more = bytes.length - (to - from);
  section.buffer = withRoom(section, more);
  section.buffer.copyWithin(to + more, to, section.used);
  copyBytes(section.buffer, from, bytes, 0, bytes.length);
  section.used += more;
}

function withRoom({ buffer, used }: DraftSection, more: number): Uint8Array {
  if (used + more <= buffer.length) return buffer;
  const grown = new Uint8Array(2 * (used + more));
  grown.set(buffer.subarray(0, used));
  return grown;
}

/** The holes between two points. */
function holesWithin({ holes }: DraftSection, from: Point, to: Point): { readonly from: number; readonly to: number } {
  const firstBehind = (point: Point, start: number): number => {
    let at = start;
    for (; at < holes.length; at++) {
      const { fragment, offset } = holes[at]!;
      if (fragment.index > point.fragment || (fragment.index === point.fragment && offset >= point.offset)) break;
    }
    return at;
  };
  const first = firstBehind(from, 0);
  return { from: first, to: firstBehind(to, first) };
}
