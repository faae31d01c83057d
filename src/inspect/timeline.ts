// The image at any moment of its making. The finished bytes are there, and each write kept what it went over, so the
// image after n writes is the finished one with the later writes undone, newest first. Writes are listed by 4 KiB
// page once per build: a window costs its own pages and the writes on them, whatever the size of the image.

import { type FileOffset, fileOffset, row, type WriteIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { perBuild } from "./perBuild";

const pageBytes = 4096;

interface PageIndex {
  /** Writes of page p are rows[starts[p] .. starts[p + 1]), oldest first. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** Counts, then fills: a long write is listed on each page it touches. */
const pageIndex = perBuild((view): PageIndex => {
  const pages = Math.ceil((view.image?.length ?? 0) / pageBytes);
  const starts = new Uint32Array(pages + 1);
  const { offset, size } = view.writes;
  const end = view.writes.rowCount();
  // Plain loops: a large link has hundreds of thousands of writes.
  for (let write = row<WriteIndex>(1); write < end; write++) {
    const last = Math.floor((offset[write] + size[write] - 1) / pageBytes);
    for (let page = Math.floor(offset[write] / pageBytes); page <= last; page++) starts[page + 1] += 1;
  }
  for (let page = 0; page < pages; page++) starts[page + 1] += starts[page];
  const rows = new Uint32Array(starts[pages]);
  const next = starts.slice();
  for (let write = row<WriteIndex>(1); write < end; write++) {
    const last = Math.floor((offset[write] + size[write] - 1) / pageBytes);
    for (let page = Math.floor(offset[write] / pageBytes); page <= last; page++) {
      rows[next[page]] = write;
      next[page] += 1;
    }
  }
  return { starts, rows };
});

/** Byte `at` of what a write went over: short writes keep it in two words, long ones in the saved bytes. */
function byteBefore(view: BuildView, write: WriteIndex, at: number): number {
  const { size, before, beforeLow, beforeHigh } = view.writes;
  if (size[write] <= 8) return ((at < 4 ? beforeLow[write] : beforeHigh[write]) >>> ((at & 3) * 8)) & 0xff;
  return before[write] === 0 ? 0 : view.saved[before[write] - 1 + at];
}

/** Puts back what a write went over, as far as it lies in [from, to). */
function undo(view: BuildView, write: WriteIndex, bytes: Uint8Array, from: number, to: number, origin: number): void {
  const start = view.writes.offset[write];
  const first = Math.max(from, start);
  const end = Math.min(to, start + view.writes.size[write]);
  for (let at = first; at < end; at++) bytes[at - origin] = byteBefore(view, write, at - start);
}

/**
 * Bytes [from, to) of the image after the first `step` writes (all of them when undefined): a private copy, cut at
 * the end of the image.
 */
export function bytesAt(view: BuildView, from: FileOffset, to: FileOffset, step?: number): Uint8Array<ArrayBuffer> {
  const image = view.image;
  const end = Math.min(to, image?.length ?? 0);
  const bytes = new Uint8Array(Math.max(0, end - from));
  if (image === undefined || bytes.length === 0) return bytes;
  bytes.set(image.subarray(from, end));
  if (step === undefined || step >= view.writes.rowCount() - 1) return bytes;
  const { starts, rows } = pageIndex(view);
  for (let page = Math.floor(from / pageBytes); page * pageBytes < end; page++) {
    const pageFrom = Math.max(from, page * pageBytes);
    const pageTo = Math.min(end, (page + 1) * pageBytes);
    for (let i = starts[page + 1] - 1; i >= starts[page] && rows[i] > step; i--)
      undo(view, row<WriteIndex>(rows[i]), bytes, pageFrom, pageTo, from);
  }
  return bytes;
}

/** The writes over [from, to), oldest first; those after `step` are left out. */
export function writesOver(view: BuildView, from: FileOffset, to: FileOffset, step?: number): WriteIndex[] {
  const found = new Set<WriteIndex>();
  const { starts, rows } = pageIndex(view);
  const { offset, size } = view.writes;
  const pages = starts.length - 1;
  for (let page = Math.floor(from / pageBytes); page < pages && page * pageBytes < to; page++) {
    for (let i = starts[page]; i < starts[page + 1]; i++) {
      const write = row<WriteIndex>(rows[i]);
      if (step !== undefined && write > step) break;
      if (offset[write] < to && offset[write] + size[write] > from) found.add(write);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** What a write put there: from its own words, or (long writes) from the image right after it. */
export function bytesAfterWrite(view: BuildView, write: WriteIndex): Uint8Array<ArrayBuffer> {
  const { offset, size, afterLow, afterHigh } = view.writes;
  const length = size[write];
  if (length > 8) return bytesAt(view, offset[write], fileOffset(offset[write] + length), write);
  return Uint8Array.from(
    { length },
    (_, at) => ((at < 4 ? afterLow[write] : afterHigh[write]) >>> ((at & 3) * 8)) & 0xff,
  );
}

export function bytesBeforeWrite(view: BuildView, write: WriteIndex): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: view.writes.size[write] }, (_, at) => byteBefore(view, write, at));
}
