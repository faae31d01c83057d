// The parts of __LINKEDIT between the pass that measures them and the one that writes them: both need the same bytes,
// and encoding them twice would cost twice. By linkeditPart; a part that is not there is empty.

import { type ByteCount, byteCount, type FileOffset, fileOffset } from "@/base/units";
import type { Layout } from "./layout";

export type LinkeditParts = Map<number, Uint8Array>;

export interface PartRange {
  readonly offset: FileOffset;
  readonly size: ByteCount;
}

/** Where a part lies; offset and size 0 for one that is not there, as load commands spell it. */
export const partRange = (layout: Layout, part: number): PartRange => layout.linkedit[part] ?? nowhere;
const nowhere: PartRange = { offset: fileOffset(0), size: byteCount(0) };
