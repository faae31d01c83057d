// Which rows of a long list are on screen. Browsers cut elements off at some tens of millions of pixels (Firefox at
// 17.8 million), so beyond a safe height the scrollbar is scaled: it then stands for the list proportionally, and rows
// are placed relative to where it is.

export interface VirtualWindow {
  /** Height of the scrolled element. */
  readonly height: number;
  /** First row to render and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Distance of row `from` from the top of the scrolled element. */
  readonly top: number;
}

const safeHeight = 8_000_000;
const overscan = 6;

export function windowOf(count: number, rowHeight: number, scrollTop: number, viewHeight: number): VirtualWindow {
  const full = count * rowHeight;
  const height = Math.min(full, safeHeight);
  const travel = Math.max(1, height - viewHeight);
  const at = Math.min(Math.max(0, scrollTop), travel);
  const exact = height === full ? at : (at / travel) * (full - viewHeight);
  const from = Math.max(0, Math.floor(exact / rowHeight) - overscan);
  const to = Math.min(count, Math.ceil((exact + viewHeight) / rowHeight) + overscan);
  return { height, from, to, top: from * rowHeight - exact + at };
}

/** The scroll position nearest to the present one that shows the whole row. */
export function scrollToShow(
  row: number,
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
): number {
  const full = count * rowHeight;
  const height = Math.min(full, safeHeight);
  const travel = Math.max(0, height - viewHeight);
  const scale = height === full || travel === 0 ? 1 : (full - viewHeight) / travel;
  const exact = Math.min(scrollTop, travel) * scale;
  const start = row * rowHeight;
  if (start < exact) return start / scale;
  if (start + rowHeight > exact + viewHeight) return (start + rowHeight - viewHeight) / scale;
  return scrollTop;
}
