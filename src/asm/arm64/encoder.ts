// The arm64 side of the assembler: one statement to one word and at most one hole.

import { closestWord } from "@/base/closestWord";
import { endOfIdentifier, skipBlanks } from "../characters";
import type {
  EncodedInstruction,
  EncodeError,
  EncodeResult,
  InstructionEncoder,
  OperandContext,
} from "../instructionEncoder";
import type { Row } from "./forms";
import { type Operand, type ParsedOperand, parseOperands } from "./operands";
import { generalRegisterNames, looksLikeRegister } from "./registers";
import type { Encoding } from "./slot";
import { instructionRows } from "./table";

interface Lookup {
  /** By mnemonic, registers spelling out their arrangement: `add v0.4s, v1.4s, v2.4s`. */
  readonly plain: ReadonlyMap<string, readonly Row[]>;
  /** By mnemonic and arrangement, Apple's way: `add.4s v0, v1, v2`. */
  readonly suffixed: ReadonlyMap<string, readonly Row[]>;
}

function buildLookup(): Lookup {
  const plain = new Map<string, Row[]>();
  const suffixed = new Map<string, Row[]>();
  const add = (map: Map<string, Row[]>, name: string, row: Row) => {
    const rows = map.get(name);
    if (rows === undefined) map.set(name, [row]);
    else rows.push(row);
  };
  for (const row of instructionRows()) {
    add(plain, row.mnemonic, row);
    if (row.arrangement !== "") add(suffixed, `${row.mnemonic}.${row.arrangement}`, row);
  }
  return { plain, suffixed };
}

/** no-op: what alignment gaps in code are filled with. */
const nop = [0x1f, 0x20, 0x03, 0xd5];

class Arm64Encoder implements InstructionEncoder {
  private readonly lookup = buildLookup();

  encode(statement: string, context: OperandContext): EncodeResult {
    const end = endOfIdentifier(statement, 0);
    const mnemonic = statement.slice(0, end).toLowerCase();
    const plain = this.lookup.plain.get(mnemonic);
    const rows = plain ?? this.lookup.suffixed.get(mnemonic);
    if (rows === undefined) return { error: this.unknown(mnemonic) };
    const operands = parseOperands(statement, skipBlanks(statement, end), context);
    if ("error" in operands) return operands;
    const values = operands.map(({ operand }) => operand);
    for (const row of rows) {
      const encoding: Encoding = { word: row.word, bareVectors: plain === undefined || row.bare, hole: undefined };
      if (fits(row, values, encoding)) return finish(encoding);
    }
    return { error: explain(statement, mnemonic, rows, operands) };
  }

  isMnemonic(name: string): boolean {
    const lower = name.toLowerCase();
    return this.lookup.plain.has(lower) || this.lookup.suffixed.has(lower);
  }

  /** Gaps that no instruction fits start with zeros, as LLVM writes them. */
  padding(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let at = size % 4; at < size; at += 4) bytes.set(nop, at);
    return bytes;
  }

  private unknown(mnemonic: string): EncodeError {
    const near = closestWord(mnemonic, this.lookup.plain.keys());
    const hint = near === undefined ? "" : `; did you mean '${near}'?`;
    return {
      code: "unknown-instruction",
      message: `unknown instruction '${mnemonic}'${hint}`,
      at: 0,
      length: Math.max(1, mnemonic.length),
      ...(near === undefined ? {} : { suggestion: near }),
    };
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
  const { kind, expression, scale } = hole;
  return { bytes, fixups: [{ offset: 0, kind, expression, scale }] };
}

/** Why no form fits: a register that does not exist, the wrong number of operands, or what the forms take. */
function explain(
  statement: string,
  mnemonic: string,
  rows: readonly Row[],
  operands: readonly ParsedOperand[],
): EncodeError {
  for (const { operand, at, end } of operands) {
    const text = statement.slice(at, end).trim();
    if (operand.kind !== "expression" || !looksLikeRegister(text.toLowerCase())) continue;
    const near = closestWord(text.toLowerCase(), generalRegisterNames());
    return {
      code: "unknown-register",
      message: `unknown register '${text}'${near === undefined ? "" : `; did you mean '${near}'?`}`,
      at,
      length: text.length,
      ...(near === undefined ? {} : { suggestion: near }),
    };
  }
  const first = operands[0]?.at ?? 0;
  const last = operands.at(-1)?.end ?? statement.length;
  const forms = [...new Set(rows.filter((row) => row.print !== "never").map((row) => row.pattern || "no operands"))];
  const shown = forms.slice(0, 4).map((form) => `'${form}'`);
  const more = forms.length > shown.length ? ` and ${forms.length - shown.length} more` : "";
  return {
    code: "operand-mismatch",
    message: `no form of '${mnemonic}' takes these operands; it takes ${shown.join(", ")}${more}`,
    at: first,
    length: Math.max(1, last - first),
  };
}

export const createArm64Encoder = (): InstructionEncoder => new Arm64Encoder();
