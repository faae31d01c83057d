// What an expression comes to: a constant, or `symbol - symbol + constant`, which is all that a relocation can say.
// Follows LLVM's MCExpr::evaluateAsRelocatable for Mach-O, whose two surprises matter for equal output: a difference
// of labels is folded on sight while the distance between them is certain, whatever atoms lie between; and inside
// the value of a `.set` every difference is folded, because the writer promised that it is meant as a number.

import type { Draft, DraftSymbol, Fragment } from "./draft";
import type { BinaryOperator, Expression } from "./expression";
import { type Complaint, messages } from "./messages";

export interface Relocatable {
  readonly add: DraftSymbol | undefined;
  readonly subtract: DraftSymbol | undefined;
  readonly modifier: string | undefined;
  readonly constant: bigint;
}
export interface EvaluationProblem {
  readonly complaint: Complaint;
}
export type Evaluation = Relocatable | EvaluationProblem;

export const isProblem = (value: Evaluation): value is EvaluationProblem => "complaint" in value;
export const isConstant = (value: Relocatable): boolean => value.add === undefined && value.subtract === undefined;

/** Where a label, or an alias of one, stands. */
export interface Location {
  readonly fragment: Fragment;
  readonly offset: number;
}

const isLabel = (symbol: DraftSymbol): symbol is DraftSymbol & Location => symbol.fragment !== undefined;

/** When an evaluation happens: `a - b` if it is a number by now. */
export type Stage = (a: Location, b: Location, inSet: boolean) => number | undefined;

/** While statements are read: only distances over bytes and fills of known length. */
export const beforeLayout: Stage = (a, b) => {
  if (a.fragment.section !== b.fragment.section || a.fragment.uncertain !== b.fragment.uncertain) return undefined;
  return a.fragment.certainBytes + a.offset - b.fragment.certainBytes - b.offset;
};

export const offsetInSection = (at: Location): number => at.fragment.offset + at.offset;
export const addressOf = (at: Location): number => at.fragment.section.address + offsetInSection(at);

/** With all addresses known, and the linker free to move atoms apart. */
export const afterLayout: Stage = (a, b, inSet) => {
  if (inSet) return addressOf(a) - addressOf(b);
  if (a.fragment.section !== b.fragment.section || a.fragment.atom !== b.fragment.atom) return undefined;
  return offsetInSection(a) - offsetInSection(b);
};

/** With all addresses known, as a plain number: for values that no relocation can carry (LEB128). */
export const asNumbers: Stage = (a, b) => afterLayout(a, b, true);

/** Symbols visited in one evaluation: assignments may refer to assignments, and doubling chains explode. */
const mostSteps = 3000;
/** Names that stand for names: each is followed anew for each that leads to it. */
export const longestChain = 500;

const wrap = (value: bigint) => BigInt.asIntN(64, value);
const problem = (complaint: Complaint): EvaluationProblem => ({ complaint });
const number = (constant: bigint): Relocatable => ({
  add: undefined,
  subtract: undefined,
  modifier: undefined,
  constant: wrap(constant),
});

export class Evaluator {
  private readonly draft: Draft;
  private readonly stage: Stage;
  private steps = 0;
  private links = 0;

  constructor(draft: Draft, stage: Stage) {
    this.draft = draft;
    this.stage = stage;
  }

  evaluate(expression: Expression, inSet = false): Evaluation {
    this.steps = 0;
    this.links = 0;
    return this.walk(expression, inSet);
  }

  /** The number an expression is now, if it is one. */
  constant(expression: Expression, inSet = false): bigint | undefined {
    if (expression.kind === "constant") return expression.value;
    const value = this.evaluate(expression, inSet);
    return isProblem(value) || !isConstant(value) || value.modifier !== undefined ? undefined : value.constant;
  }

  /** The number that a difference of two labels is, without more ado. */
  distanceOf(expression: Expression, inSet: boolean): number | undefined {
    if (expression.kind !== "binary") return undefined;
    this.steps = 0;
    this.links = 0;
    return this.distance(expression.operator, expression.left, expression.right, inSet);
  }

  /** Where a defined symbol stands; undefined for undefined, common and absolute ones. */
  locate(symbol: DraftSymbol): Location | undefined {
    this.steps = 0;
    this.links = 0;
    return this.find(symbol);
  }

  private find(symbol: DraftSymbol): Location | undefined {
    if (isLabel(symbol)) return symbol;
    if (symbol.variable === undefined || ++this.links > longestChain) return undefined;
    const value = this.walk(symbol.variable, true);
    if (isProblem(value) || value.add === undefined || value.subtract !== undefined) return undefined;
    if (value.add === symbol) return undefined;
    const at = this.find(value.add);
    return at && { fragment: at.fragment, offset: at.offset + Number(value.constant) };
  }

  private walk(expression: Expression, inSet: boolean): Evaluation {
    if (++this.steps > mostSteps) return problem(messages.tooDeep);
    switch (expression.kind) {
      case "constant":
        return number(expression.value);
      case "here":
        return problem(messages.notConstant);
      case "symbol":
        return this.symbol(expression.name, expression.modifier);
      case "unary":
        return this.unary(expression.operator, this.walk(expression.operand, inSet));
      case "binary": {
        const distance = this.distance(expression.operator, expression.left, expression.right, inSet);
        if (distance !== undefined) return number(BigInt(distance));
        const left = this.walk(expression.left, inSet);
        if (isProblem(left)) return left;
        const right = this.walk(expression.right, inSet);
        return isProblem(right) ? right : this.binary(expression.operator, left, right, inSet);
      }
    }
  }

  /** Of two labels, if it is a number: what most differences are. */
  private distance(operator: string, left: Expression, right: Expression, inSet: boolean): number | undefined {
    if (operator !== "-" || left.kind !== "symbol" || right.kind !== "symbol") return undefined;
    if (left.modifier !== undefined || right.modifier !== undefined) return undefined;
    const from = this.draft.symbols.get(right.name);
    const to = this.draft.symbols.get(left.name);
    return from !== undefined && to !== undefined && isLabel(from) && isLabel(to)
      ? this.difference(to, from, inSet)
      : undefined;
  }

  private symbol(name: string, modifier: string | undefined): Evaluation {
    const symbol = this.draft.symbols.get(name);
    if (symbol === undefined) return problem(messages.notConstant);
    if (symbol.variable !== undefined && modifier === undefined) {
      if (++this.links > longestChain) return problem(messages.tooDeep);
      const value = this.walk(symbol.variable, true);
      // An alias stays a symbol of its own: the linker gets the alias, and any offset is in its address. But one of a
      // name from elsewhere has no address, and stands for that name.
      if (!isProblem(value) && (isConstant(value) || this.isForeign(value))) return value;
    }
    return { add: symbol, subtract: undefined, modifier, constant: 0n };
  }

  private isForeign({ add, subtract, constant }: Relocatable): boolean {
    return add !== undefined && subtract === undefined && constant === 0n && this.find(add) === undefined;
  }

  private unary(operator: string, value: Evaluation): Evaluation {
    if (isProblem(value) || operator === "+") return value;
    if (operator === "-" && value.modifier === undefined) {
      const { add, subtract } = value;
      if (add === undefined || subtract !== undefined)
        return { add: subtract, subtract: add, modifier: undefined, constant: wrap(-value.constant) };
    }
    if (!isConstant(value)) return problem(messages.notRelocatable);
    return number(operator === "~" ? ~value.constant : value.constant === 0n ? 1n : 0n);
  }

  private binary(operator: BinaryOperator, left: Relocatable, right: Relocatable, inSet: boolean): Evaluation {
    if (operator === "+") return this.sum(left, right, right.constant, inSet);
    if (operator === "-") {
      if (right.modifier !== undefined) return problem(messages.notRelocatable);
      return this.sum(left, { ...right, add: right.subtract, subtract: right.add }, -right.constant, inSet);
    }
    if (!isConstant(left) || !isConstant(right)) return problem(messages.notRelocatable);
    return arithmetic(operator, left.constant, right.constant);
  }

  private sum(left: Relocatable, right: Relocatable, addend: bigint, inSet: boolean): Evaluation {
    let constant = left.constant + addend;
    let [add, otherAdd] = [left.add, right.add];
    let [subtract, otherSubtract] = [left.subtract, right.subtract];
    const modifier = left.modifier ?? right.modifier;
    if (modifier === undefined && (subtract ?? otherSubtract) !== undefined) {
      /** Takes one of what is subtracted away together with the symbol; true if their distance is a number. */
      const fold = (symbol: DraftSymbol | undefined): boolean => {
        if (symbol === undefined) return false;
        const near = subtract && this.difference(symbol, subtract, inSet);
        const far = near === undefined ? otherSubtract && this.difference(symbol, otherSubtract, inSet) : undefined;
        if (near !== undefined) subtract = undefined;
        else if (far !== undefined) otherSubtract = undefined;
        const by = near ?? far;
        if (by !== undefined) constant += BigInt(by);
        return by !== undefined;
      };
      if (fold(add)) add = undefined;
      if (fold(otherAdd)) otherAdd = undefined;
    }
    if ((add && otherAdd) !== undefined || (subtract && otherSubtract) !== undefined)
      return problem(messages.notRelocatable);
    return { add: add ?? otherAdd, subtract: subtract ?? otherSubtract, modifier, constant: wrap(constant) };
  }

  private difference(a: DraftSymbol, b: DraftSymbol, inSet: boolean): number | undefined {
    if (a === b) return 0;
    const from = this.find(b);
    const to = from && this.find(a);
    return from && to && this.stage(to, from, inSet);
  }
}

/** Truth is -1, as in the assemblers before it. */
const truth = (value: boolean) => number(value ? -1n : 0n);

/** Of a shift's distance six bits count, as on the CPUs that llvm-mc runs on. */
function arithmetic(operator: Exclude<BinaryOperator, "+" | "-">, a: bigint, b: bigint): Evaluation {
  switch (operator) {
    case "*":
      return number(a * b);
    case "/":
      return b === 0n ? problem(messages.divisionByZero) : number(a / b);
    case "%":
      return b === 0n ? problem(messages.divisionByZero) : number(a % b);
    case "<<":
      return number(a << (b & 63n));
    case ">>":
      return number(BigInt.asUintN(64, a) >> (b & 63n));
    case "&":
      return number(a & b);
    case "|":
      return number(a | b);
    case "^":
      return number(a ^ b);
    case "==":
      return truth(a === b);
    case "!=":
      return truth(a !== b);
    case "<":
      return truth(a < b);
    case "<=":
      return truth(a <= b);
    case ">":
      return truth(a > b);
    case ">=":
      return truth(a >= b);
    case "&&":
      return number(a !== 0n && b !== 0n ? 1n : 0n);
    case "||":
      return number(a !== 0n || b !== 0n ? 1n : 0n);
  }
}

/** Every symbol an expression names. */
export function eachSymbol(expression: Expression, visit: (name: string) => void): void {
  if (expression.kind === "symbol") visit(expression.name);
  else if (expression.kind === "unary") eachSymbol(expression.operand, visit);
  else if (expression.kind === "binary") {
    eachSymbol(expression.left, visit);
    eachSymbol(expression.right, visit);
  }
}
