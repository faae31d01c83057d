// `name .req x3` gives a register another name, `.unreq name` takes it back: arm64 only. A statement that speaks of
// such a name is read as if it named the register. Names of registers cannot be given away.

import { generalRegister } from "../arm64/registers";
import { type Complaint, messages, type Span } from "../messages";

const definition = /^([A-Za-z_.$][\w.$]*)[ \t]+\.req\b[ \t]*(.*)$/is;
const removal = /^\.unreq\b[ \t]*(.*)$/is;
const word = /[A-Za-z_$][\w$]*/g;
const vectorOrScalar = /^[vqdshb](?:[12]?\d|3[01])$/i;

const isRegister = (name: string): boolean =>
  generalRegister(name.toLowerCase()) !== undefined || vectorOrScalar.test(name);

export interface AliasReport {
  report(complaint: Complaint, span: Span): void;
}

export class RegisterAliases {
  /** By name in lower case, which is the only one they have. */
  private readonly registers = new Map<string, string>();

  /** True for a statement that gives a name or takes one back. */
  handles(text: string, span: Span, to: AliasReport): boolean {
    const removed = removal.exec(text);
    if (removed !== null) {
      if (removed[1] === "") to.report(messages.directiveSyntax(".unreq", "name"), span);
      else this.registers.delete(removed[1]!.toLowerCase());
      return true;
    }
    const [, name, target] = definition.exec(text) ?? [];
    if (name === undefined || target === undefined) return false;
    const register = this.registers.get(target.toLowerCase()) ?? (isRegister(target) ? target : undefined);
    const key = name.toLowerCase();
    if (register === undefined) to.report(messages.aliasOfNoRegister(name, target), span);
    else if (!this.registers.has(key)) this.registers.set(key, register);
    else if (this.registers.get(key) !== register)
      to.report(messages.aliasRedefined(name, this.registers.get(key)!), span);
    return true;
  }

  /** The statement in terms of registers; itself where it speaks of none of the names. */
  resolve(text: string): string {
    if (this.registers.size === 0) return text;
    const operands = text.search(/[ \t]/);
    if (operands === -1) return text;
    const resolved = text.slice(operands).replace(word, (name, at: number, whole: string) => {
      const register = isRegister(name) ? undefined : this.registers.get(name.toLowerCase());
      // Behind these it is a modifier, the end of a number or a part of a longer name.
      return register === undefined || /[@.\w$]/.test(whole[at - 1] ?? "") ? name : register;
    });
    return text.slice(0, operands) + resolved;
  }
}
