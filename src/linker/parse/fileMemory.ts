// What reading a file gave, kept while its bytes are there: a link after an edit reads only what changed. Keyed by the
// memory the bytes lie in, so that members of archives and slices of universal files are found again too. The bytes of
// an input are never written once it was handed to a link. Names are remembered as their numbers, so a memory belongs to
// one string pool.

export interface FileMemory {
  /** What `read` gave for these bytes the last time, or gives now. What it throws is not remembered. */
  recall<T>(bytes: Uint8Array, what: string, read: (bytes: Uint8Array) => T): T;
}

/** For links that stand alone. */
export const noMemory: FileMemory = { recall: (bytes, _, read) => read(bytes) };

export function createFileMemory(): FileMemory {
  const known = new WeakMap<ArrayBufferLike, Map<string, unknown>>();
  return {
    recall<T>(bytes: Uint8Array, what: string, read: (bytes: Uint8Array) => T): T {
      let ofBuffer = known.get(bytes.buffer);
      if (ofBuffer === undefined) known.set(bytes.buffer, (ofBuffer = new Map()));
      const key = `${what} ${bytes.byteOffset} ${bytes.length}`;
      if (ofBuffer.has(key)) return ofBuffer.get(key) as T;
      const value = read(bytes);
      ofBuffer.set(key, value);
      return value;
    },
  };
}
