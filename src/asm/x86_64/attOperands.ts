// Operands in AT&T syntax: `$5`, `%rax`, `%gs:8(%rax,%rbx,4)`, `*%rax`, a bare expression. Expressions are left to the
// common assembler; this file only knows where one starts.

import { type Failure, isFailure, messages, suggesting } from "./messages";
import { addressProblem, code, OperandScanner } from "./operandScanner";
import type { Memory, Operand, Value } from "./operands";
import type { RegisterName } from "./registers";

type Address = Pick<Memory, "base" | "index" | "scale">;

export class AttScanner extends OperandScanner {
  protected spelled(register: string): string {
    return `%${register}`;
  }

  protected undecorated(start: number): Operand | Failure {
    const indirect = this.take(code.star);
    if (this.take(code.dollar)) {
      const value = this.expression();
      return isFailure(value) ? value : this.immediateOperand(value, start);
    }
    this.skipSpace();
    let segment: RegisterName | undefined;
    if (this.peek() === code.percent) {
      const register = this.percentRegister();
      if (isFailure(register)) return register;
      if (register.class !== "seg" || !this.take(code.colon)) return this.ownRegister(register, start, indirect);
      segment = register;
    }
    return this.memoryOrTarget(start, indirect, segment);
  }

  private ownRegister(register: RegisterName, start: number, indirect: boolean): Operand | Failure {
    if (register.class === "iz" || register.class === "ip")
      return messages.onlyInAddress({ at: start, length: this.at - start }, `%${register.name}`);
    return this.registerOperand(register, start, indirect);
  }

  private memoryOrTarget(start: number, indirect: boolean, segment: RegisterName | undefined): Operand | Failure {
    let displacement: Value | undefined;
    this.skipSpace();
    if (this.peek() === code.openBracket) return this.brackets();
    if (!this.startsAddress()) {
      const value = this.expression();
      if (isFailure(value)) return value;
      displacement = value;
      this.skipSpace();
    }
    if (this.peek() !== code.open) {
      if (displacement === undefined) return messages.expectedOperand({ at: this.at, length: 1 });
      if (this.isBranch && !indirect && segment === undefined) {
        const length = this.at - start;
        return { kind: "target", value: displacement, bits: 0, indirect: false, at: start, length };
      }
      const memory = { displacement, base: undefined, index: undefined, scale: 1, segment, size: 0 } as const;
      return this.missingPercent(displacement) ?? this.memoryOperand(memory, start, indirect);
    }
    const address = this.address();
    if (isFailure(address)) return address;
    const { base, index, scale } = address;
    return this.memoryOperand({ displacement, base, index, scale, segment, size: 0 }, start, indirect);
  }

  /** A bare symbol spelled like a register is a forgotten `%`: an absolute 32-bit address never links on macOS. */
  private missingPercent(displacement: Value): Failure | undefined {
    const { expression } = displacement;
    if (expression?.kind !== "symbol" || !Number.isNaN(displacement.number)) return undefined;
    const name = expression.name.toLowerCase();
    if (!this.registers.has(name)) return undefined;
    const isIntel = !this.text.includes("%") && !this.text.includes("$") && this.text.includes(",");
    const complaint = isIntel ? messages.intelSyntax : messages.missingPercent;
    return suggesting(complaint(displacement, expression.name), `%${name}`);
  }

  /** `[rbx]`; what is inside may be too much for a replacement. */
  private brackets(): Failure {
    const start = this.at;
    const close = this.text.indexOf("]", start);
    const length = close < 0 ? this.text.length - start : close + 1 - start;
    const name = this.text.slice(start + 1, start + length - 1).replace(/^%/, "");
    const register = this.registers.get(name.trim().toLowerCase());
    const suggestion = register === undefined ? undefined : `(%${register.name})`;
    return suggesting(messages.bracketsForParentheses({ at: start, length }), suggestion);
  }

  /** Whether a `(` here opens base and index rather than a parenthesised expression. */
  private startsAddress(): boolean {
    if (this.peek() !== code.open) return false;
    const start = this.at;
    this.at++;
    this.skipSpace();
    const next = this.peek();
    this.at = start;
    return next === code.percent || next === code.comma;
  }

  /** `(base, index, scale)` */
  private address(): Address | Failure {
    const start = this.at;
    const fail = (why: string) => messages.badMemory({ at: start, length: Math.max(1, this.at - start) }, why);
    this.at++;
    let base: RegisterName | undefined;
    let index: RegisterName | undefined;
    let scale = 1;
    this.skipSpace();
    if (this.peek() !== code.comma) {
      if (this.peek() !== code.percent) return fail("expected a base register, like '(%rax)'");
      const register = this.percentRegister();
      if (isFailure(register)) return register;
      base = register;
    }
    if (this.take(code.comma)) {
      const rest = this.indexAndScale(fail);
      if (isFailure(rest)) return rest;
      ({ index, scale } = rest);
    }
    if (!this.take(code.close)) return fail("expected ')' after the address");
    if (scale !== 1 && scale !== 2 && scale !== 4 && scale !== 8) return fail("the scale must be 1, 2, 4 or 8");
    const isPort = base?.name === "dx" && index === undefined;
    const why = isPort ? undefined : addressProblem(base, index, this.spelled);
    return why === undefined ? { base, index, scale } : fail(why);
  }

  private indexAndScale(
    fail: (why: string) => Failure,
  ): { readonly index: RegisterName | undefined; readonly scale: number } | Failure {
    let index: RegisterName | undefined;
    this.skipSpace();
    if (this.peek() === code.percent) {
      const register = this.percentRegister();
      if (isFailure(register)) return register;
      index = register;
      if (!this.take(code.comma)) return { index, scale: 1 };
      this.skipSpace();
      if (this.peek() === code.close) return { index, scale: 1 };
    }
    const value = this.expression();
    if (isFailure(value)) return value;
    if (Number.isNaN(value.number)) return fail("the scale must be 1, 2, 4 or 8");
    // Without an index the scale means nothing.
    return { index, scale: index === undefined ? 1 : value.number };
  }
}
