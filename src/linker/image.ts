// The image under construction and its one door. Every byte is written by `patch(offset, bytes, cause)`, so every
// byte has a cause, undo is the bytes before, and the state at any step is exact. With tracing off the door is a
// copy and one branch.

import { assert } from "@/base/assert";
import { allocateBuffer } from "@/base/buffers";
import { type ByteCount, byteCount, type FileOffset, row, type WriteIndex } from "@/base/units";
import type { Trace } from "./trace/trace";

const noWrite = row<WriteIndex>(0);

export interface Cause {
  /** Value of causeKind. */
  readonly kind: number;
  /** Row of the table that the kind names. */
  readonly index: number;
}

export interface ImageWriter {
  /** Makes zeroed room for the whole file; once. */
  create(size: ByteCount): void;
  /** Copies bytes [from, to) of `source` (all of it by default) to the file offset. Returns the write's row, 0 untraced. */
  patch(offset: FileOffset, source: Uint8Array, kind: number, cause: number, from?: number, to?: number): WriteIndex;
  /** Up to 8 little-endian bytes given as two words, without an array. */
  patchWord(
    offset: FileOffset,
    low: number,
    high: number,
    size: 1 | 2 | 4 | 8,
    kind: number,
    cause: number,
  ): WriteIndex;
  /** The bytes so far, for reading back; never write through it. */
  bytes(): Uint8Array;
  size(): ByteCount;
}

export function createImageWriter(trace: Trace): ImageWriter {
  let image: Uint8Array = new Uint8Array(0);
  let view = new DataView(image.buffer);
  const word = new Uint8Array(8);
  const wordView = new DataView(word.buffer);
  const patch: ImageWriter["patch"] = (offset, source, kind, cause, from = 0, to = source.length) => {
    assert(offset >= 0 && offset + to - from <= image.length, "a write stays inside the image");
    const write = trace.all ? trace.write(kind, cause, offset, image, source, from, to) : noWrite;
    if (to - from < 64) for (let i = from, at: number = offset; i < to; i++, at++) image[at] = source[i]!;
    else image.set(source.subarray(from, to), offset);
    return write;
  };
  return {
    create(size) {
      image = new Uint8Array(allocateBuffer(size));
      view = new DataView(image.buffer);
    },
    patch,
    patchWord(offset, low, high, size, kind, cause) {
      if (!trace.all) {
        if (size === 4) view.setUint32(offset, low, true);
        else if (size === 8) {
          view.setUint32(offset, low, true);
          view.setUint32(offset + 4, high, true);
        } else if (size === 2) view.setUint16(offset, low, true);
        else view.setUint8(offset, low);
        return noWrite;
      }
      wordView.setUint32(0, low, true);
      wordView.setUint32(4, high, true);
      return patch(offset, word, kind, cause, 0, size);
    },
    bytes: () => image,
    size: () => byteCount(image.length),
  };
}
