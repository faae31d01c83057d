// The image between flushes: the same door as a one-shot link's, in memory that grows, and the pages behind it that
// changed since they were last asked for, so that hashing, and copying for readers, follow the edit.

import { assert } from "@/base/assert";
import { allocateBuffer } from "@/base/buffers";
import { type ByteCount, byteCount, row, type WriteIndex } from "@/base/units";
import type { ImageWriter } from "../image";
import { createTrace, type Trace } from "../trace/trace";

/** log2: pages of a code signature. */
export const pagePower = 12;
const noWrite = row<WriteIndex>(0);

/** Bytes [from, to) of the file. */
export interface FileRange {
  readonly from: number;
  readonly to: number;
}

/** Bytes of the file that are not what they were: both runs have one length. */
export interface ByteChange {
  readonly from: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Pages whose bytes before a flush are kept. Beyond that it moved so much that no one reads it byte by byte. */
const mostKeptPages = 64;

export interface GrowingImage extends ImageWriter {
  /** Gives the file its length; bytes beyond the old one are zero. */
  resize(size: number): void;
  /** Has the page of a byte hashed again. */
  touch(offset: number): void;
  /** Begins a flush: where its writes are noted. */
  begin(trace: Trace): void;
  /** Pages written since the last call. */
  takePages(): Set<number>;
  /** Writes of this flush that changed a byte, merged and ordered. */
  changedRanges(): FileRange[];
  /**
   * What those writes came to, for the first `limit` bytes that differ. Undefined when the image was empty before the
   * flush, or when it wrote more pages than are kept.
   */
  changes(limit: number): ByteChange[] | undefined;
  writes(): number;
  /** A copy for readers. */
  mirror(): ImageMirror;
}

export interface ImageMirror {
  /** Copies the pages that changed since the last time; the bytes stay as they are until the next call. */
  refresh(): Uint8Array;
  /** Bytes that the last refresh copied. */
  copied(): number;
  close(): void;
}

export function createGrowingImage(): GrowingImage {
  let memory: Uint8Array = new Uint8Array(0);
  let size = 0;
  let trace = createTrace("off");
  let pages = new Set<number>();
  let ranges: FileRange[] = [];
  let count = 0;
  /** Pages as they were before the flush; undefined while nothing is kept. */
  let before: Map<number, Uint8Array> | undefined;
  const word = new Uint8Array(8);
  const wordView = new DataView(word.buffer);

  /** By mirror: pages that it has to copy. */
  const stale = new Map<ImageMirror, Set<number>>();
  const note = (from: number, to: number): void => {
    for (let page = from >> pagePower; page <= (to - 1) >> pagePower; page++) {
      pages.add(page);
      for (const own of stale.values()) own.add(page);
    }
  };
  /** Keeps the pages of [from, to) as they are now, the first time that they are written in a flush. */
  const keep = (from: number, to: number): void => {
    if (before === undefined) return;
    for (let page = from >> pagePower; page <= (to - 1) >> pagePower; page++) {
      if (before.has(page)) continue;
      if (before.size === mostKeptPages) {
        before = undefined;
        return;
      }
      const start = page << pagePower;
      before.set(page, memory.slice(start, Math.min(start + 2 ** pagePower, memory.length)));
    }
  };
  const createMirror = (): ImageMirror => {
    let copy: Uint8Array = new Uint8Array(0);
    let copied = 0;
    const mirror: ImageMirror = {
      refresh() {
        if (copy.length < size) {
          copy = new Uint8Array(allocateBuffer(memory.length));
          copy.set(memory.subarray(0, size));
          copied = size;
        } else {
          const own = stale.get(mirror)!;
          for (const page of own) {
            const from = page << pagePower;
            copy.set(memory.subarray(from, Math.min(from + 2 ** pagePower, size)), from);
          }
          copied = own.size << pagePower;
        }
        stale.set(mirror, new Set());
        return copy.subarray(0, size);
      },
      copied: () => copied,
      close: () => void stale.delete(mirror),
    };
    stale.set(mirror, new Set());
    return mirror;
  };
  const patch: ImageWriter["patch"] = (offset, source, kind, cause, from = 0, to = source.length) => {
    assert(offset >= 0 && offset + to - from <= size, "a write stays inside the image");
    if (from === to) return noWrite;
    count += 1;
    let first = -1;
    let last = -1;
    for (let i = from, at: number = offset; i < to; i++, at++)
      if (memory[at] !== source[i]) {
        if (first === -1) first = at;
        last = at;
      }
    const write = trace.all ? trace.write(kind, cause, offset, memory, source, from, to) : noWrite;
    if (first === -1) return write;
    keep(first, last + 1);
    memory.set(source.subarray(from, to), offset);
    note(first, last + 1);
    ranges.push({ from: first, to: last + 1 });
    return write;
  };
  const image: GrowingImage = {
    create: (bytes) => {
      assert(bytes >= size, "the image never shrinks by being created");
    },
    begin(next) {
      trace = next;
      ranges = [];
      count = 0;
      before = size === 0 ? undefined : new Map();
    },
    resize(wanted) {
      if (wanted > memory.length) {
        const larger = new Uint8Array(allocateBuffer(Math.max(wanted, Math.ceil(memory.length * 1.5))));
        larger.set(memory.subarray(0, size));
        memory = larger;
      } else if (wanted < size) {
        memory.fill(0, wanted, size);
        note(wanted, size);
      }
      if (wanted > size) note(size, wanted);
      size = wanted;
    },
    touch: (offset) => note(offset, offset + 1),
    patch,
    patchWord(offset, low, high, bytes, kind, cause) {
      wordView.setUint32(0, low, true);
      wordView.setUint32(4, high, true);
      return patch(offset, word, kind, cause, 0, bytes);
    },
    bytes: () => memory.subarray(0, size),
    size: (): ByteCount => byteCount(size),
    takePages() {
      const taken = pages;
      pages = new Set();
      return taken;
    },
    changedRanges() {
      const merged: { from: number; to: number }[] = [];
      for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
        const last = merged.at(-1);
        if (last !== undefined && range.from <= last.to) last.to = Math.max(last.to, range.to);
        else merged.push({ ...range });
      }
      return merged;
    },
    changes(limit) {
      const kept = before;
      if (kept === undefined) return undefined;
      const old = (at: number) => kept.get(at >> pagePower)?.[at & (2 ** pagePower - 1)] ?? 0;
      const found: ByteChange[] = [];
      let left = limit;
      for (const { from, to } of image.changedRanges())
        for (let at = from; at < to && left > 0; at++) {
          if (memory[at] === old(at)) continue;
          const start = at;
          while (at < to && left > 0 && memory[at] !== old(at)) {
            at++;
            left--;
          }
          const was = Uint8Array.from({ length: at - start }, (_, index) => old(start + index));
          found.push({ from: start, before: was, after: memory.slice(start, at) });
        }
      return found;
    },
    writes: () => count,
    mirror: createMirror,
  };
  return image;
}
