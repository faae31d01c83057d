import { useEffect, useState } from "react";

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Files dropped anywhere on the page. Returns whether some are being dragged over it just now. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    /** Entering a child leaves its parent: the page is left when every entry has been. */
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setOver(false);
    };
    const hold = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      setOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    // Captured, or Monaco would take the file for text to insert.
    const listeners = { dragenter: enter, dragleave: leave, dragover: hold, drop } as const;
    const names = ["dragenter", "dragleave", "dragover", "drop"] as const;
    for (const name of names) window.addEventListener(name, listeners[name], true);
    return () => {
      for (const name of names) window.removeEventListener(name, listeners[name], true);
    };
  }, [onFiles]);
  return over;
}
