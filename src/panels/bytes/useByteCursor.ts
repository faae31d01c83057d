import { useCallback, useEffect, useRef, useState } from "react";
import { type FileOffset, fileOffset } from "@/base/units";
import type { RowModel } from "@/inspect/byteRows";
import type { SourceFile } from "@/inspect/sources";
import { type ByteSpan, subjectAt } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";

interface CursorUse {
  readonly view: BuildView;
  readonly sources: readonly SourceFile[];
  readonly model: RowModel;
  /** Bytes of what the page has selected. */
  readonly spans: readonly ByteSpan[];
  readonly reveal: (row: number, context?: number) => void;
  readonly onSelect: (subject: Subject) => void;
  readonly onPoint: (offset: FileOffset | undefined) => void;
}

export interface ByteCursor {
  readonly at: FileOffset | undefined;
  /** Goes to a byte and selects what is there; with `extend`, all bytes from where the selection began. */
  choose(offset: FileOffset, extend: boolean): void;
  /** Selects the byte itself, not what it belongs to. */
  narrow(offset: FileOffset): void;
}

const contains = (spans: readonly ByteSpan[], offset: number) =>
  spans.some((span) => offset >= span.from && offset < span.to);

/** Rows kept visible above and below a selection that came from elsewhere. */
const context = 4;

/** The byte the keyboard is on. It follows selections made elsewhere, and makes selections of its own. */
export function useByteCursor({ view, sources, model, spans, reveal, onSelect, onPoint }: CursorUse): ByteCursor {
  const [cursor, setCursor] = useState<FileOffset | undefined>(undefined);
  const anchor = useRef<FileOffset | undefined>(undefined);
  const latest = useRef({ cursor, reveal });
  latest.current = { cursor, reveal };
  const modelShown = useRef<RowModel | undefined>(undefined);
  useEffect(() => {
    const first = spans[0];
    if (first === undefined) return;
    const at = latest.current.cursor;
    const inside = at !== undefined && contains(spans, at);
    if (!inside) {
      setCursor(first.from);
      anchor.current = first.from;
      onPoint(first.from);
    }
    const stays = inside && modelShown.current === model;
    modelShown.current = model;
    latest.current.reveal(model.rowOf(inside ? at : first.from), stays ? 0 : context);
  }, [spans, model, onPoint]);
  const choose = useCallback(
    (offset: FileOffset, extend: boolean) => {
      const start = extend ? (anchor.current ?? offset) : offset;
      setCursor(offset);
      onPoint(offset);
      if (!extend) anchor.current = offset;
      if (start === offset) onSelect(subjectAt(view, sources, offset));
      else {
        const to = fileOffset(Math.max(start, offset) + 1);
        onSelect({ kind: "bytes", from: fileOffset(Math.min(start, offset)), to });
      }
    },
    [view, sources, onSelect, onPoint],
  );
  const narrow = useCallback(
    (offset: FileOffset) => onSelect({ kind: "bytes", from: offset, to: fileOffset(offset + 1) }),
    [onSelect],
  );
  return { at: cursor, choose, narrow };
}
