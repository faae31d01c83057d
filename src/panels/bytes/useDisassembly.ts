import { useEffect, useState } from "react";
import { type FileOffset, fileOffset } from "@/base/units";
import { isZerofillSection } from "@/inspect/places";
import type { BuildView } from "@/linker/build";
import type { DisassembledLine } from "@/worker/protocol";

export type Disassemble = (from: FileOffset, to: FileOffset) => Promise<readonly DisassembledLine[]>;

/** Bytes of sections shown at once: some thousand lines. */
const windowBytes = 12_288;

export interface ContentWindow {
  readonly from: FileOffset;
  readonly to: FileOffset;
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
}

/** The part of the sections' bytes around a byte; all of them when they are few. */
export function contentWindow(view: BuildView, focus: FileOffset | undefined): ContentWindow | undefined {
  let first = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const section of view.outputSections.rows()) {
    if (view.outputSections.size[section] === 0 || isZerofillSection(view, section)) continue;
    first = Math.min(first, view.outputSections.fileOffset[section]);
    end = Math.max(end, view.outputSections.fileOffset[section] + view.outputSections.size[section]);
  }
  if (end === 0) return undefined;
  let bytes = 0;
  for (const section of view.outputSections.rows()) bytes += view.outputSections.size[section];
  if (bytes <= windowBytes) return { from: fileOffset(first), to: fileOffset(end), hasEarlier: false, hasLater: false };
  // Windows stand on a grid, so that moving inside one asks for nothing.
  const at = Math.min(Math.max(focus ?? first, first), end - 1);
  const from = Math.max(first, Math.floor(at / windowBytes) * windowBytes);
  const to = Math.min(end, from + windowBytes);
  return { from: fileOffset(from), to: fileOffset(to), hasEarlier: from > first, hasLater: to < end };
}

type Windows = Map<number, Promise<readonly DisassembledLine[]>>;
/** By the function that was asked, too: another syntax has another one. */
const known = new WeakMap<BuildView, WeakMap<Disassemble, Windows>>();

/** Lines of a window, asked for once per build and syntax. */
function ask(view: BuildView, window: ContentWindow, disassemble: Disassemble): Promise<readonly DisassembledLine[]> {
  let bySyntax = known.get(view);
  if (bySyntax === undefined) known.set(view, (bySyntax = new WeakMap()));
  let windows = bySyntax.get(disassemble);
  if (windows === undefined) bySyntax.set(disassemble, (windows = new Map()));
  let lines = windows.get(window.from);
  if (lines === undefined) {
    lines = disassemble(window.from, window.to);
    windows.set(window.from, lines);
    lines.catch(() => windows.delete(window.from));
  }
  return lines;
}

/** `undefined` while the worker is still reading. */
export function useDisassembly(
  view: BuildView,
  window: ContentWindow | undefined,
  disassemble: Disassemble,
): readonly DisassembledLine[] | undefined {
  const [answer, setAnswer] = useState<{ view: BuildView; from: number; lines: readonly DisassembledLine[] }>();
  const from = window?.from;
  const to = window?.to;
  useEffect(() => {
    if (from === undefined || to === undefined) return;
    let current = true;
    ask(view, { from, to, hasEarlier: false, hasLater: false }, disassemble).then(
      (lines) => current && setAnswer({ view, from, lines }),
      () => current && setAnswer({ view, from, lines: [] }),
    );
    return () => {
      current = false;
    };
  }, [view, from, to, disassemble]);
  return answer !== undefined && answer.view === view && answer.from === from ? answer.lines : undefined;
}
