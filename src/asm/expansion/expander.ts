// Stands between the scanner and the reader of statements: keeps macros, repeats and leaves out, so that the reader sees
// only what is left. Everything a macro makes counts as written where the macro was called.

import type { Architecture } from "@/arch/architecture";
import type { Diagnostic } from "@/base/diagnostic";
import { decodeText } from "@/base/text";
import { skipBlanks } from "../characters";
import type { InstructionRun } from "../instructionRun";
import { type Complaint, messages, type Span } from "../messages";
import type { SourceReader } from "../sourceText";
import { directiveOf, type Statement, type StatementPool } from "../statement";
import { scanStatements } from "../statements";
import { readString } from "../strings";
import { Conditions, conditionDirectives } from "./conditions";
import { type Argument, readArguments, unquoted } from "./macroArguments";
import { bindArguments, type Macro, parseHeader, substitute } from "./macros";
import { RegisterAliases } from "./registerAliases";

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
/** What else is understood here; with a switch's new state for those that are one. */
const others = new Set([".exitm", ".purgem", ".err", ".error", ".warning", ".print", ".endr", ".end"]);
const switches: Readonly<Record<string, Partial<Record<"macros" | "alternate", boolean>>>> = {
  ".macros_on": { macros: true },
  ".macros_off": { macros: false },
  ".altmacro": { alternate: true },
  ".noaltmacro": { alternate: false },
};

/** Every directive that is understood before statements are read. */
export const expansionDirectives: readonly string[] = [
  ".macro",
  ...macroEnds,
  ...loops,
  ...others,
  ...Object.keys(switches),
  ...conditionDirectives,
];

interface Collection {
  readonly kind: string;
  readonly header: string;
  readonly span: Span;
  readonly body: string[];
  depth: number;
}

/** What the rounds of a loop put into its body. */
interface Rounds {
  readonly parameters: readonly { readonly name: string }[];
  valuesOf(round: number): readonly Argument[];
  readonly number: number | undefined;
}

export class Expander implements SourceReader {
  private readonly target: ExpansionTarget;
  private readonly architecture: Architecture;
  private readonly pool: StatementPool;
  private readonly macros = new Map<string, Macro>();
  private readonly conditions: Conditions;
  /** x86_64 has no such names. */
  private readonly aliases: RegisterAliases | undefined;
  private hasAliases = false;
  /** Directives that turned out to mean nothing here. */
  private readonly foreign = new Set<string>();
  private collecting: Collection | undefined;
  private depth = 0;
  private statements = 0;
  private characters = 0;
  /** Macro calls so far. */
  private calls = 0;
  private exhausted = false;
  private isUsed = false;
  /** Set by .exitm until the expansion in hand ends. */
  private leaving = false;
  /** Whether names of macros call them, and whether arguments may be `%1+2` and `<a, b>`. */
  private readonly modes = { macros: true, alternate: false };
  /** Where the outermost call stands, while something is expanded. */
  private origin: Span | undefined;

  constructor(target: ExpansionTarget, architecture: Architecture, pool: StatementPool) {
    this.target = target;
    this.pool = pool;
    this.architecture = architecture;
    this.conditions = new Conditions(target);
    this.aliases = architecture === "arm64" ? new RegisterAliases() : undefined;
  }

  report(complaint: Complaint, span: Span): void {
    this.target.report(complaint, this.origin ?? span);
  }

  /** Whether the reader got the source's statements as they stand, each once. */
  get isTransparent(): boolean {
    return !this.isUsed;
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
    const isPlain =
      this.collecting === undefined && this.macros.size === 0 && !this.hasAliases && !this.conditions.isSkipping;
    return isPlain && !this.exhausted && this.target.run(run, line);
  }

  statement(statement: Statement, line: number, column: number): void {
    if (this.exhausted || this.leaving || this.target.hasGivenUp) return;
    const { text, directive: name, behindLabels } = statement;
    const isPlain = this.collecting === undefined && !this.conditions.isSkipping;
    if (isPlain && behindLabels > 0 && this.isOwn(text.slice(behindLabels))) {
      this.isUsed = true;
      this.pass(this.pool.get(text.slice(0, behindLabels).trimEnd()), line, column);
      this.statement(this.pool.get(text.slice(behindLabels)), line, column + behindLabels);
      return;
    }
    if (isPlain && this.macros.size === 0 && (name === "" || this.foreign.has(name))) {
      this.handOn(statement, line, column);
      return;
    }
    const span = { line, column, length: text.length };
    const rest = name === "" ? "" : text.slice(skipBlanks(text, name.length));
    if (this.collecting !== undefined) this.collect(this.collecting, name, text, span);
    else if (this.conditions.handles(name)) this.conditions.handle(name, rest, this.origin ?? span);
    else if (this.conditions.isSkipping || this.call(text, span)) {
      // Left out, or called.
    } else if (name === ".macro" || loops.has(name)) {
      this.collecting = { kind: name, header: rest, span, body: [], depth: 1 };
    } else if (!this.directive(name, rest, span)) {
      this.foreign.add(name);
      this.handOn(statement, line, column);
      return;
    }
    this.isUsed = true;
  }

  /** Whether what stands behind labels is understood here. */
  private isOwn(text: string): boolean {
    const name = directiveOf(text);
    if (name !== "" && (this.conditions.handles(name) || loops.has(name) || others.has(name) || name in switches))
      return true;
    return name === ".macro" || macroEnds.has(name) || this.macroCalled(text) !== undefined;
  }

  /** Hands a statement on in terms of registers. */
  private handOn(statement: Statement, line: number, column: number): void {
    const { aliases } = this;
    const { text } = statement;
    if (aliases === undefined) this.pass(statement, line, column);
    else if (/req/i.test(text) && aliases.handles(text, this.origin ?? { line, column, length: text.length }, this)) {
      this.isUsed = true;
      this.hasAliases = true;
    } else this.pass(this.hasAliases ? this.pool.get(aliases.resolve(text)) : statement, line, column);
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
    const behind = text.slice(skipBlanks(text, name.length));
    if (behind !== "") this.report(messages.unexpectedText(behind), span);
    if (isMacro) this.define(collection);
    else this.repeat(collection);
  }

  private define({ header, body, span }: Collection): void {
    const macro = parseHeader(header);
    if ("problem" in macro) this.report(messages.badMacro(macro.problem), span);
    else if (this.macros.has(macro.name)) this.report(messages.macroRedefined(macro.name), span);
    else this.macros.set(macro.name, { ...macro, body, calls: 0 });
  }

  private repeat({ kind, header, body, span }: Collection): void {
    if (kind === ".rept" || kind === ".rep") {
      const count = this.target.constant(header);
      if (count === undefined || count < 0n) this.report(messages.directiveSyntax(kind, "count"), span);
      else this.expandEach(count, body, { parameters: [], valuesOf: () => [], number: undefined }, span);
      return;
    }
    const [, name, list] = /^([A-Za-z_.$][\w.$]*)[ \t]*,[ \t]*(.*)$/s.exec(header) ?? [];
    const values = list === undefined ? undefined : kind === ".irp" ? readArguments(list) : charactersOf(list);
    if (name === undefined || values === undefined || "problem" in values) {
      this.report(messages.directiveSyntax(kind, kind === ".irp" ? "name, values" : "name, characters"), span);
      return;
    }
    const round = { parameters: [{ name }], valuesOf: (index: number) => [values[index]!], number: this.calls };
    this.expandEach(BigInt(values.length), body, round, span);
  }

  private expandEach(count: bigint, body: readonly string[], rounds: Rounds, span: Span): void {
    // An empty body repeated is still nothing.
    if (body.length === 0) return;
    const ampersandGlues = this.modes.alternate;
    for (let round = 0; BigInt(round) < count && !this.exhausted; round++) {
      const expansion = { ...rounds, values: rounds.valuesOf(round), round, ampersandGlues };
      if (
        this.expand(
          body.map((line) => substitute(line, expansion)),
          this.origin ?? span,
        )
      )
        return;
    }
  }

  private directive(name: string, rest: string, span: Span): boolean {
    if (name === "") return false;
    if (macroEnds.has(name) || name === ".endr") {
      this.report(messages.nothingToClose(name), span);
      return true;
    }
    const change = Object.hasOwn(switches, name) ? switches[name] : undefined;
    if (change !== undefined) {
      Object.assign(this.modes, change);
      this.refuseMore(rest, span);
      return true;
    }
    switch (name) {
      case ".exitm":
        this.refuseMore(rest, span);
        if (this.depth === 0) this.report(messages.nothingToClose(name), span);
        else this.leaving = true;
        return true;
      case ".end":
        this.refuseMore(rest, span);
        // What follows is not read.
        this.exhausted = true;
        return true;
      case ".purgem":
        if (!this.macros.delete(unquoted(rest))) this.report(messages.noSuchMacro(rest), span);
        return true;
      case ".err":
        this.report(messages.userError(".err stands here"), span);
        return true;
      case ".error":
      case ".warning":
      case ".print":
        this.say(name, rest, span);
        return true;
      default:
        return false;
    }
  }

  private refuseMore(rest: string, span: Span): void {
    if (rest !== "") this.report(messages.unexpectedText(rest), span);
  }

  /** What the author of the text has to say. */
  private say(name: string, rest: string, span: Span): void {
    if (rest === "" && name !== ".print") {
      this.report(
        name === ".error" ? messages.userError(".error stands here") : messages.userWarning(".warning stands here"),
        span,
      );
      return;
    }
    const string = readString(rest, 0);
    if ("complaint" in string || string.end < rest.length) {
      this.report(messages.directiveSyntax(name, '"text"'), span);
      return;
    }
    const text = decodeText(Uint8Array.from(string.bytes)) || `${name} stands here`;
    if (name === ".error") this.report(messages.userError(text), span);
    else this.report(name === ".warning" ? messages.userWarning(text) : messages.userNote(text), span);
  }

  private macroCalled(text: string): { readonly macro: Macro; readonly given: string } | undefined {
    if (this.macros.size === 0 || !this.modes.macros) return undefined;
    const word = /^[A-Za-z_.$][\w.$?]*/.exec(text)?.[0];
    const macro = word === undefined ? undefined : this.macros.get(word);
    if (word === undefined || macro === undefined) return undefined;
    const given = text.slice(skipBlanks(text, word.length));
    // An assignment, or a label by itself.
    return /^(=(?!=)|:)/.test(given) ? undefined : { macro, given };
  }

  /** True when the statement calls a macro. */
  private call(text: string, span: Span): boolean {
    const called = this.macroCalled(text);
    if (called === undefined) return false;
    const { macro, given } = called;
    const alternate = this.modes.alternate ? this.target : undefined;
    const bound = bindArguments(macro, given, alternate);
    if ("problem" in bound) {
      this.report(messages.badMacroCall(macro.name, bound.problem), span);
      return true;
    }
    const expansion = {
      parameters: macro.parameters,
      values: bound.values,
      number: this.calls++,
      round: macro.calls++,
      ampersandGlues: alternate !== undefined,
    };
    this.expand(
      macro.body.map((line) => substitute(line, expansion)),
      span,
    );
    return true;
  }

  /** True when it was left early. */
  private expand(lines: readonly string[], span: Span): boolean {
    this.statements += lines.length;
    for (const line of lines) this.characters += line.length;
    if (this.depth >= deepest || this.statements > mostStatements || this.characters > mostCharacters) {
      const why = this.depth >= deepest ? `more than ${deepest} levels deep` : "more text than fits";
      this.report(messages.expansionTooLarge(why), span);
      this.exhausted = true;
      return true;
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
    const left = this.leaving;
    if (left) this.conditions.closeTo(open);
    this.leaving = false;
    this.depth -= 1;
    this.origin = outer;
    return left;
  }
}

/** What `.irpc` goes through: one word, number or string. */
function charactersOf(list: string): readonly Argument[] | undefined {
  if (!/^([\w.$]+|"(?:[^"\\]|\\.)*")$/.test(list)) return undefined;
  return [...unquoted(list)].map((character) => ({ plain: character, quoted: character }));
}
