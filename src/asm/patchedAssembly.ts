// Most keys that are pressed in a source change the operands of an instruction, a comment or blanks. Then nothing
// moves: the object is that of the version before but for the instruction's own bytes. This is where such an edit is
// told from others, and where its assembly is made of the one before; whatever else it may be is assembled anew.

import { equalBytes } from "@/base/buffers";
import type { Diagnostic } from "@/base/diagnostic";
import { type LineIndex, row } from "@/base/units";
import { header64, section64, segmentCommand64 } from "@/macho/layouts";
import { dataView } from "@/macho/struct";
import { allocate, copyRows, type ReadonlyTable } from "@/tables/table";
import type { AssembledSource, Assembly } from "./assemble";
import { Emitter } from "./emitter";
import { isPlain } from "./instructionRun";
import { lineKind, lines as linesSchema } from "./lineTable";
import type { SourceText, SourceVersion } from "./sourceText";
import type { Meaning, Statement } from "./statement";
import { StatementReader } from "./statementReader";
import { differenceOf, type PlacedStatement, type VersionDifference } from "./versionDifference";

type Lines = ReadonlyTable<typeof linesSchema>;

/** An assembly that others can be made from. It keeps bytes and rows of its own: those of an assembly are given away. */
export interface PatchBase {
  readonly name: string;
  readonly version: SourceVersion;
  readonly object: Uint8Array<ArrayBuffer>;
  readonly lines: Lines;
  /** File offset of each section's contents in the object, by ordinal; sections without contents have any. */
  readonly sectionStarts: readonly number[];
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
  { assembly: { object, lines, diagnostics }, isTransparent }: AssembledSource,
): PatchBase | undefined {
  if (object === undefined || diagnostics.length > 0 || !isTransparent || version.hasRemarks) return undefined;
  return { name, version, object: object.slice(), lines: copied(lines), sectionStarts: sectionStartsOf(object) };
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

/** What an instruction comes to or, where it is none, what is said about it. */
interface ReadInstruction {
  readonly bytes: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
}

/** The assembly of the source as it is now; undefined if that takes more than this. */
export function patchedAssembly(base: PatchBase, source: SourceText): Patched | undefined {
  const { version } = source;
  const difference = version.hasRemarks ? undefined : differenceOf(base.version, version);
  if (difference === undefined) return undefined;
  const { sameInFront, sameBehind } = difference;
  const gone = difference.before.slice(sameInFront, difference.before.length - sameBehind);
  const come = difference.after.slice(sameInFront, difference.after.length - sameBehind);
  const rows = gone.map((statement) => rowOf(base, statement));
  const read = readAll(base, source, come, gone[0]?.statement.meaning?.encoder ?? encoderNear(difference));
  if (rows.includes(undefined) || read === undefined) return undefined;
  const diagnostics = read.flatMap((instruction) => instruction.diagnostics);
  if (diagnostics.length > 0) {
    const lines = allocate(linesSchema, 1);
    return { assembly: { object: undefined, lines, diagnostics }, base: undefined };
  }
  const isSameLength = read.every(({ bytes }, i) => rows[i] !== undefined && bytes.length === base.lines.size[rows[i]]);
  if (come.length !== gone.length || !isSameLength) return undefined;
  const object = base.object.slice();
  for (const [i, { bytes }] of read.entries()) object.set(bytes, startOf(base, rows[i]!));
  const lines = movedLines(base.lines, difference);
  const next = { ...base, version, object, lines };
  return { assembly: { object: object.slice(), lines: copied(lines), diagnostics }, base: next };
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

function readAll(
  base: PatchBase,
  source: SourceText,
  statements: readonly PlacedStatement[],
  encoder: Meaning["encoder"] | undefined,
): readonly ReadInstruction[] | undefined {
  const all: ReadInstruction[] = [];
  for (const placed of statements) {
    const read = encoder && readAlone(base.name, source, placed, encoder);
    if (read === undefined) return undefined;
    all.push(read);
  }
  return all;
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

/** Directives, labels, assignments, names of registers. */
const namesSomethingElse = /^[."]|[:=]|[ \t]\.req\b/i;

/**
 * What an instruction comes to, or is told, without the text around it; undefined if that could matter, or if it may
 * be something else than an instruction.
 */
function readAlone(
  name: string,
  source: SourceText,
  { statement, line, column }: PlacedStatement,
  encoder: Meaning["encoder"],
): ReadInstruction | undefined {
  if (namesSomethingElse.test(statement.text)) return undefined;
  const emitter = new Emitter(name, source.architecture);
  const reader = new StatementReader(emitter, encoder);
  // Read anew: what is known about the text may be from another syntax.
  const alone: Statement = { ...statement, meaning: undefined };
  reader.statement(alone, line, column);
  if (reader.hasSpokenOfNames) return undefined;
  const { diagnostics, errors } = emitter;
  if (errors > 0) return { bytes: new Uint8Array(0), diagnostics };
  const { meaning } = alone;
  if (diagnostics.length > 0 || meaning?.instruction === undefined || !isPlain(alone)) return undefined;
  // Some other syntax may have been here first.
  if (statement.meaning?.encoder !== encoder) statement.meaning = meaning;
  return { bytes: meaning.instruction.bytes, diagnostics };
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
      if (old.statement.text !== now.statement.text) table.length[at] = now.statement.text.length;
    }
  }
  return table;
}
