// The names in one line of a source. What a line means hangs on little that comes before it: an open comment, the
// syntax, whether it is in a macro. That little is the state, of which there are few different ones.

import type { Architecture } from "@/arch/architecture";
import { endOfIdentifier, isDigit, skipBlanks } from "@/asm/characters";
import { holdsCode, parseSection, sectionDirectives } from "@/asm/sections";
import { blankBlockComments, cutStatements } from "@/asm/statements";
import { readQuotedName } from "@/asm/strings";
import { declaring, defining, wordArguments } from "./directiveNames";
import type { Mention, MentionKind } from "./mention";
import { type Dialect, firstDialect, isOperandWord, isPrefix } from "./operandWords";

/** One object for each different state: compared by identity. */
export interface LineState {
  readonly inComment: boolean;
  readonly dialect: Dialect;
  /** How many `.macro` are open. */
  readonly macroDepth: number;
}

const states = new Map<string, LineState>();
const stateOf = (state: LineState): LineState => {
  const key = `${state.dialect} ${state.inComment} ${state.macroDepth}`;
  const known = states.get(key);
  if (known === undefined) states.set(key, state);
  return known ?? state;
};
export const firstState = (architecture: Architecture): LineState =>
  stateOf({ inComment: false, dialect: firstDialect(architecture), macroDepth: 0 });

export interface LineMentions {
  readonly mentions: readonly Mention[];
  readonly after: LineState;
}
const none: readonly never[] = [];

export function scanLine(text: string, before: LineState): LineMentions {
  let inComment = false;
  const source = blankBlockComments(before.inComment ? withoutComment(text) : text, () => {
    inComment = true;
  });
  if (before.inComment && !text.includes("*/")) return { mentions: none, after: before };
  const scanner = new LineScanner(before);
  cutStatements(source, 0, source.length, before.dialect === "arm64" ? "arm64" : "x86_64", {
    statement: (statement, _line, column) => scanner.statement(statement, column),
    report: () => undefined,
  });
  const { mentions, dialect, macroDepth } = scanner;
  const isSame = dialect === before.dialect && macroDepth === before.macroDepth && inComment === before.inComment;
  return {
    mentions: mentions.length === 0 ? none : mentions,
    after: isSame ? before : stateOf({ inComment, dialect, macroDepth }),
  };
}

/** The comment that is open when the line begins, as blanks. */
function withoutComment(text: string): string {
  const end = text.indexOf("*/");
  return end < 0 ? "" : " ".repeat(end + 2) + text.slice(end + 2);
}

/** Parts of a name that a macro puts together: `_f\n`, `\name\()_end`, `L\@`. */
const putTogether = /[\w.$?]*(?:\\(?:[\w.$]+|\(\)|@|\+)[\w.$?]*)+/y;
const modifier = /@[A-Za-z_]\w*/y;
const attRegister = /%[A-Za-z]\w*(?:\(\d\))?/y;
const braces = /\{[A-Za-z][\w-]*\}/y;
const numberWord = /\d[\w.]*/y;
const localReference = /^\d+[bf]$/;

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** Index behind `'a'` or `'\n'`; behind the apostrophe if it opens none. */
function endOfCharacter(text: string, at: number): number {
  const length = text[at + 1] === "\\" ? 4 : 3;
  return text[at + length - 1] === "'" ? at + length : at + 1;
}

/** What the arguments of a statement are. */
interface Arguments {
  readonly operation: string;
  readonly directive: string | undefined;
  readonly role: Mention["role"];
  /** Arguments from this one on name symbols. */
  readonly from: number;
  readonly defined: { readonly argument: number; readonly kind: MentionKind } | undefined;
}

const operandsOf = (operation: string): Arguments => ({
  operation,
  directive: undefined,
  role: "reference",
  from: 0,
  defined: undefined,
});

class LineScanner {
  readonly mentions: Mention[] = [];
  dialect: Dialect;
  macroDepth: number;
  private text = "";
  /** Whether it holds a backslash, without which nothing is put together. */
  private isTemplate = false;
  /** Column of the statement's first character. */
  private column = 1;

  constructor({ dialect, macroDepth }: LineState) {
    this.dialect = dialect;
    this.macroDepth = macroDepth;
  }

  statement(text: string, column: number): void {
    this.text = text;
    this.isTemplate = text.includes("\\");
    this.column = column;
    const at = this.labels();
    if (at >= text.length) return;
    const end = this.endOfName(at);
    const equals = skipBlanks(text, end);
    if (end > at && text[equals] === "=" && text[equals + 1] !== "=") {
      this.name(at, end, { kind: "value", role: "definition" });
      this.expressions(equals + 1, operandsOf("="));
    } else if (text[at] === "." && !text.startsWith(".\\", at)) this.directive(at, end);
    else this.instruction(at);
  }

  /** Behind a name, quoted or not, or a number; `at` if there is none. */
  private endOfName(at: number): number {
    const { text } = this;
    if (text[at] === '"') return readQuotedName(text, at)?.end ?? at;
    if (!isDigit(text.charCodeAt(at))) return endOfIdentifier(text, at);
    return at + lengthAt(numberWord, text, at);
  }

  /** Length of what a macro puts together at `at`. */
  private made(at: number): number {
    return this.isTemplate ? lengthAt(putTogether, this.text, at) : 0;
  }

  private labels(): number {
    const { text } = this;
    for (let at = 0; ; ) {
      const made = this.made(at);
      const end = made > 0 ? at + made : this.endOfName(at);
      const colon = skipBlanks(text, end);
      if (end === at || text[colon] !== ":") return at;
      if (made === 0) {
        const isNumber = isDigit(text.charCodeAt(at));
        this.name(at, end, { kind: isNumber ? "number" : "label", role: "definition" });
      }
      at = skipBlanks(text, colon + 1);
    }
  }

  private name(from: number, to: number, meaning: Omit<Mention, "name" | "column" | "length">): void {
    const written = this.text.slice(from, to);
    const name = written.startsWith('"') ? (readQuotedName(written, 0)?.name ?? "") : written;
    if (name !== "") this.mentions.push({ name, column: this.column + from, length: to - from, ...meaning });
  }

  private instruction(start: number): void {
    const { text } = this;
    let at = start;
    let operation = "";
    for (;;) {
      const made = this.made(at);
      const choice = made > 0 ? 0 : lengthAt(braces, text, at);
      const end = made > 0 ? at + made : choice > 0 ? at + choice : endOfIdentifier(text, at);
      if (end === at) break;
      if (made === 0 && choice === 0) {
        operation = text.slice(at, end);
        this.name(at, end, { kind: "operation", role: "reference" });
      }
      at = skipBlanks(text, end);
      if (made > 0 || (choice === 0 && !isPrefix(this.dialect, operation))) break;
    }
    this.expressions(at, operandsOf(operation));
  }

  private directive(at: number, end: number): void {
    const directive = this.text.slice(at, end).toLowerCase();
    const from = skipBlanks(this.text, end);
    if (directive === ".macro") this.macro(from);
    else if (directive === ".endm" || directive === ".endmacro") this.macroDepth = Math.max(0, this.macroDepth - 1);
    else if (directive === ".purgem") this.macroName(from, "reference");
    else if (directive.endsWith("_syntax") && this.dialect !== "arm64")
      this.dialect = directive === ".intel_syntax" ? "intel" : "att";
    else if (!this.section(directive, at, end)) this.names(directive, from);
  }

  private macro(at: number): void {
    this.macroDepth++;
    this.macroName(at, "definition");
  }

  private macroName(at: number, role: Mention["role"]): void {
    const end = this.endOfName(at);
    const directive = role === "definition" ? ".macro" : ".purgem";
    if (end > at) this.name(at, end, { kind: "macro", role, directive });
  }

  /** Whether the directive moves to a section; inside a macro it does so only where the macro is called. */
  private section(directive: string, at: number, end: number): boolean {
    const isBack = directive === ".previous" || directive === ".popsection";
    const isNamed = directive === ".section" || directive === ".pushsection";
    const known = Object.hasOwn(sectionDirectives, directive) ? sectionDirectives[directive] : undefined;
    if (!isBack && !isNamed && known === undefined) return false;
    const target = known ?? parseSection(this.text.slice(end).trim());
    const isFound = !isBack && !("complaint" in target);
    if (this.macroDepth > 0 || (!isBack && !isFound)) return true;
    this.mentions.push({
      name: isFound ? `${target.segment},${target.name}` : directive,
      column: this.column + at,
      length: this.text.length - at,
      kind: "section",
      role: "declaration",
      directive,
      isCode: isFound && holdsCode(target),
    });
    return true;
  }

  private names(directive: string, at: number): void {
    const from = wordArguments[directive] ?? 0;
    if (from === Number.POSITIVE_INFINITY) return;
    const behind = directive === ".loh" ? endOfIdentifier(this.text, at) : at;
    this.expressions(behind, {
      operation: "",
      directive,
      role: declaring.has(directive) ? "declaration" : "reference",
      from,
      defined: defining[directive],
    });
  }

  /** All names from `start` to the end of the statement. */
  private expressions(start: number, meaning: Arguments): void {
    const { text } = this;
    let argument = 0;
    for (let at = start; at < text.length; ) {
      const character = text[at];
      if (character === ",") {
        argument++;
        at++;
      } else if (character === "'") at = endOfCharacter(text, at);
      else {
        const passed = this.passed(at);
        at = passed > at ? passed : this.word(at, argument, meaning);
      }
    }
  }

  /** Behind what names nothing at `at`; `at` if a name may begin there. */
  private passed(at: number): number {
    const { text, dialect } = this;
    const code = text.charCodeAt(at);
    const made = this.made(at);
    if (made > 0) return at + made;
    if (code === 64) return at + Math.max(1, lengthAt(modifier, text, at));
    if (dialect === "att" && code === 37) return at + Math.max(1, lengthAt(attRegister, text, at));
    if (dialect !== "arm64" && code === 123) return at + Math.max(1, lengthAt(braces, text, at));
    // AT&T's mark of an immediate; names that begin with a dollar stand in quotes or brackets.
    const isMark = dialect === "att" && code === 36 && !/[\w.$?]/.test(text[at - 1] ?? " ");
    return isMark ? at + 1 : at;
  }

  /** Macros without parameters count their arguments: `$0`, and `$n` for their number. */
  private isCounted(written: string): boolean {
    return this.macroDepth > 0 && /\$[\dn]/.test(written);
  }

  /** Takes a name or one character. */
  private word(at: number, argument: number, meaning: Arguments): number {
    const { text } = this;
    const end = this.endOfName(at);
    if (end === at) return at + 1;
    const written = text.slice(at, end);
    if (isDigit(text.charCodeAt(at))) {
      if (localReference.test(written)) this.name(at, end, { kind: "number", role: "reference" });
      return end;
    }
    const { directive, defined, operation, role } = meaning;
    const isWord = directive === undefined && isOperandWord(this.dialect, operation, written, argument);
    if (written === "." || argument < meaning.from || isWord || this.isCounted(written)) return end;
    const isDefined = defined?.argument === argument;
    this.name(at, end, {
      kind: isDefined ? defined.kind : "symbol",
      role: isDefined ? "definition" : role,
      ...(directive === undefined ? {} : { directive }),
    });
    return end;
  }
}
