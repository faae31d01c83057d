// Where a subject is: which bytes of the image, and which lines of the sources; and the other way round. Every pane
// shows the same selection through these.

import {
  type AtomIndex,
  advance,
  type FileIndex,
  type FileOffset,
  type FixupIndex,
  fileOffset,
  type GlobalIndex,
  type OutputSectionIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
  type VirtualAddress,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { causeKind } from "@/linker/schemas/image";
import { symbolsOf } from "./atomSymbols";
import {
  addressOf,
  atomAt,
  isZerofillSection,
  offsetOf,
  relocationAddress,
  slotPartAddress,
  slotRanges,
} from "./places";
import { ownerOf } from "./provenance";
import { rangesOfLine, type SourceFile, type SourcePlace, sourcePlaceAt } from "./sources";
import type { Subject } from "./subject";

/** Bytes [from, to) of the image file. */
export interface ByteSpan {
  readonly from: FileOffset;
  readonly to: FileOffset;
}

const none: readonly ByteSpan[] = [];

function spanAt(view: BuildView, address: VirtualAddress | undefined, size: number): readonly ByteSpan[] {
  const from = address === undefined ? undefined : offsetOf(view, address);
  return from === undefined || size <= 0 ? none : [{ from, to: fileOffset(from + size) }];
}

const isPlaced = (view: BuildView, atom: AtomIndex) =>
  atom !== 0 && view.atoms.live[atom] !== 0 && view.atoms.output[atom] !== 0;

/** The atom whose bytes stand for an atom's: mostly its own. */
const shownAtom = (view: BuildView, atom: AtomIndex): AtomIndex => view.atoms.mergedInto[atom] || atom;

function atomSpan(view: BuildView, atom: AtomIndex): readonly ByteSpan[] {
  const shown = shownAtom(view, atom);
  return isPlaced(view, shown) ? spanAt(view, view.atoms.address[shown], view.atoms.size[shown]) : none;
}

/** A symbol's bytes reach to the next symbol of its atom, or to the atom's end. */
function symbolSpan(view: BuildView, symbol: SymbolIndex): readonly ByteSpan[] {
  const atom = view.symbols.atom[symbol];
  if (symbol === 0 || !isPlaced(view, shownAtom(view, atom))) return none;
  const start = view.symbols.atomOffset[symbol];
  const next = symbolsOf(view, atom).find((other) => view.symbols.atomOffset[other] > start);
  const end = next === undefined ? view.atoms.size[atom] : view.symbols.atomOffset[next];
  return spanAt(view, advance(view.atoms.address[atom], start), end - start);
}

/** A definition's bytes; for an import, the slots that stand for it. */
function globalSpan(view: BuildView, global: GlobalIndex): readonly ByteSpan[] {
  const own = symbolSpan(view, view.globals.symbol[global]);
  if (own.length > 0 || view.globals.ordinal[global] === 0) return own;
  return slotRanges(view)
    .filter((range) => view.slots.global[range.slot] === global)
    .flatMap((range) => spanAt(view, range.address, range.size));
}

function fileSpan(view: BuildView, file: FileIndex): readonly ByteSpan[] {
  const spans: ByteSpan[] = [];
  for (let section = view.files.firstSection[file]; section < view.files.sectionEnd[file]; section++)
    for (let atom = view.sections.firstAtom[section]; atom < view.sections.atomEnd[section]; atom++)
      spans.push(...atomSpan(view, atom));
  return merged(spans);
}

/** Ordered, with touching spans joined. */
export function merged(spans: readonly ByteSpan[]): readonly ByteSpan[] {
  const joined: ByteSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined[joined.length - 1];
    if (last !== undefined && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: fileOffset(Math.max(last.to, span.to)) };
    else joined.push(span);
  }
  return joined;
}

/** The image bytes of [from, to) of an input section, atom by atom. */
function inputRangeSpans(view: BuildView, section: number, from: number, to: number): readonly ByteSpan[] {
  const spans: ByteSpan[] = [];
  const { firstAtom, atomEnd } = view.sections;
  const index = row<SectionIndex>(section);
  for (let atom = firstAtom[index]; atom < atomEnd[index]; atom++) {
    const start = view.atoms.offset[atom];
    const first = Math.max(from, start);
    const end = Math.min(to, start + view.atoms.size[atom]);
    if (end <= first || !isPlaced(view, atom)) continue;
    spans.push(...spanAt(view, advance(view.atoms.address[atom], first - start), end - first));
  }
  return merged(spans);
}

function sectionSpan(view: BuildView, section: OutputSectionIndex): readonly ByteSpan[] {
  if (isZerofillSection(view, section)) return none;
  const from = view.outputSections.fileOffset[section];
  return [{ from, to: fileOffset(from + view.outputSections.size[section]) }];
}

/** The bytes of the image that a subject stands for; none when it has none (imports without slots, zerofill). */
export function spansOf(view: BuildView, sources: readonly SourceFile[], subject: Subject): readonly ByteSpan[] {
  switch (subject.kind) {
    case "relocation":
      return spanAt(
        view,
        relocationAddress(view, subject.relocation),
        2 ** view.relocations.length[subject.relocation],
      );
    case "global":
      return globalSpan(view, subject.global);
    case "symbol":
      return symbolSpan(view, subject.symbol);
    case "slot": {
      const part = subject.part ?? "slot";
      const address = slotPartAddress(view, subject.slot, part);
      const range = slotRanges(view).find((candidate) => candidate.slot === subject.slot && candidate.part === part);
      return spanAt(view, address, range?.size ?? 0);
    }
    case "atom":
      return atomSpan(view, subject.atom);
    case "section":
      return sectionSpan(view, subject.section);
    case "segment": {
      const from = view.segments.fileOffset[subject.segment];
      const size = view.segments.fileSize[subject.segment];
      return size === 0 ? none : [{ from, to: fileOffset(from + size) }];
    }
    case "loadCommand": {
      const from = view.loadCommands.offset[subject.command];
      return [{ from, to: fileOffset(from + view.loadCommands.size[subject.command]) }];
    }
    case "fixup":
      return spanAt(view, view.fixups.address[subject.fixup], 8);
    case "write": {
      const from = view.writes.offset[subject.write];
      return [{ from, to: fileOffset(from + view.writes.size[subject.write]) }];
    }
    case "file":
      return fileSpan(view, subject.file);
    case "bytes":
      return [{ from: subject.from, to: subject.to }];
    case "line":
      return merged(
        rangesOfLine(view, sources, subject.file, subject.line).flatMap((range) =>
          inputRangeSpans(view, range.section, range.from, range.to),
        ),
      );
  }
}

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

function atomPlace(view: BuildView, sources: readonly SourceFile[], atom: AtomIndex, offset: number) {
  const section = view.atoms.section[atom];
  if (atom === 0 || section === 0) return undefined;
  return sourcePlaceAt(view, sources, section, view.atoms.offset[atom] + offset);
}

function symbolPlace(view: BuildView, sources: readonly SourceFile[], symbol: SymbolIndex) {
  return symbol === 0
    ? undefined
    : atomPlace(view, sources, view.symbols.atom[symbol], view.symbols.atomOffset[symbol]);
}

const relocationPlace = (view: BuildView, sources: readonly SourceFile[], relocation: RelocationIndex) =>
  atomPlace(view, sources, view.relocations.atom[relocation], view.relocations.offset[relocation]);

/** The statement of the reference that first asked for a slot. */
function slotPlace(view: BuildView, sources: readonly SourceFile[], slot: Extract<Subject, { kind: "slot" }>["slot"]) {
  const request = view.slots.request[slot];
  const relocation = request === 0 ? row<RelocationIndex>(0) : view.requests.relocation[request];
  return relocation === 0 ? undefined : relocationPlace(view, sources, relocation);
}

function causePlace(view: BuildView, sources: readonly SourceFile[], kind: number, cause: number) {
  if (kind === causeKind.relocation || kind === causeKind.initOffset) return relocationPlace(view, sources, row(cause));
  if (kind === causeKind.fixup)
    return causePlace(
      view,
      sources,
      view.fixups.causeKind[row<FixupIndex>(cause)],
      view.fixups.cause[row<FixupIndex>(cause)],
    );
  if (kind === causeKind.atom) return atomPlace(view, sources, row(cause), 0);
  if (kind === causeKind.slot || kind === causeKind.lazyPointer || kind === causeKind.helper)
    return slotPlace(view, sources, row(cause));
  return undefined;
}

/** The statements a subject comes from; none for what the linker made by itself and for inputs given as objects. */
export function sourcePlacesOf(
  view: BuildView,
  sources: readonly SourceFile[],
  subject: Subject,
): readonly SourcePlace[] {
  switch (subject.kind) {
    case "relocation":
      return present(relocationPlace(view, sources, subject.relocation));
    case "global":
      return present(symbolPlace(view, sources, view.globals.symbol[subject.global]));
    case "symbol":
      return present(symbolPlace(view, sources, subject.symbol));
    case "atom":
      return present(atomPlace(view, sources, subject.atom, 0));
    case "slot":
      return present(slotPlace(view, sources, subject.slot));
    case "fixup":
      return present(causePlace(view, sources, view.fixups.causeKind[subject.fixup], view.fixups.cause[subject.fixup]));
    case "write":
      return present(causePlace(view, sources, view.writes.causeKind[subject.write], view.writes.cause[subject.write]));
    case "bytes": {
      const address = addressOf(view, subject.from);
      const atom = address === undefined ? undefined : atomAt(view, address);
      if (atom !== undefined && address !== undefined)
        return present(atomPlace(view, sources, atom, address - view.atoms.address[atom]));
      const owner = ownerOf(view, sources, subject.from).subject;
      return owner.kind === "bytes" ? [] : sourcePlacesOf(view, sources, owner);
    }
    case "line":
      return [{ file: subject.file, line: subject.line, column: 1, length: 0 }];
    default:
      return [];
  }
}

/** The most telling thing at a byte: the relocation that patched it, else slot, symbol record, field, atom. */
export const subjectAt = (view: BuildView, sources: readonly SourceFile[], offset: FileOffset): Subject =>
  ownerOf(view, sources, offset).subject;

/** What pointing at a byte points at: as `subjectAt`, but the line that was written rather than all of its atom. */
export function pointedAt(view: BuildView, sources: readonly SourceFile[], offset: FileOffset): Subject {
  const subject = subjectAt(view, sources, offset);
  if (subject.kind !== "atom") return subject;
  const [place] = sourcePlacesOf(view, sources, { kind: "bytes", from: offset, to: fileOffset(offset + 1) });
  return place === undefined ? subject : { kind: "line", file: place.file, line: place.line };
}

/** What a source line led to: its relocations first, then the line itself. */
export function subjectsOfLine(
  view: BuildView,
  sources: readonly SourceFile[],
  file: string,
  line: number,
): readonly Subject[] {
  const found: Subject[] = [];
  for (const range of rangesOfLine(view, sources, file, line)) {
    for (let atom = view.sections.firstAtom[range.section]; atom < view.sections.atomEnd[range.section]; atom++) {
      const start = view.atoms.offset[atom];
      if (start >= range.to || start + view.atoms.size[atom] <= range.from) continue;
      for (
        let relocation = view.atoms.firstRelocation[atom];
        relocation < view.atoms.relocationEnd[atom];
        relocation++
      ) {
        const at = start + view.relocations.offset[relocation];
        if (at >= range.from && at < range.to) found.push({ kind: "relocation", relocation });
      }
    }
  }
  found.push({ kind: "line", file, line });
  return found;
}
