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
    assert(offset >= 0 && offset + to - from <= size, `write outside the image at 0x${offset.toString(16)}`);
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
    memory.set(source.subarray(from, to), offset);
    note(first, last + 1);
    ranges.push({ from: first, to: last + 1 });
    return write;
  };
  return {
    create: (bytes) => {
      assert(bytes >= size, "the image never shrinks by being created");
    },
    begin(next) {
      trace = next;
      ranges = [];
      count = 0;
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
    writes: () => count,
    mirror: createMirror,
  };
}
