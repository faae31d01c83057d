// The operands of one AT&T statement, each with the characters it came from. Expressions are left to the common
// assembler; this file only knows where one starts: after `$`, before `(`, or alone.

import { closestWord } from "@/base/closestWord";
import type { Expression } from "../expression";
import type { OperandContext } from "../instructionEncoder";
import { type Failure, isFailure, messages, type Span, suggesting } from "./messages";
import { generalSize, type RegisterName, type RegisterTable } from "./registers";

/** An expression of the statement, and the constant it has now (as a signed 64-bit word), if any. */
export interface Value extends Span {
  readonly expression: Expression;
  readonly constant: bigint | undefined;
  /** Ordinal among the expressions of the statement. */
  readonly index: number;
}

/** AVX-512 decorations in braces after an operand. */
export interface Decorations {
  readonly mask?: RegisterName;
  readonly zeroing?: boolean;
  /** `{1to8}`: one element repeated so often. */
  readonly broadcast?: number;
}

export type Operand = Span &
  Decorations &
  (
    | { readonly kind: "register"; readonly register: RegisterName; readonly indirect: boolean }
    | { readonly kind: "immediate"; readonly value: Value }
    | ({ readonly kind: "memory" } & Memory)
    | { readonly kind: "target"; readonly value: Value }
    | { readonly kind: "rounding"; readonly mode: RoundingMode }
  );
export type OperandOf<Kind extends Operand["kind"]> = Extract<Operand, { kind: Kind }>;

export interface Memory {
  readonly displacement?: Value;
  readonly base?: RegisterName;
  readonly index?: RegisterName;
  readonly scale: 1 | 2 | 4 | 8;
  readonly segment?: RegisterName;
  readonly indirect: boolean;
}

export type RoundingMode = "rn-sae" | "rd-sae" | "ru-sae" | "rz-sae" | "sae";

export interface ParsedOperands {
  readonly operands: readonly Operand[];
  /** Every expression, in source order. */
  readonly values: readonly Value[];
}

export function parseOperands(
  text: string,
  at: number,
  isBranch: boolean,
  context: OperandContext,
  registers: RegisterTable,
): ParsedOperands | Failure {
  const scanner = new OperandScanner(text, at, isBranch, context, registers);
  const operands: Operand[] = [];
  if (scanner.atEnd()) return { operands, values: [] };
  for (;;) {
    const operand = scanner.operand();
    if (isFailure(operand)) return operand;
    operands.push(operand);
    if (scanner.atEnd()) return { operands, values: scanner.values };
    if (!scanner.take(",")) return scanner.unexpected();
  }
}

class OperandScanner {
  readonly values: Value[] = [];
  private readonly text: string;
  private at: number;
  private readonly isBranch: boolean;
  private readonly context: OperandContext;
  private readonly registers: RegisterTable;

  constructor(text: string, at: number, isBranch: boolean, context: OperandContext, registers: RegisterTable) {
    this.text = text;
    this.at = at;
    this.isBranch = isBranch;
    this.context = context;
    this.registers = registers;
  }

  atEnd(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  take(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  unexpected(): Failure {
    const rest = this.text.slice(this.at);
    return messages.trailingText({ at: this.at, length: rest.length }, rest);
  }

  operand(): Operand | Failure {
    this.skipSpace();
    const start = this.at;
    const undecorated = this.undecorated(start);
    if (isFailure(undecorated) || undecorated.kind === "rounding") return undecorated;
    const decorations = this.decorations();
    if (isFailure(decorations)) return decorations;
    return { ...undecorated, ...decorations, length: this.trimmedEnd() - start };
  }

  private undecorated(start: number): Operand | Failure {
    if (this.atEnd()) return messages.expectedOperand({ at: this.text.length, length: 1 });
    const span = { at: start, length: 0 };
    if (this.text[this.at] === "{") return this.rounding(start);
    const indirect = this.take("*");
    if (this.take("$")) {
      const value = this.expression();
      return isFailure(value) ? value : { kind: "immediate", value, ...span };
    }
    this.skipSpace();
    let segment: RegisterName | undefined;
    if (this.text[this.at] === "%") {
      const register = this.register();
      if (isFailure(register)) return register;
      if (register.class !== "seg" || !this.take(":")) return { kind: "register", register, indirect, ...span };
      segment = register;
    }
    return this.memoryOrTarget(span, indirect, segment);
  }

  private memoryOrTarget(span: Span, indirect: boolean, segment: RegisterName | undefined): Operand | Failure {
    let displacement: Value | undefined;
    if (!this.startsAddress()) {
      const value = this.expression();
      if (isFailure(value)) return value;
      displacement = value;
    }
    const common = {
      kind: "memory" as const,
      indirect,
      ...span,
      ...(segment && { segment }),
      ...(displacement && { displacement }),
    };
    this.skipSpace();
    if (this.text[this.at] !== "(") {
      if (displacement === undefined) return messages.expectedOperand({ at: this.at, length: 1 });
      if (this.isBranch && !indirect && segment === undefined) return { kind: "target", value: displacement, ...span };
      return this.checkedAbsolute({ ...common, scale: 1 }, displacement);
    }
    const address = this.address();
    return isFailure(address) ? address : { ...common, ...address };
  }

  /** A bare symbol spelled like a register is a forgotten `%`: an absolute 32-bit address never links on macOS. */
  private checkedAbsolute(operand: OperandOf<"memory">, displacement: Value): Operand | Failure {
    const { expression } = displacement;
    if (expression.kind !== "symbol" || displacement.constant !== undefined) return operand;
    const name = expression.name.toLowerCase();
    if (!this.registers.has(name)) return operand;
    return suggesting(messages.missingPercent(displacement, expression.name), `%${name}`);
  }

  /** Whether a `(` here opens base and index rather than a parenthesised expression. */
  private startsAddress(): boolean {
    return /^\(\s*[%,]/.test(this.text.slice(this.at, this.at + 40));
  }

  /** `(base, index, scale)` */
  private address(): Omit<Memory, "indirect" | "segment" | "displacement"> | Failure {
    const start = this.at;
    const fail = (why: string) => messages.badMemory({ at: start, length: this.at - start }, why);
    this.take("(");
    let base: RegisterName | undefined;
    let index: RegisterName | undefined;
    let scale = 1n;
    this.skipSpace();
    if (this.text[this.at] !== ",") {
      if (this.text[this.at] !== "%") return fail("expected a base register, like '(%rax)'");
      const register = this.register();
      if (isFailure(register)) return register;
      base = register;
    }
    if (this.take(",")) {
      this.skipSpace();
      if (this.text[this.at] === "%") {
        const register = this.register();
        if (isFailure(register)) return register;
        index = register;
      }
      if (this.take(",") || index === undefined) {
        const value = this.expression();
        if (isFailure(value)) return value;
        if (value.constant === undefined) return fail("the scale must be 1, 2, 4 or 8");
        scale = value.constant;
      }
    }
    if (!this.take(")")) return fail("expected ')' after the address");
    if (scale !== 1n && scale !== 2n && scale !== 4n && scale !== 8n) return fail("the scale must be 1, 2, 4 or 8");
    const why = addressProblem(base, index);
    if (why !== undefined) return fail(why);
    return { ...(base && { base }), ...(index && { index }), scale: Number(scale) as Memory["scale"] };
  }

  private register(): RegisterName | Failure {
    const start = this.at;
    const match = /^%\s*(st\s*\(\s*\d\s*\)|[A-Za-z][A-Za-z0-9]*)/i.exec(this.text.slice(start, start + 24));
    if (!match) return messages.unknownRegister({ at: start, length: 1 }, "", "");
    this.at += match[0].length;
    const name = match[1]!.replace(/\s/g, "").toLowerCase();
    const register = this.registers.get(name);
    if (register !== undefined) return register;
    const near = closestWord(name, this.registers.keys());
    const failure = messages.unknownRegister({ at: start, length: match[0].length }, match[1]!, near ?? "");
    return suggesting(failure, near === undefined ? undefined : `%${near}`);
  }

  private rounding(start: number): Operand | Failure {
    const match = /^\{\s*(r[nduz]-sae|sae)\s*\}/.exec(this.text.slice(start));
    if (!match) return this.badBraces(start);
    this.at += match[0].length;
    return { kind: "rounding", mode: match[1] as RoundingMode, at: start, length: match[0].length };
  }

  private decorations(): Decorations | Failure {
    let found: Decorations = {};
    for (;;) {
      this.skipSpace();
      const start = this.at;
      if (this.text[start] !== "{") return found;
      const match = /^\{\s*(?:%(k[0-7])|(z)|1to(2|4|8|16|32))\s*\}/i.exec(this.text.slice(start));
      if (!match) return this.badBraces(start);
      this.at += match[0].length;
      if (match[1] !== undefined) found = { ...found, mask: this.registers.get(match[1].toLowerCase())! };
      else if (match[2] !== undefined) found = { ...found, zeroing: true };
      else found = { ...found, broadcast: Number(match[3]) };
    }
  }

  private badBraces(start: number): Failure {
    const close = this.text.indexOf("}", start);
    const text = this.text.slice(start, close < 0 ? undefined : close + 1);
    return messages.badDecoration({ at: start, length: text.length }, text);
  }

  private expression(): Value | Failure {
    this.skipSpace();
    const start = this.at;
    if (start >= this.text.length) return messages.expectedOperand({ at: start, length: 1 });
    const parsed = this.context.parseExpression(this.text, start);
    if ("error" in parsed) return { error: parsed.error };
    this.at = parsed.end;
    const constant = this.context.constant(parsed.expression);
    const value: Value = {
      expression: parsed.expression,
      constant: constant === undefined ? undefined : BigInt.asIntN(64, constant),
      index: this.values.length,
      at: start,
      length: this.trimmedEnd() - start,
    };
    this.values.push(value);
    return value;
  }

  private skipSpace(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at]!)) this.at++;
  }

  private trimmedEnd(): number {
    let end = this.at;
    while (end > 0 && /\s/.test(this.text[end - 1]!)) end--;
    return end;
  }
}

function addressProblem(base: RegisterName | undefined, index: RegisterName | undefined): string | undefined {
  const isPort = base?.name === "dx" && index === undefined;
  if (base !== undefined && !isPort && !/^(r32|r64|ip)$/.test(base.class))
    return `'%${base.name}' cannot be a base: addresses are built from 64-bit registers`;
  if (index === undefined) return undefined;
  if (base?.class === "ip") return "a pc-relative address takes no index register";
  if (index.name === "rsp" || index.name === "esp") return `'%${index.name}' cannot be an index register`;
  if (!/^(r32|r64|xmm|ymm|zmm)$/.test(index.class)) return `'%${index.name}' cannot be an index register`;
  const indexSize = generalSize[index.class];
  if (base !== undefined && indexSize !== undefined && indexSize !== generalSize[base.class])
    return "base and index register must have the same size";
  return undefined;
}
