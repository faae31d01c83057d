// What is marked on a row of bytes, as characters of its hex and text columns.

import type { RelocationIndex } from "@/base/units";
import { fieldsWithin } from "@/inspect/patchedFields";
import type { ByteSpan } from "@/inspect/spans";
import type { BuildView } from "@/linker/build";
import type { MarkName, TextMark } from "./highlights";

export const hexText = (bytes: Uint8Array): string => {
  let text = "";
  for (let index = 0; index < bytes.length; index++)
    text += (index === 0 ? "" : " ") + (bytes[index] < 16 ? "0" : "") + bytes[index].toString(16);
  return text;
};
export const asciiText = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
  return text;
};

/** Bytes [from, to) of the file that carry a mark. */
export interface ByteMark {
  readonly name: MarkName;
  readonly from: number;
  readonly to: number;
}

/** The part of a mark on a row, in characters of the hex column (3 a byte) or the text column (1 a byte). */
export function onRow(mark: ByteMark, from: number, to: number, column: "hex" | "text"): TextMark | undefined {
  const first = Math.max(mark.from, from) - from;
  const end = Math.min(mark.to, to) - from;
  if (end <= first) return undefined;
  return column === "hex"
    ? { name: mark.name, from: first * 3, to: end * 3 - 1 }
    : { name: mark.name, from: first, to: end };
}

/** Zero bytes of a row, as runs: they recede, so that content stands out. */
export function zeroMarks(bytes: Uint8Array, from: number): readonly ByteMark[] {
  const marks: ByteMark[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0) continue;
    const start = at;
    while (at + 1 < bytes.length && bytes[at + 1] === 0) at += 1;
    marks.push({ name: "zero", from: from + start, to: from + at + 1 });
  }
  return marks;
}

/** Patched fields that reach into [from, to). */
export function patchedMarks(
  view: BuildView,
  from: number,
  to: number,
  isApplied: (relocation: RelocationIndex) => boolean,
): readonly ByteMark[] {
  const marks: ByteMark[] = [];
  for (const field of fieldsWithin(view, from, to))
    if (isApplied(field.relocation)) marks.push({ name: "patched", from: field.from, to: field.to });
  return marks;
}

export const spanMarks = (name: MarkName, spans: readonly ByteSpan[]): readonly ByteMark[] =>
  spans.map(({ from, to }) => ({ name, from, to }));
