// Sections whose contents say themselves where their parts start, whatever symbols there are.

import type { DiagnosticSink, Place } from "@/base/diagnostic";
import { type FrameEntry, readFrames } from "@/macho/ehFrame";
import { MalformedFile } from "@/macho/malformed";
import { messages } from "../diagnostics/messages";

/** The entries of `__eh_frame`; none, once reported, when they cannot be read. */
export function readFrameEntries(bytes: Uint8Array, place: Place, diagnostics: DiagnosticSink): readonly FrameEntry[] {
  try {
    return readFrames(bytes);
  } catch (problem) {
    if (!(problem instanceof MalformedFile)) throw problem;
    diagnostics.report(messages.badFrames({ ...place, offset: problem.offset }, problem.expectation, problem.found));
    return [];
  }
}

/** Offsets at which the entries start; what lies behind the last one, if anything, is a part of its own. */
export function frameCuts(entries: readonly FrameEntry[], size: number): number[] {
  const cuts = entries.map(({ offset }) => offset);
  const last = entries.at(-1);
  const end = last === undefined ? 0 : last.offset + last.size;
  if (end < size) cuts.push(end);
  return cuts;
}
