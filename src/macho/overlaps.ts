// Parts of a file that a reader was told about, and whether any two share bytes. Tables that overlap cannot both be
// meant, and refusing them keeps one damaged count from giving two readings to the same bytes.

import { MalformedFile } from "./malformed";

export interface FilePart {
  readonly what: string;
  readonly offset: number;
  readonly size: number;
  /** Where the file claims the range: the offset an error points at. */
  readonly claimedAt: number;
}

/** Refuses parts that overlap; empty parts overlap nothing. */
export function refuseOverlaps(parts: readonly FilePart[]): void {
  const sorted = parts.filter((part) => part.size > 0).sort((a, b) => a.offset - b.offset || a.size - b.size);
  let last: FilePart | undefined;
  for (const part of sorted) {
    if (last !== undefined && last.offset + last.size > part.offset)
      throw new MalformedFile(part.claimedAt, `${part.what} overlaps ${last.what}`);
    last = part;
  }
}
