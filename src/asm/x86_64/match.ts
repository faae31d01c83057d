// Which forms of a mnemonic take the operands as written. Several may (`add` has up to four for one register pair):
// they are tried in the order in which LLVM prefers them (vocabulary.ts).

import type { Form, ImmediateRule, Pattern } from "./forms";
import { immediateBits, isSymbolic, type Operand, type OperandOf, type RoundingMode } from "./operands";
import { type EncodingChoice, vexChoices } from "./statement";

/** One meaning of a mnemonic, and what it demands of the forms beyond their operands. */
export interface Demands {
  /** Bytes the operation works on, from the suffix. */
  readonly operationSize?: number;
  /** Bytes of the memory operand: x87 and vector conversions. */
  readonly memorySize?: number;
  /** Bytes before and after an extension: `movsbl` is 1 to 4. */
  readonly extension?: { readonly from: number; readonly to?: number };
  /** `movabs`: 64-bit immediate or address. */
  readonly wide?: boolean;
  /** Between a general-purpose register and a vector, not memory. */
  readonly registersOnly?: boolean;
}

/** Whether the form has the sizes that the mnemonic spells. */
export function agreesWithReading(
  form: Form,
  { extension, memorySize, operationSize, wide, registersOnly }: Demands,
): boolean {
  if (registersOnly === true && !form.patterns.some(({ generalSize }) => generalSize === 8)) return false;
  if (extension !== undefined) {
    const [destination, source] = form.patterns;
    if (source?.generalSize !== extension.from) return false;
    if (extension.to !== undefined && destination?.generalSize !== extension.to) return false;
    if (destination === undefined || destination.generalSize <= extension.from) return false;
  }
  if (memorySize !== undefined && form.memorySize !== memorySize) return false;
  if (operationSize !== undefined && form.operationSize !== operationSize) return false;
  const isWide = form.patterns.some((pattern) => pattern.memory === "offset" || pattern.immediate?.bits === 64);
  // A 64-bit immediate may be meant without saying so, a 64-bit address not.
  return wide === true ? isWide : form.patterns.every((pattern) => pattern.memory !== "offset");
}

/** Whether each operand fits its pattern. */
export function accepts(form: Form, wide: boolean, operands: readonly Operand[]): boolean {
  const { patterns } = form;
  if (patterns.length !== operands.length) return false;
  for (let i = 0; i < operands.length; i++) if (!acceptsOperand(form, patterns[i]!, operands[i]!, wide)) return false;
  if (form.isNop && operands[0]!.kind === "register" && operands[0]!.register.number === 0) return false;
  if (form.wantsUnique && hasRepeatedTile(operands)) return false;
  const [first, second] = operands;
  if (first?.kind === "memory" && second?.kind === "memory" && addressWidth(first) !== addressWidth(second))
    return false;
  return acceptsDecorations(form, operands);
}

const hasRepeatedTile = (operands: readonly Operand[]): boolean =>
  new Set(operands.map((operand) => operand.kind === "register" && operand.register)).size < operands.length;

function acceptsOperand(form: Form, pattern: Pattern, operand: Operand, wide: boolean): boolean {
  switch (operand.kind) {
    case "register":
      if (pattern.fixed !== undefined) return pattern.fixed === operand.register.register;
      return (pattern.registerBits & operand.bits) !== 0;
    case "immediate":
      if ((pattern.immediateBits & operand.bits) === 0) return false;
      return pattern.immediateBits !== immediateBits.quad || wide || !isSymbolic(operand.value);
    case "memory":
      return (pattern.memoryBits & operand.bits) !== 0 && acceptsMemory(form, operand);
    case "target":
      return pattern.branch !== undefined;
    case "rounding":
      return false;
  }
}

function acceptsMemory(form: Form, operand: OperandOf<"memory">): boolean {
  const { broadcast, size } = operand;
  const width = addressWidth(operand);
  if (width !== 0 && form.addressWidth !== 0 && width !== form.addressWidth) return false;
  if (broadcast !== undefined) {
    if (form.broadcastSize === 0 || form.memorySize / form.broadcastSize !== broadcast) return false;
    return size === 0 || size === form.broadcastSize;
  }
  return size === 0 || form.takesAnySize || size === form.memorySize;
}

const addressWidth = ({ base, index }: OperandOf<"memory">): number => base?.size || index?.size || 0;

/** Masks stand at the destination, and only EVEX has them. */
function acceptsDecorations(form: Form, operands: readonly Operand[]): boolean {
  if (form.needsMask && operands[0]?.mask === undefined) return false;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (operand.mask === undefined) continue;
    if (i > 0 || !form.takesMask) return false;
    if (operand.zeroing === true && (!form.takesZeroing || operand.kind !== "register")) return false;
  }
  return true;
}

/** `{rn-sae}` needs a form that rounds, `{sae}` one that can only keep quiet; both are between registers. */
export function acceptsRounding(form: Form, rounding: RoundingMode, operands: readonly Operand[]): boolean {
  if (operands.some((operand) => operand.kind === "memory")) return false;
  return rounding === "sae" ? form.takesSae : form.takesRounding;
}

export function acceptsChoices(form: Form, choices: readonly EncodingChoice[]): boolean {
  const { family } = form.recipe;
  return choices.every((choice) => {
    if (choice === "evex") return family === "evex";
    if (choice === "rex") return family === "legacy";
    return vexChoices.has(choice) ? family === "vex" : true;
  });
}

export const isSignExtendedByte = (rule: ImmediateRule | undefined): boolean =>
  rule !== undefined && rule.bits === 8 && rule.extendedTo !== undefined;

/** A symbolic immediate in a sign-extended byte: right only if the value turns out small. */
export function hopesForSmallImmediate({ patterns }: Form, operands: readonly Operand[]): boolean {
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (operand.kind === "immediate" && isSymbolic(operand.value) && isSignExtendedByte(patterns[i]!.immediate))
      return true;
  }
  return false;
}

/** Values the stored bits can mean. Fields that are used as stored take signed and unsigned spellings alike. */
export function immediateRange(rule: ImmediateRule): { readonly least: bigint; readonly most: bigint } {
  if (rule.bits === 64) return { least: -(1n << 63n), most: (1n << 63n) - 1n };
  if (rule.bits === 4) return { least: 0n, most: 15n };
  const half = 1n << BigInt(rule.bits - 1);
  return { least: -half, most: rule.extendedTo === undefined ? 2n * half - 1n : half - 1n };
}
