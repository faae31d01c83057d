// LC_FUNCTION_STARTS: where functions begin, as ULEB128 deltas, the first from the start of __TEXT; ends with 0.

import { decodeUleb } from "@/base/leb128";
import { ByteSink } from "./byteSink";
import { MalformedFile } from "./malformed";

/** `offsets` from the __TEXT segment, in bytes; sorted here, each written once (a zero delta would end the list). */
export function writeFunctionStarts(offsets: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const out = new ByteSink();
  let last = 0;
  for (const offset of Float64Array.from(offsets).sort()) {
    if (offset === last) continue;
    out.uleb(offset - last);
    last = offset;
  }
  out.byte(0);
  return out.take();
}

/** Offsets from __TEXT, up to the terminating zero or the end of the bytes. Throws MalformedFile on a cut number. */
export function readFunctionStarts(bytes: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  let at = 0;
  let offset = 0;
  while (at < bytes.length) {
    const delta = decodeUleb(bytes, at);
    if (delta === undefined)
      throw new MalformedFile(at, "a complete ULEB128 number is expected in the function starts");
    if (delta.value === 0n) break;
    offset += Number(delta.value);
    if (!Number.isSafeInteger(offset)) throw new MalformedFile(at, "a function starts beyond 2^53");
    offsets.push(offset);
    at = delta.end;
  }
  return offsets;
}
