// Source lines of assembled inputs: which statement the bytes of an input section came from, and back. Line tables
// are ordered by section, then offset, so both ways are searches, never scans per byte.

import { lines } from "@/asm/lineTable";
import { type LineIndex, row, type SectionIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { attach, type ReadonlyTable, type TableHandle } from "@/tables/table";

/** An input that was assembled here, with its line table. */
export interface SourceFile {
  readonly name: string;
  /** Position among the link's inputs, from 1, as `files.input` counts. */
  readonly input: number;
  readonly lines: ReadonlyTable<typeof lines>;
}

/** Line and column count from 1; `length` is in characters. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

interface BuiltSource {
  readonly name: string;
  readonly input: number;
  readonly lines: TableHandle | undefined;
}

const attached = new WeakMap<readonly BuiltSource[], readonly SourceFile[]>();

/** The line tables among a build's files; the same array gives the same answer, so it can be a memo key. */
export function attachSources(files: readonly BuiltSource[]): readonly SourceFile[] {
  let sources = attached.get(files);
  if (sources === undefined) {
    sources = files.flatMap((file) =>
      file.lines === undefined || file.input === 0
        ? []
        : [{ name: file.name, input: file.input, lines: attach(lines, file.lines) }],
    );
    attached.set(files, sources);
  }
  return sources;
}

/** Ordinal of an input section in its object, from 1, as line tables count. */
const ordinalOf = (view: BuildView, section: SectionIndex): number =>
  section - view.files.firstSection[view.sections.file[section]] + 1;

const sourceOf = (view: BuildView, sources: readonly SourceFile[], section: SectionIndex): SourceFile | undefined => {
  const input = view.files.input[view.sections.file[section]];
  return input === 0 ? undefined : sources.find((source) => source.input === input);
};

/** The statement whose bytes cover `offset` of the section with this ordinal. */
export function statementAt(source: SourceFile, ordinal: number, offset: number): LineIndex | undefined {
  const table = source.lines;
  let low = 1;
  let high = table.rowCount();
  while (low < high) {
    const middle = (low + high) >>> 1;
    const line = row<LineIndex>(middle);
    const before = table.section[line] < ordinal || (table.section[line] === ordinal && table.offset[line] <= offset);
    if (before) low = middle + 1;
    else high = middle;
  }
  const found = row<LineIndex>(low - 1);
  if (found === 0 || table.section[found] !== ordinal) return undefined;
  return offset < table.offset[found] + table.size[found] ? found : undefined;
}

const placeOf = (source: SourceFile, line: LineIndex): SourcePlace => ({
  file: source.name,
  line: source.lines.line[line],
  column: source.lines.column[line],
  length: source.lines.length[line],
});

/** The statement that made the byte at `offset` of an input section. */
export function sourcePlaceAt(
  view: BuildView,
  sources: readonly SourceFile[],
  section: SectionIndex,
  offset: number,
): SourcePlace | undefined {
  const source = sourceOf(view, sources, section);
  const line = source && statementAt(source, ordinalOf(view, section), offset);
  return source === undefined || line === undefined ? undefined : placeOf(source, line);
}

/** Bytes of an input section that one source line made. */
export interface LineRange {
  readonly section: SectionIndex;
  readonly from: number;
  readonly to: number;
  readonly kind: number;
}

/** What a line of a source assembled to: usually one range, several for macros and repeats. */
export function rangesOfLine(
  view: BuildView,
  sources: readonly SourceFile[],
  file: string,
  line: number,
): readonly LineRange[] {
  const source = sources.find((candidate) => candidate.name === file);
  if (source === undefined) return [];
  const ranges: LineRange[] = [];
  for (const index of view.files.rows()) {
    if (view.files.input[index] !== source.input) continue;
    for (const statement of source.lines.rows()) {
      if (source.lines.line[statement] !== line || source.lines.size[statement] === 0) continue;
      const section = row<SectionIndex>(view.files.firstSection[index] + source.lines.section[statement] - 1);
      if (section >= view.files.sectionEnd[index]) continue;
      const from = source.lines.offset[statement];
      ranges.push({ section, from, to: from + source.lines.size[statement], kind: source.lines.kind[statement] });
    }
  }
  return ranges;
}

/** The bytes [from, to) of an input section that the statement around `offset` made, and where it is written. */
export function sourceRangeAt(
  view: BuildView,
  sources: readonly SourceFile[],
  section: SectionIndex,
  offset: number,
): { readonly from: number; readonly to: number; readonly place: SourcePlace } | undefined {
  const source = section === 0 ? undefined : sourceOf(view, sources, section);
  const line = source && statementAt(source, ordinalOf(view, section), offset);
  if (source === undefined || line === undefined) return undefined;
  const from = source.lines.offset[line];
  return { from, to: from + source.lines.size[line], place: placeOf(source, line) };
}
