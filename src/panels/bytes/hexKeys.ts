// What keys do in the listing: where the cursor goes. Pure, so that it can be tested without a page.

import { type FileOffset, fileOffset } from "@/base/units";
import type { ByteRow, RowModel } from "@/inspect/byteRows";
import { fieldAfter, fieldBefore, firstField, lastField } from "@/inspect/patchedFields";
import type { BuildView } from "@/linker/build";

export interface KeyPlace {
  readonly model: RowModel;
  readonly cursor: FileOffset;
  /** Bytes of the image. */
  readonly length: number;
  readonly pageRows: number;
  readonly view: BuildView;
}

const rangeOf = (row: ByteRow): { readonly from: number; readonly to: number } | undefined =>
  row.kind === "bytes" ? row : row.kind === "fold" ? row.region : undefined;

/** The byte in the same column some rows away; headings are stepped over, folds are entered at their first byte. */
function vertical({ model, cursor }: KeyPlace, by: number): number {
  const start = model.rowOf(cursor);
  const here = rangeOf(model.row(start));
  const column = here === undefined ? 0 : (cursor - here.from) % model.bytesPerRow;
  const direction = Math.sign(by);
  let at = start;
  let left = Math.abs(by);
  let best: number = cursor;
  while (left > 0) {
    at += direction;
    if (at < 0 || at >= model.rowCount) return best;
    const row = model.row(at);
    const range = rangeOf(row);
    if (range === undefined) continue;
    left -= 1;
    best = row.kind === "fold" ? range.from : Math.min(range.from + column, range.to - 1);
  }
  return best;
}

/** One byte on or back; a fold counts as one. */
function horizontal({ model, cursor }: KeyPlace, by: 1 | -1): number {
  const row = model.row(model.rowOf(cursor));
  if (row.kind !== "fold") {
    const next = cursor + by;
    const other = next < 0 ? undefined : model.row(model.rowOf(fileOffset(next)));
    return other?.kind === "fold" ? other.region.from : next;
  }
  return by > 0 ? row.region.to : row.region.from - 1;
}

function rowEdge({ model, cursor }: KeyPlace, end: boolean): number {
  const range = rangeOf(model.row(model.rowOf(cursor)));
  if (range === undefined) return cursor;
  return end ? range.to - 1 : range.from;
}

/** The next or previous patched field; the ends meet. */
function patch({ view, cursor }: KeyPlace, by: 1 | -1): number {
  const next = by > 0 ? (fieldAfter(view, cursor) ?? firstField(view)) : (fieldBefore(view, cursor) ?? lastField(view));
  return next?.from ?? cursor;
}

const moves: Readonly<Record<string, (place: KeyPlace) => number>> = {
  ArrowLeft: (place) => horizontal(place, -1),
  ArrowRight: (place) => horizontal(place, 1),
  ArrowUp: (place) => vertical(place, -1),
  ArrowDown: (place) => vertical(place, 1),
  PageUp: (place) => vertical(place, -place.pageRows),
  PageDown: (place) => vertical(place, place.pageRows),
  Home: (place) => rowEdge(place, false),
  End: (place) => rowEdge(place, true),
  "Control+Home": () => 0,
  "Control+End": ({ length }) => length - 1,
  n: (place) => patch(place, 1),
  p: (place) => patch(place, -1),
};

/** Where a key moves the cursor; undefined for keys that mean nothing here. */
export function cursorAfter(key: string, place: KeyPlace): FileOffset | undefined {
  const move = moves[key];
  if (move === undefined) return undefined;
  return fileOffset(Math.min(place.length - 1, Math.max(0, move(place))));
}
