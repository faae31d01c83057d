// Which forms of a mnemonic take the operands as written. Several may (`add` has up to four for one register pair):
// choosing among them is the encoder's part, by the rules LLVM follows.

import type { Form, ImmediateRule, Pattern } from "./forms";
import type { Iced, IcedModule } from "./icedModule";
import type { Reading } from "./mnemonics";
import type { Operand, OperandOf } from "./operands";
import type { EncodingChoice } from "./statement";

export interface Candidate {
  readonly form: Form;
  readonly reading: Reading;
  /** One for each visible pattern of the form, in Intel order. */
  readonly operands: readonly Operand[];
  /** A symbolic immediate in a sign-extended byte: right only if the value turns out small. */
  readonly hopesForSmallImmediate: boolean;
}

export function matchForm(
  iced: IcedModule,
  form: Form,
  reading: Reading,
  operands: readonly Operand[],
): Candidate | undefined {
  if (form.patterns.length !== operands.length) return undefined;
  if (isClearingExchange(form, operands)) return undefined;
  for (const [i, operand] of operands.entries())
    if (!accepts(iced, form, form.patterns[i]!, operand, reading)) return undefined;
  if (!agreesWithReading(form, reading)) return undefined;
  const hopesForSmallImmediate = operands.some(
    (operand, i) => isSymbolic(operand) && isSignExtendedByte(form.patterns[i]!.immediate),
  );
  return { form, reading, operands, hopesForSmallImmediate };
}

/** 0x90 is `nop`, which keeps the upper half of %rax that a real `xchg %eax, %eax` clears. */
function isClearingExchange(form: Form, operands: readonly Operand[]): boolean {
  if (form.name !== "Xchg_r32_EAX") return false;
  const [first] = operands;
  return first?.kind === "register" && first.register.name === "eax";
}

/** A symbolic immediate: its value is not known while the statement is encoded. */
export const isSymbolic = (operand: Operand): boolean =>
  operand.kind === "immediate" && operand.value.constant === undefined;

export const isSignExtendedByte = (rule: ImmediateRule | undefined): boolean =>
  rule !== undefined && rule.bits === 8 && rule.extendedTo !== undefined;

/** Whether the form has the sizes that the mnemonic spells. */
export function agreesWithReading(form: Form, reading: Reading): boolean {
  const { extension, memorySize, operationSize } = reading;
  if (extension !== undefined) {
    const [destination, source] = form.patterns;
    if (source?.generalSize !== extension.from) return false;
    if (extension.to !== undefined && destination?.generalSize !== extension.to) return false;
    if (destination === undefined || destination.generalSize <= extension.from) return false;
  }
  if (memorySize !== undefined && form.memorySize !== memorySize) return false;
  if (operationSize !== undefined && form.operationSize !== operationSize) return false;
  if (reading.wide === true)
    return form.patterns.some((pattern) => pattern.memory === "offset" || pattern.immediate?.bits === 64);
  return true;
}

function accepts(iced: IcedModule, form: Form, pattern: Pattern, operand: Operand, reading: Reading): boolean {
  switch (operand.kind) {
    case "register":
      return acceptsRegister(iced, form, pattern, operand);
    case "immediate":
      return pattern.immediate !== undefined && acceptsImmediate(pattern.immediate, operand, reading);
    case "memory":
      return acceptsMemory(iced, form, pattern, operand, reading);
    case "target":
      return pattern.branch !== undefined;
    case "rounding":
      return false;
  }
}

function acceptsRegister(iced: IcedModule, form: Form, pattern: Pattern, operand: OperandOf<"register">): boolean {
  const { register } = operand;
  if (pattern.fixed !== undefined) return pattern.fixed === register.register;
  if (pattern.register !== register.class) return false;
  const isEvex = form.encoding === iced.EncodingKind.EVEX;
  if (operand.mask !== undefined || operand.zeroing === true) return isEvex;
  const isVector = /^[xyz]mm$/.test(register.class);
  return isEvex || !isVector || register.number < 16;
}

function acceptsMemory(
  iced: IcedModule,
  form: Form,
  pattern: Pattern,
  operand: OperandOf<"memory">,
  reading: Reading,
): boolean {
  const { base, index } = operand;
  const isEvex = form.encoding === iced.EncodingKind.EVEX;
  if (pattern.memory === undefined) return false;
  switch (pattern.memory) {
    case "offset":
      return reading.wide === true && base === undefined && index === undefined;
    case "string-source":
      return /^[re]si$/.test(base?.name ?? "") && index === undefined && operand.displacement === undefined;
    case "string-destination":
      return (
        /^[re]di$/.test(base?.name ?? "") &&
        index === undefined &&
        operand.displacement === undefined &&
        (operand.segment === undefined || operand.segment.name === "es")
      );
    case "any": {
      if (reading.wide === true) return false;
      if (!isEvex && (operand.mask !== undefined || operand.zeroing === true || operand.broadcast !== undefined))
        return false;
      const indexIsVector = index !== undefined && /mm$/.test(index.class);
      if (pattern.vectorIndex !== undefined) return index?.class === pattern.vectorIndex;
      if (operand.broadcast !== undefined)
        return form.broadcastSize > 0 && form.memorySize / form.broadcastSize === operand.broadcast && !indexIsVector;
      return !indexIsVector;
    }
  }
}

function acceptsImmediate(rule: ImmediateRule, operand: OperandOf<"immediate">, reading: Reading): boolean {
  const { constant } = operand.value;
  if (constant === undefined) {
    if (rule.bits === 64) return reading.wide === true;
    return rule.onlyOne !== true && rule.bits !== 4;
  }
  if (rule.onlyOne === true) return constant === 1n;
  const { least, most } = immediateRange(rule);
  if (constant >= least && constant <= most) return true;
  // A negative number may be spelled as the unsigned word of the operation's size: $0xfffffff0 for a 32-bit -16.
  if (rule.extendedTo === undefined || rule.extendedTo === 64) return false;
  return constant < 1n << BigInt(rule.extendedTo) && constant >= (1n << BigInt(rule.extendedTo)) + least;
}

/** Values the stored bits can mean. Fields that are used as stored take signed and unsigned spellings alike. */
export function immediateRange(rule: ImmediateRule): { readonly least: bigint; readonly most: bigint } {
  if (rule.bits === 64) return { least: -(1n << 63n), most: (1n << 63n) - 1n };
  if (rule.bits === 4) return { least: 0n, most: 15n };
  const half = 1n << BigInt(rule.bits - 1);
  return { least: -half, most: rule.extendedTo === undefined ? 2n * half - 1n : half - 1n };
}

/** Instructions whose VEX form came after the EVEX one: LLVM takes VEX only where `{vex}` asks for it. */
const evexFirst = /^(vpdp(bu|wss)sds?|vpdp(bus|wss)ds?|vpmadd52[lh]uq|vcvtneps2bf16)$/;
/** LLVM moves a quadword between vector and memory by F3 0F 7E and 66 0F D6, never by the general-register forms. */
const generalQuadMove = /movq_(x?mm_rm64|rm64_x?mm)$/i;
/** FMA4 has each form twice, with the memory operand third or last; between registers LLVM takes the latter (W1). */
const fourOperandFma = /^vfn?m(add|sub|addsub|subadd)[ps][sd]$/;

/** Lower is better; only among equals does the shorter encoding win (an EVEX disp8*N may be shorter than VEX). */
export function preference(iced: IcedModule, { form, operands }: Candidate): number {
  const kind = form.encoding;
  const { EncodingKind } = iced;
  let rank = kind === EncodingKind.Legacy ? 0 : kind === EncodingKind.VEX ? 2 : kind === EncodingKind.EVEX ? 6 : 4;
  if (kind === EncodingKind.EVEX && evexFirst.test(form.mnemonic)) rank = 1;
  if (generalQuadMove.test(form.name) && operands.some((operand) => operand.kind === "memory")) rank++;
  if (fourOperandFma.test(form.mnemonic) && form.patterns.at(-1)!.memory === undefined && isAllRegisters(operands))
    rank++;
  return rank;
}

const isAllRegisters = (operands: readonly Operand[]): boolean =>
  operands.every((operand) => operand.kind === "register");

export function allowedBy(iced: IcedModule, encoding: Iced.EncodingKind, choices: readonly EncodingChoice[]): boolean {
  return choices.every((choice) => {
    if (choice === "evex") return encoding === iced.EncodingKind.EVEX;
    return choice.startsWith("vex") ? encoding === iced.EncodingKind.VEX : true;
  });
}

/** Memory operands without a suffix that have a size by convention: the 32-bit one. */
const conventionalSize = /^(v?cvt|bt[crs]?$)/;
const stateImages = /^f(n?st|ld)env|^f(n?save|rstor)/;

/**
 * Sizes the statement leaves open: `mov $1, (%rax)` could store one to eight bytes. Empty when it is clear.
 */
export function openSizes(candidates: readonly Candidate[]): readonly number[] {
  const first = candidates[0];
  if (first === undefined || first.reading.operationSize !== undefined || first.reading.memorySize !== undefined)
    return [];
  if (conventionalSize.test(first.form.mnemonic) || stateImages.test(first.form.mnemonic)) return [];
  if (candidates.some(({ form }) => form.isDefault64)) return [];
  const sizes = new Set<number>();
  for (const { form, operands } of candidates) {
    const at = operands.findIndex((operand) => operand.kind === "memory");
    const pattern = form.patterns[at];
    if (pattern === undefined) return [];
    const isFloat = form.mnemonic.startsWith("f") && pattern.memory === "any" && pattern.register === undefined;
    if (pattern.generalSize > 0 || isFloat) sizes.add(form.memorySize);
  }
  return sizes.size > 1 ? [...sizes].sort((a, b) => a - b) : [];
}
