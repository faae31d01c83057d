// The border between the common assembler (statements, sections, symbols, object file) and one CPU's instructions.
// The common side hands over one statement; the CPU side answers with bytes and the holes left in them.

import type { Expression } from "./expression";
import type { DialectWords } from "./wordLists/wordLists";

/** What kind of hole: how its value is computed and which relocation it may become. CPU-specific kinds. */
export type FixupKind =
  // data, both CPUs
  | "data1"
  | "data2"
  | "data4"
  | "data8"
  // x86_64: absolute displacement or immediate; pc-relative displacement; branch (call/jmp/jcc)
  | "abs1"
  | "abs2"
  | "abs4"
  | "abs4s"
  | "abs8"
  | "pcrel1"
  | "pcrel4"
  | "branch1"
  | "branch4"
  // arm64
  | "branch26"
  | "branch19"
  | "branch14"
  | "adr21"
  | "literal19"
  | "page21"
  | "pageoff12";

export interface Fixup {
  /** Bytes from the start of the instruction to the field (x86) or the instruction word (arm64). */
  readonly offset: number;
  readonly kind: FixupKind;
  readonly expression: Expression;
  /** x86 pc-relative: bytes from the field's start to the end of the instruction (4 + trailing immediate). */
  readonly toEnd?: number;
  /** x86 GOT loads that `ld` may relax: the instruction is `movq sym@GOTPCREL(%rip), %reg`. */
  readonly gotLoad?: boolean;
  /** Data: a distance is a number even from atom to atom. */
  readonly isNumber?: boolean;
  /** arm64 `ldr x0, =value`: the expression belongs into the literal pool, in so many bytes, and its place here. */
  readonly pooled?: 4 | 8;
  /** arm64 page offsets: log2 of the access size that scales the immediate. */
  readonly scale?: number;
}

export interface EncodedInstruction {
  readonly bytes: Uint8Array;
  readonly fixups: readonly Fixup[];
  /**
   * A shorter branch that reaches -128..127 from its end, chosen by relaxation while its target is in range;
   * `bytes` is then the long form. Its fixup has kind "branch1".
   */
  readonly short?: { readonly bytes: Uint8Array; readonly fixups: readonly Fixup[] };
}

export interface EncodeError {
  readonly code: string;
  readonly message: string;
  /** Characters from the start of the statement text, and how many to underline. */
  readonly at: number;
  readonly length: number;
  /** Near miss to offer: a replacement for the underlined text. */
  readonly suggestion?: string;
}

export type EncodeResult = EncodedInstruction | { readonly error: EncodeError };

/** Gives the encoder the assembler's expression syntax; `at` and the returned `end` index the statement text. */
export interface OperandContext {
  parseExpression(
    text: string,
    at: number,
  ): { readonly expression: Expression; readonly end: number } | { readonly error: EncodeError };
  /** One term of an expression: a number, a character, a symbol with its modifier, a local label. */
  parseTerm(text: string, at: number): ReturnType<OperandContext["parseExpression"]>;
  /** The constant an expression has now (absolute symbols resolved), or undefined. */
  constant(expression: Expression): bigint | undefined;
}

/** x86_64 is written in two ways: AT&T's, which holds until the source says otherwise, and Intel's. */
export type Syntax = "att" | "intel";

/** An encoder reads one syntax: what a statement means is remembered by encoder. Another syntax is another encoder. */
export interface InstructionEncoder {
  /**
   * One instruction statement, comments and labels already removed, white space trimmed at both ends.
   * Never throws for bad input.
   */
  encode(statement: string, context: OperandContext): EncodeResult;
  /** Whether the word can start an instruction (for telling "unknown directive" from "unknown instruction"). */
  isMnemonic(name: string): boolean;
  /** All mnemonics and registers, with what they mean. */
  words(): DialectWords;
  /** Padding bytes for an alignment gap in code. */
  padding(size: number): Uint8Array;
  /** The encoder of the same CPU for another syntax; missing where there is one syntax. */
  inSyntax?(syntax: Syntax): InstructionEncoder;
}
