// Words back to text, from the same rows the assembler uses, in the syntax of LLVM's Apple printer.

import { type VirtualAddress, virtualAddress } from "@/base/units";
import type { Row } from "./forms";
import type { Decoding } from "./slot";
import { instructionRows } from "./table";

export interface Disassembly {
  readonly text: string;
  /** What the instruction branches to or addresses. */
  readonly target?: VirtualAddress;
}

/** Rows are sorted into buckets by the word's top bits, where nearly all forms are fixed. */
const keyBits = 11;
const keyOf = (word: number) => word >>> (32 - keyBits);

function buildBuckets(): readonly (readonly Row[])[] {
  const buckets: Row[][] = Array.from({ length: 1 << keyBits }, () => []);
  for (const row of instructionRows()) {
    if (row.print === "never") continue;
    const free = keyOf(~row.mask >>> 0);
    // Every subset of the free bits, from all down to none.
    for (let subset = free; ; subset = (subset - 1) & free) {
      buckets[keyOf((row.word & row.mask) >>> 0) | subset]!.push(row);
      if (subset === 0) break;
    }
  }
  return buckets;
}

let buckets: readonly (readonly Row[])[] | undefined;

function print(row: Row, from: Decoding): string | undefined {
  const operands: string[] = [];
  for (const slot of row.slots) {
    const text = slot.decode(from);
    if (text === undefined) return undefined;
    if (text !== "") operands.push(text);
  }
  const mnemonic = row.arrangement === "" ? row.mnemonic : `${row.mnemonic}.${row.arrangement}`;
  return operands.length === 0 ? mnemonic : `${mnemonic} ${operands.join(", ")}`;
}

/** Calls `visit` with the rows that may print a word, in order, until it returns something. */
function firstRow<Found>(word: number, visit: (row: Row) => Found | undefined): Found | undefined {
  buckets ??= buildBuckets();
  for (const row of buckets[keyOf(word)]!) {
    // Opcode bits that an operand fills are part of the row's word only where they are fixed.
    if (((word ^ row.word) & row.mask) !== 0) continue;
    if (typeof row.print === "function" && !row.print(word)) continue;
    const found = visit(row);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The row that prints a word. */
export const rowPrinting = (word: number): Row | undefined =>
  firstRow(word, (row) => (print(row, { word, address: 0, target: undefined }) === undefined ? undefined : row));

/** The instruction at `address`, or undefined when the word is none that the table knows. */
export const disassembleArm64 = (word: number, address: VirtualAddress): Disassembly | undefined =>
  firstRow(word, (row) => {
    const from: Decoding = { word, address, target: undefined };
    const text = print(row, from);
    if (text === undefined) return undefined;
    return from.target === undefined ? { text } : { text, target: virtualAddress(from.target) };
  });
