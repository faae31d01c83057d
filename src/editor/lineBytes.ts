// The bytes of a line as the margin shows them: those of the image where the line got there, those of its object
// otherwise. What the linker wrote over the object's bytes is told apart, byte by byte.

import { hex, hex0x } from "@/base/text";
import {
  type AtomIndex,
  advance,
  type FileOffset,
  fileOffset,
  type RelocationIndex,
  row,
  type SectionIndex,
} from "@/base/units";
import { relocationTypeName } from "@/inspect/names";
import { perBuild } from "@/inspect/perBuild";
import { addressOf, lastAtMost, offsetOf } from "@/inspect/places";
import { targetName } from "@/inspect/subjectKey";
import { bytesAt } from "@/inspect/timeline";
import type { BuildView } from "@/linker/build";
import type { FileFacts, Statement } from "./lineFacts";

export interface ByteCell {
  /** As shown; a hole that is still open on screen shows the object's byte. */
  readonly value: number;
  readonly object: number;
  /** The relocation whose field the byte is in. */
  readonly relocation: RelocationIndex | undefined;
  /** Its place in the image. */
  readonly offset: FileOffset | undefined;
}

export interface LineBytes {
  readonly section: SectionIndex;
  /** From the start of the section, of the first byte. */
  readonly start: number;
  /** Of the whole line; there may be more bytes than cells. */
  readonly size: number;
  /** Empty for room that takes no bytes in a file. */
  readonly cells: readonly ByteCell[];
}

/** A byte of a hole, or one that the linker changed beside the holes. */
export const cellKind = ({ value, object, relocation }: ByteCell): "hole" | "changed" | undefined =>
  relocation !== undefined ? "hole" : value !== object ? "changed" : undefined;

interface Atoms {
  readonly starts: readonly number[];
  readonly rows: readonly AtomIndex[];
}

/** Atoms of a section by their offset in it. */
const atomsOf = perBuild((view) => {
  const known = new Map<SectionIndex, Atoms>();
  return (section: SectionIndex): Atoms => {
    let atoms = known.get(section);
    if (atoms === undefined) {
      const rows: AtomIndex[] = [];
      const end = view.sections.atomEnd[section];
      for (let atom = view.sections.firstAtom[section]; atom < end; atom = row(atom + 1)) rows.push(atom);
      rows.sort((a, b) => view.atoms.offset[a] - view.atoms.offset[b]);
      known.set(section, (atoms = { starts: rows.map((atom) => view.atoms.offset[atom]), rows }));
    }
    return atoms;
  };
});

/** Where the byte at `offset` of an input section is in the image. */
function placeOf(view: BuildView, section: SectionIndex, offset: number): FileOffset | undefined {
  const { starts, rows } = atomsOf(view)(section);
  const atom = rows[lastAtMost(starts, offset)];
  if (atom === undefined) return undefined;
  const shown = view.atoms.mergedInto[atom] || atom;
  const into = offset - view.atoms.offset[atom];
  if (view.atoms.live[shown] === 0 || view.atoms.output[shown] === 0 || into >= view.atoms.size[shown])
    return undefined;
  return offsetOf(view, advance(view.atoms.address[shown], into));
}

function relocationAt(view: BuildView, statement: Statement, offset: number): RelocationIndex | undefined {
  return statement.relocations.find((relocation) => {
    const { atom, offset: into, length } = view.relocations;
    const from = view.atoms.offset[atom[relocation]] + into[relocation];
    return offset >= from && offset < from + 2 ** length[relocation];
  });
}

function cellsOf(view: BuildView, statement: Statement, most: number, step: number | undefined): ByteCell[] {
  const { section, offset, size } = statement;
  const file = view.sections.file[section];
  const input = view.inputs[view.files.input[file]];
  if (input === undefined || view.sections.offset[section] === 0) return [];
  const start = view.files.start[file] + view.sections.offset[section] + offset;
  const object = input.subarray(start, start + Math.min(size, most));
  return Array.from(object, (byte, index) => {
    const relocation = relocationAt(view, statement, offset + index);
    const place = view.image === undefined ? undefined : placeOf(view, section, offset + index);
    const value = place === undefined ? byte : valueAt(view, place, step, relocation, byte);
    return { value, object: byte, relocation, offset: place };
  });
}

/** While the film runs, a byte that was not copied yet is the object's. */
function valueAt(
  view: BuildView,
  place: FileOffset,
  step: number | undefined,
  relocation: RelocationIndex | undefined,
  object: number,
): number {
  if (step !== undefined && relocation !== undefined) {
    const write = view.patches.write[view.relocations.patch[relocation]];
    if (write === 0 || write > step) return object;
  }
  return bytesAt(view, place, fileOffset(place + 1))[0] ?? object;
}

/** What the line came to, with at most so many cells; undefined for a line that came to nothing. */
export function lineBytes(
  view: BuildView,
  facts: FileFacts,
  line: number,
  { most, step }: { readonly most: number; readonly step: number | undefined },
): LineBytes | undefined {
  const statements = facts.byLine.get(line)?.filter(({ section, size }) => section !== 0 && size > 0) ?? [];
  const [first] = statements;
  if (first === undefined) return undefined;
  const cells: ByteCell[] = [];
  let size = 0;
  for (const statement of statements) {
    size += statement.size;
    if (cells.length < most) cells.push(...cellsOf(view, statement, most - cells.length, step));
  }
  return { section: first.section, start: first.offset, size, cells };
}

const text = (cells: readonly ByteCell[], byteOf: (cell: ByteCell) => number) =>
  cells.map((cell) => hex(byteOf(cell), 2)).join(" ");

/** In words: where the bytes are, and what the linker made of the object's. */
export function describeLineBytes(view: BuildView, { section, start, size, cells }: LineBytes): string {
  const { segmentName, sectionName } = view.sections;
  const name = `${view.strings.text(segmentName[section])},${view.strings.text(sectionName[section])}`;
  const more = size > cells.length ? " …" : "";
  const where = `${name} + ${hex0x(start)}, ${size} ${size === 1 ? "byte" : "bytes"}`;
  if (cells.length === 0) return `${where} of room`;
  const offset = cells[0]?.offset;
  const address = offset === undefined ? undefined : addressOf(view, offset);
  const lines = [`${where}${address === undefined ? ", not in the image" : `, at ${hex0x(address)}`}`];
  if (cells.some(({ value, object }) => value !== object))
    lines.push(
      `object:  ${text(cells, (cell) => cell.object)}${more}`,
      `linked:  ${text(cells, (cell) => cell.value)}${more}`,
    );
  const relocations = new Set(cells.flatMap(({ relocation }) => relocation ?? []));
  for (const relocation of relocations)
    lines.push(`${relocationTypeName(view, view.relocations.type[relocation])} → ${targetName(view, relocation)}`);
  return lines.join("\n");
}
