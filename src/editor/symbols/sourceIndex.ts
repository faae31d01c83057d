// The names of one source, line by line, from version to version: a line is scanned again when its text or the state
// that it inherits changed. Nothing is done while somebody types; who asks pays for the lines that changed, and the
// first scan of a long text may be done in slices before anybody asks.

import type { Architecture } from "@/arch/architecture";
import { parseInteger } from "@/asm/expressionParser";
import { firstState, type LineState, scanLine } from "./lineMentions";
import type { Mention, PlacedMention } from "./mention";

interface Line {
  readonly text: string;
  /** The state it was scanned in; undefined before that. */
  before: LineState | undefined;
  after: LineState;
  mentions: readonly Mention[];
  /** Some of them define or declare; of most lines none does. */
  isNaming: boolean;
}

/** A definition, and where it stands. */
export interface Definition extends PlacedMention {
  /** `segment,section`; undefined for what has no place there, and inside macros. */
  readonly section: string | undefined;
  /** Made anew wherever the macro around it is called. */
  readonly isInMacro: boolean;
}

/** Lines from here to the next stretch go to one section. */
export interface SectionStretch {
  readonly line: number;
  /** `segment,section` */
  readonly name: string;
  readonly isCode: boolean;
}

interface Findings {
  readonly definitions: readonly Definition[];
  readonly stretches: readonly SectionStretch[];
}

const none: readonly never[] = [];
/** Concatenation makes a string of its own once it is read: lines are not to keep whole versions of the text. */
const ownCopy = (text: string) => `${text}\n`.slice(0, -1);

export class SourceIndex {
  readonly architecture: Architecture;
  private lines: readonly Line[] = [];
  private text: string | undefined;
  /** Counts the texts that were taken. */
  version = 0;
  /** Lines in front that are right. */
  private done = 0;
  private known: Findings | undefined;

  constructor(architecture: Architecture) {
    this.architecture = architecture;
  }

  /** Takes another version of the text; compares, but scans nothing. */
  update(text: string): void {
    if (text === this.text) return;
    const { lines } = this;
    const [first, from] = sameAtStart(lines, text);
    const [last, to] = sameAtEnd(lines, text, first, from);
    const isFirst = this.text === undefined;
    const between = to < from ? [] : linesOf(isFirst ? text : ownCopy(text.slice(from, to)));
    this.lines = isFirst ? between : [...lines.slice(0, first), ...between, ...lines.slice(last)];
    this.text = text;
    this.version += 1;
    this.done = Math.min(this.done, first);
    this.known = undefined;
  }

  /** Scans lines that need it, at most so many; true once all are right. */
  advance(mostLines = Number.POSITIVE_INFINITY): boolean {
    const { lines } = this;
    let left = mostLines;
    while (this.done < lines.length) {
      const line = lines[this.done]!;
      const before = lines[this.done - 1]?.after ?? firstState(this.architecture);
      if (line.before !== before) {
        if (left-- <= 0) return false;
        const { mentions, after } = scanLine(line.text, before);
        line.before = before;
        line.mentions = mentions;
        line.isNaming = mentions.some(({ role }) => role !== "reference");
        line.after = after;
      }
      this.done++;
    }
    return true;
  }

  /** What a line inherits from those above it; lines count from 1. */
  stateAt(line: number): LineState {
    this.advance(line);
    return this.lines[line - 2]?.after ?? firstState(this.architecture);
  }

  get lineCount(): number {
    return this.lines.length;
  }

  /** From left to right; lines count from 1. */
  mentionsIn(line: number): readonly Mention[] {
    this.advance();
    return this.lines[line - 1]?.mentions ?? none;
  }

  /** The name at a column, or the one that ends just before it. */
  mentionAt(line: number, column: number): PlacedMention | undefined {
    const touching = this.mentionsIn(line).filter(
      (mention) => mention.kind !== "section" && column >= mention.column && column <= mention.column + mention.length,
    );
    const mention = touching.find((one) => column < one.column + one.length) ?? touching[0];
    return mention && { ...mention, line };
  }

  /** All mentions that are wanted, in the order of the text. */
  select(isWanted: (mention: Mention) => boolean): PlacedMention[] {
    this.advance();
    const found: PlacedMention[] = [];
    const { lines } = this;
    for (let i = 0; i < lines.length; i++)
      for (const mention of lines[i]!.mentions) if (isWanted(mention)) found.push({ ...mention, line: i + 1 });
    return found;
  }

  /** Definitions and declarations, in the order of the text. */
  *naming(): Generator<Mention> {
    this.advance();
    for (const { mentions, isNaming } of this.lines)
      if (isNaming) for (const mention of mentions) if (mention.role !== "reference") yield mention;
  }

  /** Texts of the lines in macros. */
  macroLines(): readonly string[] {
    this.advance();
    return this.lines.flatMap(({ text, before }) => ((before?.macroDepth ?? 0) > 0 ? [text] : []));
  }

  /** Labels, values, rooms and macros, numbers left out, in the order of the text. */
  definitions(): readonly Definition[] {
    return this.findings().definitions;
  }

  /** Which section each line goes to. */
  stretches(): readonly SectionStretch[] {
    return this.findings().stretches;
  }

  private findings(): Findings {
    this.advance();
    this.known ??= collect(this.lines);
    return this.known;
  }

  /** Where `1b` or `1f` leads. */
  numberedLabel({ name, line, column }: PlacedMention): PlacedMention | undefined {
    // Whatever the spelling: `010:` is `8b`.
    const number = parseInteger(name.slice(0, -1));
    const isIt = ({ kind, role, name: other }: Mention) =>
      kind === "number" && role === "definition" && parseInteger(other) === number;
    if (name.endsWith("b")) {
      for (let at = line; at > 0; at--) {
        const found = this.mentionsIn(at).findLast((one) => isIt(one) && (at < line || one.column < column));
        if (found !== undefined) return { ...found, line: at };
      }
      return undefined;
    }
    for (let at = line; at <= this.lines.length; at++) {
      const found = this.mentionsIn(at).find((one) => isIt(one) && (at > line || one.column > column));
      if (found !== undefined) return { ...found, line: at };
    }
    return undefined;
  }
}

const linesOf = (text: string): Line[] =>
  text
    .split("\n")
    .map((line) => ({ text: line, before: undefined, after: firstState("arm64"), mentions: none, isNaming: false }));

/** How many lines the text has in common at its start, and where the rest begins. */
function sameAtStart(lines: readonly Line[], text: string): readonly [number, number] {
  let at = 0;
  for (let i = 0; i < lines.length; i++) {
    const { length } = lines[i]!.text;
    const isWhole = at + length === text.length || text.charCodeAt(at + length) === 10;
    if (!isWhole || !text.startsWith(lines[i]!.text, at)) return [i, at];
    at += length + 1;
  }
  return [lines.length, at];
}

/** Which line is the first in common at the end, and where what lies between ends (without its newline). */
function sameAtEnd(lines: readonly Line[], text: string, first: number, from: number): readonly [number, number] {
  let to = text.length;
  for (let i = lines.length; i > first; i--) {
    const start = to - lines[i - 1]!.text.length;
    const isWhole = start === 0 || text.charCodeAt(start - 1) === 10;
    if (start < from || !isWhole || !text.startsWith(lines[i - 1]!.text, start)) return [i, to];
    to = start - 1;
  }
  return [first, to];
}

function collect(lines: readonly Line[]): Findings {
  const definitions: Definition[] = [];
  const sections = new SectionWalk();
  for (let i = 0; i < lines.length; i++) {
    const { mentions, before } = lines[i]!;
    const isInMacro = (before?.macroDepth ?? 0) > 0;
    for (const mention of mentions) {
      if (mention.kind === "section") sections.take(mention, i + 1);
      else if (mention.role === "definition" && mention.kind !== "number") {
        const isPlaced = mention.kind === "label" && !isInMacro;
        definitions.push({ ...mention, line: i + 1, section: isPlaced ? sections.now.name : undefined, isInMacro });
      }
    }
  }
  return { definitions, stretches: sections.stretches };
}

type Section = Pick<SectionStretch, "name" | "isCode">;

/** Which section the text is in, as the assembler follows it. */
class SectionWalk {
  now: Section = { name: "__TEXT,__text", isCode: true };
  readonly stretches: SectionStretch[] = [{ line: 1, ...this.now }];
  private previous = this.now;
  private readonly stack: (readonly [Section, Section])[] = [];

  take({ name, directive, isCode = false }: Mention, line: number): void {
    if (directive === ".popsection") [this.now, this.previous] = this.stack.pop() ?? [this.now, this.previous];
    else {
      if (directive === ".pushsection") this.stack.push([this.now, this.previous]);
      const next = directive === ".previous" ? this.previous : { name, isCode };
      this.previous = this.now;
      this.now = next;
    }
    this.stretches.push({ line, ...this.now });
  }
}
