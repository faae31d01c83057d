// Operands in Intel syntax: `5`, `rax`, `dword ptr gs:[rax + 4*rbx + 8]`, `offset sym`, a bare symbol (which is the
// memory there, or the place to jump to). Intel's expressions mix registers and numbers, so they are read here, with
// LLVM's operators and precedence; single terms are left to the common assembler.

import { endOfIdentifier, isDigit } from "../characters";
import type { Expression } from "../expression";
import { type Failure, isFailure, messages, type Span, suggesting } from "./messages";
import { addressProblem, code, OperandScanner } from "./operandScanner";
import type { Memory, Operand, Value } from "./operands";
import { valueOfConstant } from "./operands";
import type { RegisterName } from "./registers";

/** Bytes of what stands before `ptr`. */
export const sizeNames: ReadonlyMap<string, number> = new Map([
  ["byte", 1],
  ["word", 2],
  ["dword", 4],
  ["float", 4],
  ["long", 4],
  ["fword", 6],
  ["qword", 8],
  ["double", 8],
  ["mmword", 8],
  ["tbyte", 10],
  ["xword", 10],
  ["xmmword", 16],
  ["oword", 16],
  ["ymmword", 32],
  ["zmmword", 64],
]);

/** The word that LLVM writes for a size. */
export function sizeName(bytes: number): string {
  for (const [name, size] of sizeNames) if (size === bytes) return name;
  return `${bytes} bytes`;
}

type Operator = "or" | "xor" | "and" | "shl" | "shr" | "+" | "-" | "*" | "/" | "mod";

const precedence: Readonly<Record<Operator, number>> = {
  or: 1,
  xor: 2,
  and: 3,
  shl: 4,
  shr: 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  mod: 6,
};
const operatorSigns: ReadonlyMap<string, Operator> = new Map([
  ["|", "or"],
  ["^", "xor"],
  ["&", "and"],
  ["+", "+"],
  ["-", "-"],
  ["*", "*"],
  ["/", "/"],
  ["%", "mod"],
]);
const operatorWords: ReadonlySet<string> = new Set(["or", "xor", "and", "shl", "shr", "mod"]);
const isOperatorWord = (word: string): word is Operator => operatorWords.has(word);

/** A sum of a number, at most one symbol and the registers of an address. */
interface Sum {
  readonly number: bigint;
  readonly symbol: Expression | undefined;
  readonly registers: readonly Scaled[];
}

interface Scaled {
  readonly register: RegisterName;
  /** Undefined where none is written. */
  readonly scale: bigint | undefined;
}

const noRegisters: readonly Scaled[] = [];
const numberSum = (number: bigint): Sum => ({ number, symbol: undefined, registers: noRegisters });
const isNumber = ({ symbol, registers }: Sum): boolean => symbol === undefined && registers.length === 0;

/** Parentheses, brackets and signs nested deeper than this are refused, so that no input exhausts the stack. */
const deepestNesting = 100;

export class IntelScanner extends OperandScanner {
  private usesBrackets = false;
  private usesOffset = false;
  private depth = 0;

  protected spelled(register: string): string {
    return register;
  }

  protected undecorated(start: number): Operand | Failure {
    const plain = this.plainNumber();
    if (plain !== undefined && this.peek() !== code.openBracket && this.peek() !== code.open) {
      if (this.isBranch) return messages.branchToNumber({ at: start, length: this.at - start });
      return this.immediateOperand(plain, start);
    }
    this.at = start;
    if (this.isBranch) this.skipShort();
    const size = this.size();
    if (typeof size !== "number") return size;
    let segment: RegisterName | undefined;
    const registerAt = this.at;
    const register = this.registerHere();
    if (register !== undefined) {
      if (!this.take(code.colon)) return this.bareRegister(register, registerAt, start, size);
      if (register.class !== "seg") return messages.notASegment({ at: registerAt, length: 2 }, register.name);
      segment = register;
    }
    return this.immediateOrMemory(start, size, segment);
  }

  /** `jmp short label`: jumps are as short as they can be anyway. */
  private skipShort(): void {
    const end = endOfIdentifier(this.text, this.at);
    if (this.text.slice(this.at, end).toLowerCase() !== "short") return;
    const start = this.at;
    this.at = end;
    this.skipSpace();
    if (this.at >= this.text.length) this.at = start;
  }

  /** `dword ptr`, in bytes; 0 when the operand starts with something else. */
  private size(): number | Failure {
    const end = endOfIdentifier(this.text, this.at);
    const word = this.text.slice(this.at, end);
    const size = sizeNames.get(word) ?? sizeNames.get(word.toLowerCase());
    if (size === undefined) return 0;
    const start = this.at;
    this.at = end;
    this.skipSpace();
    const next = endOfIdentifier(this.text, this.at);
    if (this.text.slice(this.at, next).toLowerCase() !== "ptr")
      return messages.expectedPtr({ at: start, length: word.length }, word);
    this.at = next;
    this.skipSpace();
    return size;
  }

  /** The register whose name stands here, if one does. */
  private registerHere(): RegisterName | undefined {
    const start = this.at;
    let end = endOfIdentifier(this.text, start);
    let name = this.text.slice(start, end);
    let register = this.registers.get(name) ?? this.registers.get(name.toLowerCase());
    if (register?.name === "st" || name.toLowerCase() === "st") {
      ({ name, end } = this.stackRegister(start, end));
      register = this.registers.get(name);
    }
    if (register === undefined) return undefined;
    this.at = end;
    return register;
  }

  private bareRegister(register: RegisterName, at: number, start: number, size: number): Operand | Failure {
    const span = { at, length: this.at - at };
    if (size !== 0) return messages.registerAfterPtr(span, register.name);
    if (register.class === "ip" || register.class === "iz") return messages.onlyInAddress(span, register.name);
    return this.registerOperand(register, start, false);
  }

  private immediateOrMemory(start: number, size: number, segment: RegisterName | undefined): Operand | Failure {
    this.usesBrackets = false;
    this.usesOffset = false;
    this.depth = 0;
    const sum = this.sum(1);
    if (isFailure(sum)) return sum;
    const span = this.spanFrom(start);
    const displacement = displacementOf(sum, span);
    const isMemory = this.usesBrackets || segment !== undefined || (sum.symbol !== undefined && !this.usesOffset);
    if (!isMemory && sum.registers.length === 0) {
      if (this.isBranch) return messages.branchToNumber(span);
      return this.immediateOperand(displacement, start);
    }
    const isPlace = this.isBranch && size === 0 && !this.usesBrackets && segment === undefined;
    if (isPlace)
      return { kind: "target", value: displacement, bits: 0, indirect: false, at: start, length: span.length };
    const address = addressOf(sum.registers, span);
    if (isFailure(address)) return address;
    const isEmpty = sum.symbol === undefined && sum.number === 0n && (address.base ?? address.index) !== undefined;
    const memory = { displacement: isEmpty ? undefined : displacement, ...address, segment, size };
    return { ...this.memoryOperand(memory, start, false), length: span.length };
  }

  private sum(lowest: number): Sum | Failure {
    let left = this.term();
    for (;;) {
      if (isFailure(left)) return left;
      const start = this.at;
      const operator = this.operator();
      if (operator === undefined || precedence[operator] < lowest) {
        this.at = start;
        return left;
      }
      const right = this.sum(precedence[operator] + 1);
      if (isFailure(right)) return right;
      left = combine(operator, left, right, this.spanFrom(start));
    }
  }

  private operator(): Operator | undefined {
    const isAfterBracket = this.text.charCodeAt(this.at - 1) === code.closeBracket;
    this.skipSpace();
    const { text, at } = this;
    // `[rax][rbx*4]` and `8[rax]` add. LLVM has brackets last.
    if (text.charCodeAt(at) === code.openBracket) return "+";
    if (isAfterBracket) return undefined;
    const two = text.slice(at, at + 2);
    if (two === "<<" || two === ">>") {
      this.at = at + 2;
      return two === "<<" ? "shl" : "shr";
    }
    const sign = operatorSigns.get(two.slice(0, 1));
    if (sign !== undefined) {
      this.at = at + 1;
      return sign;
    }
    const end = endOfIdentifier(text, at);
    const word = text.slice(at, end).toLowerCase();
    if (!isOperatorWord(word)) return undefined;
    this.at = end;
    return word;
  }

  private term(): Sum | Failure {
    this.skipSpace();
    const start = this.at;
    if (start >= this.text.length) return messages.expectedOperand({ at: start, length: 1 });
    if (this.depth >= deepestNesting) return messages.nestedTooDeeply({ at: start, length: 1 });
    this.depth++;
    const found = this.termAt(start);
    this.depth--;
    return found;
  }

  private termAt(start: number): Sum | Failure {
    const character = this.peek();
    switch (character) {
      case code.minus:
      case code.plus:
      case code.tilde:
        this.at++;
        return this.signed(character, start);
      case code.open:
        return this.enclosed(code.close, "')'");
      case code.openBracket:
        this.usesBrackets = true;
        return this.enclosed(code.closeBracket, "']'");
    }
    if (isDigit(character)) return this.symbolOrNumber(start);
    if (character === code.dollar) return suggesting(messages.unexpectedDollar({ at: start, length: 1 }), "");
    const register = this.registerHere();
    if (register !== undefined) return { ...numberSum(0n), registers: [{ register, scale: undefined }] };
    const end = endOfIdentifier(this.text, start);
    const word = this.text.slice(start, end).toLowerCase();
    if (word === "not") {
      this.at = end;
      return this.signed(code.tilde, start);
    }
    if (word === "offset") {
      this.at = end;
      this.skipSpace();
      this.usesOffset = true;
      return this.symbolOrNumber(this.at);
    }
    if (character === code.percent) return this.strayPercent(start);
    return this.symbolOrNumber(start);
  }

  /** `%rax` is AT&T's spelling. */
  private strayPercent(start: number): Failure {
    const register = this.percentRegister();
    if (isFailure(register)) return register;
    const span = { at: start, length: this.at - start };
    return suggesting(messages.unexpectedPercent(span, register.name), register.name);
  }

  private signed(sign: number, start: number): Sum | Failure {
    const operand = this.term();
    if (isFailure(operand) || sign === code.plus) return operand;
    if (!isNumber(operand)) return messages.onlyNumbers(this.spanFrom(start), sign === code.minus ? "-" : "not");
    return numberSum(sign === code.minus ? -operand.number : ~operand.number);
  }

  private enclosed(close: number, spelled: string): Sum | Failure {
    const start = this.at;
    this.at++;
    const sum = this.sum(1);
    if (isFailure(sum)) return sum;
    if (!this.take(close)) return messages.unclosed({ at: start, length: this.trimmedEnd() - start }, spelled);
    return sum;
  }

  private symbolOrNumber(start: number): Sum | Failure {
    const parsed = this.context.parseTerm(this.text, start);
    if ("error" in parsed) return { error: parsed.error };
    this.at = parsed.end;
    const { expression } = parsed;
    if (expression.kind === "constant") return numberSum(expression.value);
    return { number: 0n, symbol: expression, registers: noRegisters };
  }
}

function combine(operator: Operator, left: Sum, right: Sum, span: Span): Sum | Failure {
  if (operator === "+") {
    if (left.symbol !== undefined && right.symbol !== undefined) return messages.twoSymbols(span);
    const registers = right.registers.length === 0 ? left.registers : [...left.registers, ...right.registers];
    return { number: left.number + right.number, symbol: left.symbol ?? right.symbol, registers };
  }
  if (operator === "*") {
    const scaled = scale(left, right) ?? scale(right, left);
    if (scaled !== undefined) return scaled;
  }
  if (!isNumber(right)) return messages.onlyNumbers(span, operator);
  if (operator === "-") return { ...left, number: left.number - right.number };
  if (!isNumber(left)) return messages.onlyNumbers(span, operator);
  return calculate(operator, left.number, right.number, span);
}

/** `rbx*4` */
function scale({ registers, symbol, number }: Sum, factor: Sum): Sum | undefined {
  const [only] = registers;
  if (registers.length !== 1 || symbol !== undefined || number !== 0n || !isNumber(factor)) return undefined;
  if (only!.scale !== undefined) return undefined;
  return { ...numberSum(0n), registers: [{ register: only!.register, scale: factor.number }] };
}

function calculate(operator: Operator, left: bigint, right: bigint, span: Span): Sum | Failure {
  if ((operator === "/" || operator === "mod") && right === 0n) return messages.divisionByZero(span);
  if ((operator === "shl" || operator === "shr") && (right < 0n || right > 63n)) return numberSum(0n);
  const results: Readonly<Record<string, () => bigint>> = {
    or: () => left | right,
    xor: () => left ^ right,
    and: () => left & right,
    shl: () => left << right,
    shr: () => BigInt.asUintN(64, left) >> right,
    "*": () => left * right,
    "/": () => left / right,
    mod: () => left % right,
  };
  return numberSum(BigInt.asIntN(64, results[operator]!()));
}

function displacementOf({ number, symbol }: Sum, span: Span): Value {
  if (symbol === undefined) return valueOfConstant(number, undefined, span);
  const word = BigInt.asIntN(64, number);
  const addend: Expression = { kind: "constant", value: word < 0n ? -word : word };
  const sum = { kind: "binary", operator: word < 0n ? "-" : "+", left: symbol, right: addend } as const;
  return { expression: word === 0n ? symbol : sum, number: Number.NaN, wide: undefined, ...span };
}

type Address = Pick<Memory, "base" | "index" | "scale">;

/** Base and index by LLVM's rules: the first unscaled register is the base, the other one the index. */
function addressOf(registers: readonly Scaled[], span: Span): Address | Failure {
  const fail = (why: string) => messages.badMemory(span, why);
  let base: RegisterName | undefined;
  let index: RegisterName | undefined;
  let factor: bigint | undefined;
  for (const { register, scale } of registers) {
    if (scale === undefined && base === undefined) base = register;
    else if (index === undefined) {
      index = register;
      factor = scale;
    } else return fail("an address has at most a base and an index register");
  }
  if (factor === undefined && index !== undefined) {
    // Without a scale it is free which one is the index: not the stack pointer, and the vector.
    const isPointer = (register: RegisterName | undefined) => register?.name === "rsp" || register?.name === "esp";
    const isVector = (register: RegisterName | undefined) => register !== undefined && /^[xyz]mm$/.test(register.class);
    if ((isPointer(index) && !isPointer(base)) || (isVector(base) && !isVector(index))) [base, index] = [index, base];
  }
  // LLVM lets a written index replace rip.
  if (base?.class === "ip" && index !== undefined) base = undefined;
  if (index !== undefined && base === undefined && factor === undefined) factor = 1n;
  const scaleNumber = Number(factor ?? 1n);
  if (scaleNumber !== 1 && scaleNumber !== 2 && scaleNumber !== 4 && scaleNumber !== 8)
    return fail("the scale must be 1, 2, 4 or 8");
  // A vector alone is an index; a pointer alone a base.
  if (base !== undefined && index === undefined && /^[xyz]mm$/.test(base.class)) [base, index] = [undefined, base];
  const why = addressProblem(base, index, (name) => name);
  return why === undefined ? { base, index, scale: scaleNumber } : fail(why);
}
