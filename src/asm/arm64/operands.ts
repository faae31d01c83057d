// Operand text to operand values, before any instruction is chosen.

import { endOfIdentifier, isDigit, skipBlanks } from "../characters";
import type { Expression } from "../expression";
import type { EncodeError, OperandContext } from "../instructionEncoder";
import { extensions, type GeneralRegister, generalRegister, nameOfGeneral, shifts } from "./registers";

export type Operand =
  | ({ readonly kind: "general" } & GeneralRegister)
  /** `s3`: `size` is one of b h s d q. */
  | { readonly kind: "scalar"; readonly size: string; readonly number: number }
  /** `v3.4s`, `v3.s[1]`, or bare `v3` under a mnemonic that carries the arrangement. */
  | {
      readonly kind: "vector";
      readonly number: number;
      readonly arrangement: string;
      readonly lane: number | undefined;
    }
  | {
      readonly kind: "list";
      readonly first: number;
      readonly count: number;
      readonly arrangement: string;
      readonly lane: number | undefined;
    }
  /** `hexadecimal` as written: floating-point constants are then their eight encoded bits. */
  | { readonly kind: "immediate"; readonly value: bigint; readonly hexadecimal: boolean }
  | { readonly kind: "float"; readonly value: number }
  /** `lsl #3`, `sxtw`, `msl #8` */
  | { readonly kind: "shift"; readonly name: string; readonly amount: number | undefined }
  | {
      readonly kind: "memory";
      readonly base: GeneralRegister;
      readonly offset: Operand | undefined;
      readonly extend: Operand | undefined;
      readonly writeBack: boolean;
    }
  /** `=value` of a load from the literal pool; `value` when it is known. */
  | { readonly kind: "literal"; readonly expression: Expression; readonly value: bigint | undefined }
  /** Anything with a symbol; `word` is its text when it is one plain word (a condition, a barrier…). */
  | { readonly kind: "expression"; readonly expression: Expression; readonly word: string };

/** Operands, and from where to where in the statement each is written. */
export interface ParsedOperands {
  readonly operands: readonly Operand[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}
export type OperandsResult = ParsedOperands | { readonly error: EncodeError };

const scalarPattern = /^([bhsdq])([0-9]|[12][0-9]|3[01])$/;
const vectorPattern = /^v([0-9]|[12][0-9]|3[01])(?:\.([0-9]*[bhsdq]))?$/;
const extensionNames: ReadonlySet<string> = new Set(extensions);
const shiftNames: ReadonlySet<string> = new Set([...shifts, "msl", ...extensions]);
const floatPattern = /^[-+]?\s*(?:\d+\.\d*(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)/;

class OperandReader {
  private readonly text: string;
  private readonly context: OperandContext;
  at: number;
  error: EncodeError | undefined;

  constructor(text: string, at: number, context: OperandContext) {
    this.text = text;
    this.at = skipBlanks(text, at);
    this.context = context;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  fail(message: string, at = this.at, length = Math.max(1, this.text.length - at), suggestion?: string): undefined {
    this.error ??= { code: "bad-operand", message, at, length, ...(suggestion === undefined ? {} : { suggestion }) };
    return undefined;
  }

  take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at = skipBlanks(this.text, this.at + 1);
    return true;
  }

  private word(): string {
    const end = endOfIdentifier(this.text, this.at);
    return this.text.slice(this.at, end).toLowerCase();
  }

  private skip(length: number): void {
    this.at = skipBlanks(this.text, this.at + length);
  }

  operand(): Operand | undefined {
    const character = this.text[this.at];
    if (character === "[") return this.memory();
    if (character === "{") return this.list();
    if (character === "=") return this.literal();
    if (character === "#") {
      this.skip(1);
      return this.number();
    }
    const word = this.word();
    if (word !== "") {
      const register = this.register(word);
      if (register !== undefined) return register;
      if (shiftNames.has(word)) return this.shift(word);
    }
    return this.number();
  }

  private register(word: string): Operand | undefined {
    const general = generalRegister(word);
    if (general !== undefined) {
      this.skip(word.length);
      return { kind: "general", ...general };
    }
    const scalar = scalarPattern.exec(word);
    if (scalar !== null) {
      this.skip(word.length);
      return { kind: "scalar", size: scalar[1]!, number: Number(scalar[2]) };
    }
    const vector = vectorPattern.exec(word);
    if (vector === null) return undefined;
    this.skip(word.length);
    const lane = this.lane();
    return { kind: "vector", number: Number(vector[1]), arrangement: vector[2] ?? "", lane };
  }

  /** `[1]` after a vector or a list. */
  private lane(): number | undefined {
    if (this.text[this.at] !== "[") return undefined;
    this.take("[");
    const index = this.number();
    if (index?.kind !== "immediate" || index.value < 0n || index.value > 15n)
      return this.fail("expected a lane number");
    if (!this.take("]")) return this.fail("expected ']'");
    return Number(index.value);
  }

  private shift(name: string): Operand | undefined {
    this.skip(name.length);
    const next = this.text.charCodeAt(this.at);
    if (this.text[this.at] !== "#" && !isDigit(next))
      return extensionNames.has(name)
        ? { kind: "shift", name, amount: undefined }
        : this.fail(`expected an amount after '${name}', such as '#3'`);
    const start = this.at;
    this.take("#");
    const amount = this.number();
    if (amount?.kind !== "immediate" || amount.value < 0n || amount.value > 63n)
      return this.fail("expected a shift amount from 0 to 63", start, Math.max(1, this.at - start));
    return { kind: "shift", name, amount: Number(amount.value) };
  }

  /** `=0x12345678`, `=_symbol + 8` */
  private literal(): Operand | undefined {
    this.take("=");
    const parsed = this.context.parseExpression(this.text, this.at);
    if ("error" in parsed) {
      this.error ??= parsed.error;
      return undefined;
    }
    this.at = skipBlanks(this.text, parsed.end);
    const { expression } = parsed;
    const value = expression.kind === "constant" ? expression.value : this.context.constant(expression);
    return { kind: "literal", expression, value: expression.kind === "symbol" ? undefined : value };
  }

  /** An immediate, a floating-point constant, or an expression of symbols. */
  private number(): Operand | undefined {
    const { text, context } = this;
    const float = floatPattern.exec(text.slice(this.at, this.at + 40));
    if (float !== null) {
      this.skip(float[0].length);
      return { kind: "float", value: Number(float[0].replace(/\s/g, "")) };
    }
    const parsed = context.parseExpression(text, this.at);
    if ("error" in parsed) {
      this.error ??= parsed.error;
      return undefined;
    }
    const from = this.at;
    this.at = skipBlanks(text, parsed.end);
    const { expression } = parsed;
    if (expression.kind === "constant") {
      const hexadecimal = text[from] === "0" && (text[from + 1] === "x" || text[from + 1] === "X");
      return { kind: "immediate", value: expression.value, hexadecimal };
    }
    const word = expression.kind === "symbol" ? text.slice(from, parsed.end).toLowerCase() : "";
    // A lone symbol is an address or a keyword; only arithmetic can come to a number.
    const value = expression.kind === "symbol" ? undefined : context.constant(expression);
    return value === undefined
      ? { kind: "expression", expression, word }
      : { kind: "immediate", value, hexadecimal: false };
  }

  private memory(): Operand | undefined {
    this.take("[");
    const name = this.word();
    const base = generalRegister(name);
    if (base === undefined) return this.fail("expected a base register", this.at, Math.max(1, name.length));
    if (base.width !== 64 || base.role === "zero")
      return this.fail(
        "the base of an address is a 64-bit register or sp",
        this.at,
        name.length,
        nameOfGeneral(64, base.number, base.role !== "plain"),
      );
    this.skip(name.length);
    let offset: Operand | undefined;
    let extend: Operand | undefined;
    if (this.take(",")) {
      offset = this.operand();
      if (offset !== undefined && this.take(",")) extend = this.operand();
    }
    if (this.error !== undefined) return undefined;
    if (!this.take("]")) return this.fail("expected ']'");
    return { kind: "memory", base, offset, extend, writeBack: this.take("!") };
  }

  private list(): Operand | undefined {
    const start = this.at;
    this.take("{");
    const numbers: number[] = [];
    let arrangement: string | undefined;
    do {
      const from = this.listed();
      if (from === undefined) return this.fail("expected a vector register");
      arrangement ??= from.arrangement;
      if (from.arrangement !== arrangement) return this.fail("the registers of a list have one arrangement");
      numbers.push(from.number);
      if (!this.take("-")) continue;
      const to = this.listed();
      if (to === undefined) return this.fail("expected a vector register");
      const count = ((to.number - from.number + 32) % 32) + 1;
      if (count > 4) return this.fail("a list has at most four registers");
      for (let i = 1; i < count; i++) numbers.push((from.number + i) % 32);
    } while (this.take(","));
    if (!this.take("}")) return this.fail("expected '}'");
    if (numbers.length > 4 || numbers.some((number, i) => number !== (numbers[0]! + i) % 32))
      return this.fail("a list has one to four registers in sequence", start, this.at - start);
    return { kind: "list", first: numbers[0]!, count: numbers.length, arrangement: arrangement!, lane: this.lane() };
  }

  private listed(): { readonly number: number; readonly arrangement: string } | undefined {
    const word = this.word();
    const vector = vectorPattern.exec(word);
    if (vector === null) return undefined;
    this.skip(word.length);
    return { number: Number(vector[1]), arrangement: vector[2] ?? "" };
  }
}

export function parseOperands(text: string, at: number, context: OperandContext): OperandsResult {
  const reader = new OperandReader(text, at, context);
  const operands: Operand[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  if (reader.atEnd) return { operands, starts, ends };
  do {
    const from = reader.at;
    const operand = reader.operand();
    if (operand === undefined) break;
    operands.push(operand);
    starts.push(from);
    ends.push(reader.at);
  } while (reader.take(","));
  if (reader.error === undefined && !reader.atEnd) reader.fail(`unexpected '${text.slice(reader.at)}'`);
  return reader.error === undefined ? { operands, starts, ends } : { error: reader.error };
}
