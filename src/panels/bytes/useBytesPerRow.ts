import { type RefObject, useLayoutEffect, useState } from "react";

/** Narrower panes, phones above all, get half rows: 16 bytes need about 560 px. */
const narrow = 540;

export function useBytesPerRow(pane: RefObject<HTMLElement | null>): number {
  const [bytes, setBytes] = useState(16);
  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const read = () => {
      const width = element.clientWidth;
      if (width > 0) setBytes(width < narrow ? 8 : 16);
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane]);
  return bytes;
}
