import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { scrollToShow, type VirtualWindow, windowOf } from "@/widgets/virtualWindow";

export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly window: VirtualWindow;
  /** First and last row that are wholly on screen, about. */
  readonly topRow: number;
  readonly pageRows: number;
  /** Brings a row into view; with `context`, with that many rows above and below it. */
  reveal(row: number, context?: number): void;
  /** Puts a row at the top. */
  scrollTo(row: number): void;
}

/** Rows of one height in a scrolled element: which exist now, and how to get to others. */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 480 });
  // Asking the element would make the browser lay the page out at once, for every key.
  const seen = useRef(view);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const read = () => {
      const next = { top: element.scrollTop, height: Math.max(rowHeight, element.clientHeight) };
      seen.current = next;
      setView((old) => (old.top === next.top && old.height === next.height ? old : next));
    };
    read();
    element.addEventListener("scroll", read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", read);
      observer.disconnect();
    };
  }, [rowHeight]);
  const setTop = useCallback((top: number) => {
    const element = scroller.current;
    if (element === null || top === seen.current.top) return;
    element.scrollTop = top;
    // The browser may have gone less far.
    seen.current = { ...seen.current, top: element.scrollTop };
  }, []);
  const reveal = useCallback(
    (row: number, context = 0) => {
      const { top, height } = seen.current;
      const show = (wanted: number, from: number) =>
        scrollToShow(Math.min(Math.max(0, wanted), count - 1), count, rowHeight, from, height);
      if (show(row, top) !== top) setTop(show(row, show(row - context, show(row + context, top))));
    },
    [count, rowHeight, setTop],
  );
  const scrollTo = useCallback(
    // Coming from below, the row ends up at the top edge.
    (row: number) =>
      setTop(scrollToShow(Math.max(0, row), count, rowHeight, Number.MAX_SAFE_INTEGER, seen.current.height)),
    [count, rowHeight, setTop],
  );
  const window = windowOf(count, rowHeight, view.top, view.height);
  const topRow = window.from + Math.max(0, Math.round((view.top - window.top) / rowHeight));
  return { scroller, window, topRow, pageRows: Math.max(1, Math.floor(view.height / rowHeight)), reveal, scrollTo };
}
