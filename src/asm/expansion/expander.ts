// Stands between the scanner and the reader of statements: keeps macros, repeats and leaves out, so that the reader sees
// only what is left. Everything a macro makes counts as written where the macro was called.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import { skipBlanks } from "../characters";
import type { InstructionRun } from "../instructionRun";
import { type Complaint, messages, type Span } from "../messages";
import type { SourceReader } from "../sourceText";
import type { Statement, StatementPool } from "../statement";
import { scanStatements } from "../statements";
import { Conditions } from "./conditions";
import {
  bindArguments,
  type Macro,
  parseHeader,
  splitArguments,
  substitute,
  substituteNumbered,
  unquoted,
} from "./macros";

/** What the expander needs of the reader behind it. */
export interface ExpansionTarget extends SourceReader {
  /** The value of an expression that is known here; undefined when it is none. */
  constant(text: string): bigint | undefined;
  /** Whether a name has a definition so far. */
  isDefined(name: string): boolean;
  readonly diagnostics: Diagnostic[];
  readonly hasGivenUp: boolean;
}

/** Bounds of one text's expansion, so that no input takes forever. */
const deepest = 20;
const mostStatements = 200_000;
const mostCharacters = 8_000_000;

const loops = new Set([".rept", ".rep", ".irp", ".irpc"]);
const macroEnds = new Set([".endm", ".endmacro"]);

interface Collection {
  readonly kind: string;
  readonly header: string;
  readonly span: Span;
  readonly body: string[];
  depth: number;
}

export class Expander implements SourceReader {
  private readonly target: ExpansionTarget;
  private readonly architecture: Architecture;
  private readonly pool: StatementPool;
  private readonly macros = new Map<string, Macro>();
  private readonly conditions: Conditions;
  /** Directives that turned out to mean nothing here. */
  private readonly foreign = new Set<string>();
  private collecting: Collection | undefined;
  private depth = 0;
  private statements = 0;
  private characters = 0;
  private calls = 0;
  private exhausted = false;
  /** Set by .exitm until the expansion in hand ends. */
  private leaving = false;
  /** Where the outermost call stands, while something is expanded. */
  private origin: Span | undefined;

  constructor(target: ExpansionTarget, architecture: Architecture, pool: StatementPool) {
    this.target = target;
    this.pool = pool;
    this.architecture = architecture;
    this.conditions = new Conditions(target);
  }

  report(complaint: Complaint, span: Span): void {
    this.target.report(complaint, this.origin ?? span);
  }

  /** Says what was opened and not closed. */
  finish(): void {
    const { collecting } = this;
    if (collecting !== undefined) {
      const end = collecting.kind === ".macro" ? ".endm" : ".endr";
      this.report(messages.unclosedBlock(collecting.kind, end), collecting.span);
    }
    const open = this.conditions.unclosed();
    if (open !== undefined) this.report(messages.unclosedBlock(".if", ".endif"), open);
  }

  run(run: InstructionRun, line: number): boolean {
    const isPlain = this.collecting === undefined && this.macros.size === 0 && !this.conditions.isSkipping;
    return isPlain && !this.exhausted && this.target.run(run, line);
  }

  statement(statement: Statement, line: number, column: number): void {
    if (this.exhausted || this.leaving || this.target.hasGivenUp) return;
    const { text, directive: name } = statement;
    const isForeign = name === "" || this.foreign.has(name);
    if (isForeign && this.collecting === undefined && this.macros.size === 0 && !this.conditions.isSkipping) {
      this.pass(statement, line, column);
      return;
    }
    const span = { line, column, length: text.length };
    const rest = name === "" ? "" : text.slice(skipBlanks(text, name.length));
    if (this.collecting !== undefined) this.collect(this.collecting, name, text, span);
    else if (this.conditions.handles(name)) this.conditions.handle(name, rest, this.origin ?? span);
    else if (this.conditions.isSkipping) return;
    else if (name === ".macro" || loops.has(name)) {
      this.collecting = { kind: name, header: rest, span, body: [], depth: 1 };
    } else if (!this.directive(name, rest, span) && !this.call(text, span)) {
      this.foreign.add(name);
      this.pass(statement, line, column);
    }
  }

  /** Hands a statement on; what is wrong in an expansion is shown where it was called. */
  private pass(statement: Statement, line: number, column: number): void {
    const { target, origin } = this;
    if (origin === undefined) {
      target.statement(statement, line, column);
      return;
    }
    const before = target.diagnostics.length;
    target.statement(statement, origin.line, origin.column);
    for (let i = before; i < target.diagnostics.length; i++) {
      const { fixes: _, ...diagnostic } = target.diagnostics[i]!;
      const place = diagnostic.place === undefined ? undefined : { ...diagnostic.place, ...origin };
      const message = `${diagnostic.message} (in '${statement.text}', which this expands to)`;
      target.diagnostics[i] = { ...diagnostic, message, ...(place === undefined ? {} : { place }) };
    }
  }

  private collect(collection: Collection, name: string, text: string, span: Span): void {
    const isMacro = collection.kind === ".macro";
    if (isMacro ? name === ".macro" : loops.has(name)) collection.depth += 1;
    if (isMacro ? macroEnds.has(name) : name === ".endr") collection.depth -= 1;
    if (collection.depth > 0) {
      collection.body.push(text);
      return;
    }
    this.collecting = undefined;
    if (isMacro) this.define(collection);
    else this.repeat(collection, this.origin ?? span);
  }

  private define({ header, body, span }: Collection): void {
    const macro = parseHeader(header);
    if (macro === undefined) this.report(messages.directiveSyntax(".macro", "name parameter, parameter=default"), span);
    else if (this.macros.has(macro.name)) this.report(messages.macroRedefined(macro.name), span);
    else this.macros.set(macro.name, { ...macro, body });
  }

  private repeat({ kind, header, body, span }: Collection, origin: Span): void {
    if (kind === ".rept" || kind === ".rep") {
      const count = this.target.constant(header);
      if (count === undefined || count < 0n) this.report(messages.directiveSyntax(kind, "count"), span);
      else this.expandEach(count, () => body, this.origin ?? span);
      return;
    }
    const [variable, ...rest] = splitArguments(header);
    if (variable === undefined || !/^[A-Za-z_.$][\w.$]*$/.test(variable)) {
      this.report(messages.directiveSyntax(kind, "name, values"), span);
      return;
    }
    const values = kind === ".irp" ? (rest.length === 0 ? [""] : rest.map(unquoted)) : [...unquoted(rest.join(","))];
    const bodyOf = (index: number) =>
      body.map((line) => substitute(line, new Map([[variable, values[index]!]]), this.calls));
    this.expandEach(BigInt(values.length), bodyOf, this.origin ?? (kind === "" ? origin : span));
  }

  private expandEach(count: bigint, bodyOf: (index: number) => readonly string[], span: Span): void {
    for (let index = 0; BigInt(index) < count && !this.exhausted; index++) {
      const body = bodyOf(index);
      // An empty body repeated is still nothing.
      if (body.length === 0) return;
      this.expand(body, span);
    }
  }

  private directive(name: string, rest: string, span: Span): boolean {
    if (name === "") return false;
    if (macroEnds.has(name) || name === ".endr") {
      this.report(messages.nothingToClose(name), span);
      return true;
    }
    switch (name) {
      case ".exitm":
        if (this.depth === 0) this.report(messages.nothingToClose(name), span);
        else this.leaving = true;
        return true;
      case ".purgem":
        for (const macro of splitArguments(rest))
          if (!this.macros.delete(macro)) this.report(messages.noSuchMacro(macro), span);
        return true;
      case ".err":
        this.report(messages.userError(".err stands here"), span);
        return true;
      case ".error":
        this.report(messages.userError(unquoted(rest)), span);
        return true;
      default:
        return false;
    }
  }

  /** True when the statement calls a macro. */
  private call(text: string, span: Span): boolean {
    if (this.macros.size === 0) return false;
    const word = /^[A-Za-z_.$][\w.$]*/.exec(text)?.[0];
    const macro = word === undefined ? undefined : this.macros.get(word);
    if (word === undefined || macro === undefined) return false;
    const given = text.slice(skipBlanks(text, word.length));
    this.calls += 1;
    const count = this.calls - 1;
    if (macro.parameters.length === 0) {
      const pieces = splitArguments(given);
      this.expand(
        macro.body.map((line) => substituteNumbered(line, pieces)),
        span,
      );
      return true;
    }
    const bound = bindArguments(macro, given);
    if ("problem" in bound) this.report(messages.badMacroCall(word, bound.problem), span);
    else
      this.expand(
        macro.body.map((line) => substitute(line, bound.values, count)),
        span,
      );
    return true;
  }

  private expand(lines: readonly string[], span: Span): void {
    this.statements += lines.length;
    for (const line of lines) this.characters += line.length;
    if (this.depth >= deepest || this.statements > mostStatements || this.characters > mostCharacters) {
      const why = this.depth >= deepest ? `more than ${deepest} levels deep` : "more text than fits";
      this.report(messages.expansionTooLarge(why), span);
      this.exhausted = true;
      return;
    }
    const outer = this.origin;
    this.origin ??= span;
    this.depth += 1;
    const open = this.conditions.depth;
    const at = this.origin;
    scanStatements(lines.join("\n"), this.architecture, {
      statement: (text) => this.statement(this.pool.get(text), at.line, at.column),
      report: (complaint) => this.report(complaint, at),
    });
    if (this.leaving) this.conditions.closeTo(open);
    this.leaving = false;
    this.depth -= 1;
    this.origin = outer;
  }
}
