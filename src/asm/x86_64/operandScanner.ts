// What reading operands needs in either syntax: registers, decorations in braces, numbers and expressions, and the
// rules for the parts of an address. One scanner serves all statements of an encoder.

import { closestWord } from "@/base/closestWord";
import { isDigit, isIdentifierPart } from "../characters";
import type { OperandContext } from "../instructionEncoder";
import { type Failure, isFailure, messages, type Span, suggesting } from "./messages";
import {
  bitsOfImmediate,
  bitsOfMemory,
  type Decorations,
  type Memory,
  type Operand,
  type RoundingMode,
  type Value,
  valueOfConstant,
} from "./operands";
import { generalSize, type RegisterName, type RegisterTable } from "./registers";

export const code = {
  tab: 9,
  return: 13,
  space: 32,
  quote: 34,
  dollar: 36,
  percent: 37,
  apostrophe: 39,
  open: 40,
  close: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  zero: 48,
  colon: 58,
  at: 64,
  openBracket: 91,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
  tilde: 126,
} as const;

/** Digits that a double surely holds. */
const mostDecimalDigits = 15;
const mostHexDigits = 13;

const roundingModes: ReadonlySet<string> = new Set(["rn-sae", "rd-sae", "ru-sae", "rz-sae", "sae"]);
const isRoundingMode = (text: string): text is RoundingMode => roundingModes.has(text);

export abstract class OperandScanner {
  protected text = "";
  protected at = 0;
  protected isBranch = false;
  protected context!: OperandContext;
  protected readonly registers: RegisterTable;

  constructor(registers: RegisterTable) {
    this.registers = registers;
  }

  /** The operands in the order they are written. */
  scan(text: string, at: number, isBranch: boolean, context: OperandContext): Operand[] | Failure {
    this.text = text;
    this.at = at;
    this.isBranch = isBranch;
    this.context = context;
    const operands: Operand[] = [];
    this.skipSpace();
    if (this.at >= text.length) return operands;
    for (;;) {
      const operand = this.operand();
      if (isFailure(operand)) return operand;
      operands.push(operand);
      this.skipSpace();
      if (this.at >= text.length) return operands;
      if (!this.take(code.comma)) return this.unexpected();
    }
  }

  /** One operand without its decorations. */
  protected abstract undecorated(start: number): Operand | Failure;

  /** How a register is written, for suggestions. */
  protected abstract spelled(register: string): string;

  private operand(): Operand | Failure {
    this.skipSpace();
    const start = this.at;
    if (start >= this.text.length) return messages.expectedOperand({ at: this.text.length, length: 1 });
    if (this.peek() === code.openBrace) return this.rounding(start);
    const operand = this.undecorated(start);
    if (isFailure(operand)) return operand;
    this.skipSpace();
    if (this.peek() !== code.openBrace) return operand;
    const decorations = this.decorations(operand);
    if (isFailure(decorations)) return decorations;
    return { ...operand, ...decorations, length: this.trimmedEnd() - start };
  }

  protected peek(): number {
    return this.text.charCodeAt(this.at);
  }

  protected take(character: number): boolean {
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  protected skipSpace(): void {
    const { text } = this;
    let { at } = this;
    for (;;) {
      const character = text.charCodeAt(at);
      if (character !== code.space && character !== code.tab && character !== code.return) break;
      at++;
    }
    this.at = at;
  }

  protected trimmedEnd(): number {
    let end = this.at;
    while (end > 0 && /\s/.test(this.text[end - 1]!)) end--;
    return end;
  }

  protected spanFrom(start: number): Span {
    return { at: start, length: this.trimmedEnd() - start };
  }

  private unexpected(): Failure {
    const rest = this.text.slice(this.at);
    return messages.trailingText({ at: this.at, length: rest.length }, rest);
  }

  protected registerOperand(register: RegisterName, start: number, indirect: boolean): Operand {
    return { kind: "register", register, bits: register.bit, indirect, at: start, length: this.at - start };
  }

  protected immediateOperand(value: Value, start: number): Operand {
    const bits = bitsOfImmediate(value);
    return { kind: "immediate", value, bits, indirect: false, at: start, length: this.at - start };
  }

  protected memoryOperand(memory: Memory, start: number, indirect: boolean): Operand {
    // Spelled out, for a spread costs more than all the rest.
    const { displacement, base, index, scale, segment, size } = memory;
    const bits = bitsOfMemory(memory);
    const length = this.at - start;
    return { kind: "memory", displacement, base, index, scale, segment, size, bits, indirect, at: start, length };
  }

  /** `st` or `st(3)` when the word before the place is `st`. */
  protected stackRegister(start: number, wordEnd: number): { readonly name: string; readonly end: number } {
    const match = /^\s*\(\s*(\d+)\s*\)/.exec(this.text.slice(wordEnd, wordEnd + 12));
    if (match === null) return { name: this.text.slice(start, wordEnd).toLowerCase(), end: wordEnd };
    return { name: `st(${match[1]})`, end: wordEnd + match[0].length };
  }

  protected unknownRegister(written: string, span: Span): Failure {
    const near = closestWord(written.toLowerCase(), this.registers.keys());
    const suggestion = near === undefined ? undefined : this.spelled(near);
    return suggesting(messages.unknownRegister(span, this.spelled(written), suggestion ?? ""), suggestion);
  }

  /** A register after its `%`. */
  protected percentRegister(): RegisterName | Failure {
    const start = this.at;
    this.at++;
    this.skipSpace();
    const nameAt = this.at;
    let end = nameAt;
    while (end < this.text.length && isIdentifierPart(this.text.charCodeAt(end))) end++;
    let name = this.text.slice(nameAt, end).toLowerCase();
    if (name === "st") ({ name, end } = this.stackRegister(nameAt, end));
    this.at = end;
    const register = this.registers.get(name);
    if (register !== undefined) return register;
    return this.unknownRegister(this.text.slice(nameAt, end), { at: start, length: end - start });
  }

  private rounding(start: number): Operand | Failure {
    const close = this.text.indexOf("}", start);
    const mode =
      close < 0
        ? ""
        : this.text
            .slice(start + 1, close)
            .replace(/\s/g, "")
            .toLowerCase();
    if (!isRoundingMode(mode)) return this.badBraces(start);
    this.at = close + 1;
    return { kind: "rounding", mode, bits: 0, indirect: false, at: start, length: this.at - start };
  }

  /** `{%k1}`, `{z}` and `{1to8}`; Intel syntax writes the mask without `%`. */
  private decorations(operand: Operand): Decorations | Failure {
    let found: Decorations = {};
    for (;;) {
      this.skipSpace();
      const start = this.at;
      if (this.peek() !== code.openBrace) break;
      const match = /^\{\s*(?:(%?)(k[0-7])|(z)|1to(2|4|8|16|32))\s*\}/i.exec(this.text.slice(start));
      if (!match || (match[2] !== undefined && match[1] !== this.spelled(""))) return this.badBraces(start);
      this.at += match[0].length;
      const span = { at: start, length: match[0].length };
      if (match[2] !== undefined) {
        const mask = this.registers.get(match[2].toLowerCase())!;
        if (mask.number === 0) return messages.maskZero(span);
        if (found.mask !== undefined) return this.badBraces(start);
        found = { ...found, mask };
      } else if (match[3] !== undefined) {
        if (found.zeroing === true) return this.badBraces(start);
        found = { ...found, zeroing: true };
      } else {
        if (operand.kind !== "memory" || found.mask !== undefined || found.broadcast !== undefined)
          return this.badBraces(start);
        found = { ...found, broadcast: Number(match[4]) };
      }
    }
    if (found.zeroing === true && found.mask === undefined)
      return messages.zeroingWithoutMask(this.spanFrom(operand.at));
    return found;
  }

  private badBraces(start: number): Failure {
    const close = this.text.indexOf("}", start);
    const text = this.text.slice(start, close < 0 ? undefined : close + 1);
    return messages.badDecoration({ at: start, length: text.length }, text);
  }

  /** A decimal or hexadecimal number with an end that no expression continues; by far the most frequent expression. */
  protected plainNumber(): Value | undefined {
    const { text } = this;
    const start = this.at;
    let at = start;
    const negative = text.charCodeAt(at) === code.minus;
    if (negative) at++;
    let number = 0;
    const first = text.charCodeAt(at);
    if (!isDigit(first)) return undefined;
    const digitsAt = at;
    if (first === code.zero && (text.charCodeAt(at + 1) | 32) === 120) {
      at += 2;
      for (;;) {
        const digit = hexDigit(text.charCodeAt(at));
        if (digit < 0) break;
        number = number * 16 + digit;
        at++;
      }
      if (at - digitsAt - 2 > mostHexDigits || at === digitsAt + 2) return undefined;
    } else {
      for (;;) {
        const digit = text.charCodeAt(at) - code.zero;
        if (!(digit >= 0 && digit <= 9)) break;
        number = number * 10 + digit;
        at++;
      }
      // A leading zero makes a number octal.
      if (at - digitsAt > mostDecimalDigits || (first === code.zero && at > digitsAt + 1)) return undefined;
    }
    if (!endsNumber(text.charCodeAt(at))) return undefined;
    this.at = at;
    return {
      expression: undefined,
      number: negative && number !== 0 ? -number : number,
      wide: undefined,
      at: start,
      length: at - start,
    };
  }

  protected expression(): Value | Failure {
    this.skipSpace();
    const plain = this.plainNumber();
    if (plain !== undefined) return plain;
    const start = this.at;
    if (start >= this.text.length) return messages.expectedOperand({ at: start, length: 1 });
    const parsed = this.context.parseExpression(this.text, start);
    if ("error" in parsed) return { error: parsed.error };
    this.at = parsed.end;
    const span = this.spanFrom(start);
    const constant = this.context.constant(parsed.expression);
    if (constant !== undefined) return valueOfConstant(constant, parsed.expression, span);
    return { expression: parsed.expression, number: Number.NaN, wide: undefined, ...span };
  }
}

const hexDigit = (character: number): number => {
  if (character >= 48 && character <= 57) return character - 48;
  const lower = character | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

/** The end of the text, `,` `(` `)` `]` or `{`. */
const endsNumber = (character: number): boolean =>
  Number.isNaN(character) ||
  character === code.comma ||
  character === code.open ||
  character === code.close ||
  character === code.closeBracket ||
  character === code.openBrace;

/** What LLVM demands of the registers of an address; undefined when all is well. */
export function addressProblem(
  base: RegisterName | undefined,
  index: RegisterName | undefined,
  spelled: (name: string) => string,
): string | undefined {
  if (base !== undefined && base.class !== "r64" && base.class !== "r32" && base.class !== "ip")
    return `'${spelled(base.name)}' cannot be a base: addresses are built from 64-bit registers`;
  if (index === undefined) return undefined;
  if (base?.class === "ip") return "a pc-relative address takes no index register";
  const isPointer = index.class === "r64" || index.class === "r32" || index.class === "iz";
  const isVector = index.class === "xmm" || index.class === "ymm" || index.class === "zmm";
  if (!isPointer && !isVector) return `'${spelled(index.name)}' cannot be an index register`;
  if (index.name === "rsp" || index.name === "esp") return `'${spelled(index.name)}' cannot be an index register`;
  if (base === undefined || isVector) return undefined;
  const indexSize = index.class === "iz" ? (index.name === "riz" ? 8 : 4) : generalSize[index.class];
  if (indexSize !== generalSize[base.class]) return "base and index register must have the same size";
  return undefined;
}
