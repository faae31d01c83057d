// Text to expression, with LLVM's Darwin operator precedence (AsmParser: getDarwinBinOpPrecedence), by precedence
// climbing. Constants wrap at 64 bits.

import { endOfIdentifier, isDigit, isIdentifierPart, isPlainName, skipBlanks } from "./characters";
import type { BinaryOperator, Expression, UnaryOperator } from "./expression";
import { type Complaint, messages } from "./messages";
import { readQuotedName } from "./strings";

export interface ExpressionScope {
  /** Symbols that hold a constant now are replaced by it, so that a later `.set` does not change what was written. */
  constantOf(name: string): bigint | undefined;
  /** What the draft knows the name as: another meaning of a name that was given anew is another symbol. */
  symbolOf?(name: string): string;
  /** The hidden label that `1b` or `1f` means here; undefined when there is none before this place. */
  localLabel(digits: string, direction: "b" | "f"): string | undefined;
}

export interface ParsedExpression {
  readonly expression: Expression;
  readonly end: number;
}
export interface ExpressionProblem {
  readonly complaint: Complaint;
  readonly at: number;
  readonly length: number;
}
export type ExpressionResult = ParsedExpression | ExpressionProblem;

/** Parentheses and signs nested deeper than this are refused, so that no input exhausts the stack. */
const deepestNesting = 100;
/** Operators in one expression: deeper trees would exhaust the stack of whoever walks them. */
const mostOperators = 1000;

const precedence: Readonly<Record<BinaryOperator, number>> = {
  "||": 1,
  "&&": 1,
  "|": 2,
  "^": 2,
  "&": 2,
  "==": 3,
  "!=": 3,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
const isOperator = (text: string): text is BinaryOperator => text in precedence;

const wrap = (value: bigint) => BigInt.asIntN(64, value);
const constant = (value: bigint): Expression => ({ kind: "constant", value: wrap(value) });

/** Other characters after a backslash stand for themselves. */
const escapes: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  b: 8,
  f: 12,
};

const real = /\d+(?:\.\d*(?:[eE][-+]?\d+)?|[eE][-+]?\d+)/y;

function bitsOfDouble(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigInt64(0);
}

/** How GNU's assembler asks for the parts of an address on arm64, and what that is here. */
const fromElf: ReadonlyMap<string, string> = new Map([
  [":lo12:", "@PAGEOFF"],
  [":pg_hi21:", "@PAGE"],
  [":got:", "@GOTPAGE"],
  [":got_lo12:", "@GOTPAGEOFF"],
  [":tlsdesc:", "@TLVPPAGE"],
  [":tlsdesc_lo12:", "@TLVPPAGEOFF"],
  [":gottprel:", "@TLVPPAGE"],
  [":gottprel_lo12:", "@TLVPPAGEOFF"],
]);

export class ExpressionParser {
  private readonly scope: ExpressionScope;
  private text = "";
  private at = 0;
  private depth = 0;
  private operators = 0;
  private problem: ExpressionProblem | undefined;

  constructor(scope: ExpressionScope) {
    this.scope = scope;
  }

  /** One operand of an expression, without signs and parentheses. */
  parseTerm(text: string, at: number): ExpressionResult {
    this.start(text, at);
    const expression = this.primary();
    return this.problem ?? { expression, end: this.at };
  }

  private start(text: string, at: number): void {
    this.text = text;
    this.at = at;
    this.depth = 0;
    this.operators = 0;
    this.problem = undefined;
  }

  parse(text: string, at: number): ExpressionResult {
    this.start(text, at);
    const expression = this.withModifier(this.binary(1));
    return this.problem ?? { expression, end: this.at };
  }

  private noExpression(at: number): Expression {
    const modifier = /^:\w+:/.exec(this.text.slice(at, at + 40))?.[0];
    if (modifier === undefined) return this.fail(messages.expectedExpression, at, Math.max(1, this.text.length - at));
    return this.fail(messages.elfModifier(modifier, fromElf.get(modifier)), at, modifier.length);
  }

  private fail(complaint: Complaint, at = this.at, length = 1): Expression {
    this.problem ??= { complaint, at, length };
    return constant(0n);
  }

  /** `_x+4@PAGEOFF`: a modifier after the whole expression belongs to its symbol. */
  private withModifier(expression: Expression): Expression {
    const at = skipBlanks(this.text, this.at);
    if (this.problem !== undefined || this.text[at] !== "@" || !isOpen(expression)) return expression;
    const modifier = this.modifier(at);
    const attach = (part: Expression): Expression =>
      part.kind === "symbol"
        ? { ...part, modifier }
        : part.kind === "binary"
          ? { ...part, left: attach(part.left) }
          : part;
    return attach(expression);
  }

  private modifier(at: number): string {
    const end = endOfIdentifier(this.text, at + 1);
    if (end === at + 1) this.fail(messages.expected("a modifier after '@'"), at);
    this.at = end;
    return this.text.slice(at + 1, end);
  }

  private binary(lowest: number): Expression {
    let left = this.unary();
    for (;;) {
      if (this.problem !== undefined) return left;
      const operator = this.operator();
      if (operator === undefined || precedence[operator.name] < lowest) return left;
      if (++this.operators > mostOperators) return this.fail(messages.tooDeep);
      this.at = operator.end;
      const right = this.binary(precedence[operator.name] + 1);
      left = { kind: "binary", operator: operator.name, left, right };
    }
  }

  private operator(): { name: BinaryOperator; end: number } | undefined {
    const at = skipBlanks(this.text, this.at);
    const two = this.text.slice(at, at + 2);
    if (two === "<>") return { name: "!=", end: at + 2 };
    if (two.length === 2 && isOperator(two)) return { name: two, end: at + 2 };
    const one = two.slice(0, 1);
    return isOperator(one) ? { name: one, end: at + 1 } : undefined;
  }

  private unary(): Expression {
    this.at = skipBlanks(this.text, this.at);
    const code = this.text[this.at];
    if (code === "-" || code === "~" || code === "!" || code === "+") return this.nested(() => this.signed(code));
    if (code === "(") return this.nested(() => this.parenthesised());
    return this.primary();
  }

  private nested(parse: () => Expression): Expression {
    if (this.depth >= deepestNesting) return this.fail(messages.tooDeep);
    this.depth++;
    this.at++;
    const expression = parse();
    this.depth--;
    return expression;
  }

  private signed(operator: UnaryOperator): Expression {
    const operand = this.unary();
    if (operand.kind !== "constant") return { kind: "unary", operator, operand };
    const { value } = operand;
    if (operator === "!") return constant(value === 0n ? 1n : 0n);
    return operator === "+" ? operand : constant(operator === "-" ? -value : ~value);
  }

  private parenthesised(): Expression {
    const expression = this.binary(1);
    this.at = skipBlanks(this.text, this.at);
    if (this.text[this.at] !== ")") return this.fail(messages.expected("')'"));
    this.at++;
    return expression;
  }

  private primary(): Expression {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    if (isDigit(code)) return this.number();
    if (text[at] === "'") return this.character();
    if (text[at] === '"') return this.quotedSymbol();
    const end = endOfIdentifier(text, at);
    if (end === at) return this.noExpression(at);
    this.at = end;
    if (end === at + 1 && text[at] === ".") return { kind: "here" };
    return this.symbol(text.slice(at, end));
  }

  private symbol(written: string): Expression {
    const { scope } = this;
    const value = scope.constantOf(written);
    const name = scope.symbolOf?.(written) ?? written;
    if (this.text[this.at] === "@") return { kind: "symbol", name, modifier: this.modifier(this.at) };
    return value === undefined ? { kind: "symbol", name } : constant(value);
  }

  private quotedSymbol(): Expression {
    const { name, end } = readQuotedName(this.text, this.at)!;
    this.at = end;
    return name === "" ? this.fail(messages.expected("a symbol's name between the quotes")) : this.symbol(name);
  }

  private character(): Expression {
    const { text, at } = this;
    const escaped = text[at + 1] === "\\";
    const letter = text[at + (escaped ? 2 : 1)] ?? "";
    const value = (escaped ? escapes[letter] : undefined) ?? letter.charCodeAt(0);
    const end = at + (escaped ? 4 : 3);
    if (value > 0x7f || text[end - 1] !== "'") return this.fail(messages.badNumber(text.slice(at, end)), at, 3);
    this.at = end;
    return constant(BigInt(value));
  }

  private number(): Expression {
    const { text, at } = this;
    real.lastIndex = at;
    const floating = real.exec(text);
    if (floating !== null) {
      // A number with a point or an exponent is the bits of a double.
      this.at = at + floating[0].length;
      return constant(bitsOfDouble(Number(floating[0])));
    }
    let end = at;
    while (end < text.length && isIdentifierPart(text.charCodeAt(end)) && text[end] !== ".") end++;
    const word = text.slice(at, end);
    this.at = end;
    const last = word.at(-1);
    if ((last === "b" || last === "f") && /^[0-9]+$/.test(word.slice(0, -1))) {
      const name = this.scope.localLabel(word.slice(0, -1), last);
      return name === undefined
        ? this.fail(messages.noSuchLocalLabel(word), at, word.length)
        : { kind: "symbol", name };
    }
    const value = parseInteger(word);
    if (value === undefined) return this.fail(messages.badNumber(word), at, word.length);
    return value >= 1n << 64n ? this.fail(messages.tooManyBits(word), at, word.length) : constant(value);
  }
}

/** Whether a modifier may still come, for one of its names. */
const isOpen = (expression: Expression): boolean =>
  expression.kind === "binary" || (expression.kind === "symbol" && expression.modifier === undefined);

/** A number in C spelling: decimal, 0x, 0b, or octal after a leading zero; U and L suffixes are ignored. */
export function parseInteger(word: string): bigint | undefined {
  const digits = word.replace(/[uUlL]+$/, "");
  if (/^(0[xX][0-9a-fA-F]+|0[bB][01]+|[1-9][0-9]*|0)$/.test(digits)) return BigInt(digits);
  return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : undefined;
}

/** The expression as it could have been written, for messages. */
export function showExpression(expression: Expression): string {
  switch (expression.kind) {
    case "constant":
      return expression.value.toString();
    case "here":
      return ".";
    case "symbol": {
      const name = isPlainName(expression.name) ? expression.name : JSON.stringify(expression.name);
      return expression.modifier === undefined ? name : `${name}@${expression.modifier}`;
    }
    case "unary":
      return `${expression.operator}${showExpression(expression.operand)}`;
    case "binary":
      return `(${showExpression(expression.left)} ${expression.operator} ${showExpression(expression.right)})`;
  }
}
