// One statement at a time: labels, then an assignment, a directive or an instruction.

import { closestWord } from "@/base/closestWord";
import type { Diagnostic } from "@/base/diagnostic";
import { decodeText } from "@/base/text";
import { endOfIdentifier, isDigit, skipBlanks } from "./characters";
import { directives } from "./directives/all";
import { Arguments } from "./directives/arguments";
import type { Emitter } from "./emitter";
import type { ExpansionTarget } from "./expansion/expander";
import type { Expression } from "./expression";
import { ExpressionParser } from "./expressionParser";
import type { EncodedInstruction, InstructionEncoder, OperandContext } from "./instructionEncoder";
import { type Complaint, messages, type Span } from "./messages";
import { readString } from "./strings";

/** Instructions remembered by their text; compilers repeat themselves. */
const cacheLimit = 50_000;

export class StatementReader implements ExpansionTarget {
  private readonly emitter: Emitter;
  private readonly encoder: InstructionEncoder;
  private readonly parser: ExpressionParser;
  private readonly cache = new Map<string, EncodedInstruction>();
  private readonly operands: OperandContext;
  /** Whether the statement in hand means something else elsewhere (local labels, symbols that hold constants). */
  private dependsOnPlace = false;
  /** Assignments made when the cache was filled: they change what names in operands mean. */
  private assignmentsSeen = 0;

  constructor(emitter: Emitter, encoder: InstructionEncoder) {
    this.emitter = emitter;
    this.encoder = encoder;
    this.parser = new ExpressionParser({
      constantOf: (name) => this.constantOf(name),
      localLabel: (digits, direction) => {
        this.dependsOnPlace = true;
        return emitter.localLabelReference(digits, direction);
      },
    });
    this.operands = {
      parseExpression: (text, at) => this.operandExpression(text, at),
      constant: (expression) => this.operandConstant(expression),
    };
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
    const symbol = this.emitter.draft.symbols.get(name.startsWith('"') ? unquote(name) : name);
    if (symbol === undefined) return false;
    return symbol.fragment !== undefined || symbol.variable !== undefined || symbol.common !== undefined;
  }

  statement(text: string, line: number, column: number): void {
    const { emitter } = this;
    if (emitter.hasGivenUp) return;
    const errors = emitter.diagnostics.length;
    emitter.span = { line, column, length: text.length };
    // The scanner may have complained about this line already (an unclosed string): that is enough.
    if (errors > 0 && emitter.diagnostics[errors - 1]!.place?.line === line && text.includes('"')) return;
    const rest = this.labels(text);
    if (rest === text.length || emitter.diagnostics.length > errors) return;
    const statement = rest === 0 ? text : text.slice(rest);
    emitter.span = { line, column: column + rest, length: statement.length };
    this.body(statement);
  }

  /** Defines the labels in front; returns where the rest starts. */
  private labels(text: string): number {
    let at = 0;
    for (;;) {
      const end = this.endOfLabel(text, at);
      const colon = skipBlanks(text, end);
      if (end === at || text[colon] !== ":") return at;
      const name = text.slice(at, end);
      if (isDigit(text.charCodeAt(at))) this.emitter.localLabel(name);
      else this.emitter.label(name.startsWith('"') ? unquote(name) : name);
      at = skipBlanks(text, colon + 1);
      if (at >= text.length) return text.length;
    }
  }

  private endOfLabel(text: string, at: number): number {
    if (text[at] === '"') {
      const string = readString(text, at);
      return "end" in string ? string.end : at;
    }
    if (!isDigit(text.charCodeAt(at))) return endOfIdentifier(text, at);
    let end = at;
    while (isDigit(text.charCodeAt(end))) end++;
    return end;
  }

  private body(text: string): void {
    const { emitter } = this;
    const quoted = text.startsWith('"');
    const nameEnd = this.endOfLabel(text, 0);
    const afterName = skipBlanks(text, nameEnd);
    if (nameEnd === 0) {
      emitter.complain(messages.expectedStatement(firstWord(text)));
      return;
    }
    if (text[afterName] === "=" && text[afterName + 1] !== "=") {
      const name = text.slice(0, nameEnd);
      this.assignment(quoted ? unquote(name) : name, text, afterName + 1);
      return;
    }
    const name = text.slice(0, nameEnd);
    if (name.startsWith(".") && !this.encoder.isMnemonic(name)) {
      this.directive(name, text, nameEnd);
      return;
    }
    this.instruction(text);
  }

  private assignment(name: string, text: string, at: number): void {
    const args = new Arguments("=", text, at, this.emitter, this.parser);
    if (name === ".") args.fail(messages.unsupportedDirective(". =", "use '.space' or '.p2align'"));
    const expression = args.expression();
    if (args.finish()) this.emitter.assign(name, expression);
  }

  private directive(name: string, text: string, at: number): void {
    const { emitter } = this;
    const directive = directives.get(name.toLowerCase());
    if (directive !== undefined) {
      directive(new Arguments(name, text, at, emitter, this.parser), emitter);
      return;
    }
    const { line, column } = emitter.span;
    const near = closestWord(name.toLowerCase(), directives.keys());
    emitter.complain(messages.unknownDirective(name, near), { line, column, length: name.length });
  }

  private instruction(text: string): void {
    const { emitter, cache } = this;
    if (emitter.assignments !== this.assignmentsSeen) {
      this.assignmentsSeen = emitter.assignments;
      cache.clear();
    }
    const known = cache.get(text);
    if (known !== undefined) {
      emitter.instruction(known);
      return;
    }
    this.dependsOnPlace = false;
    const result = this.encoder.encode(text, this.operands);
    if ("error" in result) {
      const { at, length } = result.error;
      const { line, column } = emitter.span;
      emitter.complain(messages.fromEncoder(result.error), { line, column: column + at, length });
      return;
    }
    if (!this.dependsOnPlace) {
      if (cache.size >= cacheLimit) cache.clear();
      cache.set(text, result);
    }
    emitter.instruction(result);
  }

  /** A symbol set to a plain number is that number from here on. */
  private constantOf(name: string): bigint | undefined {
    const variable = this.emitter.draft.symbols.get(name)?.variable;
    if (variable === undefined) return undefined;
    this.dependsOnPlace = true;
    return variable.kind === "constant" ? variable.value : undefined;
  }

  private operandExpression(text: string, at: number): ReturnType<OperandContext["parseExpression"]> {
    const parsed = this.parser.parse(text, at);
    if (!("complaint" in parsed)) return parsed;
    const { complaint, at: from, length } = parsed;
    // The encoder hands the error back with its place in the statement; only code and wording are taken from here.
    const { code, message } = complaint("", this.emitter.span);
    return { error: { code, message, at: from, length } };
  }

  private operandConstant(expression: Expression): bigint | undefined {
    if (expression.kind === "constant") return expression.value;
    if (expression.kind === "here") return undefined;
    // What a name stands for can change from statement to statement.
    this.dependsOnPlace = true;
    return this.emitter.evaluator.constant(expression);
  }
}

const firstWord = (text: string) => /^\S{1,20}/.exec(text)?.[0] ?? text;

function unquote(text: string): string {
  const string = readString(text, 0);
  return "bytes" in string ? decodeText(Uint8Array.from(string.bytes)) : text;
}
