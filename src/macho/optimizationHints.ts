// LC_LINKER_OPTIMIZATION_HINT (ld64's "LOH"): instructions of an arm64 object that together make one address. A linker
// that knows the address may do it with fewer. Each hint is a kind, a count and that many addresses, all ULEB128.

import { namedValues } from "@/base/names";
import { MalformedFile } from "./malformed";

export const hintKinds = namedValues({
  AdrpAdrp: 1,
  AdrpLdr: 2,
  AdrpAddLdr: 3,
  AdrpLdrGotLdr: 4,
  AdrpAddStr: 5,
  AdrpLdrGotStr: 6,
  AdrpAdd: 7,
  AdrpLdrGot: 8,
});

/** Instructions that each kind names; kinds that are not listed are skipped. */
const argumentCounts = new Map<number, number>([
  [hintKinds.AdrpAdrp, 2],
  [hintKinds.AdrpLdr, 2],
  [hintKinds.AdrpAddLdr, 3],
  [hintKinds.AdrpLdrGotLdr, 3],
  [hintKinds.AdrpAddStr, 3],
  [hintKinds.AdrpLdrGotStr, 3],
  [hintKinds.AdrpAdd, 2],
  [hintKinds.AdrpLdrGot, 2],
]);

export interface OptimizationHint {
  readonly kind: number;
  /** Addresses of the instructions in the object, in the order they run. */
  readonly addresses: readonly number[];
}

/** Throws MalformedFile where the stream ends in the middle of a hint. */
export function readOptimizationHints(bytes: Uint8Array): OptimizationHint[] {
  const hints: OptimizationHint[] = [];
  let at = 0;
  // As numbers, without the general reader's 64 bits: an object has thousands, and none is an address past 2^49.
  const take = (): number => {
    const first = at;
    let value = 0;
    for (let scale = 1; at < bytes.length && scale < 2 ** 49; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new MalformedFile(first, "an optimization hint is made of complete ULEB128 numbers");
  };
  while (at < bytes.length) {
    const kind = take();
    // The stream is padded with zeros.
    if (kind === 0) break;
    const count = take();
    if (count > bytes.length)
      throw new MalformedFile(at, "an optimization hint names a few instructions", String(count));
    const addresses = Array.from({ length: count }, take);
    if (argumentCounts.get(kind) === count) hints.push({ kind, addresses });
  }
  return hints;
}
