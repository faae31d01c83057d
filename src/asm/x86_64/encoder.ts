// The x86_64 side of the assembler: one AT&T statement to bytes and holes. The opcode knowledge is iced's tables
// (forms.ts); where several encodings are right, the choice follows LLVM, so that our objects equal `llvm-mc`'s.

import { closestWord } from "@/base/closestWord";
import type { Expression } from "../expression";
import type {
  EncodedInstruction,
  EncodeResult,
  Fixup,
  InstructionEncoder,
  OperandContext,
} from "../instructionEncoder";
import { canonicalize, impliedImmediate } from "./aliases";
import { explainMismatch, explainUnencodable, type Rejected, starProblem } from "./diagnose";
import { type EmitOptions, type Emitted, Emitter, type Hole, modifierOf, prefixCount } from "./emit";
import { buildForms, type Form, type FormTable } from "./forms";
import type { IcedModule } from "./icedModule";
import { allowedBy, type Candidate, isSignExtendedByte, matchForm, openSizes, preference } from "./match";
import { type Failure, isFailure, messages, suggesting } from "./messages";
import { isBranch, isStringInstruction, knownMnemonics, type Reading, readMnemonic } from "./mnemonics";
import { nopPadding } from "./nops";
import { type Operand, parseOperands, type Value } from "./operands";
import { buildRegisters, type RegisterTable } from "./registers";
import { parseStatement, prefixBytes, type Statement } from "./statement";

/** Bytes of a statement before its expressions are put in: what the cache keeps. */
interface Template {
  readonly long: Emitted;
  readonly short: Emitted | undefined;
}

/** A cached statement is right as long as its expressions have the constants they had. */
interface CacheEntry extends Template {
  readonly values: readonly { readonly at: number; readonly constant: bigint | undefined }[];
}

/** Statements remembered; compilers repeat themselves, and an editor re-assembles mostly unchanged text. */
const cacheLimit = 32_768;

/** Makes an encoder with tables and cache of its own; `iced` must be initialised. Takes under 0.1 s. */
export function createX86Encoder(iced: IcedModule): InstructionEncoder {
  return new X86Encoder(iced);
}

class X86Encoder implements InstructionEncoder {
  private readonly iced: IcedModule;
  private readonly registers: RegisterTable;
  private readonly forms: FormTable;
  private readonly emitter: Emitter;
  private readonly readings = new Map<string, readonly Reading[]>();
  private readonly cache = new Map<string, CacheEntry>();
  private vocabulary: Set<string> | undefined;

  constructor(iced: IcedModule) {
    this.iced = iced;
    this.registers = buildRegisters(iced);
    this.forms = buildForms(iced);
    this.emitter = new Emitter(iced);
  }

  encode(text: string, context: OperandContext): EncodeResult {
    const entry = this.cache.get(text);
    const values = entry && reparse(text, entry, context);
    if (entry !== undefined && values !== undefined) return finish(entry, values);
    const statement = parseStatement(text);
    if (isFailure(statement)) return statement;
    const { mnemonic } = statement;
    if (mnemonic === undefined)
      return { bytes: Uint8Array.from(statement.prefixes, (p) => prefixBytes[p]!), fixups: [] };
    if (this.read(mnemonic).length === 0) return this.unknown(mnemonic, statement);
    const parsed = parseOperands(text, statement.operandsAt, isBranch(mnemonic), context, this.registers);
    if (isFailure(parsed)) return parsed;
    const template = this.assemble(text, statement, mnemonic, parsed.operands);
    if (isFailure(template)) return template;
    this.remember(text, template, parsed.values);
    return finish(
      template,
      parsed.values.map((value) => value.expression),
    );
  }

  isMnemonic(name: string): boolean {
    const lower = name.toLowerCase();
    return lower in prefixBytes || this.read(lower).length > 0;
  }

  padding(size: number): Uint8Array {
    return nopPadding(size);
  }

  private read(mnemonic: string): readonly Reading[] {
    let found = this.readings.get(mnemonic);
    if (found === undefined) {
      found = readMnemonic(mnemonic, this.forms);
      // Only real mnemonics are kept, so that mistyped words cannot fill the memory.
      if (found.length > 0) this.readings.set(mnemonic, found);
    }
    return found;
  }

  private remember(text: string, template: Template, values: readonly Value[]): void {
    if (this.cache.size >= cacheLimit) this.cache.clear();
    this.cache.set(text, { ...template, values: values.map(({ at, constant }) => ({ at, constant })) });
  }

  private unknown(mnemonic: string, { mnemonicSpan }: Statement): Failure {
    this.vocabulary ??= knownMnemonics(this.forms);
    const near = closestWord(mnemonic, this.vocabulary);
    return suggesting(messages.unknownInstruction(mnemonicSpan, mnemonic, near ?? ""), near);
  }

  private assemble(
    text: string,
    statement: Statement,
    mnemonic: string,
    written: readonly Operand[],
  ): Template | Failure {
    const problem = checkModifiers(text, written) ?? starProblem(text, mnemonic, written);
    if (problem !== undefined) return problem;
    const rounding = written.find((operand) => operand.kind === "rounding")?.mode;
    const plain = written.filter((operand) => operand.kind !== "rounding");
    // Rounding and the suppression of exceptions exist in EVEX encodings only.
    const choices = rounding === undefined ? statement.choices : [...statement.choices, "evex" as const];
    const canonical = canonicalize(mnemonic, plain, this.registers, choices.includes("evex"));
    const readings = this.read(canonical.mnemonic);
    const rejected: Rejected = {
      text,
      name: mnemonic,
      nameSpan: statement.mnemonicSpan,
      operands: [...plain].reverse(),
      readings,
    };
    const candidates = this.candidates(readings, canonical.operands, { ...statement, choices });
    if (candidates.length === 0) return explainMismatch(this.iced, this.registers, rejected);
    const open = openSizes(candidates);
    if (open.length > 0) return messages.ambiguousSize(statement.mnemonicSpan, mnemonic, suffixed(mnemonic, open));
    const template = this.choose(candidates, optionsOf(statement, rounding));
    return template === undefined ? explainUnencodable(rejected) : withPrefixes(template, statement.prefixes);
  }

  private candidates(readings: readonly Reading[], operands: readonly Operand[], statement: Statement): Candidate[] {
    const found: Candidate[] = [];
    for (const reading of readings) {
      const full = reading.selector === undefined ? operands : [...operands, impliedImmediate(reading.selector)];
      for (const form of reading.forms) {
        if (!allowedBy(this.iced, form.encoding, statement.choices)) continue;
        const implied = full.length === 0 ? this.impliedOperands(form, statement.mnemonic!) : full;
        const candidate = matchForm(this.iced, form, reading, implied);
        if (candidate !== undefined) found.push(candidate);
      }
    }
    return found;
  }

  /** String instructions may leave out (%rsi), %es:(%rdi), the accumulator and the port. */
  private impliedOperands(form: Form, mnemonic: string): Operand[] {
    if (!isStringInstruction(mnemonic)) return [];
    const span = { at: 0, length: 0 };
    return form.patterns.flatMap((pattern): Operand[] => {
      if (pattern.memory !== undefined) {
        const base = this.registers.get(pattern.memory === "string-source" ? "rsi" : "rdi")!;
        return [{ kind: "memory", base, scale: 1, indirect: false, ...span }];
      }
      for (const register of this.registers.values())
        if (register.register === pattern.fixed) return [{ kind: "register", register, indirect: false, ...span }];
      return [];
    });
  }

  /** The encoding LLVM would take: the preferred family, then the shortest, then a byte immediate, then the first. */
  private choose(candidates: readonly Candidate[], options: EmitOptions): Template | undefined {
    const near = candidates.filter(({ form }) => form.patterns.some((pattern) => pattern.branch === 1));
    const hopeful = candidates.filter((candidate) => candidate.hopesForSmallImmediate);
    const certain = candidates.filter((candidate) => !near.includes(candidate) && !hopeful.includes(candidate));
    // With a symbolic immediate LLVM takes the byte form first and widens it, which leads to the general form and
    // never to the accumulator's own.
    const long = hopeful.length === 0 ? certain : certain.filter(({ form }) => form.patterns[0]!.fixed === undefined);
    const best = this.best(long, options);
    const short = this.best(near, options);
    if (best === undefined) return short && { long: short, short: undefined };
    return { long: best, short };
  }

  private best(candidates: readonly Candidate[], options: EmitOptions): Emitted | undefined {
    let best: Emitted | undefined;
    let bestScore: readonly number[] = [];
    for (const candidate of candidates) {
      const rank = preference(this.iced, candidate);
      if (best !== undefined && rank > bestScore[0]!) continue;
      const emitted = this.emitter.emit(candidate, options);
      if (emitted === undefined) continue;
      const score = [
        rank,
        emitted.bytes.length,
        candidate.form.patterns.some((p) => isSignExtendedByte(p.immediate)) ? 0 : 1,
      ];
      if (best !== undefined && !isLess(score, bestScore)) continue;
      best = emitted;
      bestScore = score;
    }
    return best;
  }
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value < b[i]!;
  return false;
}

/** Parses the statement's expressions anew (labels like `1f` change meaning); undefined when the entry is stale. */
function reparse(text: string, entry: CacheEntry, context: OperandContext): Expression[] | undefined {
  const expressions: Expression[] = [];
  for (const { at, constant } of entry.values) {
    const parsed = context.parseExpression(text, at);
    if ("error" in parsed) return undefined;
    const now = context.constant(parsed.expression);
    if ((now === undefined ? undefined : BigInt.asIntN(64, now)) !== constant) return undefined;
    expressions.push(parsed.expression);
  }
  return expressions;
}

/** Copies, so that no caller can write into the cache. */
function finish({ long, short }: Template, values: readonly Expression[]): EncodedInstruction {
  const fill = ({ bytes, holes }: Emitted) => ({
    bytes: bytes.slice(),
    fixups: holes.map((hole) => fixupOf(hole, values)),
  });
  return short === undefined ? fill(long) : { ...fill(long), short: fill(short) };
}

function fixupOf({ value, ...place }: Hole, values: readonly Expression[]): Fixup {
  return { ...place, expression: values[value]! };
}

function optionsOf({ choices }: Statement, rounding: EmitOptions["rounding"]): EmitOptions {
  const displacement = choices.includes("disp32") ? 32 : choices.includes("disp8") ? 8 : undefined;
  return { rounding, displacement };
}

const suffixed = (mnemonic: string, sizes: readonly number[]): string => {
  const real = mnemonic.startsWith("fi") ? { 2: "s", 4: "l", 8: "ll" } : { 4: "s", 8: "l", 10: "t" };
  const letters: Readonly<Record<number, string>> = mnemonic.startsWith("f")
    ? real
    : { 1: "b", 2: "w", 4: "l", 8: "q" };
  return sizes.map((size) => `'${mnemonic}${letters[size] ?? ""}'`).join(", ");
};

/** User-written prefixes stand first, but `lock` follows the instruction's own (LLVM writes 66 F0, not F0 66). */
function withPrefixes({ long, short }: Template, prefixes: readonly string[]): Template {
  if (prefixes.length === 0) return { long, short };
  const front = prefixes.filter((prefix) => prefix !== "lock").map((prefix) => prefixBytes[prefix]!);
  const locks = prefixes.filter((prefix) => prefix === "lock").map((prefix) => prefixBytes[prefix]!);
  const insert = ({ bytes, holes }: Emitted): Emitted => {
    const own = prefixCount(bytes);
    return {
      bytes: Uint8Array.from([...front, ...bytes.subarray(0, own), ...locks, ...bytes.subarray(own)]),
      holes: holes.map((hole) => ({ ...hole, offset: hole.offset + prefixes.length })),
    };
  };
  return { long: insert(long), short: short && insert(short) };
}

/** `@PLT` and friends belong to ELF; what Mach-O has only works relative to %rip. */
function checkModifiers(text: string, operands: readonly Operand[]): Failure | undefined {
  for (const operand of operands) {
    const value =
      operand.kind === "immediate" || operand.kind === "target"
        ? operand.value
        : operand.kind === "memory"
          ? operand.displacement
          : undefined;
    const modifier = value && modifierOf(value);
    if (value === undefined || modifier === undefined) continue;
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
