// No form takes the operands: say why, as exactly as the statement allows. Runs only on errors, so it may search.

import type { Syntax } from "../instructionEncoder";
import type { Form, Pattern } from "./forms";
import type { Iced } from "./icedModule";
import { agreesWithReading, immediateRange } from "./match";
import { type Failure, messages, type Span, suggesting } from "./messages";
import type { Reading } from "./mnemonics";
import { isSymbolic, type Operand, type OperandOf, wordOf } from "./operands";
import { generalSize, needsRex, type RegisterName, type RegisterTable } from "./registers";
import type { Mnemonic } from "./vocabulary";

/** The statement as far as it was understood; operands in Intel order. */
export interface Rejected {
  readonly text: string;
  readonly name: string;
  readonly nameSpan: Span;
  readonly operands: readonly Operand[];
  readonly readings: readonly Reading[];
  readonly syntax: Syntax;
}

const spelled = (register: string, syntax: Syntax): string => (syntax === "att" ? `%${register}` : register);

export function explainMismatch(registers: RegisterTable, rejected: Rejected): Failure {
  return (
    structuralProblem(rejected) ?? sizeProblem(rejected) ?? immediateProblem(rejected) ?? listForms(registers, rejected)
  );
}

/** All operands fit one by one, yet the instruction has no encoding for them together. */
export function explainUnencodable({ name, nameSpan, operands, syntax }: Rejected): Failure {
  const named = operands.flatMap(registersOf);
  const high = operands.find((operand) => operand.kind === "register" && operand.register.isHighByte);
  if (high?.kind === "register" && named.some(needsRex))
    return messages.highByteWithRex(high, spelled(high.register.name, syntax));
  for (const operand of operands) {
    if (operand.kind !== "memory" || operand.displacement === undefined || isSymbolic(operand.displacement)) continue;
    const constant = wordOf(operand.displacement);
    if (BigInt.asIntN(32, constant) !== constant)
      return messages.displacementRange(operand.displacement, constant.toString());
  }
  return messages.unencodable(nameSpan, name);
}

/**
 * A jump through a register or through memory needs `*`, for without it the operand would be a place to go to; any
 * other instruction must not have one.
 */
export function starProblem(
  text: string,
  { name, takesStar }: Mnemonic,
  operands: readonly Operand[],
): Failure | undefined {
  let isStarred = false;
  for (let i = 0; i < operands.length; i++) {
    const { indirect, at } = operands[i]!;
    if (indirect && !takesStar) return messages.unexpectedStar({ at, length: 1 }, name);
    if (indirect) isStarred = true;
  }
  const [operand] = operands;
  if (isStarred || !takesStar || operand === undefined || operands.length > 1) return undefined;
  if (!isRegister(operand) && !isMemory(operand)) return undefined;
  const source = text.slice(operand.at, operand.at + operand.length);
  return suggesting(messages.missingStar(operand, name, source), `*${source}`);
}

const isRegister = (operand: Operand): operand is OperandOf<"register"> => operand.kind === "register";
const isMemory = (operand: Operand): operand is OperandOf<"memory"> => operand.kind === "memory";

function structuralProblem({ name, operands, syntax, text }: Rejected): Failure | undefined {
  for (const { kind, at, length } of operands) {
    // `$1 %rax` reads as the remainder of 1 by a symbol.
    const remainder = /^([^%]*\S\s+)(%[A-Za-z]\w*)$/.exec(text.slice(at, at + length));
    if (kind === "immediate" && remainder !== null) {
      const register = { at: at + remainder[1]!.length, length: remainder[2]!.length };
      return suggesting(messages.missingComma(register, remainder[2]!), `, ${remainder[2]}`);
    }
  }
  const memory = operands.filter((operand) => operand.kind === "memory");
  if (memory.length > 1) return messages.tooManyMemory(memory[0]!, name);
  const [destination] = operands;
  if (operands.length >= 2 && destination?.kind === "immediate" && !/^(enter|out)/.test(name))
    return messages.immediateDestination(destination, name, syntax === "att" ? "last" : "first");
  return undefined;
}

const general = (operand: Operand): operand is OperandOf<"register"> =>
  operand.kind === "register" && generalSize[operand.register.class] !== undefined;
const bitsOf = (register: RegisterName): number => 8 * generalSize[register.class]!;

/** A register of another size than the suffix says, or two registers of different sizes. */
function sizeProblem({ name, readings, operands, syntax }: Rejected): Failure | undefined {
  if (!operands.every((operand) => operand.kind !== "register" || general(operand))) return undefined;
  const named = operands.filter(general);
  const sized = readings.find((reading) => reading.operationSize !== undefined && reading.extension === undefined);
  if (sized !== undefined && shapesExist(sized, operands)) {
    const wrong = named.find(({ register }) => bitsOf(register) !== 8 * sized.operationSize!);
    if (wrong !== undefined) {
      const written = spelled(wrong.register.name, syntax);
      return messages.suffixMismatch(wrong, written, `${bitsOf(wrong.register)}`, name, `${8 * sized.operationSize!}`);
    }
  }
  const plain = readings.find((reading) => reading.operationSize === undefined && reading.extension === undefined);
  const [first, second] = named;
  if (plain === undefined || first === undefined || second === undefined || !shapesExist(plain, operands))
    return undefined;
  if (bitsOf(first.register) === bitsOf(second.register)) return undefined;
  return messages.sizesDiffer(second, spelled(second.register.name, syntax), spelled(first.register.name, syntax));
}

/** Whether some form takes operands of these kinds, sizes aside. */
const shapesExist = (reading: Reading, operands: readonly Operand[]): boolean =>
  reading.forms.some(
    ({ patterns }) =>
      patterns.length === operands.length && operands.every((operand, i) => sameKind(patterns[i]!, operand)),
  );

function sameKind(pattern: Pattern, operand: Operand): boolean {
  if (operand.kind === "register") return general(operand) ? pattern.generalSize > 0 : pattern.register !== undefined;
  if (operand.kind === "memory") return pattern.memory === "any";
  return operand.kind === "immediate" ? pattern.immediate !== undefined : pattern.branch !== undefined;
}

/** Everything fits but an immediate's value. */
function immediateProblem({ name, readings, operands }: Rejected): Failure | undefined {
  const at = operands.findIndex((operand) => operand.kind === "immediate");
  const operand = operands[at];
  if (operand?.kind !== "immediate" || isSymbolic(operand.value)) return undefined;
  const ranges = readings.flatMap((reading) =>
    reading.forms
      .filter((form) => shapesExist({ forms: [form] }, operands) && takesRegisters(form, reading, operands))
      .map((form) => form.patterns[at]!.immediate!)
      .filter((rule) => rule.onlyOne !== true)
      .map(immediateRange),
  );
  const widest = ranges.sort((a, b) => (a.most < b.most ? 1 : a.most > b.most ? -1 : 0))[0];
  const constant = wordOf(operand.value);
  if (widest === undefined || (constant >= widest.least && constant <= widest.most)) return undefined;
  return messages.immediateRange(operand, `${constant}`, name, `${widest.least}`, `${widest.most}`);
}

const takesRegisters = (form: Form, reading: Reading, operands: readonly Operand[]): boolean =>
  (reading.operationSize === undefined || form.operationSize === reading.operationSize) &&
  operands.every(
    (operand, i) => !general(operand) || form.patterns[i]!.generalSize === generalSize[operand.register.class],
  );

function listForms(registers: RegisterTable, rejected: Rejected): Failure {
  const { name, nameSpan, operands, text } = rejected;
  const agreeing = shapesOf(registers, rejected, true);
  const shapes = agreeing.length > 0 ? agreeing : shapesOf(registers, rejected, false);
  const shown = shapes.slice(0, 5);
  const forms = shown.join(" or ") + (shapes.length > shown.length ? ", …" : "");
  if (agreeing.length === 0) {
    const bits = 8 * (rejected.readings[0]?.operationSize ?? 0);
    if (bits > 0) return messages.noSuchSize(nameSpan, name.slice(0, -1), `${bits}`, forms);
  }
  if (operands.length === 0) return messages.missingOperands(nameSpan, name, forms);
  return messages.operandMismatch(spanOf(operands), name, `'${written(text, operands)}'`, forms);
}

/** Operand lists of the forms, general registers first; EVEX doubles of older forms are left out. */
function shapesOf(registers: RegisterTable, { readings, syntax }: Rejected, mustAgree: boolean): string[] {
  const shapes = new Set<string>();
  for (const reading of readings) {
    const older = reading.forms.filter((form) => form.recipe.family !== "evex");
    for (const form of older.length > 0 ? older : reading.forms)
      if (!mustAgree || agreesWithReading(form, reading))
        shapes.add(describeForm(registers, form, reading.selector !== undefined, syntax));
  }
  const isVector = (shape: string): number => (shape.includes("mm") ? 1 : 0);
  return [...shapes].sort((a, b) => isVector(a) - isVector(b));
}

function spanOf(operands: readonly Operand[]): Span {
  const at = Math.min(...operands.map((operand) => operand.at));
  const end = Math.max(...operands.map((operand) => operand.at + operand.length));
  return { at, length: end - at };
}

function written(text: string, operands: readonly Operand[]): string {
  const { at, length } = spanOf(operands);
  return text.slice(at, at + length);
}

/** `'$imm8, r64/mem'`, in the order the syntax writes operands. */
function describeForm(registers: RegisterTable, form: Form, hasSelector: boolean, syntax: Syntax): string {
  const visible = hasSelector ? form.patterns.slice(0, -1) : form.patterns;
  if (visible.length === 0) return "no operands";
  const parts = visible.map((pattern) => describePattern(registers, pattern, syntax));
  if (form.mnemonic !== "enter" && syntax === "att") parts.reverse();
  return `'${parts.join(", ")}'`;
}

function describePattern(registers: RegisterTable, pattern: Pattern, syntax: Syntax): string {
  const isAtt = syntax === "att";
  const { fixed, immediate, register, memory } = pattern;
  if (fixed !== undefined) return spelled(nameOf(registers, fixed), syntax);
  if (immediate !== undefined) return `${isAtt ? "$" : ""}${immediate.onlyOne === true ? "1" : `imm${immediate.bits}`}`;
  if (pattern.branch !== undefined) return "label";
  if (memory === "string-source") return isAtt ? "(%rsi)" : "[rsi]";
  if (memory === "string-destination") return isAtt ? "%es:(%rdi)" : "es:[rdi]";
  if (memory === "offset") return "address64";
  if (register === undefined) return "mem";
  return memory === undefined ? register : `${register}/mem`;
}

function nameOf(registers: RegisterTable, register: Iced.Register): string {
  for (const entry of registers.values()) if (entry.register === register) return entry.name;
  return "?";
}

const registersOf = (operand: Operand): RegisterName[] => {
  if (operand.kind === "register") return [operand.register];
  if (operand.kind !== "memory") return [];
  return [operand.base, operand.index].filter((register) => register !== undefined);
};
