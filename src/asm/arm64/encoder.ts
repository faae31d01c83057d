// The arm64 side of the assembler: one statement to one word and at most one hole.

import { endOfIdentifier, skipBlanks } from "../characters";
import type { EncodedInstruction, EncodeResult, InstructionEncoder, OperandContext } from "../instructionEncoder";
import type { DialectWords } from "../wordLists/wordLists";
import { explain, unknownMnemonic, unpredictable } from "./diagnose";
import type { Row } from "./forms";
import { type Operand, parseOperands } from "./operands";
import type { Encoding, VectorSpelling } from "./slot";
import { instructionRows } from "./table";
import { arm64Words } from "./wordList";

/** The rows that a mnemonic can mean, and how each has its vectors written. */
interface Candidates {
  readonly rows: readonly Row[];
  readonly vectors: readonly VectorSpelling[];
}

/**
 * By mnemonic, registers spelling out their arrangement (`add v0.4s, v1.4s, v2.4s`), and by mnemonic and arrangement,
 * Apple's way (`add.4s v0, v1, v2`).
 */
function buildLookup(): ReadonlyMap<string, Candidates> {
  const lookup = new Map<string, { rows: Row[]; vectors: VectorSpelling[] }>();
  const add = (name: string, row: Row, vectors: VectorSpelling) => {
    let candidates = lookup.get(name);
    if (candidates === undefined) {
      candidates = { rows: [], vectors: [] };
      lookup.set(name, candidates);
    }
    candidates.rows.push(row);
    candidates.vectors.push(vectors);
  };
  for (const row of instructionRows()) {
    add(row.mnemonic, row, row.vectors);
    if (row.arrangement !== "") add(`${row.mnemonic}.${row.arrangement}`, row, "bare");
  }
  return lookup;
}

/** no-op: what alignment gaps in code are filled with. */
const nop = [0x1f, 0x20, 0x03, 0xd5];

class Arm64Encoder implements InstructionEncoder {
  private readonly lookup = buildLookup();

  encode(statement: string, context: OperandContext): EncodeResult {
    const end = endOfIdentifier(statement, 0);
    const mnemonic = statement.slice(0, end).toLowerCase();
    const candidates = this.lookup.get(mnemonic);
    if (candidates === undefined)
      return { error: unknownMnemonic(mnemonic, this.mnemonics(), (name) => this.arrangements(name)) };
    const parsed = parseOperands(statement, skipBlanks(statement, end), context);
    if ("error" in parsed) return parsed;
    const { rows, vectors } = candidates;
    const encoding: Encoding = { word: 0, vectors: "spelled", hole: undefined };
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      encoding.word = row.word;
      encoding.vectors = vectors[i]!;
      encoding.hole = undefined;
      if (!fits(row, parsed.operands, encoding)) continue;
      const objection = row.unpredictable?.(encoding.word);
      return objection === undefined ? finish(encoding) : { error: unpredictable(mnemonic, objection, parsed) };
    }
    return { error: explain(statement, mnemonic, rows, vectors, parsed) };
  }

  isMnemonic(name: string): boolean {
    return this.lookup.has(name.toLowerCase());
  }

  words(): DialectWords {
    return arm64Words();
  }

  /** Those to offer for a mistyped one; with arrangements they are too many. */
  private mnemonics(): string[] {
    return [...this.lookup.keys()].filter((name) => !name.includes(".") || name.startsWith("b."));
  }

  /** What can stand behind a mnemonic and a dot. */
  private arrangements(mnemonic: string): readonly string[] {
    const rows = this.lookup.get(mnemonic)?.rows ?? [];
    return [...new Set(rows.map(({ arrangement }) => arrangement))].filter((name) => name !== "");
  }

  /** Gaps that no instruction fits start with zeros, as LLVM writes them. */
  padding(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let at = size % 4; at < size; at += 4) bytes.set(nop, at);
    return bytes;
  }
}

function fits(row: Row, operands: readonly Operand[], encoding: Encoding): boolean {
  let at = 0;
  for (const slot of row.slots) {
    const taken = slot.encode(operands, at, encoding);
    if (taken < 0) return false;
    at += taken;
  }
  return at === operands.length;
}

function finish({ word, hole }: Encoding): EncodedInstruction {
  const bytes = Uint8Array.of(word, word >>> 8, word >>> 16, word >>> 24);
  if (hole === undefined) return { bytes, fixups: [] };
  return { bytes, fixups: [{ offset: 0, ...hole }] };
}

export const createArm64Encoder = (): InstructionEncoder => new Arm64Encoder();
