// "Who put this byte here?" Every byte of the image has an answer, with tracing on or off: a path from the file down
// to the field, and where it came from (relocation, object, source line). Tables say what a byte is part of; the
// trace, when there is one, says which write made it last.

import { hex0x } from "@/base/text";
import {
  type AtomIndex,
  advance,
  type FileOffset,
  fileOffset,
  type RelocationIndex,
  type VirtualAddress,
  type WriteIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { syntheticKind } from "@/linker/schemas/image";
import { relocationFlags } from "@/linker/schemas/inputs";
import { hintKinds } from "@/macho/optimizationHints";
import { placeInAtom } from "./atomSymbols";
import {
  type CommandField,
  commandAt,
  fieldCovering,
  fieldsOfCommand,
  headerBytes,
  headerFields,
  loadCommandTitle,
} from "./commandFields";
import { hintOver } from "./hints";
import { linkeditAt, linkeditRecordAt } from "./linkedit";
import { fileName, relocationTargetName, segmentName, shortTypeName, slotName, withOffset } from "./names";
import { addressOf, atomAt, relocationIn, sectionAt, segmentAt, slotAt } from "./places";
import { type SourceFile, sourcePlaceAt } from "./sources";
import type { Subject } from "./subject";
import { unwindFieldAt } from "./unwindTable";
import { lastWriteAt } from "./writeCover";

/** One step of a path; a step with a subject can be clicked. */
export interface Crumb {
  readonly text: string;
  readonly subject?: Subject;
}

export interface ByteOwner {
  /** From the image down to the field: `a.out`, `__TEXT`, `__text`, `_main+0x10`, `BRANCH26 field`. */
  readonly path: readonly Crumb[];
  /** Where the byte comes from, nearest first: `relocation 2 → _helper`, `main.s:9`. */
  readonly origin: readonly Crumb[];
  /** What a click on the byte selects. */
  readonly subject: Subject;
  /** Bytes of the innermost thing, for highlighting. */
  readonly from: FileOffset;
  readonly to: FileOffset;
  /** The write that made it; undefined when nothing was written there, or untraced. */
  readonly write: WriteIndex | undefined;
  readonly address: VirtualAddress | undefined;
}

type Found = Pick<ByteOwner, "origin" | "subject" | "from" | "to"> & { readonly path: readonly Crumb[] };

const bytesSubject = (from: number, to: number): Subject => ({
  kind: "bytes",
  from: fileOffset(from),
  to: fileOffset(to),
});

function fieldOwner(fields: readonly CommandField[], offset: FileOffset, name: string, subject: Subject): Found {
  const field = fieldCovering(fields, offset);
  if (field === undefined)
    return { path: [{ text: name, subject }], origin: [], subject, from: offset, to: advance(offset, 1) };
  const record = fields.length > 0 && field.record !== fields[0].record ? [{ text: field.record }] : [];
  return {
    path: [{ text: name, subject }, ...record, { text: field.name }],
    origin: [],
    subject,
    from: field.offset,
    to: advance(field.offset, field.bytes),
  };
}

const recordText = (view: BuildView, relocation: RelocationIndex): string =>
  (view.relocations.flags[relocation] & relocationFlags.implied) !== 0
    ? "a distance in the bytes"
    : `relocation ${view.relocations.record[relocation]}`;

/** What a hint made of the instruction after the relocation was applied. */
function hintCrumb(view: BuildView, relocation: RelocationIndex): readonly Crumb[] {
  const hint = hintOver(view, relocation);
  return hint === undefined ? [] : [{ text: `changed by the hint ${hintKinds.nameOf(view.hints.kind[hint]) ?? ""}` }];
}

function atomOwner(
  view: BuildView,
  sources: readonly SourceFile[],
  atom: AtomIndex,
  offset: FileOffset,
  address: VirtualAddress,
): Found {
  const into = address - view.atoms.address[atom];
  const start = offset - into;
  const subject: Subject = { kind: "atom", atom };
  const relocation = relocationIn(view, atom, into);
  const section = view.atoms.section[atom];
  const place = section === 0 ? undefined : sourcePlaceAt(view, sources, section, view.atoms.offset[atom] + into);
  const file: Crumb = {
    text: fileName(view, view.atoms.file[atom]),
    subject: { kind: "file", file: view.atoms.file[atom] },
  };
  const line: Crumb[] =
    place === undefined
      ? []
      : [{ text: `${place.file}:${place.line}`, subject: { kind: "line", file: place.file, line: place.line } }];
  const origin = place === undefined ? [file] : line;
  const path: Crumb[] = [{ text: placeInAtom(view, atom, into), subject }];
  if (relocation === undefined)
    return { path, origin, subject, from: fileOffset(start), to: fileOffset(start + view.atoms.size[atom]) };
  const made: Subject = { kind: "relocation", relocation };
  const field = fileOffset(start + view.relocations.offset[relocation]);
  return {
    path: [...path, { text: `${shortTypeName(view, view.relocations.type[relocation])} field`, subject: made }],
    origin: [
      ...hintCrumb(view, relocation),
      {
        text: `${recordText(view, relocation)} of ${fileName(view, view.atoms.file[atom])} → ${relocationTargetName(view, relocation)}`,
        subject: made,
      },
      ...line,
    ],
    subject: made,
    from: field,
    to: fileOffset(field + 2 ** view.relocations.length[relocation]),
  };
}

/** Bytes of a section that belong to no atom and no slot: the stub helper's preamble, and gaps for alignment. */
function gapOwner(view: BuildView, offset: FileOffset): Found {
  const section = sectionAt(view, offset);
  const field = unwindFieldAt(view, offset);
  if (field !== undefined) {
    const bytes = bytesSubject(field.from, field.to);
    return {
      path: [{ text: field.text, subject: bytes }],
      origin: [{ text: "made by the linker: how frames are undone", ...(field.subject && { subject: field.subject }) }],
      subject: bytes,
      from: field.from,
      to: field.to,
    };
  }
  const isHelper = section !== undefined && view.outputSections.synthetic[section] === syntheticKind.stubHelper;
  const subject = bytesSubject(offset, offset + 1);
  const text = isHelper ? "preamble" : "padding";
  const reason = isHelper ? "made by the linker: hands over to the binder" : "made by the linker: alignment";
  return {
    path: [{ text, subject }],
    origin: [{ text: reason }],
    subject: section === undefined ? subject : { kind: "section", section },
    from: offset,
    to: advance(offset, 1),
  };
}

function contentOwner(
  view: BuildView,
  sources: readonly SourceFile[],
  offset: FileOffset,
  address: VirtualAddress,
): Found {
  const atom = atomAt(view, address);
  if (atom !== undefined) return atomOwner(view, sources, atom, offset, address);
  const found = slotAt(view, address);
  if (found === undefined) return gapOwner(view, offset);
  const { slot, part } = found;
  const subject: Subject = { kind: "slot", slot, part };
  const into = address - found.address;
  return {
    path: [{ text: withOffset(slotName(view, slot, part), into), subject }],
    origin: [{ text: "made by the linker" }],
    subject,
    from: fileOffset(offset - into),
    to: fileOffset(offset - into + found.size),
  };
}

function linkeditOwner(view: BuildView, offset: FileOffset): Found | undefined {
  const range = linkeditAt(view, offset);
  if (range === undefined) return undefined;
  const whole = bytesSubject(range.from, range.to);
  const record = linkeditRecordAt(view, range, offset);
  const from = record?.from ?? range.from;
  const to = record?.to ?? range.to;
  const subject = record?.subject ?? bytesSubject(from, to);
  return {
    path: [{ text: range.title, subject: whole }, ...(record === undefined ? [] : [{ text: record.text, subject }])],
    origin: [{ text: "made by the linker" }],
    subject,
    from,
    to,
  };
}

function fillOwner(offset: FileOffset): Found {
  const subject = bytesSubject(offset, offset + 1);
  return {
    path: [{ text: "padding", subject }],
    origin: [{ text: "zero fill up to the next page or section" }],
    subject,
    from: offset,
    to: advance(offset, 1),
  };
}

function commandOwner(view: BuildView, offset: FileOffset): Found | undefined {
  if (offset < headerBytes)
    return fieldOwner(headerFields(view), offset, "mach_header_64", bytesSubject(0, headerBytes));
  const command = commandAt(view, offset);
  if (command === undefined) return undefined;
  return fieldOwner(fieldsOfCommand(view, command), offset, loadCommandTitle(view, command), {
    kind: "loadCommand",
    command,
  });
}

/** The owner of a byte of the image. `offset` must be inside it. */
export function ownerOf(view: BuildView, sources: readonly SourceFile[], offset: FileOffset): ByteOwner {
  const segment = segmentAt(view, offset);
  const section = sectionAt(view, offset);
  const address = addressOf(view, offset);
  const found =
    section !== undefined && address !== undefined
      ? contentOwner(view, sources, offset, address)
      : (commandOwner(view, offset) ?? linkeditOwner(view, offset) ?? fillOwner(offset));
  const path: Crumb[] = [{ text: view.options.outputName }];
  if (segment !== undefined) path.push({ text: segmentName(view, segment), subject: { kind: "segment", segment } });
  if (section !== undefined)
    path.push({
      text: view.strings.text(view.outputSections.sectionName[section]),
      subject: { kind: "section", section },
    });
  return { ...found, path: [...path, ...found.path], write: lastWriteAt(view, offset), address };
}

/** The owner in one line: `a.out › __TEXT › __text › _main+0x10 › BRANCH26 field ‹ relocation 2 … ‹ main.s:9`. */
export const describeOwner = (owner: ByteOwner): string =>
  [owner.path.map((crumb) => crumb.text).join(" › "), ...owner.origin.map((crumb) => crumb.text)].join(" ‹ ");

/** What a screen reader says of one byte: `0x100000408: 00, relocation 2 of main.s → _helper`. */
export function sayByte(owner: ByteOwner, offset: FileOffset, value: number): string {
  const where = owner.address === undefined ? `offset ${hex0x(offset)}` : hex0x(owner.address);
  const innermost = owner.path[owner.path.length - 1].text;
  const from = owner.origin.length === 0 ? "" : `, ${owner.origin.map((crumb) => crumb.text).join(", ")}`;
  return `${where}: ${value.toString(16).padStart(2, "0")}, ${innermost}${from}`;
}
