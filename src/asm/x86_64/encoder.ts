// The x86_64 side of the assembler: one statement in AT&T or Intel syntax to bytes and holes. The opcode knowledge is
// iced's tables (forms.ts); where several encodings are right, the choice follows LLVM, so that our objects equal
// `llvm-mc`'s.

import { closestWord } from "@/base/closestWord";
import type {
  EncodedInstruction,
  EncodeResult,
  InstructionEncoder,
  OperandContext,
  Syntax,
} from "../instructionEncoder";
import type { DialectWords } from "../wordLists/wordLists";
import { impliedImmediate, impliedRegister } from "./aliases";
import { AttScanner } from "./attOperands";
import { explainMismatch, explainUnencodable, type Rejected, starProblem } from "./diagnose";
import { buildForms, type Form, type FormTable } from "./forms";
import type { IcedModule } from "./icedModule";
import { type EmitOptions, type Emitted, InstructionWriter, modifierOf, plainOptions } from "./instructionWriter";
import { knownIntelMnemonics } from "./intelMnemonics";
import { IntelScanner, sizeName } from "./intelOperands";
import { accepts, acceptsChoices, acceptsRounding, hopesForSmallImmediate } from "./match";
import { type Failure, isFailure, messages, suggesting } from "./messages";
import { knownMnemonics } from "./mnemonics";
import { nopPadding } from "./nops";
import type { OperandScanner } from "./operandScanner";
import { bitsOfMemory, isSymbolic, type Operand, type RoundingMode } from "./operands";
import { buildRegisters, type RegisterName, type RegisterTable } from "./registers";
import { parseStatement, prefixBytes, type Statement } from "./statement";
import { type Entry, type Mnemonic, Vocabulary } from "./vocabulary";
import { x86Words } from "./wordList";

/** Makes an encoder of AT&T syntax, with tables of its own; `iced` must be initialised. Takes under 0.1 s. */
export function createX86Encoder(iced: IcedModule): InstructionEncoder {
  const tables = { registers: buildRegisters(iced), forms: buildForms(iced) };
  const inSyntax = (syntax: Syntax): X86Encoder => encoders[syntax];
  const encoders = {
    att: new X86Encoder(tables, "att", inSyntax),
    intel: new X86Encoder(tables, "intel", inSyntax),
  };
  return encoders.att;
}

interface Tables {
  readonly registers: RegisterTable;
  readonly forms: FormTable;
}

class X86Encoder implements InstructionEncoder {
  readonly inSyntax: (syntax: Syntax) => InstructionEncoder;
  private readonly registers: RegisterTable;
  private readonly forms: FormTable;
  private readonly syntax: Syntax;
  private readonly scanner: OperandScanner;
  private readonly vocabulary: Vocabulary;
  private readonly writer = new InstructionWriter();
  /** Every mnemonic, to compare a mistyped one with; made when first needed. */
  private spellings: Set<string> | undefined;

  constructor({ registers, forms }: Tables, syntax: Syntax, inSyntax: (syntax: Syntax) => InstructionEncoder) {
    this.inSyntax = inSyntax;
    this.registers = registers;
    this.forms = forms;
    this.syntax = syntax;
    this.scanner = syntax === "att" ? new AttScanner(registers) : new IntelScanner(registers);
    this.vocabulary = new Vocabulary(forms, syntax);
  }

  encode(text: string, context: OperandContext): EncodeResult {
    const statement = parseStatement(text);
    if (isFailure(statement)) return statement;
    const { mnemonic } = statement;
    if (mnemonic === undefined) return { bytes: Uint8Array.of(...statement.front, ...statement.placed), fixups: [] };
    const found = this.vocabulary.find(mnemonic);
    if (found === undefined) return this.unknown(mnemonic, statement);
    const written = this.scanner.scan(text, statement.operandsAt, found.isBranch, context);
    if (isFailure(written)) return written;
    return this.assemble(text, statement, found, written);
  }

  words(): DialectWords {
    return x86Words({ forms: this.forms, registers: this.registers }, this.syntax);
  }

  isMnemonic(name: string): boolean {
    const lower = name.toLowerCase();
    return prefixBytes.has(lower) || this.vocabulary.find(lower) !== undefined;
  }

  padding(size: number): Uint8Array {
    return nopPadding(size);
  }

  private unknown(mnemonic: string, { mnemonicSpan }: Statement): Failure {
    this.spellings ??= this.syntax === "att" ? knownMnemonics(this.forms) : knownIntelMnemonics(this.forms);
    const near = closestWord(mnemonic, this.spellings);
    return suggesting(messages.unknownInstruction(mnemonicSpan, mnemonic, near ?? ""), near);
  }

  private assemble(text: string, statement: Statement, written: Mnemonic, operands: Operand[]): EncodeResult {
    const { syntax, vocabulary } = this;
    if (syntax === "intel") assumePointer(written.name, operands);
    const problem = checkModifiers(text, operands) ?? starProblem(text, written, operands);
    if (problem !== undefined) return problem;
    // `enter $size, $level` keeps Intel's order even in AT&T syntax.
    if (syntax === "att" && !written.keepsOrder) operands.reverse();
    const rounding = takeRounding(operands);
    if (typeof rounding === "object") return rounding;
    const plain = rounding === undefined ? operands : operands.filter(({ kind }) => kind !== "rounding");
    let mnemonic = written;
    let canonical: readonly Operand[] = plain;
    if (written.rewrite !== undefined && !statement.choices.includes("evex")) {
      const rewritten = written.rewrite({ mnemonic: written.name, operands: plain }, this.registers);
      canonical = rewritten.operands;
      if (rewritten.mnemonic !== written.name) mnemonic = vocabulary.find(rewritten.mnemonic)!;
    }
    const options = optionsOf(statement, rounding);
    const result = this.choose(mnemonic, canonical, statement, options);
    if (result === undefined || "open" in result) {
      const { name, readings } = written;
      const rejected: Rejected = { text, name, nameSpan: statement.mnemonicSpan, operands: plain, readings, syntax };
      if (result === undefined) return explainMismatch(this.registers, rejected);
      return result.open.length === 0
        ? explainUnencodable(rejected)
        : sizeMissing(syntax, statement, operands, name, result.open);
    }
    return statement.front.length === 0 ? result : withFront(result, statement.front);
  }

  /**
   * The encoding LLVM would take. Undefined when no form takes the operands; `open` lists the sizes the statement
   * could mean, or none when the operands have no encoding together.
   */
  private choose(
    mnemonic: Mnemonic,
    operands: readonly Operand[],
    statement: Statement,
    options: EmitOptions,
  ): EncodedInstruction | { readonly open: readonly number[] } | undefined {
    let hasMemory = false;
    let hasSymbol = false;
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand.kind === "memory") hasMemory = true;
      else if (operand.kind === "immediate" && isSymbolic(operand.value)) hasSymbol = true;
    }
    const table = hasMemory ? mnemonic.withMemory : mnemonic.withoutMemory;
    if (mnemonic.isString && operands.length < 2) return this.stringInstruction(mnemonic, operands, options);
    const entries = table[operands.length];
    if (entries === undefined) return undefined;
    if (mnemonic.isBranch && operands[0]?.kind === "target") return this.branch(entries, operands, statement, options);
    let best: Emitted | undefined;
    let bestRank = 0;
    let matched = false;
    let sizes: Set<number> | undefined;
    const skipped = hasSymbol && hasHope(entries, operands);
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!;
      if (best !== undefined && entry.openSize === 0 && (entry.rank > bestRank || !isLongVex(best))) {
        if (sizes === undefined) break;
        continue;
      }
      const full = entry.selector === undefined ? operands : [...operands, impliedImmediate(entry.selector)];
      if (!accepts(entry.form, entry.wide, full)) continue;
      if (statement.choices.length > 0 && !acceptsChoices(entry.form, statement.choices)) continue;
      if (options.rounding !== undefined && !acceptsRounding(entry.form, options.rounding, full)) continue;
      if (skipped && (hopesForSmallImmediate(entry.form, full) || entry.form.patterns[0]!.fixed !== undefined))
        continue;
      matched = true;
      if (entry.openSize > 0) {
        sizes ??= new Set();
        sizes.add(entry.openSize);
      }
      if (best !== undefined && entry.rank > bestRank) continue;
      const emitted = this.writer.write(entry.form, full, options);
      if (emitted === undefined || (best !== undefined && emitted.bytes.length >= best.bytes.length)) continue;
      best = emitted;
      bestRank = entry.rank;
    }
    if (sizes !== undefined && sizes.size > 1) return { open: [...sizes].sort((a, b) => a - b) };
    return best ?? (matched ? { open: [] } : undefined);
  }

  /** Both lengths of a jump; the layout takes the short one while its target is in reach. */
  private branch(
    entries: readonly Entry[],
    operands: readonly Operand[],
    { choices }: Statement,
    options: EmitOptions,
  ): EncodedInstruction | undefined {
    let short: Emitted | undefined;
    let long: Emitted | undefined;
    for (const { form, wide } of entries) {
      if (!accepts(form, wide, operands) || !acceptsChoices(form, choices)) continue;
      const isShort = form.patterns[0]!.branch === 1;
      if (isShort) short ??= this.writer.write(form, operands, options);
      else long ??= this.writer.write(form, operands, options);
    }
    if (long === undefined) return short;
    return short === undefined || options.displacement === 32 ? long : { ...long, short };
  }

  /** String instructions may leave out (%rsi), %es:(%rdi), the accumulator and the port. */
  private stringInstruction(
    { withoutMemory }: Mnemonic,
    operands: readonly Operand[],
    options: EmitOptions,
  ): EncodedInstruction | undefined {
    for (const entries of withoutMemory)
      for (const { form, wide } of entries) {
        if (!form.patterns.some(({ memory }) => memory?.startsWith("string"))) continue;
        // One operand is the memory beside an accumulator.
        const [only] = operands;
        if (only !== undefined && (only.kind !== "memory" || !besideAccumulator.test(form.mnemonic))) continue;
        const full = this.impliedOperands(form, operands);
        if (full !== undefined && accepts(form, wide, full)) return this.writer.write(form, full, options);
      }
    return undefined;
  }

  private impliedOperands(form: Form, operands: readonly Operand[]): Operand[] | undefined {
    const left = [...operands];
    const full = form.patterns.map((pattern): Operand => {
      const at = left.findIndex((operand) => accepts({ ...form, patterns: [pattern] }, false, [operand]));
      if (at >= 0) return left.splice(at, 1)[0]!;
      if (pattern.memory === undefined) return impliedRegister(this.registerOf(pattern.fixed!));
      const base = this.registers.get(pattern.memory === "string-source" ? "rsi" : "rdi")!;
      const parts = { base, index: undefined, displacement: undefined, segment: undefined, scale: 1, size: 0 } as const;
      return { kind: "memory", ...parts, bits: bitsOfMemory(parts), indirect: false, at: 0, length: 0 };
    });
    return left.length === 0 ? full : undefined;
  }

  private registerOf(register: number): RegisterName {
    for (const entry of this.registers.values()) if (entry.register === register) return entry;
    throw new Error(`register ${register} has no name`);
  }
}

const besideAccumulator = /^(stos|lods|scas)/;

/** Opcode 0xc4 is nothing but the three-byte VEX prefix in 64-bit code. */
const isLongVex = ({ bytes }: Emitted): boolean => bytes[0] === 0xc4;

/** Whether LLVM would start with a sign-extended byte, and so never come to the accumulator's own form. */
const hasHope = (entries: readonly Entry[], operands: readonly Operand[]): boolean =>
  entries.some(({ form, wide }) => accepts(form, wide, operands) && hopesForSmallImmediate(form, operands));

function takeRounding(operands: readonly Operand[]): RoundingMode | Failure | undefined {
  let mode: RoundingMode | undefined;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (operand.kind !== "rounding") continue;
    // It stands behind the vectors: before an immediate, or before the integer that a conversion reads.
    const after = operands.slice(i + 1);
    const before = operands[i - 1];
    const followsInteger = i > 1 && before?.kind === "register" && before.register.size > 0;
    const isPlaced =
      mode === undefined &&
      i > 0 &&
      !followsInteger &&
      (after.every(({ kind }) => kind === "immediate") ||
        (after.length === 1 && after[0]!.kind === "register" && after[0]!.register.size > 0));
    if (!isPlaced) return messages.misplacedRounding(operand, operand.mode);
    mode = operand.mode;
  }
  return mode;
}

function optionsOf({ choices, placed }: Statement, rounding: RoundingMode | undefined): EmitOptions {
  if (choices.length === 0 && placed.length === 0) return rounding === undefined ? plainOptions : { rounding };
  const repeat = [0xf3, 0xf2].filter((prefix) => placed.includes(prefix));
  return {
    rounding,
    displacement: choices.includes("disp32") ? 32 : choices.includes("disp8") ? 8 : undefined,
    longVex: choices.includes("vex3"),
    rex: choices.includes("rex"),
    repeat,
    lock: placed.includes(0xf0),
    notrack: placed.includes(0x3e),
  };
}

/** What an address without a size means where one is usual: a 64-bit pointer or slot of the stack. */
function assumePointer(mnemonic: string, operands: Operand[]): void {
  const [operand] = operands;
  if (operand?.kind === "memory" && operand.size === 0 && pointerSized.has(mnemonic))
    operands[0] = { ...operand, size: 8 };
}

const pointerSized: ReadonlySet<string> = new Set(["call", "jmp", "push", "pop"]);

function sizeMissing(
  syntax: Syntax,
  { mnemonicSpan }: Statement,
  operands: readonly Operand[],
  name: string,
  sizes: readonly number[],
): Failure {
  if (syntax === "att") return messages.ambiguousSize(mnemonicSpan, name, suffixed(name, sizes));
  const choices = sizes.map((size) => `'${sizeName(size)} ptr'`).join(", ");
  const memory = operands.find(({ kind }) => kind === "memory");
  return messages.ambiguousMemorySize(memory ?? mnemonicSpan, name, choices);
}

const suffixed = (mnemonic: string, sizes: readonly number[]): string => {
  const real = mnemonic.startsWith("fi") ? { 2: "s", 4: "l", 8: "ll" } : { 4: "s", 8: "l", 10: "t" };
  const letters: Readonly<Record<number, string>> = mnemonic.startsWith("f")
    ? real
    : { 1: "b", 2: "w", 4: "l", 8: "q" };
  return sizes.map((size) => `'${mnemonic}${letters[size] ?? ""}'`).join(", ");
};

/** Prefixes that were written as words of their own stand before everything else. */
function withFront(instruction: EncodedInstruction, front: readonly number[]): EncodedInstruction {
  const insert = ({ bytes, fixups }: Pick<EncodedInstruction, "bytes" | "fixups">) => ({
    bytes: Uint8Array.of(...front, ...bytes),
    fixups: fixups.map((fixup) => ({ ...fixup, offset: fixup.offset + front.length })),
  });
  const { short } = instruction;
  return short === undefined ? insert(instruction) : { ...insert(instruction), short: insert(short) };
}

/** `@PLT` and friends belong to ELF; what Mach-O has only works relative to %rip. */
function checkModifiers(text: string, operands: readonly Operand[]): Failure | undefined {
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (operand.kind === "register" || operand.kind === "rounding") continue;
    const value = operand.kind === "memory" ? operand.displacement : operand.value;
    if (value === undefined || !isSymbolic(value)) continue;
    const modifier = modifierOf(value);
    if (modifier === undefined) continue;
    const at = Math.max(value.at, text.indexOf(`@${modifier}`, value.at));
    const span = { at, length: modifier.length + 1 };
    const symbol = text.slice(value.at, at);
    if (/^plt$/i.test(modifier)) return suggesting(messages.procedureLinkage(span, symbol), "");
    if (!/^(gotpcrel|gotpcrel_norelax|tlvp)$/i.test(modifier)) return messages.unknownModifier(span, modifier);
    const isRelative = operand.kind === "memory" && operand.base?.class === "ip";
    if (!isRelative) return messages.modifierNeedsRip(span, modifier);
  }
  return undefined;
}
