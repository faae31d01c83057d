// A build on its way to the page. Where memory is shared, files and inputs that the page has from the build before are
// not told again. Without shared memory a build crosses by transfer: each distinct buffer is copied once (the worker
// keeps its own, for the next run and for disassembly) and the copies change hands.

import { deltaOf, withDelta } from "./delta";
import type { BuiltFile, PostedBuild, PublishedBuild } from "./protocol";

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
  readonly build: PostedBuild;
  readonly transfer: ArrayBuffer[];
}

const isSameFile = (a: BuiltFile, b: BuiltFile): boolean =>
  a.id === b.id &&
  a.version === b.version &&
  a.name === b.name &&
  a.assembled === b.assembled &&
  a.input === b.input &&
  a.object === b.object &&
  a.lines === b.lines;

/** `known` is the build that was posted before. */
function posted({ handles, files, ...build }: PublishedBuild, known: PublishedBuild | undefined): PostedBuild {
  const { inputs, ...others } = handles;
  return {
    ...build,
    handles: others,
    inputs: deltaOf(inputs, known?.handles.inputs ?? [], (a, b) => a === b),
    files: deltaOf(files, known?.files ?? [], isSameFile),
  };
}

/** What a build was before it was posted; `known` is the one that came before. */
export function received({ inputs, files, handles, ...build }: PostedBuild, known: PublishedBuild | undefined) {
  return {
    ...build,
    handles: { ...handles, inputs: withDelta(inputs, known?.handles.inputs ?? []) },
    files: withDelta(files, known?.files ?? []),
  } satisfies PublishedBuild;
}

/** The build as it is posted: untouched where memory is shared, but for what the page has. */
export function wrapBuild(build: PublishedBuild, shared: boolean, known?: PublishedBuild): Parcel {
  if (shared) return { build: posted(build, known), transfer: [] };
  const copies = new Map<ArrayBufferLike, ArrayBuffer>();
  // The copy has the same members, with other buffers behind them.
  const copy = copyBuffers(posted(build, undefined), copies) as PostedBuild;
  return { build: copy, transfer: [...copies.values()] };
}
