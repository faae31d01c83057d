// Operands of a form as a manual writes them: `r/m64, imm8` in Intel syntax, `$imm8, %r64/m64` in AT&T's.

import type { Syntax } from "../instructionEncoder";
import type { Form, Pattern } from "./forms";
import type { RegisterTable } from "./registers";

/** Names by number of the register, as iced counts. */
export function registerNames(registers: RegisterTable): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { name, register } of registers.values()) if (!names.has(register)) names.set(register, name);
  return names;
}

function memoryText({ memorySize, takesAnySize }: Form, { memory, vectorIndex }: Pattern, syntax: Syntax): string {
  if (memory === "string-source") return syntax === "att" ? "(%rsi)" : "[rsi]";
  if (memory === "string-destination") return syntax === "att" ? "%es:(%rdi)" : "es:[rdi]";
  if (memory === "offset") return "address64";
  if (vectorIndex !== undefined) return `vm(${vectorIndex})`;
  return memorySize === 0 || takesAnySize ? "m" : `m${memorySize * 8}`;
}

function operandText(form: Form, pattern: Pattern, syntax: Syntax, names: ReadonlyMap<number, string>): string {
  const isAtt = syntax === "att";
  if (pattern.branch !== undefined) return "label";
  if (pattern.immediate !== undefined) {
    const { bits, onlyOne } = pattern.immediate;
    return `${isAtt ? "$" : ""}${onlyOne === true ? "1" : `imm${bits}`}`;
  }
  if (pattern.fixed !== undefined) return `${isAtt ? "%" : ""}${names.get(pattern.fixed) ?? "?"}`;
  const register = pattern.register === undefined ? "" : `${isAtt ? "%" : ""}${pattern.register}`;
  if (pattern.memory === undefined) return register;
  const memory = memoryText(form, pattern, syntax);
  return register === "" ? memory : `${register}/${memory}`;
}

/** `selected`: the last operand is spelled in the mnemonic. */
export function formText(form: Form, syntax: Syntax, names: ReadonlyMap<number, string>, selected: boolean): string {
  const shown = selected ? form.patterns.slice(0, -1) : form.patterns;
  const operands = shown.map((pattern) => operandText(form, pattern, syntax, names));
  if (form.takesMask && operands.length > 0) operands[0] += " {k}";
  return (syntax === "att" ? operands.reverse() : operands).join(", ");
}
