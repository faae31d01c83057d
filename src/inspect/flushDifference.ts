// What changed in the file from one flush of an incremental link to another, byte by byte: the changes of the flushes
// between them, one upon the other. A byte that came back to what it was did not change.

import { type FileOffset, fileOffset } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { FlushSummary } from "@/linker/incremental/summary";
import { byteRegions } from "./byteRegions";

/** Bytes on one line. */
const lineBytes = 8;

/** A run of changed bytes, at most a line long. */
export interface ChangedRun {
  readonly from: FileOffset;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * From the state that flush number `from` left to the one that `to` left; 0 is the empty program. Undefined when a
 * flush between them changed more than is kept.
 */
export function changesBetween(
  flushes: readonly FlushSummary[],
  from: number,
  to: number,
): readonly ChangedRun[] | undefined {
  const bytes = new Map<number, { before: number; after: number }>();
  for (const { number, changes, complete } of flushes) {
    if (number <= from || number > to || !complete) continue;
    if (changes === undefined) return undefined;
    for (const { from: start, before, after } of changes)
      for (let index = 0; index < after.length; index++) {
        const known = bytes.get(start + index);
        bytes.set(start + index, { before: known?.before ?? before[index]!, after: after[index]! });
      }
  }
  const offsets = [...bytes.keys()]
    .filter((at) => bytes.get(at)!.before !== bytes.get(at)!.after)
    .sort((a, b) => a - b);
  const runs: { from: FileOffset; before: number[]; after: number[] }[] = [];
  for (const at of offsets) {
    const last = runs.at(-1);
    const { before, after } = bytes.get(at)!;
    if (last !== undefined && last.from + last.after.length === at && last.after.length < lineBytes) {
      last.before.push(before);
      last.after.push(after);
    } else runs.push({ from: fileOffset(at), before: [before], after: [after] });
  }
  return runs.map((run) => ({ ...run, before: Uint8Array.from(run.before), after: Uint8Array.from(run.after) }));
}

/** What stands at an offset of the file in this build: `_work`, `__LINKEDIT, code signature`. */
export function ownerAt(view: BuildView, offset: FileOffset): string {
  const { at, region } = byteRegions(view);
  if (view.image === undefined || offset >= view.image.length) return "behind the file's end";
  for (let number = at(offset); number >= 0; number--) {
    const { label, heading } = region(number);
    if (label !== undefined) return label;
    if (heading !== undefined) return heading;
  }
  return "";
}
