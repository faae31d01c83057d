// Which lines of a text are still those of an older version of it, and what number they had there: what a build says
// about a line holds until the line itself is changed.

/** One replacement: lines as they were before it, columns from 1. */
export interface TextChange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
  /** What stood behind the replaced text in its last line. */
  readonly restIsEmpty: boolean;
}

export class ChangedLines {
  private readonly linesThen: number;
  private linesNow: number;
  /** Unchanged lines at the start and at the end. */
  private front: number;
  private back: number;

  constructor(lines: number) {
    this.linesThen = lines;
    this.linesNow = lines;
    this.front = lines;
    this.back = lines;
  }

  change(changes: readonly TextChange[], linesAfter: number): void {
    for (const { startLine, startColumn, endLine, endColumn, text, restIsEmpty } of changes) {
      // A line break typed behind a line leaves it as it was, and one typed in front of it does as well.
      const isBehind = restIsEmpty && startLine === endLine && startColumn === endColumn && text.startsWith("\n");
      const isBefore = startColumn === 1 && endColumn === 1 && (text === "" || text.endsWith("\n"));
      this.front = Math.min(this.front, isBehind ? startLine : startLine - 1);
      this.back = Math.min(this.back, this.linesNow - endLine + (isBefore ? 1 : 0));
    }
    this.linesNow = linesAfter;
    this.back = Math.min(this.back, linesAfter);
  }

  /** The number that a line had; undefined for one that is new or was changed. */
  before(line: number): number | undefined {
    if (line <= this.front) return line;
    return line > this.linesNow - this.back ? line - this.linesNow + this.linesThen : undefined;
  }

  /** The number that a line has now. */
  after(line: number): number | undefined {
    if (line <= this.front) return line;
    return line > this.linesThen - this.back ? line - this.linesThen + this.linesNow : undefined;
  }
}

/** Builds of older versions than these are not waited for. */
const mostVersions = 64;

/** The changes since each of the latest versions of a text. */
export class VersionedLines {
  private readonly since = new Map<number, ChangedLines>();

  /** The text is of this version now, by these changes; without them, all of it is new. */
  turn(version: number, changes: readonly TextChange[] | undefined, lines: number): void {
    if (changes === undefined) this.since.clear();
    else for (const changed of this.since.values()) changed.change(changes, lines);
    this.since.set(version, new ChangedLines(lines));
    for (const old of this.since.keys()) {
      if (this.since.size <= mostVersions) break;
      this.since.delete(old);
    }
  }

  of(version: number): ChangedLines | undefined {
    return this.since.get(version);
  }
}
