// Decoded lines with what the linker knows about them: names above, names of targets, patches, source lines.

import { hex } from "@/base/text";
import { type FileOffset, fileOffset, type RelocationIndex, type VirtualAddress } from "@/base/units";
import { placeInAtom } from "@/inspect/atomSymbols";
import { type ByteRegion, byteRegions } from "@/inspect/byteRegions";
import { slotName } from "@/inspect/names";
import { fieldsWithin } from "@/inspect/patchedFields";
import { atomAt, slotAt } from "@/inspect/places";
import { type SourceFile, sourcePlaceAt } from "@/inspect/sources";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import type { DisassembledLine } from "@/worker/protocol";

export type CodeRow =
  | {
      readonly kind: "heading" | "label";
      readonly region: ByteRegion;
      readonly text: string;
      readonly subject: Subject | undefined;
    }
  | {
      readonly kind: "line";
      readonly region: ByteRegion;
      readonly line: DisassembledLine;
      /** The target's name. */
      readonly comment: string | undefined;
      readonly patch: RelocationIndex | undefined;
      /** Bytes [from, to) of the line that the patch wrote. */
      readonly patchFrom: number;
      readonly patchTo: number;
      readonly source: { readonly file: string; readonly line: number } | undefined;
    };

/** `_helper`, `stub of _puts`: what lies at an address. */
export function nameAt(view: BuildView, address: VirtualAddress): string | undefined {
  const slot = slotAt(view, address);
  if (slot !== undefined) return slotName(view, slot.slot, slot.part);
  const atom = atomAt(view, address);
  return atom === undefined ? undefined : placeInAtom(view, atom, address - view.atoms.address[atom]);
}

function lineRow(view: BuildView, sources: readonly SourceFile[], region: ByteRegion, line: DisassembledLine): CodeRow {
  const patched = [...fieldsWithin(view, line.offset, line.offset + line.length)].at(-1);
  const atom = atomAt(view, line.address);
  const section = atom === undefined ? 0 : view.atoms.section[atom];
  const source =
    atom === undefined || section === 0
      ? undefined
      : sourcePlaceAt(
          view,
          sources,
          view.atoms.section[atom],
          view.atoms.offset[atom] + line.address - view.atoms.address[atom],
        );
  return {
    kind: "line",
    region,
    line,
    comment: line.target === undefined ? undefined : nameAt(view, line.target),
    patch: patched?.relocation,
    patchFrom: patched === undefined ? 0 : Math.max(0, patched.from - line.offset),
    patchTo: patched === undefined ? 0 : Math.min(line.length, patched.to - line.offset),
    source: source && { file: source.file, line: source.line },
  };
}

export function codeRows(
  view: BuildView,
  sources: readonly SourceFile[],
  lines: readonly DisassembledLine[],
): readonly CodeRow[] {
  const regions = byteRegions(view);
  const rows: CodeRow[] = [];
  let last = -1;
  for (const line of lines) {
    if (regions.count === 0) continue;
    const at = regions.at(line.offset);
    const region = regions.region(at);
    if (at !== last) {
      if (region.heading !== undefined)
        rows.push({ kind: "heading", region, text: region.heading, subject: region.headingSubject });
      if (region.label !== undefined)
        rows.push({ kind: "label", region, text: region.label, subject: region.labelSubject });
      last = at;
    }
    rows.push(lineRow(view, sources, region, line));
  }
  return rows;
}

/** The row whose line covers a byte. */
export function rowCovering(rows: readonly CodeRow[], offset: FileOffset): number | undefined {
  const at = rows.findIndex(
    (found) => found.kind === "line" && offset >= found.line.offset && offset < found.line.offset + found.line.length,
  );
  return at === -1 ? undefined : at;
}

/** The line's bytes as text in three parts: before, in and after the patched field. */
export function byteParts(bytes: Uint8Array, from: number, to: number): readonly [string, string, string] {
  const text = (part: Uint8Array) => Array.from(part, (byte) => hex(byte, 2)).join(" ");
  return [text(bytes.subarray(0, from)), text(bytes.subarray(from, to)), text(bytes.subarray(to))];
}

export const lineSpan = (line: DisassembledLine) => ({
  from: line.offset,
  to: fileOffset(line.offset + line.length),
});
