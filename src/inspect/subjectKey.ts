// Names for what the page points at that outlive the build they were made in. A subject holds row numbers, which an
// edit moves; its key says the same in the visitor's words (file, section, symbol, offset, type), so a selection
// survives a relink and can stand in a link. Parts are joined by `:`; a `:` or `%` inside a part is percent-encoded.

import {
  type AtomIndex,
  type FileIndex,
  fileOffset,
  type GlobalIndex,
  type LoadCommandIndex,
  type OutputSectionIndex,
  type RelocationIndex,
  row,
  type SectionIndex,
  type SlotIndex,
  type SymbolIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { slotKind } from "@/linker/schemas/globals";
import { causeKind, fixupKind } from "@/linker/schemas/image";
import type { Subject } from "./subject";

/** Text of a subject's name; compare by equality only. */
export type SubjectKey = string;

const encodePart = (part: string | number): string =>
  String(part).replace(/[%:]/g, (mark) => (mark === ":" ? "%3A" : "%25"));
const decodePart = (part: string): string => part.replace(/%3A|%25/g, (mark) => (mark === "%3A" ? ":" : "%"));
const join = (...parts: readonly (string | number)[]): SubjectKey => parts.map(encodePart).join(":");

const hex = (value: number) => value.toString(16);
/** A non-negative number, or undefined for text that is none. */
function parseHex(text: string | undefined): number | undefined {
  if (text === undefined || !/^[0-9a-f]{1,13}$/.test(text)) return undefined;
  return Number.parseInt(text, 16);
}

// Names of rows ---------------------------------------------------------------------------------------------------

const fileName = (view: BuildView, file: FileIndex) => view.strings.text(view.files.name[file]);
const symbolName = (view: BuildView, symbol: SymbolIndex) => view.strings.text(view.symbols.name[symbol]);
const globalName = (view: BuildView, global: GlobalIndex) => view.strings.text(view.globals.name[global]);
const inputSectionName = (view: BuildView, section: SectionIndex) =>
  `${view.strings.text(view.sections.segmentName[section])},${view.strings.text(view.sections.sectionName[section])}`;
const outputSectionName = (view: BuildView, section: OutputSectionIndex) =>
  `${view.strings.text(view.outputSections.segmentName[section])},${view.strings.text(view.outputSections.sectionName[section])}`;

/** An atom's own name, or `@` and its offset in the section when nothing names it. */
function atomName(view: BuildView, atom: AtomIndex): string {
  const symbol = view.atoms.symbol[atom];
  return symbol === 0 ? `@${hex(view.atoms.offset[atom])}` : symbolName(view, symbol);
}

function atomParts(view: BuildView, atom: AtomIndex): string[] {
  return [
    fileName(view, view.atoms.file[atom]),
    inputSectionName(view, view.atoms.section[atom]),
    atomName(view, atom),
  ];
}

/** The name a relocation refers to: its symbol's, or the atom's for a section-based record. */
export function targetName(view: BuildView, relocation: RelocationIndex): string {
  const symbol = view.relocations.symbol[relocation];
  if (symbol !== 0) return symbolName(view, symbol);
  const target = view.relocations.target[relocation];
  return target === 0 ? "" : atomName(view, target);
}

function relocationParts(view: BuildView, relocation: RelocationIndex): string[] {
  const { atom, offset, type } = view.relocations;
  return [
    ...atomParts(view, atom[relocation]),
    hex(offset[relocation]),
    String(type[relocation]),
    targetName(view, relocation),
  ];
}

/** A slot's kind and what it leads to: a global, or a file's local symbol. */
function slotParts(view: BuildView, slot: SlotIndex): string[] {
  const { kind, global, symbol } = view.slots;
  const leads =
    global[slot] === 0
      ? [symbolName(view, symbol[slot]), fileName(view, view.symbols.file[symbol[slot]])]
      : [globalName(view, global[slot]), ""];
  return [slotKind.nameOf(kind[slot]) ?? "", ...leads];
}

/** What a write or a fixup was made for: a nested key, or only the kind and the row when the row has no name. */
function causeParts(view: BuildView, kind: number, cause: number): string[] {
  switch (kind) {
    case causeKind.atom:
      return atomParts(view, row(cause));
    case causeKind.relocation:
    case causeKind.initOffset:
      return relocationParts(view, row(cause));
    case causeKind.slot:
    case causeKind.lazyPointer:
    case causeKind.helper:
      return slotParts(view, row(cause));
    default:
      return [String(cause)];
  }
}

/** Load commands repeat: the command and how many of its kind stand before it. */
function loadCommandParts(view: BuildView, index: LoadCommandIndex): string[] {
  const { command } = view.loadCommands;
  let before = 0;
  for (const other of view.loadCommands.rows()) {
    if (other >= index) break;
    if (command[other] === command[index]) before += 1;
  }
  return [hex(command[index]), String(before)];
}

/** Bytes keep their distance from the section they lie in, so they follow it when it moves. */
function bytesParts(view: BuildView, from: number, to: number): string[] {
  const { fileOffset: start, size } = view.outputSections;
  for (const section of view.outputSections.rows()) {
    const offset = from - start[section];
    if (start[section] > 0 && offset >= 0 && offset < size[section])
      return [outputSectionName(view, section), hex(offset), hex(to - from)];
  }
  return ["", hex(from), hex(to - from)];
}

/** The name of whatever the files together mean by a symbol's name. */
export const globalKey = (name: string): SubjectKey => join("global", name);

/** The name of a subject in this build; undefined when its row is not there. */
export function keyOf(view: BuildView, subject: Subject): SubjectKey | undefined {
  switch (subject.kind) {
    case "relocation":
      return holds(view.relocations, subject.relocation)
        ? join(subject.kind, ...relocationParts(view, subject.relocation))
        : undefined;
    case "global":
      return holds(view.globals, subject.global) ? globalKey(globalName(view, subject.global)) : undefined;
    case "symbol": {
      if (!holds(view.symbols, subject.symbol)) return undefined;
      const file = view.symbols.file[subject.symbol];
      return join(
        subject.kind,
        fileName(view, file),
        symbolName(view, subject.symbol),
        hex(subject.symbol - view.files.firstSymbol[file]),
      );
    }
    case "slot":
      return holds(view.slots, subject.slot)
        ? join(subject.kind, ...slotParts(view, subject.slot), subject.part ?? "slot")
        : undefined;
    case "atom":
      return holds(view.atoms, subject.atom) ? join(subject.kind, ...atomParts(view, subject.atom)) : undefined;
    case "section":
      return holds(view.outputSections, subject.section)
        ? join(subject.kind, outputSectionName(view, subject.section))
        : undefined;
    case "segment":
      return holds(view.segments, subject.segment)
        ? join(subject.kind, view.strings.text(view.segments.name[subject.segment]))
        : undefined;
    case "loadCommand":
      return holds(view.loadCommands, subject.command)
        ? join(subject.kind, ...loadCommandParts(view, subject.command))
        : undefined;
    case "fixup": {
      if (!holds(view.fixups, subject.fixup)) return undefined;
      const { kind, causeKind: why, cause } = view.fixups;
      return join(
        subject.kind,
        fixupKind.nameOf(kind[subject.fixup]) ?? "",
        why[subject.fixup],
        ...causeParts(view, why[subject.fixup], cause[subject.fixup]),
      );
    }
    case "write": {
      if (!holds(view.writes, subject.write)) return undefined;
      const { causeKind: why, cause } = view.writes;
      return join(subject.kind, why[subject.write], ...causeParts(view, why[subject.write], cause[subject.write]));
    }
    case "file":
      return holds(view.files, subject.file) ? join(subject.kind, fileName(view, subject.file)) : undefined;
    case "bytes":
      return join(subject.kind, ...bytesParts(view, subject.from, subject.to));
    case "line":
      return join(subject.kind, subject.file, subject.line);
  }
}

const holds = (table: { rowCount(): number }, index: number): boolean => index > 0 && index < table.rowCount();

// Back to rows ----------------------------------------------------------------------------------------------------

function find<Row>(rows: Iterable<Row>, matches: (candidate: Row) => boolean): Row | undefined {
  for (const candidate of rows) if (matches(candidate)) return candidate;
  return undefined;
}

function* between<Row extends number>(first: Row, end: Row): Generator<Row> {
  for (let index: number = first; index < end; index++) yield row<Row>(index);
}

const findFile = (view: BuildView, name: string | undefined): FileIndex | undefined =>
  find(view.files.rows(), (file) => fileName(view, file) === name);

function findAtom(view: BuildView, parts: readonly string[]): AtomIndex | undefined {
  const [fileText, sectionText, name] = parts;
  const file = findFile(view, fileText);
  if (file === undefined) return undefined;
  for (const section of between(view.files.firstSection[file], view.files.sectionEnd[file])) {
    if (inputSectionName(view, section) !== sectionText) continue;
    const atom = find(
      between(view.sections.firstAtom[section], view.sections.atomEnd[section]),
      (candidate) => atomName(view, candidate) === name,
    );
    if (atom !== undefined) return atom;
  }
  return undefined;
}

/** The same offset, type and target; failing that, the nearest one of that type and target in the atom. */
function findRelocation(view: BuildView, parts: readonly string[]): RelocationIndex | undefined {
  const atom = findAtom(view, parts);
  const offset = parseHex(parts[3]);
  if (atom === undefined || offset === undefined) return undefined;
  let best: RelocationIndex | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of between(view.atoms.firstRelocation[atom], view.atoms.relocationEnd[atom])) {
    if (String(view.relocations.type[candidate]) !== parts[4] || targetName(view, candidate) !== parts[5]) continue;
    const away = Math.abs(view.relocations.offset[candidate] - offset);
    if (away < bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}

const samePart = (found: readonly string[], wanted: readonly string[]): boolean =>
  found.length === wanted.length && found.every((part, index) => part === wanted[index]);

const findSlot = (view: BuildView, parts: readonly string[]): SlotIndex | undefined =>
  find(view.slots.rows(), (slot) => samePart(slotParts(view, slot), parts.slice(0, 3)));

/** The row a nested cause key names, so that fixups and writes can be searched by number. */
function findCause(view: BuildView, kind: number, parts: readonly string[]): number | undefined {
  switch (kind) {
    case causeKind.atom:
      return findAtom(view, parts);
    case causeKind.relocation:
    case causeKind.initOffset:
      return findRelocation(view, parts);
    case causeKind.slot:
    case causeKind.lazyPointer:
    case causeKind.helper:
      return findSlot(view, parts);
    default:
      return Number(parts[0]);
  }
}

function resolveFixup(view: BuildView, parts: readonly string[]): Subject | undefined {
  const why = Number(parts[1]);
  const cause = findCause(view, why, parts.slice(2));
  const fixup = find(
    view.fixups.rows(),
    (candidate) =>
      view.fixups.cause[candidate] === cause &&
      view.fixups.causeKind[candidate] === why &&
      fixupKind.nameOf(view.fixups.kind[candidate]) === parts[0],
  );
  return fixup === undefined ? undefined : { kind: "fixup", fixup };
}

function resolveWrite(view: BuildView, parts: readonly string[]): Subject | undefined {
  const why = Number(parts[0]);
  const cause = findCause(view, why, parts.slice(1));
  const write = find(
    view.writes.rows(),
    (candidate) => view.writes.cause[candidate] === cause && view.writes.causeKind[candidate] === why,
  );
  return write === undefined ? undefined : { kind: "write", write };
}

function resolveSymbol(view: BuildView, parts: readonly string[]): Subject | undefined {
  const file = findFile(view, parts[0]);
  if (file === undefined) return undefined;
  const all = [...between(view.files.firstSymbol[file], view.files.symbolEnd[file])].filter(
    (candidate) => symbolName(view, candidate) === parts[1],
  );
  const ordinal = parseHex(parts[2]) ?? 0;
  const symbol = all.find((candidate) => candidate - view.files.firstSymbol[file] === ordinal) ?? all[0];
  return symbol === undefined ? undefined : { kind: "symbol", symbol };
}

function resolveLoadCommand(view: BuildView, parts: readonly string[]): Subject | undefined {
  const command = find(view.loadCommands.rows(), (candidate) => samePart(loadCommandParts(view, candidate), parts));
  return command === undefined ? undefined : { kind: "loadCommand", command };
}

function resolveBytes(view: BuildView, parts: readonly string[]): Subject | undefined {
  const [name, offset, size] = [parts[0], parseHex(parts[1]), parseHex(parts[2])];
  const length = view.image?.length;
  if (offset === undefined || size === undefined || length === undefined) return undefined;
  const section = find(view.outputSections.rows(), (candidate) => outputSectionName(view, candidate) === name);
  if (section === undefined && name !== "") return undefined;
  const from = offset + (section === undefined ? 0 : view.outputSections.fileOffset[section]);
  if (from >= length) return undefined;
  return { kind: "bytes", from: fileOffset(from), to: fileOffset(Math.min(length, from + Math.max(1, size))) };
}

function resolveSlot(view: BuildView, parts: readonly string[]): Subject | undefined {
  const slot = findSlot(view, parts);
  if (slot === undefined) return undefined;
  const part = parts[3];
  return part === "lazyPointer" || part === "helper" ? { kind: "slot", slot, part } : { kind: "slot", slot };
}

/** A file and a line: needs no build. */
function resolveLine(parts: readonly string[]): Subject | undefined {
  const line = Number(parts[1]);
  const sound = parts[0] !== undefined && Number.isInteger(line) && line >= 1 && line <= 1_000_000;
  return sound ? { kind: "line", file: parts[0]!, line } : undefined;
}

/** The subject a key names in this build; undefined when the build has no such thing, or the key is malformed. */
export function resolveKey(view: BuildView, key: SubjectKey): Subject | undefined {
  const [kind, ...parts] = key.split(":").map(decodePart);
  switch (kind) {
    case "relocation": {
      const relocation = findRelocation(view, parts);
      return relocation === undefined ? undefined : { kind, relocation };
    }
    case "global": {
      const global = find(view.globals.rows(), (candidate) => globalName(view, candidate) === parts[0]);
      return global === undefined ? undefined : { kind, global };
    }
    case "symbol":
      return resolveSymbol(view, parts);
    case "slot":
      return resolveSlot(view, parts);
    case "atom": {
      const atom = findAtom(view, parts);
      return atom === undefined ? undefined : { kind, atom };
    }
    case "section": {
      const section = find(view.outputSections.rows(), (candidate) => outputSectionName(view, candidate) === parts[0]);
      return section === undefined ? undefined : { kind, section };
    }
    case "segment": {
      const segment = find(
        view.segments.rows(),
        (candidate) => view.strings.text(view.segments.name[candidate]) === parts[0],
      );
      return segment === undefined ? undefined : { kind, segment };
    }
    case "loadCommand":
      return resolveLoadCommand(view, parts);
    case "fixup":
      return resolveFixup(view, parts);
    case "write":
      return resolveWrite(view, parts);
    case "file": {
      const file = findFile(view, parts[0]);
      return file === undefined ? undefined : { kind, file };
    }
    case "bytes":
      return resolveBytes(view, parts);
    case "line":
      return resolveLine(parts);
    default:
      return undefined;
  }
}

/** The nth reference (from 0) of the named file to a name: how an example says what to select first. */
export function findReference(view: BuildView, file: string, to: string, occurrence = 0): Subject | undefined {
  const index = findFile(view, file);
  if (index === undefined) return undefined;
  let left = occurrence;
  for (const section of between(view.files.firstSection[index], view.files.sectionEnd[index])) {
    for (const atom of between(view.sections.firstAtom[section], view.sections.atomEnd[section])) {
      for (const relocation of between(view.atoms.firstRelocation[atom], view.atoms.relocationEnd[atom])) {
        if (targetName(view, relocation) !== to) continue;
        if (left === 0) return { kind: "relocation", relocation };
        left -= 1;
      }
    }
  }
  return undefined;
}
