// Memory that a build is made of. Where the page is cross-origin isolated it is shared, so that the page
// reads what the worker wrote without a copy; elsewhere it is an ordinary buffer that is transferred.

/** Absent where the page is not isolated, whatever the library's types promise. */
const sharedBuffer: SharedArrayBufferConstructor | undefined = Reflect.get(globalThis, "SharedArrayBuffer");

/** One decision per program run: tests and the copying transport switch it off. */
let shared = sharedBuffer !== undefined;

export function useSharedMemory(wanted: boolean): void {
  shared = wanted && sharedBuffer !== undefined;
}
export const usesSharedMemory = (): boolean => shared;

/** Zero-filled memory of fixed length (a growable buffer's length-tracking views are 5 to 9 times slower). */
export function allocateBuffer(bytes: number): ArrayBufferLike {
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}

/**
 * A private copy of a view. TextDecoder, Blob, crypto.subtle and structured writers refuse shared memory,
 * so this is the one place where bytes leave it.
 */
export function unshare(view: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(view.length);
  copy.set(view);
  return copy;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Order by bytes, as strcmp sees names; never by locale. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
