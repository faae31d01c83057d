// Everything the assembler says, in one place: the codes are stable across releases, the wording is not. Messages
// about one instruction's operands come from that CPU's encoder (EncodeError) and pass through `fromEncoder`.

import type { Diagnostic, Place, Severity } from "@/base/diagnostic";
import type { EncodeError } from "./instructionEncoder";

/** Where in the source: line and column from 1, and how many characters to underline. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

const placeOf = (file: string, span: Span): Place => ({
  file,
  line: span.line,
  column: span.column,
  length: Math.max(1, span.length),
});

/** A message that waits for its file and span. */
export type Complaint = (file: string, span: Span) => Diagnostic;

const remark =
  (severity: Severity, code: string, message: string): Complaint =>
  (file, span) => ({ code, severity, message, place: placeOf(file, span) });
const error = (code: string, message: string): Complaint => remark("error", code, message);

const didYouMean = (near: string | undefined) => (near === undefined ? "" : `; did you mean '${near}'?`);

/** An error with a replacement for the underlined text. */
const repairable =
  (code: string, message: string, near: string | undefined): Complaint =>
  (file, span) => ({
    ...error(code, message)(file, span),
    ...(near === undefined ? {} : { fixes: [{ title: `Replace with '${near}'`, file, ...span, text: near }] }),
  });

export const messages = {
  tooManyErrors: error("too-many-errors", "too many errors; the rest of the text is not read"),
  unterminatedString: error("unterminated-string", "the string is not closed on its line"),
  unterminatedComment: error("unterminated-comment", "the comment is not closed"),
  badEscape: (sequence: string) => error("bad-escape", `'${sequence}' is not an escape sequence`),
  expectedStatement: (text: string) =>
    error("expected-statement", `expected a label, a directive or an instruction, not '${text}'`),
  unexpectedText: (text: string) => error("unexpected-text", `unexpected '${text}'`),
  expected: (what: string) => error("expected", `expected ${what}`),
  expectedExpression: error("expected-expression", "expected an expression"),
  elfModifier: (modifier: string, here: string | undefined) =>
    error(
      "elf-modifier",
      here === undefined
        ? `'${modifier}' belongs to ELF, and Mach-O has nothing like it`
        : `'${modifier}' belongs to ELF: on Mach-O, write '${here}' behind the name`,
    ),
  tooDeep: error("expression-too-deep", "the expression is nested too deeply"),
  badNumber: (text: string) => error("bad-number", `'${text}' is not a number`),
  tooManyBits: (text: string) => error("bad-number", `'${text}' does not fit in 64 bits`),
  noSuchLocalLabel: (name: string) =>
    error("undefined-local-label", `there is no label '${name.slice(0, -1)}:' ${direction(name)} this place`),

  unknownDirective: (name: string, near: string | undefined) =>
    repairable("unknown-directive", `unknown directive '${name}'${didYouMean(near)}`, near),
  unsupportedDirective: (name: string, why: string) =>
    error("unsupported-directive", `'${name}' is not supported: ${why}`),
  directiveSyntax: (name: string, syntax: string) => error("directive-syntax", `write '${name} ${syntax}'`),

  unclosedBlock: (open: string, close: string) => error("unclosed-block", `'${open}' has no '${close}'`),
  nothingToClose: (name: string) => error("nothing-to-close", `'${name}' has nothing before it that it belongs to`),
  macroRedefined: (name: string) =>
    error("macro-redefined", `there is a macro '${name}' already; remove it with '.purgem'`),
  noSuchMacro: (name: string) => error("no-such-macro", `there is no macro '${name}'`),
  badMacroCall: (name: string, why: string) =>
    error("bad-macro-call", `the arguments do not fit the macro '${name}': ${why}`),
  aliasOfNoRegister: (name: string, target: string) =>
    error(
      "alias-of-no-register",
      target === "" ? `write '${name} .req x0'` : `'${target}' is no register that '${name}' could stand for`,
    ),
  aliasRedefined: (name: string, register: string) =>
    remark("warning", "alias-redefined", `'${name}' stays '${register}'; take it back with '.unreq ${name}' first`),
  expansionTooLarge: (why: string) => error("expansion-too-large", `the text expands to ${why}`),
  badMacro: (why: string) => error("bad-macro", why),
  userError: (text: string) => error("user-error", text),
  userWarning: (text: string) => remark("warning", "user-warning", text),
  userNote: (text: string) => remark("note", "user-note", text),

  redefined:
    (name: string, first: number | undefined): Complaint =>
    (file, span) => ({
      ...error("redefined-symbol", `symbol '${name}' is already defined`)(file, span),
      ...(first === undefined
        ? {}
        : { related: [{ message: "first defined here", place: { file, line: first, column: 1 } }] }),
    }),
  invisibleSymbol: (name: string) =>
    error(
      "invisible-symbol",
      `'${name}' is known to the assembler only; a name for the linker does not begin with 'L'`,
    ),
  altEntryTooLate: (name: string) =>
    error("alt-entry-too-late", `'.alt_entry ${name}' must come before the label, since that starts an atom`),
  notAName: (text: string) => error("bad-symbol-name", `'${text}' is not a symbol name`),
  recursiveVariable: (name: string) => error("recursive-definition", `the definition of '${name}' depends on itself`),
  undefinedVariable: (name: string, missing: readonly string[]) =>
    error(
      "undefined-in-assignment",
      missing.length === 0
        ? `'${name}' is set to something that is no place and no number`
        : `'${name}' is set to an expression of '${missing[0]}', which is not defined here`,
    ),
  undefinedTemporary: (name: string) => error("undefined-temporary", `assembler-local symbol '${name}' is not defined`),

  notConstant: error("not-constant", "this must be a constant that is known here"),
  notRelocatable: error("not-relocatable", "no relocation can compute this expression"),
  badOrigin: error("bad-origin", "'.org' needs a place further on in this section"),
  notASize: error("bad-size", "this must come to a size, a number that is not negative"),
  divisionByZero: error("division-by-zero", "division by zero"),
  truncated: (value: bigint, bits: number, kept: bigint) =>
    remark("warning", "value-truncated", `${value} does not fit in ${bits} bits; the field holds ${kept}`),
  outOfRange: (value: bigint, bits: number) => error("value-out-of-range", `${value} does not fit in ${bits} bits`),
  branchOutOfRange: (distance: number, bits: number) =>
    error("branch-out-of-range", `the target is ${distance} bytes away; the field reaches ${bits} bits`),
  misalignedTarget: (value: number, unit: number) =>
    error("misaligned-target", `${value} is not a multiple of ${unit}, as the field demands`),
  conditionalNeedsLocal: (name: string) =>
    error(
      "branch-to-external",
      `a conditional branch cannot reach '${name}', which the linker may move; branch over a 'b' instead`,
    ),
  noRelocationForField: (what: string) => error("no-relocation", `Mach-O has no relocation for ${what}`),
  needsModifier: (choices: string) => error("missing-modifier", `the operand needs one of ${choices}`),
  badModifier: (modifier: string, where: string) => error("bad-modifier", `'@${modifier}' cannot be used ${where}`),
  differenceUndefined: (name: string) =>
    error("undefined-in-difference", `'${name}' is not defined here and cannot be in a difference`),
  sameBase: error("same-base", "both symbols of the difference lie in the same atom, which needs no relocation"),
  needsAnchor: (name: string) =>
    error("no-anchor-symbol", `'${name}' needs a symbol that is not assembler-local earlier in its section`),
  addendTooBig: (value: bigint) => error("addend-too-big", `the addend ${value} does not fit in 24 bits`),
  absolute32: error("absolute-32-bit", "a 32-bit absolute address cannot be relocated in 64-bit code; use (%rip)"),

  outsideFrame: error("outside-frame", "this belongs between '.cfi_startproc' and '.cfi_endproc'"),
  frameInFrame: (line: number) =>
    error("frame-in-frame", `the frame that starts in line ${line} has no '.cfi_endproc' before this one`),
  frameElsewhere: (line: number) =>
    error("frame-in-other-section", `the frame starts in line ${line} in another section, which has to hold all of it`),
  frameAcrossAtoms: (name: string) =>
    error(
      "frame-across-atoms",
      `the frame goes on past the label '${name}', where the linker may part the code; begin its name with 'L' or make it an '.alt_entry'`,
    ),
  distanceUndefined: (name: string) =>
    error("undefined-in-frame", `'${name}' is not defined here, and the table stores its distance as a number`),
  unclosedFrame: error("unclosed-frame", "'.cfi_startproc' has no '.cfi_endproc'"),
  notInFrames: (name: string, isRegister: boolean) =>
    isRegister
      ? error("unnumbered-register", `DWARF has no number for '${name}'; name the whole register`)
      : error("unknown-register", `'${name}' is not a register`),
  unknownPointerEncoding: (encoding: number) =>
    error("pointer-encoding", `${encoding} is not a way to store an address that this object can use`),

  fileNumberTaken: (number: number) => error("file-number-taken", `there is a '.file ${number}' already`),
  noSuchFile: (number: bigint) => error("no-such-file", `there is no '.file ${number}' before this place`),
  fileNumberMissing: (number: number) =>
    error("file-number-missing", `'.file' numbers have no gaps, and ${number} is missing`),

  badSectionName: (why: string) => error("bad-section", why),
  zerofillHasContents: error("zerofill-contents", "a zerofill section has a size but no contents"),
  zerofillRegular: error("zerofill-section", "'.zerofill' needs a section of type zerofill; use '.space' here"),
  tooManySections: error("too-many-sections", "an object file holds at most 255 sections"),
  noEffect: (name: string) => remark("warning", "no-effect", `this '${name}' has no effect`),
  fillTooWide: remark("warning", "fill-too-wide", "values wider than 8 bytes are cut to 8"),
  badAlignment: (why: string) => error("bad-alignment", why),
  tooBig: (limit: string) => error("too-big", `the object would exceed ${limit}`),
  indirectSection: error("indirect-symbol-section", "'.indirect_symbol' belongs in a symbol pointer or stub section"),
  regionInRegion: error("region-in-region", "the data region before this one has no '.end_data_region'"),
  unmatchedRegion: (name: string) => error("unmatched-region", `'${name}' without its opening directive`),
  fromEncoder:
    (problem: EncodeError): Complaint =>
    (file, span) =>
      repairable(problem.code, problem.message, problem.suggestion)(file, span),
} as const;

const direction = (name: string) => (name.endsWith("b") ? "before" : "after");
