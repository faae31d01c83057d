// Without shared memory a build crosses to the page by transfer: each distinct buffer is copied once (the worker keeps
// its own, for the next run and for disassembly) and the copies change hands.

import type { PublishedBuild } from "./protocol";

/** Some hosts have no SharedArrayBuffer at all, not even its name. */
const isBuffer = (value: unknown): value is ArrayBufferLike =>
  value instanceof ArrayBuffer || (typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer);

/** Replaces every buffer and byte view below `value` by a private copy, collecting the copies. */
function copyBuffers(value: unknown, copies: Map<ArrayBufferLike, ArrayBuffer>): unknown {
  const copied = (buffer: ArrayBufferLike): ArrayBuffer => {
    let copy = copies.get(buffer);
    if (copy === undefined) {
      copy = new ArrayBuffer(buffer.byteLength);
      new Uint8Array(copy).set(new Uint8Array(buffer));
      copies.set(buffer, copy);
    }
    return copy;
  };
  if (isBuffer(value)) return copied(value);
  if (value instanceof Uint8Array) return new Uint8Array(copied(value.buffer), value.byteOffset, value.length);
  if (Array.isArray(value)) return value.map((element) => copyBuffers(element, copies));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyBuffers(member, copies)]));
}

export interface Parcel {
  readonly build: PublishedBuild;
  readonly transfer: ArrayBuffer[];
}

/** The build as it is posted: untouched where memory is shared. */
export function wrapBuild(build: PublishedBuild, shared: boolean): Parcel {
  if (shared) return { build, transfer: [] };
  const copies = new Map<ArrayBufferLike, ArrayBuffer>();
  // The copy has the same members, with other buffers behind them.
  const copy = copyBuffers(build, copies) as PublishedBuild;
  return { build: copy, transfer: [...copies.values()] };
}
