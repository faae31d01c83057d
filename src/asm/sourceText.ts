// The versions of one source, cut into statements by stretches of lines. A new version shares what lies before and
// behind the edit with the version before it, and only the stretches between are scanned.

import type { Architecture } from "@/arch/architecture";
import { findRuns, type InstructionRun, type RunStarts, runLength } from "./instructionRun";
import type { Complaint, Span } from "./messages";
import type { Statement, StatementPool } from "./statement";
import { blankBlockComments, cutStatements } from "./statements";

/** Where the statements of one version go. */
export interface SourceReader {
  statement(statement: Statement, line: number, column: number): void;
  /** Instructions that refer to nothing, all at once; false if the reader wants them as statements. */
  run(run: InstructionRun, line: number): boolean;
  report(complaint: Complaint, span: Span): void;
}

/** What a source consisted of at some time; stretches that two versions share are the same objects. */
export interface SourceVersion {
  readonly stretches: readonly Stretch[];
  /** Something was said about the cutting. */
  readonly hasRemarks: boolean;
}

interface Remark {
  /** Number of statements that end before it. */
  readonly before: number;
  readonly complaint: Complaint;
  readonly span: Span;
}

/** Some lines. Statements end with their line, so what a stretch means does not depend on its neighbours. */
export interface Stretch {
  /** Characters and lines of the source, newlines included. */
  readonly length: number;
  readonly lines: number;
  readonly statements: readonly Statement[];
  /** Line and column of each statement in turn; lines count from the stretch's first, which is 0. */
  readonly places: Uint32Array;
  readonly remarks: readonly Remark[];
  /** Missing until all statements were read once. */
  runs: RunStarts | undefined;
}

/** An edit scans this many lines; a smaller number makes more stretches to compare. */
const linesOfStretch = 64;
/** Fewer between the first and the last edit are cut anew; among more, those are looked for that are still there. */
const fewStretches = 4;
/** How many characters a stretch is looked for around the place where it should be. */
const farthestMove = 4096;

export class SourceText {
  readonly architecture: Architecture;
  private readonly pool: StatementPool;
  private text = "";
  private stretches: readonly Stretch[] = [];
  /** Those that no version before had, or none that was read. */
  private readonly unread = new Set<Stretch>();
  /** Of the text as a whole. */
  private remarks: readonly Omit<Remark, "before">[] = [];

  constructor(architecture: Architecture, pool: StatementPool) {
    this.architecture = architecture;
    this.pool = pool;
  }

  update(source: string): void {
    const remarks: Omit<Remark, "before">[] = [];
    const text = blankBlockComments(source, (complaint, span) => remarks.push({ complaint, span }));
    this.remarks = remarks;
    const [first, from] = this.sameAtStart(text);
    const [last, behind] = this.sameAtEnd(text, first, from);
    const { stretches } = this;
    for (const { statements } of stretches.slice(first, last))
      for (const statement of statements) this.pool.add(statement);
    // Parts of a string keep the whole of it in memory: versions are not to stay for the sake of a few lines.
    const to = text.length - behind;
    const between = stretches.length === 0 ? this.scan(text, from, to) : this.between(text, from, to, first, last);
    this.stretches = [...stretches.slice(0, first), ...between, ...stretches.slice(last)];
    this.text = text;
  }

  /** The new text between what is the same at its start and at its end; edits may be far apart. */
  private between(text: string, from: number, to: number, first: number, last: number): readonly Stretch[] {
    const found: Stretch[] = [];
    let done = from;
    let moved = 0;
    let at = from;
    for (const stretch of this.stretches.slice(first, last)) {
      const lines = this.text.slice(at, at + stretch.length);
      at += stretch.length;
      // Of a few stretches that an edit touches, none is worth looking for.
      if (last - first < fewStretches) continue;
      const start = Math.max(done, at - stretch.length + moved - farthestMove);
      const place = start + text.slice(start, Math.min(to, at + moved + farthestMove)).indexOf(lines);
      if (place < start || !endsLine(text, place) || !endsLine(text, place + stretch.length)) continue;
      found.push(...this.scan(ownCopy(text.slice(done, place)), 0, place - done), stretch);
      done = place + stretch.length;
      moved = done - at;
    }
    return [...found, ...this.scan(ownCopy(text.slice(done, to)), 0, to - done)];
  }

  /** How many stretches the new text has in common at its start, and how many characters. */
  private sameAtStart(text: string): readonly [number, number] {
    const { stretches } = this;
    let at = 0;
    for (let i = 0; i < stretches.length; i++) {
      const end = at + stretches[i]!.length;
      if (text.slice(at, end) !== this.text.slice(at, end) || !endsLine(text, end)) return [i, at];
      at = end;
    }
    return [stretches.length, at];
  }

  /** Which stretch is the first that it has in common at its end, and how many characters from there. */
  private sameAtEnd(text: string, first: number, from: number): readonly [number, number] {
    const { stretches, text: before } = this;
    let behind = 0;
    for (let i = stretches.length; i > first; i--) {
      const next = behind + stretches[i - 1]!.length;
      const start = text.length - next;
      const isSame =
        start >= from &&
        (start === 0 || endsLine(text, start)) &&
        text.slice(start, text.length - behind) === before.slice(before.length - next, before.length - behind);
      if (!isSame) return [i, behind];
      behind = next;
    }
    return [first, behind];
  }

  read(reader: SourceReader): void {
    for (const { complaint, span } of this.remarks) reader.report(complaint, span);
    let line = 1;
    for (const stretch of this.stretches) {
      // A version before has read what it shares with this one.
      if (!this.unread.has(stretch)) stretch.runs ??= findRuns(stretch.statements, stretch.places);
      const { remarks } = stretch;
      if (remarks.length > 0) readRemarked(stretch, line, reader);
      else readPlain(stretch, line, reader);
      line += stretch.lines;
    }
    this.unread.clear();
  }

  get version(): SourceVersion {
    const { stretches } = this;
    return { stretches, hasRemarks: this.remarks.length > 0 || stretches.some(({ remarks }) => remarks.length > 0) };
  }

  private scan(text: string, from: number, to: number): Stretch[] {
    const ends: number[] = [];
    for (let end = from; end < to; ) {
      const newline = text.indexOf("\n", end);
      end = newline < 0 || newline >= to ? to : newline + 1;
      ends.push(end);
    }
    // As even as can be, or lines that are added one by one leave stretches of one line.
    const count = Math.ceil(ends.length / linesOfStretch);
    const stretches: Stretch[] = [];
    let start = from;
    for (let i = 0, line = 0; i < count; i++) {
      const next = Math.round(((i + 1) * ends.length) / count);
      const end = ends[next - 1]!;
      const stretch = this.stretch(text, start, end, next - line);
      this.unread.add(stretch);
      stretches.push(stretch);
      start = end;
      line = next;
    }
    return stretches;
  }

  private stretch(text: string, from: number, to: number, lines: number): Stretch {
    const statements: Statement[] = [];
    const places: number[] = [];
    const remarks: Remark[] = [];
    cutStatements(text, from, to, this.architecture, {
      statement: (statement, line, column) => {
        statements.push(this.pool.get(statement));
        places.push(line - 1, column);
      },
      report: (complaint, span) => remarks.push({ before: statements.length, complaint, span }),
    });
    return { length: to - from, lines, statements, places: new Uint32Array(places), remarks, runs: undefined };
  }
}

function readPlain({ statements, places, runs }: Stretch, line: number, reader: SourceReader): void {
  for (let i = 0; i < statements.length; ) {
    const run = runs?.[i];
    if (run !== undefined && reader.run(run, line)) i += runLength(run);
    else {
      reader.statement(statements[i]!, line + places[2 * i]!, places[2 * i + 1]!);
      i++;
    }
  }
}

function readRemarked({ statements, places, remarks }: Stretch, line: number, reader: SourceReader): void {
  let next = 0;
  for (let i = 0; i <= statements.length; i++) {
    for (; remarks[next]?.before === i; next++) {
      const { complaint, span } = remarks[next]!;
      reader.report(complaint, { ...span, line: line + span.line - 1 });
    }
    const statement = statements[i];
    if (statement !== undefined) reader.statement(statement, line + places[2 * i]!, places[2 * i + 1]!);
  }
}

const endsLine = (text: string, end: number) => end === text.length || text.charCodeAt(end - 1) === 10;

/** Concatenation makes a string of its own once it is read. */
const ownCopy = (text: string) => `${text}\n`.slice(0, -1);
