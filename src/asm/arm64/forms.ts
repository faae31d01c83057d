// How the instruction table is written. A form is a pattern of operand names with one opcode word per mnemonic; an
// axis repeats it for register widths or vector arrangements, adding its bits to the word and its letter to the
// operand names: `R` becomes W or X, `.T` an arrangement. What comes out are plain rows: mnemonic, slots, fixed bits.

import type { Slot, VectorSpelling } from "./slot";
import { slotNamed } from "./slots";

/** One value of an axis. */
export interface Case {
  /** What each letter becomes. */
  readonly letters: Readonly<Record<string, string>>;
  readonly bits: number;
  /** Appended to the mnemonic: `saddl2` works on the upper halves. */
  readonly suffix?: string;
}
export type Axis = readonly Case[];

export interface Row {
  readonly mnemonic: string;
  /** What Apple's syntax appends to the mnemonic instead of to the registers, `4s`; "" for none. */
  readonly arrangement: string;
  readonly pattern: string;
  readonly slots: readonly Slot[];
  readonly word: number;
  /** Bits that identify the instruction. */
  readonly mask: number;
  readonly print: Printing;
  /** How vectors are written when the mnemonic has no suffix. */
  readonly vectors: VectorSpelling;
  readonly unpredictable: Objection | undefined;
}
/** `never`: another row prints these words. A function: only when it says so (aliases). */
export type Printing = "always" | "never" | ((word: number) => boolean);

/** Why a word that its operands make is refused: what the CPU does is not defined. */
export type Objection = (word: number) => string | undefined;

export interface FormOptions {
  readonly unpredictable?: Objection;
  readonly print?: Printing;
  /**
   * No suffix in Apple's syntax: another operand gives the size (`bare`, and so it is printed), or this spelling has
   * none (`spelled`).
   */
  readonly vectors?: VectorSpelling;
}
export type Words = Readonly<Record<string, number>>;

/** Where a letter of an axis stands: the `R` of `Rd`, the `T` of `Vd.T`, the `T` of `[Xn]+T|Xm`. */
const placesOf = (letter: string): readonly RegExp[] => [
  new RegExp(`^${letter}(?=([dnmas]|t2?)(\\||=|\\+|$))`),
  new RegExp(`(?<=\\.)${letter}(?=$|\\[|!)`),
  new RegExp(`(?<=\\+)${letter}(?=\\|)`),
];
const places = new Map<string, readonly RegExp[]>();

/** Replaces the letters of an axis in an operand name. */
function substitute(name: string, letters: Case["letters"]): string {
  let text = name;
  for (const letter in letters) {
    if (!text.includes(letter)) continue;
    let patterns = places.get(letter);
    if (patterns === undefined) {
      patterns = placesOf(letter);
      places.set(letter, patterns);
    }
    for (const pattern of patterns) text = text.replace(pattern, letters[letter]!);
  }
  return text;
}

/** The first vector operand gives Apple's suffix. */
const vectorArrangement = /^(?:V[dnma](?:=m)?|[LT][1-4])\.(\d*[bhsdq])(?!\S*!)/;

function arrangementOf(names: readonly string[]): string {
  for (const name of names) {
    const match = vectorArrangement.exec(name);
    if (match !== null) return match[1]!;
  }
  return "";
}

/** What the rows of one form and one variant share. */
type Shape = Pick<Row, "arrangement" | "vectors" | "pattern" | "slots" | "mask" | "print" | "unpredictable">;

function shapeOf(pattern: string, { letters }: Case, options: FormOptions): Shape {
  const names = pattern === "" ? [] : pattern.split(", ").map((name) => substitute(name, letters));
  const slots = names.map(slotNamed);
  return {
    arrangement: options.vectors === undefined ? arrangementOf(names) : "",
    vectors: options.vectors ?? "spelled",
    pattern: names.join(", "),
    slots,
    mask: ~slots.reduce((mask, slot) => mask | slot.mask, 0) >>> 0,
    print: options.print ?? "always",
    unpredictable: options.unpredictable,
  };
}

export class FormTable {
  readonly rows: Row[] = [];

  /** Declares a form. Rows stand in the order in which the disassembler tries them. */
  form(pattern: string, axis: Axis, words: Words, options: FormOptions = {}): this {
    const shapes = axis.map((variant) => shapeOf(pattern, variant, options));
    for (const [mnemonic, word] of Object.entries(words))
      for (const [index, { bits, suffix }] of axis.entries())
        this.rows.push({ ...shapes[index]!, mnemonic: `${mnemonic}${suffix ?? ""}`, word: (word | bits) >>> 0 });
    return this;
  }
}
