// What the x86_64 side says about a statement. One place for the wording; codes are stable across releases.

import type { EncodeError } from "../instructionEncoder";

/** Characters of the statement a complaint is about. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

export interface Failure {
  readonly error: EncodeError;
}

export const isFailure = (value: object): value is Failure => "error" in value;

const complaint =
  <Arguments extends readonly string[]>(code: string, text: (...args: Arguments) => string) =>
  (span: Span, ...args: Arguments): Failure => ({
    error: { code, message: text(...args), at: span.at, length: Math.max(1, span.length) },
  });

/** Adds the replacement the editor can offer for the underlined text. */
export const suggesting = (failure: Failure, suggestion: string | undefined): Failure =>
  suggestion === undefined ? failure : { error: { ...failure.error, suggestion } };

export const messages = {
  noMnemonic: complaint("expected-instruction", () => "expected an instruction"),
  unknownInstruction: complaint(
    "unknown-instruction",
    (name: string, near: string) => `unknown instruction '${name}'${near === "" ? "" : `; did you mean '${near}'?`}`,
  ),
  unknownRegister: complaint(
    "unknown-register",
    (name: string, near: string) => `unknown register '${name}'${near === "" ? "" : `; did you mean '${near}'?`}`,
  ),
  missingPercent: complaint(
    "missing-percent",
    (name: string) => `'${name}' without '%' names a symbol; write '%${name}' for the register`,
  ),
  intelSyntax: complaint(
    "intel-syntax",
    (name: string) =>
      `this looks like Intel syntax: write '.intel_syntax noprefix' before it, or '%${name}' and the destination last`,
  ),
  bracketsForParentheses: complaint(
    "brackets-for-parentheses",
    () => "AT&T syntax writes memory with parentheses, like '8(%rax,%rbx,4)'",
  ),
  unexpectedDollar: complaint(
    "unexpected-dollar",
    () => "numbers and addresses have no '$' in Intel syntax; an address is 'offset symbol'",
  ),
  missingStar: complaint(
    "missing-star",
    (mnemonic: string, operand: string) => `an indirect ${mnemonic} is written with '*': '*${operand}'`,
  ),
  unexpectedStar: complaint(
    "unexpected-star",
    (mnemonic: string) => `'*' marks the operand of an indirect jump or call, not of '${mnemonic}'`,
  ),
  expectedOperand: complaint("expected-operand", () => "expected an operand"),
  trailingText: complaint("unexpected-text", (text: string) => `unexpected '${text}' after the operand`),
  badMemory: complaint("bad-memory-operand", (why: string) => why),
  badDecoration: complaint("bad-decoration", (text: string) => `'${text}' is not known in braces here`),
  maskZero: complaint("mask-zero", () => "k0 means 'no mask' and cannot be a write mask"),
  zeroingWithoutMask: complaint("zeroing-without-mask", () => "'{z}' needs a mask before it, like '{%k1}'"),
  misplacedRounding: complaint(
    "misplaced-rounding",
    (mode: string) => `'{${mode}}' belongs next to the source registers, once, and before an immediate`,
  ),
  onlyInAddress: complaint("only-in-address", (name: string) => `'${name}' only has a meaning inside an address`),
  expectedPtr: complaint("expected-ptr", (size: string) => `expected 'ptr' after '${size}'`),
  registerAfterPtr: complaint(
    "register-after-ptr",
    (register: string) => `expected a memory operand after 'ptr', not the register '${register}'`,
  ),
  notASegment: complaint("not-a-segment", (register: string) => `'${register}' is no segment register`),
  unexpectedPercent: complaint(
    "unexpected-percent",
    (register: string) => `registers have no '%' in Intel syntax: write '${register}'`,
  ),
  branchToNumber: complaint(
    "branch-to-number",
    () => "expected a label, a register or an address in brackets to go to, not a number",
  ),
  twoSymbols: complaint("two-symbols", () => "an operand cannot have more than one symbol"),
  onlyNumbers: complaint("only-numbers", (operator: string) => `'${operator}' works on numbers only`),
  divisionByZero: complaint("division-by-zero", () => "division by zero"),
  unclosed: complaint("unclosed", (close: string) => `expected ${close}`),
  nestedTooDeeply: complaint("expression-too-deep", () => "the expression is nested too deeply"),
  ambiguousMemorySize: complaint(
    "ambiguous-size",
    (name: string, choices: string) => `'${name}' could mean memory of several sizes: write ${choices} before it`,
  ),
  procedureLinkage: complaint(
    "no-procedure-linkage-table",
    (symbol: string) =>
      `Mach-O has no procedure linkage table: call '${symbol}' itself and the linker makes the stub if one is needed`,
  ),
  unknownModifier: complaint(
    "unknown-modifier",
    (modifier: string) => `x86_64 Mach-O knows '@GOTPCREL' and '@TLVP', not '@${modifier}'`,
  ),
  modifierNeedsRip: complaint(
    "modifier-needs-rip",
    (modifier: string) => `'@${modifier}' needs a pc-relative operand: add '(%rip)'`,
  ),
  wrongPrefix: complaint("wrong-prefix", (prefix: string, why: string) => `prefix '${prefix}': ${why}`),
  missingComma: complaint("missing-comma", (register: string) => `expected ',' before '${register}'`),
  tooManyMemory: complaint(
    "too-many-memory-operands",
    (name: string) => `'${name}' cannot take two memory operands; move one through a register`,
  ),
  immediateDestination: complaint(
    "immediate-destination",
    (name: string, which: string) => `the ${which} operand of '${name}' is its destination and cannot be an immediate`,
  ),
  suffixMismatch: complaint(
    "operand-size-mismatch",
    (register: string, has: string, name: string, wants: string) =>
      `'${register}' has ${has} bits, but '${name}' works on ${wants} bits`,
  ),
  sizesDiffer: complaint(
    "operand-size-mismatch",
    (first: string, second: string) => `'${first}' and '${second}' have different sizes`,
  ),
  immediateRange: complaint(
    "immediate-out-of-range",
    (value: string, name: string, least: string, most: string) =>
      `immediate ${value} does not fit: '${name}' takes ${least} to ${most} here`,
  ),
  displacementRange: complaint(
    "displacement-out-of-range",
    (value: string) => `displacement ${value} does not fit in 32 signed bits; use movabsq, or a register`,
  ),
  ambiguousSize: complaint(
    "ambiguous-size",
    (name: string, choices: string) => `'${name}' needs a size suffix here: ${choices}`,
  ),
  operandMismatch: complaint(
    "operand-mismatch",
    (name: string, got: string, forms: string) => `'${name}' does not take ${got}; it takes ${forms}`,
  ),
  missingOperands: complaint("missing-operands", (name: string, forms: string) => `'${name}' needs operands: ${forms}`),
  noSuchSize: complaint(
    "no-such-size",
    (name: string, bits: string, forms: string) =>
      `64-bit code has no ${bits}-bit form of '${name}'; it takes ${forms}`,
  ),
  highByteWithRex: complaint(
    "high-byte-register",
    (high: string) => `'${high}' cannot stand beside a register that needs a REX prefix`,
  ),
  unencodable: complaint("unencodable-operands", (name: string) => `'${name}' cannot encode these operands together`),
} as const;
