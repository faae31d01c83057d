// The linker knows objects: it says `main.s:(__TEXT,__text+0x8)`. The assembler's line table knows which statement
// those bytes came from. This joins the two, so that an undefined name is underlined where it is written.

import type { Diagnostic, Place } from "@/base/diagnostic";
import type { FileIndex, LineIndex, RelocationIndex, SectionIndex } from "@/base/units";
import { type SourceFile, statementAt } from "@/inspect/sources";
import { targetName } from "@/inspect/subjectKey";
import type { BuildView } from "@/linker/build";
import { lineOf } from "./sourceLines";

/** A source that was assembled, with its text. */
export interface AssembledSource extends SourceFile {
  readonly text: string;
}

/** A place in an input section. */
interface SectionPlace {
  readonly section: SectionIndex;
  /** From 1, in the order of the object's section headers. */
  readonly ordinal: number;
  readonly offset: number;
}

function fileOf(view: BuildView, name: string): FileIndex | undefined {
  for (const file of view.files.rows()) if (view.strings.text(view.files.name[file]) === name) return file;
  return undefined;
}

function bySection(view: BuildView, file: FileIndex, place: Place): SectionPlace | undefined {
  if (place.section === undefined || place.offset === undefined) return undefined;
  const first = view.files.firstSection[file];
  const { segmentName, sectionName } = view.sections;
  for (const section of view.sections.rows()) {
    if (section < first || section >= view.files.sectionEnd[file]) continue;
    const name = `${view.strings.text(segmentName[section])},${view.strings.text(sectionName[section])}`;
    if (name === place.section) return { section, ordinal: section - first + 1, offset: place.offset };
  }
  return undefined;
}

function bySymbol(view: BuildView, file: FileIndex, place: Place): SectionPlace | undefined {
  if (place.symbol === undefined) return undefined;
  const { name, section, value } = view.symbols;
  for (const symbol of view.symbols.rows()) {
    if (symbol < view.files.firstSymbol[file] || symbol >= view.files.symbolEnd[file]) continue;
    if (section[symbol] === 0 || view.strings.text(name[symbol]) !== place.symbol) continue;
    const offset = value[symbol] - view.sections.address[section[symbol]] + (place.symbolOffset ?? 0);
    return { section: section[symbol], ordinal: section[symbol] - view.files.firstSection[file] + 1, offset };
  }
  return undefined;
}

/** The relocation whose field lies in the statement's bytes, from `from` to `to` in the section. */
function relocationIn(view: BuildView, section: SectionIndex, from: number, to: number): RelocationIndex | undefined {
  const { atoms, relocations, sections } = view;
  for (let atom = sections.firstAtom[section]; atom < sections.atomEnd[section]; atom++) {
    const start = atoms.offset[atom];
    if (start >= to || start + atoms.size[atom] <= from) continue;
    for (let index = atoms.firstRelocation[atom]; index < atoms.relocationEnd[atom]; index++) {
      const at = start + relocations.offset[index];
      if (at >= from && at < to) return index;
    }
  }
  return undefined;
}

/** The part of a statement that spells the name its relocation refers to; the whole statement when it does not. */
function narrow(source: AssembledSource, line: LineIndex, name: string): Pick<Place, "column" | "length"> {
  const { column, length } = source.lines;
  const whole = { column: column[line], length: length[line] };
  const text = lineOf(source, source.lines.line[line]) ?? "";
  const at = name === "" ? -1 : text.indexOf(name, column[line] - 1);
  return at === -1 || at >= column[line] - 1 + length[line] ? whole : { column: at + 1, length: name.length };
}

function mapPlace(view: BuildView, sources: ReadonlyMap<string, AssembledSource>, place: Place): Place {
  const source = sources.get(place.file);
  if (source === undefined || place.line !== undefined) return place;
  const file = fileOf(view, place.file);
  if (file === undefined) return place;
  const found = bySection(view, file, place) ?? bySymbol(view, file, place);
  if (found === undefined) return place;
  const line = statementAt(source, found.ordinal, found.offset);
  if (line === undefined) return place;
  const start = source.lines.offset[line];
  const relocation = relocationIn(view, found.section, start, start + source.lines.size[line]);
  const name = relocation === undefined ? "" : targetName(view, relocation);
  return { ...withoutOwnLine(place), line: source.lines.line[line], ...narrow(source, line, name) };
}

/** Debug information of the assembly itself says the same once more; that of a compiler's source says something else. */
function withoutOwnLine(place: Place): Place {
  if (place.source === undefined || place.source.file.split("/").at(-1) !== place.file.split("/").at(-1)) return place;
  const { source: _, ...rest } = place;
  return rest;
}

/** The same diagnostics with lines and columns wherever a place lies in an assembled source. */
export function mapToSources(
  view: BuildView,
  sources: readonly AssembledSource[],
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const map = (place: Place) => mapPlace(view, byName, place);
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    ...(diagnostic.place === undefined ? {} : { place: map(diagnostic.place) }),
    ...(diagnostic.related === undefined
      ? {}
      : {
          related: diagnostic.related.map((related) =>
            related.place === undefined ? related : { ...related, place: map(related.place) },
          ),
        }),
  }));
}
