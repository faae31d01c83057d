import { type PointerEvent, useEffect, useRef } from "react";
import { type FileOffset, fileOffset } from "@/base/units";

interface PointerActions {
  /** A byte was pressed, or the press was drawn on to it. */
  readonly onPick: (offset: FileOffset, extend: boolean) => void;
  /** The byte that was already picked was pressed again. */
  readonly onNarrow: (offset: FileOffset) => void;
  readonly isCursor: (offset: FileOffset) => boolean;
  /** At most once a frame. */
  readonly onHover: (offset: FileOffset | undefined) => void;
}

/** The byte under the pointer, by column arithmetic: text of one width needs no hit test. */
function byteUnder(event: PointerEvent): FileOffset | undefined {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-cells]") : null;
  if (cell === null) return undefined;
  const cells = Number(cell.dataset.cells);
  const box = cell.getBoundingClientRect();
  const left = box.left + Number.parseFloat(getComputedStyle(cell).paddingLeft);
  const range = document.createRange();
  if (cell.firstChild !== null) range.selectNodeContents(cell);
  const width = cells === 1 ? box.width : range.getBoundingClientRect().width || box.width;
  const at = Math.floor(((event.clientX - left) / width) * cells);
  return fileOffset(Number(cell.dataset.from) + Math.min(cells - 1, Math.max(0, at)));
}

/** Pressing, drawing and pointing on the listing. */
export function usePointer({ onPick, onNarrow, isCursor, onHover }: PointerActions) {
  const frame = useRef(0);
  const pressed = useRef<FileOffset | undefined>(undefined);
  const pointed = useRef<FileOffset | undefined>(undefined);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const point = (offset: FileOffset | undefined) => {
    if (offset === pointed.current) return;
    pointed.current = offset;
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => onHover(pointed.current));
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      const offset = event.button === 0 ? byteUnder(event) : undefined;
      pressed.current = offset;
      if (offset === undefined) return;
      if (event.shiftKey) onPick(offset, true);
      else if (isCursor(offset)) onNarrow(offset);
      else onPick(offset, false);
    },
    onPointerMove: (event: PointerEvent) => {
      const offset = byteUnder(event);
      point(offset);
      const drawing = event.buttons === 1 && pressed.current !== undefined && event.pointerType !== "touch";
      if (!drawing || offset === undefined || offset === pressed.current) return;
      pressed.current = offset;
      onPick(offset, true);
    },
    onPointerUp: () => {
      pressed.current = undefined;
    },
    onPointerLeave: () => point(undefined),
  };
}
