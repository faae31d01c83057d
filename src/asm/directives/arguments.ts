// Reads a directive's arguments from left to right. The first problem is kept and everything after it answers with
// harmless defaults, so that a directive reads straight down and asks `finish()` once.

import type { Architecture } from "@/arch/architecture";
import { endOfIdentifier, isDigit, isIdentifierPart, skipBlanks } from "../characters";
import type { Emitter } from "../emitter";
import type { Expression } from "../expression";
import { type ExpressionParser, parseInteger } from "../expressionParser";
import { type Complaint, messages } from "../messages";
import type { Action } from "../statement";
import { readQuotedName, readString } from "../strings";

export class Arguments {
  /** The directive's name, `.quad`. */
  readonly directive: string;
  private readonly text: string;
  private at: number;
  private readonly emitter: Emitter;
  private readonly parser: ExpressionParser;
  /** Whether an argument's value is that of this place only. */
  dependsOnPlace = false;
  private problem: { readonly complaint: Complaint; readonly at: number; readonly length: number } | undefined;

  /** `text` is the whole statement, `at` where its arguments start. */
  constructor(directive: string, text: string, at: number, emitter: Emitter, parser: ExpressionParser) {
    this.directive = directive;
    this.text = text;
    this.at = skipBlanks(text, at);
    this.emitter = emitter;
    this.parser = parser;
  }

  get failed(): boolean {
    return this.problem !== undefined;
  }

  fail(complaint: Complaint, at = this.at, length = Math.max(1, this.text.length - at)): void {
    this.problem ??= { complaint, at, length };
  }

  /** A problem with what was read from `from` on. */
  failSince(from: number, complaint: Complaint): void {
    this.fail(complaint, from, Math.max(1, this.text.slice(from, this.at).trimEnd().length));
  }

  /** Where the next argument starts in the statement. */
  get position(): number {
    return this.at;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Everything that is left. */
  rest(): string {
    const rest = this.text.slice(this.at);
    this.at = this.text.length;
    return rest;
  }

  /** Whether `character` is next; takes it if so. */
  take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at = skipBlanks(this.text, this.at + 1);
    return true;
  }

  peek(character: string): boolean {
    return this.text[this.at] === character;
  }

  /** Everything up to the next comma, without white space at the end. */
  upToComma(): string {
    const comma = this.text.indexOf(",", this.at);
    const end = comma < 0 ? this.text.length : comma;
    const text = this.text.slice(this.at, end).trim();
    this.at = end;
    return text;
  }

  comma(): void {
    if (!this.failed && !this.take(",")) this.fail(messages.expected("','"));
  }

  /** A bare word: a kind, a platform name. */
  word(): string {
    const end = endOfIdentifier(this.text, this.at);
    const word = this.text.slice(this.at, end);
    this.at = skipBlanks(this.text, end);
    return word;
  }

  symbol(): string {
    const quoted = readQuotedName(this.text, this.at);
    if (quoted !== undefined) {
      if (quoted.name === "") this.fail(messages.expected("a symbol's name between the quotes"));
      this.at = skipBlanks(this.text, quoted.end);
      return quoted.name;
    }
    const end = endOfIdentifier(this.text, this.at);
    if (end === this.at) {
      this.fail(messages.expected("a symbol name"));
      return "";
    }
    return this.word();
  }

  string(): readonly number[] {
    const string = readString(this.text, this.at);
    if ("complaint" in string) {
      this.fail(string.complaint, string.at, string.length);
      return [];
    }
    this.at = skipBlanks(this.text, string.end);
    return string.bytes;
  }

  expression(): Expression {
    const zero: Expression = { kind: "constant", value: 0n };
    if (this.failed) return zero;
    const parsed = this.parser.parse(this.text, this.at);
    if ("complaint" in parsed) {
      this.fail(parsed.complaint, parsed.at, parsed.length);
      return zero;
    }
    this.at = skipBlanks(this.text, parsed.end);
    return parsed.expression;
  }

  /** A number as such, if one is next; no expression. */
  literal(): bigint | undefined {
    if (this.failed || !isDigit(this.text.charCodeAt(this.at))) return undefined;
    const from = this.at;
    let end = from;
    while (end < this.text.length && isIdentifierPart(this.text.charCodeAt(end))) end++;
    const word = this.text.slice(from, end);
    const value = parseInteger(word);
    if (value === undefined) this.fail(messages.badNumber(word), from, word.length);
    this.at = skipBlanks(this.text, end);
    return value;
  }

  /** The number that an expression is here already, if it is one. */
  valueNow(expression: Expression): bigint | undefined {
    if (expression.kind === "constant") return expression.value;
    this.dependsOnPlace = true;
    return this.emitter.evaluator.constant(expression);
  }

  /** The same arguments, to be read ahead. */
  fork(): Arguments {
    return new Arguments(this.directive, this.text, this.at, this.emitter, this.parser);
  }

  /** An expression that is a number now. */
  bigConstant(): bigint {
    const from = this.at;
    const expression = this.expression();
    if (expression.kind === "constant") return expression.value;
    this.dependsOnPlace = true;
    const value = this.emitter.evaluator.constant(this.emitter.anchor(expression));
    if (value === undefined) this.failSince(from, messages.notConstant);
    return value ?? 0n;
  }

  /** A number from `least` to `most`. */
  integer(least: number, most: number): number {
    const from = this.at;
    const value = this.bigConstant();
    if (value >= BigInt(least) && value <= BigInt(most)) return Number(value);
    this.failSince(from, messages.expected(`a number from ${least} to ${most}`));
    return least;
  }

  /** A register by its name, or by the number that DWARF has for it, up to `most`. */
  dwarfRegister(numberOf: (name: string) => number | "unnumbered" | undefined, most = 0xffff_ffff): number {
    if (this.failed) return 0;
    const from = this.at;
    if (isDigit(this.text.charCodeAt(from))) return this.integer(0, most);
    const name = this.upToComma();
    const number = name === "" ? undefined : numberOf(name.toLowerCase());
    if (typeof number === "number") return number;
    const complaint = name === "" ? messages.expected("a register") : messages.notInFrames(name, number !== undefined);
    this.fail(complaint, from, Math.max(1, name.length));
    return 0;
  }

  /** Reads `one` item, and more after each comma. */
  list(one: () => void): void {
    if (this.atEnd) return;
    do one();
    while (!this.failed && this.take(","));
  }

  /** Whether all was well and nothing is left over; complains otherwise. */
  finish(): boolean {
    if (!this.failed && !this.atEnd) this.fail(messages.unexpectedText(this.text.slice(this.at)));
    if (this.problem === undefined) return true;
    const { complaint, at, length } = this.problem;
    const { span } = this.emitter;
    this.emitter.complain(complaint, { line: span.line, column: span.column + at, length });
    return false;
  }
}

/** One CPU's directive. */
export function onlyOn(architecture: Architecture, directive: Directive): Directive {
  const bound: Directive = (args, emitter) => {
    if (emitter.architecture !== architecture)
      args.fail(messages.unsupportedDirective(args.directive, `only ${architecture} has it`), 0);
    return directive(args, emitter);
  };
  architectures.set(bound, architecture);
  return bound;
}

const architectures = new WeakMap<Directive, Architecture>();

/** The one CPU that has the directive; undefined for both. */
export const architectureOf = (directive: Directive): Architecture | undefined => architectures.get(directive);

/**
 * Reads its arguments and returns what is to be done, which then is remembered with the text. A directive that does it
 * at once, because reading and doing cannot be told apart, is read every time.
 */
export type Directive = (args: Arguments, emitter: Emitter) => Action | undefined;
