// Most keys that are pressed in a source change the operands of an instruction, a comment or blanks. Then nothing
// moves: the object is that of the version before but for the instruction's own bytes. This is where such an edit is
// told from others, and where its assembly is made of the one before; whatever else it may be is for others to follow.

import { equalBytes } from "@/base/buffers";
import { type LineIndex, row } from "@/base/units";
import { header64, section64, segmentCommand64 } from "@/macho/layouts";
import { dataView } from "@/macho/struct";
import { allocate, copyRows, type ReadonlyTable } from "@/tables/table";
import { type AloneReading, readAlone } from "./aloneReading";
import type { AssembledSource, Assembly } from "./assemble";
import { isPlain } from "./instructionRun";
import { lineKind, lines as linesSchema } from "./lineTable";
import type { SourceText, SourceVersion } from "./sourceText";
import { KeptDraft } from "./splicing/keptDraft";
import { comeOf, complete, goneOf } from "./splicing/plan";
import type { Meaning } from "./statement";
import { differenceOf, movesFirst, type PlacedStatement, type VersionDifference } from "./versionDifference";

type Lines = ReadonlyTable<typeof linesSchema>;

/** An assembly that others can be made from. It keeps bytes and rows of its own: those of an assembly are given away. */
export interface PatchBase {
  readonly name: string;
  readonly version: SourceVersion;
  readonly object: Uint8Array<ArrayBuffer>;
  readonly lines: Lines;
  /** File offset of each section's contents in the object, by ordinal; sections without contents have any. */
  readonly sectionStarts: readonly number[];
  /** What other edits may change; missing where that is given up. */
  readonly kept: KeptDraft | undefined;
}

export interface Patched {
  readonly assembly: Assembly;
  /** Missing where there is no object. */
  readonly base: PatchBase | undefined;
}

/** What was said about a source, and what macros and conditions make of it, may change with any edit: no base. */
export function patchBaseOf(
  name: string,
  { version }: SourceText,
  { assembly, isTransparent, emitted }: AssembledSource,
): PatchBase | undefined {
  if (!isTransparent || version.hasRemarks || emitted === undefined || assembly.diagnostics.length > 0)
    return undefined;
  return baseOf(name, version, assembly, KeptDraft.of(emitted));
}

/** The same of an assembly that was made from another one. */
export function baseOf(
  name: string,
  version: SourceVersion,
  { object, lines }: Assembly,
  kept: KeptDraft | undefined,
): PatchBase | undefined {
  if (object === undefined) return undefined;
  return { name, version, object: object.slice(), lines: copied(lines), sectionStarts: sectionStartsOf(object), kept };
}

/** By ordinal, which counts from 1. */
function sectionStartsOf(object: Uint8Array): readonly number[] {
  const view = dataView(object);
  const { sectionCount } = segmentCommand64.read(view, header64.bytes);
  const first = header64.bytes + segmentCommand64.bytes;
  const starts = [0];
  for (let i = 0; i < sectionCount; i++) starts.push(section64.read(view, first + i * section64.bytes).offset);
  return starts;
}

function copied(lines: Lines): Lines {
  const table = allocate(linesSchema, lines.rowCount());
  copyRows(linesSchema, lines, table);
  return table;
}

/** What was edited since; undefined if that is another source. */
export function editSince({ version: before }: PatchBase, { version }: SourceText): VersionDifference | undefined {
  const difference = version.hasRemarks ? undefined : differenceOf(before, version);
  return difference === undefined || movesFirst(difference) ? undefined : difference;
}

/** So many that are said about one edit are far from what an assembly may say. */
const mostMessages = 100;

/** The assembly of the source as it is now; undefined if that takes more than this. */
export function patchedAssembly(
  base: PatchBase,
  { version, architecture }: SourceText,
  difference: VersionDifference,
): Patched | undefined {
  const [gone, come] = [goneOf(difference), comeOf(difference)];
  const encoder = gone[0]?.statement.meaning?.encoder ?? encoderNear(difference);
  const read = complete(come.map((statement) => encoder && readAlone(base.name, architecture, statement, encoder)));
  if (read === undefined) return undefined;
  const diagnostics = read.flatMap((instruction) => instruction.diagnostics);
  if (diagnostics.length > 0) {
    if (diagnostics.length > mostMessages || !isAllThatIsSaid(base, gone, read)) return undefined;
    const lines = allocate(linesSchema, 1);
    return { assembly: { object: undefined, lines, diagnostics }, base: undefined };
  }
  const rows = complete(gone.map((statement) => rowOf(base, statement)));
  const bytes = complete(
    come.map(({ statement }) => (isPlain(statement) ? statement.meaning?.instruction?.bytes : undefined)),
  );
  if (rows === undefined || bytes === undefined || rows.length !== bytes.length) return undefined;
  if (bytes.some(({ length }, i) => length !== base.lines.size[rows[i]!])) return undefined;
  const object = base.object.slice();
  for (const [i, row] of rows.entries()) object.set(bytes[i]!, startOf(base, row));
  const lines = movedLines(base.lines, difference);
  const next = { ...base, version, object, lines };
  return { assembly: { object: object.slice(), lines: copied(lines), diagnostics }, base: next };
}

/**
 * Whether nothing else is said about the source without the statements that went. They are instructions: without one,
 * a name is mentioned less, which nobody minds, and some distances are shorter.
 */
function isAllThatIsSaid(
  { kept }: PatchBase,
  gone: readonly PlacedStatement[],
  come: readonly AloneReading[],
): boolean {
  const names = come.flatMap((reading) => reading.names);
  if (gone.length === 0 && names.length === 0 && come.every(({ meaning }) => meaning === undefined)) return true;
  return kept?.staysSilentWithout(gone, come) ?? false;
}

/** The syntax around an instruction that is new: that of the last one in front. */
function encoderNear({ before, sameInFront }: VersionDifference): Meaning["encoder"] | undefined {
  for (let i = sameInFront - 1; i >= 0; i--) {
    const { meaning, text } = before[i]!.statement;
    if (text.includes("_syntax")) return undefined;
    if (meaning?.instruction !== undefined) return meaning.encoder;
  }
  return undefined;
}

/** File offset of the bytes that a row tells of. */
const startOf = ({ lines, sectionStarts }: PatchBase, at: LineIndex) =>
  sectionStarts[lines.section[at]]! + lines.offset[at];

/** The one row of a plain instruction, if the object has it just once and as it is written. */
function rowOf(base: PatchBase, { statement, line, column }: PlacedStatement): LineIndex | undefined {
  if (!isPlain(statement)) return undefined;
  const { lines, object } = base;
  let found: LineIndex | undefined;
  const { line: lineOf, column: columnOf } = lines;
  for (let at = 1, end = lines.rowCount(); at < end; at++) {
    const index = row<LineIndex>(at);
    if (lineOf[index] !== line || columnOf[index] !== column) continue;
    if (found !== undefined) return undefined;
    found = index;
  }
  const bytes = statement.meaning?.instruction?.bytes;
  if (found === undefined || bytes === undefined || lines.kind[found] !== lineKind.instruction) return undefined;
  const start = startOf(base, found);
  return equalBytes(object.subarray(start, start + lines.size[found]), bytes) ? found : undefined;
}

/** The rows, where the version after has their statements; both have as many. */
function movedLines(lines: Lines, { before, after, from, to, shift }: VersionDifference): Lines {
  const table = allocate(linesSchema, lines.rowCount());
  copyRows(linesSchema, lines, table);
  const byLine = new Map<number, number[]>();
  for (const [i, { line }] of before.entries()) {
    const same = byLine.get(line);
    if (same === undefined) byLine.set(line, [i]);
    else same.push(i);
  }
  const { line: oldLine } = lines;
  const { line: newLine } = table;
  for (let index = 1, end = table.rowCount(); index < end; index++) {
    const at = row<LineIndex>(index);
    const line = oldLine[at];
    if (line >= to) newLine[at] = line + shift;
    else if (line >= from) {
      // Behind labels, a row starts further right than its statement.
      const i = byLine.get(line)?.findLast((candidate) => before[candidate]!.column <= lines.column[at]);
      if (i === undefined) continue;
      const [old, now] = [before[i]!, after[i]!];
      table.line[at] = now.line;
      table.column[at] = lines.column[at] + now.column - old.column;
      const isWhole = lines.length[at] === old.statement.text.length;
      if (isWhole && old.statement.text !== now.statement.text) table.length[at] = now.statement.text.length;
    }
  }
  return table;
}
