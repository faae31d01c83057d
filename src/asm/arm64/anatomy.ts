// What the bits of an instruction word are, by the row of the table that it came from: the fixed ones and each operand's.

import { type Anatomy, binary, type EncodingField } from "../anatomy";
import { rowPrinting } from "./decoder";
import { namedBits } from "./fieldNames";
import type { Row } from "./forms";
import { meaningOf } from "./meanings";
import { patternText } from "./patternText";
import { nameOfGeneral } from "./registers";
import { bitsAt, type Decoding, type Slot } from "./slot";
import { rowsByMnemonic } from "./table";

/** Who owns a bit: an operand of the row, or nobody. */
interface Owner {
  readonly operand: number | undefined;
  readonly name: string;
}

const nobody: Owner = { operand: undefined, name: "op" };

/** A place from which distances go both ways; a multiple of a page. */
const somewhere = 2 ** 40;

function decode(
  slot: Slot,
  word: number,
): { readonly text: string; readonly distance: number | undefined } | undefined {
  const from: Decoding = { word, address: somewhere, target: undefined };
  const text = slot.decode(from);
  if (text === undefined) return undefined;
  return { text, distance: from.target === undefined ? undefined : from.target - somewhere };
}

const reads = (row: Row, word: number): boolean =>
  ((word ^ row.word) & row.mask) === 0 && row.slots.every((slot) => decode(slot, word) !== undefined);

const prints = (row: Row, word: number): boolean =>
  row.print === "always" || (typeof row.print === "function" && row.print(word));

const rowsNamed = (mnemonic: string): readonly Row[] => rowsByMnemonic().get(mnemonic) ?? [];

/** The row that a word was written by, if the mnemonic tells; else the one that prints it. */
function rowOf(word: number, written: string | undefined): Row | undefined {
  // Apple's spelling has the arrangement behind the mnemonic; conditions stand there too.
  const named = written === undefined ? [] : [...rowsNamed(written), ...rowsNamed(written.split(".")[0]!)];
  const fitting = named.filter((row) => reads(row, word));
  return fitting.find((row) => prints(row, word)) ?? fitting[0] ?? rowPrinting(word);
}

function ownersOf({ pattern, slots, word, mnemonic }: Row): Owner[] {
  const owners: Owner[] = Array.from({ length: 32 }, () => nobody);
  const operands = pattern.split(", ");
  for (const [operand, slot] of slots.entries()) {
    const runs = namedBits(operands[operand]!, slot.mask);
    for (let bit = 0; bit < 32; bit++) {
      if (((slot.mask >>> bit) & 1) === 0 || owners[bit] !== nobody) continue;
      const run = runs.find(({ at, width }) => bit >= at && bit < at + width);
      owners[bit] = { operand, name: run?.name ?? "imm" };
    }
  }
  if (owners[31] === nobody && hasTwin(mnemonic, pattern, word)) owners[31] = { operand: undefined, name: "sf" };
  return owners;
}

/** Whether the other register width has the same instruction, told apart by the top bit. */
function hasTwin(mnemonic: string, pattern: string, word: number): boolean {
  if (!/(^|\s)[WX][dntm]/.test(pattern)) return false;
  const n = 0x00400000;
  const difference = (other: Row) => ((other.word ^ word) & ~n) >>> 0;
  return rowsNamed(mnemonic).some((row) => row.pattern !== pattern && difference(row) === 0x80000000);
}

const isRegisterField = /^R([dnmas]|t2?)$/;

function registerText(operand: string, name: string, number: number, word: number): string {
  const isAddress = operand.startsWith("[");
  if (isAddress && name === "Rn") return nameOfGeneral(64, number, true);
  if (isAddress && operand.startsWith("[Xn+Rm"))
    return nameOfGeneral(bitsAt(word, 13, 1) === 1 ? 64 : 32, number, false);
  if (isAddress) return number === 31 ? "the bytes transferred" : `x${number}`;
  const letter = /^[LT]/.test(operand) ? "v" : operand[0]!.toLowerCase();
  return letter === "w" || letter === "x"
    ? nameOfGeneral(letter === "x" ? 64 : 32, number, operand.endsWith("|sp"))
    : `${letter}${number}`;
}

const signed = (distance: number): string =>
  `${distance < 0 ? "−" : "+"}0x${Math.abs(distance).toString(16)} bytes from here`;

/** What the operand's bits that are no register say together. */
function operandText(slot: Slot, operand: string, word: number): string {
  const decoded = decode(slot, word);
  if (decoded === undefined) return "";
  if (decoded.distance === undefined) return decoded.text;
  const { distance } = decoded;
  if (operand === "adrp") return `${distance < 0 ? "−" : "+"}${Math.abs(distance / 4096)} pages of 4 KiB from this one`;
  return distance % 4 === 0 && operand !== "adr" ? `${signed(distance)}, in words of 4` : signed(distance);
}

interface Run extends Owner {
  readonly at: number;
  readonly width: number;
}

/** From the highest bit down. */
function runsOf(owners: readonly Owner[]): Run[] {
  const runs: Run[] = [];
  for (let bit = 31; bit >= 0; ) {
    const owner = owners[bit]!;
    let at = bit;
    while (at > 0 && owners[at - 1]!.operand === owner.operand && owners[at - 1]!.name === owner.name) at--;
    runs.push({ ...owner, at, width: bit - at + 1 });
    bit = at - 1;
  }
  return runs;
}

function fieldsOf(row: Row, word: number): EncodingField[] {
  const operands = row.pattern.split(", ");
  const runs = runsOf(ownersOf(row));
  /** The widest run of each operand that names no register has what it means. */
  const speaker = new Map<number, Run>();
  for (const run of runs) {
    if (run.operand === undefined || isRegisterField.test(run.name)) continue;
    const before = speaker.get(run.operand);
    if (before === undefined || run.width > before.width) speaker.set(run.operand, run);
  }
  return runs.map((run) => {
    const { name, at, width } = run;
    const value = width === 32 ? word : bitsAt(word, at, width);
    return { name, bits: binary(value, width), meaning: meaning(run, value) };
  });

  function meaning(run: Run, value: number): string {
    const { operand, name } = run;
    if (name === "sf") return value === 1 ? "64 bits" : "32 bits";
    if (operand === undefined) return "";
    const text = operands[operand]!;
    if (isRegisterField.test(name) && run.width >= 4) return registerText(text, name, value, word);
    return speaker.get(operand) === run ? operandText(row.slots[operand]!, text, word) : String(value);
  }
}

/** `written`: the mnemonic of the source, which tells an alias from what it stands for. */
export function anatomyOfArm64(word: number, written?: string): Anatomy | undefined {
  const row = rowOf(word, written?.toLowerCase());
  if (row === undefined) return undefined;
  const name = row.arrangement === "" ? row.mnemonic : `${row.mnemonic}.${row.arrangement}`;
  const printed = rowPrinting(word);
  return {
    form: `${row.mnemonic} ${patternText(row.pattern)}`.trim(),
    meaning: meaningOf(row.mnemonic),
    facts:
      printed === undefined || printed.mnemonic === row.mnemonic ? [] : [`Another name of \`${printed.mnemonic}\`.`],
    units: [
      {
        name: "instruction word",
        bytes: [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24],
        isLittleEndian: true,
        fields: fieldsOf(row, word),
        meaning: name,
      },
    ],
  };
}
