// One statement at a time: labels, then an assignment, a directive or an instruction.

import { closestWord } from "@/base/closestWord";
import type { Diagnostic } from "@/base/diagnostic";
import { namesIn } from "./assignments";
import { endOfIdentifier, isDigit, isIdentifierPart, skipBlanks } from "./characters";
import { directiveNamed, directives } from "./directives/all";
import { Arguments } from "./directives/arguments";
import type { Emitter } from "./emitter";
import type { ExpansionTarget } from "./expansion/expander";
import type { Expression } from "./expression";
import { ExpressionParser, type ExpressionResult, parseInteger } from "./expressionParser";
import type { InstructionEncoder, OperandContext, Syntax } from "./instructionEncoder";
import type { InstructionRun } from "./instructionRun";
import { type Complaint, messages, type Span } from "./messages";
import { writeGap } from "./openContents";
import type { Action, Meaning, Statement, StatementLabel } from "./statement";
import { readQuotedName } from "./strings";

/** What comes behind the labels of a statement. */
type Body = Pick<Meaning, "instruction" | "action">;
const none: readonly never[] = [];
const nothing: Body = { instruction: undefined, action: undefined };

export class StatementReader implements ExpansionTarget {
  private readonly emitter: Emitter;
  private readonly encoders: Readonly<Record<Syntax, InstructionEncoder>>;
  private readonly parser: ExpressionParser;
  private readonly operands: OperandContext;
  /** Whether the statement in hand means something else elsewhere (local labels, distances, names with a value). */
  private dependsOnPlace = false;
  /** Names in it that stand for themselves here. */
  private names: string[] = [];

  constructor(emitter: Emitter, encoder: InstructionEncoder) {
    this.emitter = emitter;
    this.encoders = { att: encoder, intel: encoder.inSyntax?.("intel") ?? encoder };
    this.parser = new ExpressionParser({
      constantOf: (name) => this.constantOf(name),
      symbolOf: (name) => this.keyOf(name),
      localLabel: (digits, direction) => {
        this.dependsOnPlace = true;
        return emitter.localLabels.reference(digits, direction);
      },
    });
    this.operands = {
      parseExpression: (text, at) => this.forEncoder(this.parser.parse(text, at)),
      parseTerm: (text, at) => this.forEncoder(this.parser.parseTerm(text, at)),
      constant: (expression) => this.operandConstant(expression),
    };
  }

  private get encoder(): InstructionEncoder {
    return this.encoders[this.emitter.syntax];
  }

  report(complaint: Complaint, span: Span): void {
    this.emitter.complain(complaint, span);
  }

  get diagnostics(): Diagnostic[] {
    return this.emitter.diagnostics;
  }

  get hasGivenUp(): boolean {
    return this.emitter.hasGivenUp;
  }

  constant(text: string): bigint | undefined {
    const parsed = this.parser.parse(text, 0);
    if ("complaint" in parsed || skipBlanks(text, parsed.end) !== text.length) return undefined;
    return this.operandConstant(parsed.expression);
  }

  isDefined(name: string): boolean {
    const { draft } = this.emitter;
    const symbol = draft.symbols.get(this.emitter.keyOf(name.startsWith('"') ? unquote(name) : name));
    if (symbol === undefined) return false;
    if (symbol.variable === undefined) return symbol.fragment !== undefined;
    // Another name of a place, or a number; not of something that is still to come.
    const { evaluator } = this.emitter;
    return evaluator.locate(symbol) !== undefined || evaluator.constant(symbol.variable, true) !== undefined;
  }

  statement(statement: Statement, line: number, column: number): void {
    const { emitter } = this;
    if (emitter.hasGivenUp) return;
    const { text, meaning } = statement;
    const { errors, complaints } = emitter;
    emitter.span = { line, column, length: text.length };
    // The scanner may have complained about this line already (an unclosed string): that is enough.
    if (errors > 0 && emitter.diagnostics.at(-1)!.place?.line === line && text.includes('"')) return;
    if (meaning !== undefined && this.holds(meaning)) {
      if (this.label(meaning.labels, meaning.bodyAt)) this.act(meaning);
      return;
    }
    this.dependsOnPlace = false;
    if (this.names.length > 0) this.names = [];
    const found: StatementLabel[] = [];
    const bodyAt = this.readLabels(text, found);
    const labels = found.length === 0 ? none : found;
    if (!this.label(labels, bodyAt)) return;
    // Labels count before the rest is read, which may speak of them.
    const body = bodyAt === text.length ? nothing : this.body(bodyAt === 0 ? text : text.slice(bodyAt));
    if (body === undefined || emitter.errors > errors) return;
    const { instruction, action } = body;
    const names = this.names.length === 0 ? none : this.names;
    const read: Meaning = { labels, bodyAt, instruction, action, names, encoder: this.encoder };
    if (!this.dependsOnPlace && emitter.complaints === complaints) statement.meaning = read;
    this.act(read);
  }

  /** The names in the statement read last that stood for themselves; undefined if it means something else elsewhere. */
  get namesSpoken(): readonly string[] | undefined {
    return this.dependsOnPlace ? undefined : this.names;
  }

  /** Takes instructions by the run if nothing about them can differ here. */
  run(run: InstructionRun, line: number): boolean {
    const { emitter, encoder } = this;
    return run.encoder === encoder && emitter.diagnostics.length === 0 && emitter.run(run, line);
  }

  private holds({ names, encoder }: Meaning): boolean {
    if (encoder !== this.encoder) return false;
    const { assigned } = this.emitter;
    if (assigned.size === 0) return true;
    for (const name of names) if (assigned.has(name)) return false;
    return true;
  }

  private act({ instruction, action }: Body): void {
    if (instruction !== undefined) this.emitter.instruction(instruction);
    else action?.(this.emitter);
  }

  /** Defines the labels and moves on to the rest of the statement; false if one of them is refused. */
  private label(labels: readonly StatementLabel[], bodyAt: number): boolean {
    if (bodyAt === 0) return true;
    const { emitter } = this;
    const { errors } = emitter;
    for (const { name, isLocal } of labels)
      if (isLocal) emitter.localLabel(name);
      else emitter.label(name);
    const { line, column, length } = emitter.span;
    if (bodyAt < length) emitter.span = { line, column: column + bodyAt, length: length - bodyAt };
    return emitter.errors === errors;
  }

  /** Reads the labels in front; returns where the rest starts. */
  private readLabels(text: string, labels: StatementLabel[]): number {
    let at = 0;
    for (;;) {
      const end = this.endOfLabel(text, at);
      const colon = skipBlanks(text, end);
      if (end === at || text[colon] !== ":") return at;
      const name = text.slice(at, end);
      labels.push({
        name: name.startsWith('"') ? unquote(name) : name,
        isLocal: isDigit(text.charCodeAt(at)),
      });
      at = skipBlanks(text, colon + 1);
      if (at >= text.length) return text.length;
    }
  }

  private endOfLabel(text: string, at: number): number {
    if (text[at] === '"') {
      return readQuotedName(text, at)!.end;
    }
    if (!isDigit(text.charCodeAt(at))) return endOfIdentifier(text, at);
    let end = at;
    while (isIdentifierPart(text.charCodeAt(end))) end++;
    return parseInteger(text.slice(at, end)) === undefined ? at : end;
  }

  /** Undefined when it is in error; what depends on the place may have been done already. */
  private body(text: string): Body | undefined {
    const { emitter } = this;
    const quoted = text.startsWith('"');
    const nameEnd = this.endOfLabel(text, 0);
    const afterName = skipBlanks(text, nameEnd);
    if (nameEnd === 0) {
      // Behind a label, as at the start of a line, this is a comment on arm64 too.
      if (text.startsWith("#")) return nothing;
      emitter.complain(messages.expectedStatement(firstWord(text)));
      return undefined;
    }
    if (text[afterName] === "=" && text[afterName + 1] !== "=") {
      const name = text.slice(0, nameEnd);
      this.assignment(quoted ? unquote(name) : name, text, afterName + 1);
      return this.done();
    }
    const name = text.slice(0, nameEnd);
    if (name.startsWith(".") && !this.encoder.isMnemonic(name)) return this.directive(name, text, nameEnd);
    return this.instruction(text);
  }

  /** The statement had its effect while it was read, and is read again next time. */
  private done(): Body {
    this.dependsOnPlace = true;
    return nothing;
  }

  private assignment(name: string, text: string, at: number): void {
    const { emitter } = this;
    const args = new Arguments("=", text, at, emitter, this.parser);
    const expression = args.expression();
    if (!args.finish()) return;
    if (name === ".") writeGap(emitter, expression, true, new Uint8Array(1));
    else emitter.assign(name, expression);
  }

  private directive(name: string, text: string, at: number): Body | undefined {
    const { emitter } = this;
    const directive = directiveNamed(name);
    if (directive !== undefined) {
      const args = new Arguments(name, text, at, emitter, this.parser);
      const action: Action | undefined = directive(args, emitter);
      if (args.dependsOnPlace) this.dependsOnPlace = true;
      return action === undefined ? this.done() : { instruction: undefined, action };
    }
    const { line, column } = emitter.span;
    const near = closestWord(name.toLowerCase(), directives.keys());
    emitter.complain(messages.unknownDirective(name, near), { line, column, length: name.length });
    return undefined;
  }

  private instruction(text: string): Body | undefined {
    const { emitter } = this;
    const result = this.encoder.encode(text, this.operands);
    if (!("error" in result)) return { instruction: result, action: undefined };
    const { at, length } = result.error;
    const { line, column } = emitter.span;
    emitter.complain(messages.fromEncoder(result.error), { line, column: column + at, length });
    return undefined;
  }

  private keyOf(name: string): string {
    const key = this.emitter.keyOf(name);
    if (key === name) this.names.push(name);
    else this.dependsOnPlace = true;
    return key;
  }

  /** A symbol set to a plain number is that number from here on. */
  private constantOf(name: string): bigint | undefined {
    const { draft } = this.emitter;
    const variable = draft.symbols.get(this.emitter.keyOf(name))?.variable;
    if (variable === undefined) return undefined;
    this.dependsOnPlace = true;
    return variable.kind === "constant" ? variable.value : undefined;
  }

  private forEncoder(parsed: ExpressionResult): ReturnType<OperandContext["parseExpression"]> {
    if (!("complaint" in parsed)) return parsed;
    const { complaint, at: from, length } = parsed;
    // The encoder hands the error back with its place in the statement; only code and wording are taken from here.
    const { code, message } = complaint("", this.emitter.span);
    return { error: { code, message, at: from, length } };
  }

  private operandConstant(expression: Expression): bigint | undefined {
    if (expression.kind === "constant") return expression.value;
    // A name without a value is no number, whatever is added to it; the distance of two may be one by now.
    const names = namesIn(expression);
    if (names === 1 && !this.dependsOnPlace) return undefined;
    if (names > 0) this.dependsOnPlace = true;
    return this.emitter.evaluator.constant(expression);
  }
}

const firstWord = (text: string) => /^\S{1,20}/.exec(text)?.[0] ?? text;

const unquote = (text: string) => readQuotedName(text, 0)!.name;
