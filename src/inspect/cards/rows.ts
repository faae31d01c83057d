// Small pieces that cards share.

import { hex0x } from "@/base/text";
import type { AtomIndex, RelocationIndex, VirtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { placeInAtom } from "../atomSymbols";
import { compiledLineOfAtom } from "../compiledLines";
import type { CardRow, CardSection } from "../explanation";
import { fileName, relocationTargetName, shortTypeName } from "../names";
import { offsetOf } from "../places";
import { type SourceFile, sourcePlaceAt } from "../sources";
import type { Subject } from "../subject";

/** Longer lists are cut: a card is read, tables are searched. */
export const shownRows = 12;

export const textRow = (label: string, value: string, subject?: Subject): CardRow =>
  subject === undefined ? { label, value } : { label, value, subject };
export const codeRow = (label: string, value: string, subject?: Subject): CardRow => ({
  ...textRow(label, value, subject),
  code: true,
});

/** An address with its place in the file. */
export function addressRow(view: BuildView, label: string, address: VirtualAddress, subject?: Subject): CardRow {
  const offset = offsetOf(view, address);
  return {
    ...codeRow(label, hex0x(address), subject),
    note: offset === undefined ? "no bytes in the file" : `file offset ${hex0x(offset)}`,
  };
}

/** `1 byte`, `3 relocations`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

export const sizeRow = (label: string, bytes: number): CardRow =>
  textRow(label, bytes < 10 ? counted(bytes, "byte") : `${counted(bytes, "byte")} (${hex0x(bytes)})`);

export const placeRow = (
  view: BuildView,
  sources: readonly SourceFile[],
  atom: AtomIndex,
  offset: number,
): readonly CardRow[] => {
  const section = view.atoms.section[atom];
  const place = section === 0 ? undefined : sourcePlaceAt(view, sources, section, view.atoms.offset[atom] + offset);
  const rows: CardRow[] = [];
  if (place !== undefined)
    rows.push(textRow("Source", `${place.file}:${place.line}`, { kind: "line", file: place.file, line: place.line }));
  const compiled = compiledLineOfAtom(view, atom, offset);
  if (compiled !== undefined) rows.push(codeRow("Compiled from", compiled));
  return rows;
};

/** A relocation seen from its target: who refers. */
export const referenceRow = (view: BuildView, relocation: RelocationIndex): CardRow => {
  const atom = view.relocations.atom[relocation];
  return {
    label: shortTypeName(view, view.relocations.type[relocation]),
    value: placeInAtom(view, atom, view.relocations.offset[relocation]),
    note: fileName(view, view.atoms.file[atom]),
    subject: { kind: "relocation", relocation },
    code: true,
  };
};

/** A relocation seen from its place: what it refers to. */
export const outgoingRow = (view: BuildView, relocation: RelocationIndex): CardRow => ({
  label: shortTypeName(view, view.relocations.type[relocation]),
  value: `+${hex0x(view.relocations.offset[relocation])} → ${relocationTargetName(view, relocation)}`,
  subject: { kind: "relocation", relocation },
  code: true,
});

/** A section of a card, cut to what is read; nothing when there is nothing to say. */
export function listSection(
  title: string,
  rows: readonly CardRow[],
  sentence?: string,
  steps = false,
): readonly CardSection[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, shownRows);
  const rest = rows.length - shown.length;
  const cut = rest === 0 ? shown : [...shown, textRow("", `and ${rest} more`)];
  return [{ title, rows: cut, ...(sentence === undefined ? {} : { sentence }), ...(steps ? { steps } : {}) }];
}

export const referencesSection = (view: BuildView, relocations: readonly RelocationIndex[]): readonly CardSection[] =>
  listSection(
    "Referred to by",
    relocations.slice(0, 1000).map((relocation) => referenceRow(view, relocation)),
    relocations.length === 1 ? "One relocation names it." : `${relocations.length} relocations name it.`,
  );
