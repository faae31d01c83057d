// The names in one source, for completion: kept line by line, so that a key press reads the lines it changed and no
// other. A new text is read in slices while nothing else is to do; what is not read yet is not offered yet.

import type { Architecture } from "@/arch/architecture";
import type { Syntax } from "@/asm/instructionEncoder";
import { initialState, type LineState, tokenizeLine } from "./asmTokens";

export interface SourceNames {
  /** Labels, assigned names, and names that room was reserved for. */
  readonly defined: ReadonlySet<string>;
  /** Names that a directive declares: `.globl`, `.extern` and their like. */
  readonly declared: ReadonlySet<string>;
  readonly macros: ReadonlySet<string>;
  /** `segment,section` of `.section`. */
  readonly sections: ReadonlySet<string>;
}

type Kind = keyof SourceNames;

interface Line {
  readonly names: readonly (readonly [Kind, string])[];
  readonly syntax: Syntax | undefined;
  /** The text where it may begin or end a block comment. */
  readonly comment: string | undefined;
}

const blank: Line = { names: [], syntax: undefined, comment: undefined };

const name = '("[^"]+"|[A-Za-z_.$][\\w.$?]*)';
const label = new RegExp(`^\\s*(?:${name}|\\d+)\\s*:`);
const assignment = new RegExp(`^\\s*${name}\\s*=(?!=)`);
const directive = /^\s*(\.[A-Za-z_]\w*)\s*(.*)$/;
const firstName = new RegExp(`^${name}`);

/** Which operand of a directive is a name, and what it then is. */
const naming: Readonly<Record<string, readonly [Kind, number]>> = {
  ".set": ["defined", 0],
  ".equ": ["defined", 0],
  ".equiv": ["defined", 0],
  ".lto_set_conditional": ["defined", 0],
  ".comm": ["defined", 0],
  ".common": ["defined", 0],
  ".lcomm": ["defined", 0],
  ".tbss": ["defined", 0],
  ".zerofill": ["defined", 2],
  ".macro": ["macros", 0],
};
const declaring = /^\.(globl|global|extern|private_extern|weak_\w+|reference|lazy_reference|no_dead_strip|alt_entry)$/;

const unquoted = (text: string) => (text.startsWith('"') ? text.slice(1, -1) : text);

function readDirective(text: string, names: [Kind, string][]): Syntax | undefined {
  const [, word = "", rest = ""] = directive.exec(text) ?? [];
  if (word === ".intel_syntax") return "intel";
  if (word === ".att_syntax") return "att";
  if (word === ".section" || word === ".pushsection") {
    const [segment = "", section = ""] = rest.split(",").map((part) => part.trim());
    if (segment !== "" && section !== "") names.push(["sections", `${segment},${section}`]);
    return undefined;
  }
  if (declaring.test(word)) {
    for (const part of rest.split(",")) {
      const found = firstName.exec(part.trim())?.[1];
      if (found !== undefined) names.push(["declared", unquoted(found)]);
    }
    return undefined;
  }
  const meaning = Object.hasOwn(naming, word) ? naming[word] : undefined;
  if (meaning === undefined) return undefined;
  const found = firstName.exec(rest.split(",")[meaning[1]]?.trim() ?? "")?.[1];
  if (found !== undefined) names.push([meaning[0], unquoted(found)]);
  return undefined;
}

/** Most lines are instructions: nothing in them is worth a closer look. */
const isWorthReading = /[:=/*]|^\s*\.|;\s*\./;

function readLine(text: string, architecture: Architecture): Line {
  if (!isWorthReading.test(text)) return blank;
  const names: [Kind, string][] = [];
  let syntax: Syntax | undefined;
  for (const statement of architecture === "x86_64" && text.includes(";") ? text.split(";") : [text]) {
    let rest = statement;
    for (let match = label.exec(rest); match !== null; match = label.exec(rest)) {
      if (match[1] !== undefined) names.push(["defined", unquoted(match[1])]);
      rest = rest.slice(match[0].length);
    }
    const assigned = assignment.exec(rest)?.[1];
    if (assigned !== undefined && assigned !== ".") names.push(["defined", unquoted(assigned)]);
    else syntax = readDirective(rest, names) ?? syntax;
  }
  const comment = text.includes("/*") || text.includes("*/") ? text : undefined;
  return names.length === 0 && syntax === undefined && comment === undefined ? blank : { names, syntax, comment };
}

export class SourceIndex {
  /** How many lines were ever read: what an edit costs. */
  linesRead = 0;
  private readonly architecture: Architecture;
  /** A text is a line that was not read yet. */
  private lines: (Line | string)[];
  private nextUnread = 0;
  private known: SourceNames | undefined;

  constructor(architecture: Architecture, texts: readonly string[]) {
    this.architecture = architecture;
    this.lines = [...texts];
  }

  /** Puts `texts` in the place of `removed` lines from line `from` (0-based). */
  replace(from: number, removed: number, texts: readonly string[]): void {
    // An edit of a few lines is read at once, a paste in slices like a new text.
    const isSmall = texts.length <= 100;
    const lines = isSmall ? texts.map((text) => this.read(text)) : texts;
    // Not by spreading: a paste may have more lines than a call can have arguments.
    this.lines =
      removed === lines.length && isSmall
        ? this.overwrite(from, lines)
        : [...this.lines.slice(0, from), ...lines, ...this.lines.slice(from + removed)];
    this.nextUnread = Math.min(this.nextUnread, isSmall ? this.nextUnread : from);
    this.known = undefined;
  }

  /** Reads up to so many lines; false when all are read. */
  readSome(limit: number): boolean {
    let left = limit;
    for (; this.nextUnread < this.lines.length && left > 0; this.nextUnread++) {
      const line = this.lines[this.nextUnread];
      if (typeof line !== "string") continue;
      this.lines[this.nextUnread] = this.read(line);
      left -= 1;
    }
    if (left < limit) this.known = undefined;
    return this.nextUnread < this.lines.length;
  }

  /** How instructions are written at a line (0-based), the text before it counted. */
  syntaxAt(line: number): Syntax {
    for (let at = Math.min(line, this.lines.length) - 1; at >= 0; at--) {
      const entry = this.lines[at];
      if (typeof entry === "object" && entry.syntax !== undefined) return entry.syntax;
    }
    return "att";
  }

  /** Whether a line (0-based) begins inside a block comment. */
  stateAt(line: number): LineState {
    let state = initialState;
    for (let at = 0; at < line && at < this.lines.length; at++) state = this.after(state, this.lines[at]);
    return state;
  }

  names(): SourceNames {
    this.known ??= this.collect();
    return this.known;
  }

  private overwrite(from: number, lines: readonly (Line | string)[]): (Line | string)[] {
    for (const [index, line] of lines.entries()) this.lines[from + index] = line;
    return this.lines;
  }

  private read(text: string): Line {
    this.linesRead += 1;
    return readLine(text, this.architecture);
  }

  private after(state: LineState, line: Line | string | undefined): LineState {
    const text = typeof line === "string" ? line : line?.comment;
    return text === undefined ? state : tokenizeLine(text, this.architecture, state).next;
  }

  private collect(): SourceNames {
    const found = {
      defined: new Set<string>(),
      declared: new Set<string>(),
      macros: new Set<string>(),
      sections: new Set<string>(),
    };
    let state = initialState;
    for (const line of this.lines) {
      if (typeof line === "string") continue;
      if (!state.inBlockComment) for (const [kind, text] of line.names) found[kind].add(text);
      if (line.comment !== undefined) state = this.after(state, line);
    }
    return found;
  }
}
