// Names, once each, as bytes: symbol names are byte strings in every Mach-O table, and hashing bytes is ten times
// cheaper than making a JavaScript string of each. Row 0 is the empty string. Ids are stable for the life of the
// pool and the memory behind a published handle is never rewritten (the pool only appends, and moves when it grows).

import { allocateBuffer } from "@/base/buffers";
import { decodeText, encodeText } from "@/base/text";
import type { StringId } from "@/base/units";

export interface StringPoolHandle {
  readonly bytes: ArrayBufferLike;
  /** u32 end offsets; string i is bytes[ends[i-1], ends[i]). */
  readonly ends: ArrayBufferLike;
  readonly count: number;
}

export interface StringReader {
  /** Text of a name, decoded once and kept. */
  text(id: StringId): string;
  /** The name's bytes, in place (possibly shared memory). */
  bytes(id: StringId): Uint8Array;
  /** Its first byte; 0 for the empty one. */
  initial(id: StringId): number;
  /** For loops over many names. Stale once one is added. */
  raw(): RawStrings;
}

/** All names as they lie there: string i is bytes[ends[i - 1], ends[i]), and the empty string's end is 0. */
export interface RawStrings {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

export interface StringPool extends StringReader {
  intern(bytes: Uint8Array, start?: number, end?: number): StringId;
  /** A name that ends at a NUL, or at `limit`. */
  internTerminated(bytes: Uint8Array, start: number, limit: number): StringId;
  internText(text: string): StringId;
  /** The id of a name that is already in the pool. */
  find(text: string): StringId | undefined;
  count(): number;
  publish(): StringPoolHandle;
}

// FNV-1a.
const hashStart = 0x811c9dc5;
const hashFactor = 0x01000193;

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashStart;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, hashFactor);
  return hash >>> 0;
}

export function attachStrings(handle: StringPoolHandle): StringReader {
  const bytes = new Uint8Array(handle.bytes);
  const ends = new Uint32Array(handle.ends);
  const texts: (string | undefined)[] = [""];
  const view = (id: StringId) => (id === 0 ? bytes.subarray(0, 0) : bytes.subarray(ends[id - 1], ends[id]));
  return {
    bytes: view,
    text: (id) => (texts[id] ??= decodeText(view(id))),
    initial: (id) => (id === 0 ? 0 : bytes[ends[id - 1]!]!),
    raw: () => ({ bytes, ends }),
  };
}

export function createStringPool(): StringPool {
  let bytes = new Uint8Array(allocateBuffer(1 << 14));
  let ends = new Uint32Array(allocateBuffer(4 << 10));
  let used = 0;
  let count = 1;
  let slots = new Uint32Array(1 << 11);
  /** By id: other names that share a slot are told apart without looking at their bytes. */
  let hashes = new Uint32Array(1 << 10);
  const texts: (string | undefined)[] = [""];

  const equals = (id: number, other: Uint8Array, start: number, end: number) => {
    const from = ends[id - 1]!;
    if (ends[id]! - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (other[i] !== bytes[j]) return false;
    return true;
  };
  /** Slot that holds the name, or the empty slot where it belongs. */
  const probe = (source: Uint8Array, start: number, end: number, hash: number) => {
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let id = slots[slot]!; id !== 0; id = slots[slot]!) {
      if (hashes[id] === hash && equals(id, source, start, end)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const rehash = () => {
    slots = new Uint32Array(slots.length * 4);
    const mask = slots.length - 1;
    for (let id = 1; id < count; id++) {
      let slot = hashes[id]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  };
  const grown = <T extends Uint8Array | Uint32Array>(
    old: T,
    make: (buffer: ArrayBufferLike) => T,
    needed: number,
  ): T => {
    let room = old.byteLength * 2;
    while (room < needed) room *= 2;
    const copy = make(allocateBuffer(room));
    copy.set(old);
    return copy;
  };
  const add = (source: Uint8Array, start: number, end: number, hash: number): number => {
    if (used + end - start > bytes.length) bytes = grown(bytes, (b) => new Uint8Array(b), used + end - start);
    if (count >= ends.length) {
      ends = grown(ends, (b) => new Uint32Array(b), 0);
      const more = new Uint32Array(ends.length);
      more.set(hashes);
      hashes = more;
    }
    // Names are short: a view of the source would cost more than the loop.
    for (let i = start; i < end; i++) bytes[used++] = source[i]!;
    ends[count] = used;
    hashes[count] = hash;
    count += 1;
    return count - 1;
  };
  const internHashed = (source: Uint8Array, start: number, end: number, hash: number): StringId => {
    if (start === end) return 0 as StringId;
    const slot = probe(source, start, end, hash);
    if (slots[slot] !== 0) return slots[slot] as StringId;
    const id = add(source, start, end, hash);
    slots[slot] = id;
    if (count * 2 > slots.length) rehash();
    return id as StringId;
  };
  const intern = (source: Uint8Array, start = 0, end = source.length): StringId =>
    internHashed(source, start, end, hashBytes(source, start, end));
  const internTerminated = (source: Uint8Array, start: number, limit: number): StringId => {
    let hash = hashStart;
    let end = start;
    // The hash on the way to the end: every name of every object comes by here.
    for (let byte = source[end]; end < limit && byte !== 0; byte = source[++end])
      hash = Math.imul(hash ^ byte!, hashFactor);
    return internHashed(source, start, end, hash >>> 0);
  };
  const view = (id: StringId) => (id === 0 ? bytes.subarray(0, 0) : bytes.subarray(ends[id - 1], ends[id]));
  return {
    intern,
    internTerminated,
    internText: (text) => intern(encodeText(text)),
    find: (text) => {
      const source = encodeText(text);
      if (source.length === 0) return 0 as StringId;
      const id = slots[probe(source, 0, source.length, hashBytes(source, 0, source.length))]!;
      return id === 0 ? undefined : (id as StringId);
    },
    count: () => count,
    bytes: view,
    text: (id) => (texts[id] ??= decodeText(view(id))),
    initial: (id) => (id === 0 ? 0 : bytes[ends[id - 1]!]!),
    raw: () => ({ bytes, ends }),
    publish: () => ({ bytes: bytes.buffer, ends: ends.buffer, count }),
  };
}
