// Sections whose contents say themselves where their parts start, whatever symbols there are.

import type { DiagnosticSink, Place } from "@/base/diagnostic";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import { type FrameEntry, readFrames } from "@/macho/ehFrame";
import { MalformedFile } from "@/macho/malformed";
import { messages } from "../diagnostics/messages";
import { literalBytes } from "../outputNames";

/** Parts that end in a zero byte, or that have so many bytes each. */
export type LiteralKind = "strings" | number;

const cfStringBytes = 32;
const pointerBytes = 8;

/** How a section of values without identity is cut; undefined for others. */
export function literalKind(sectionName: string, flags: number): LiteralKind | undefined {
  const type = sectionTypeOf(flags);
  if (type === sectionTypes.S_CSTRING_LITERALS) return "strings";
  if (type === sectionTypes.S_LITERAL_POINTERS) return pointerBytes;
  if (isCfStrings(sectionName)) return cfStringBytes;
  return literalBytes(flags) || undefined;
}

/** Records of constant CFStrings: class, flags, characters, length. */
export const isCfStrings = (sectionName: string): boolean => sectionName === "__cfstring";

/** Offsets at which the literals start. */
export function literalCuts(bytes: Uint8Array, kind: LiteralKind, place: Place, diagnostics: DiagnosticSink): number[] {
  const cuts: number[] = [];
  if (kind !== "strings") {
    for (let at = 0; at < bytes.length; at += kind) cuts.push(at);
    if (bytes.length % kind !== 0) diagnostics.report(messages.partialLiteral(place, kind));
    return cuts;
  }
  for (let at = 0; at < bytes.length; ) {
    cuts.push(at);
    const end = bytes.indexOf(0, at);
    if (end === -1) {
      diagnostics.report(messages.openString({ ...place, offset: at }));
      break;
    }
    at = end + 1;
  }
  return cuts;
}

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
