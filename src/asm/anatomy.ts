// How an instruction's bytes are made up, for looking: units in the order of memory, each cut into runs of bits from its
// highest one down. Put together, the bits of all units are the bytes again.

export interface EncodingField {
  /** What the architecture's manual calls it: `Rd`, `imm12`, `mod`; "op" for bits that say which instruction it is. */
  readonly name: string;
  /** Binary digits, highest first. */
  readonly bits: string;
  /** What they say: `x3`, `#0x10`; "" for nothing beyond the name. */
  readonly meaning: string;
}

export interface EncodingUnit {
  /** `instruction word`, `REX prefix`, `ModRM`, `displacement`… */
  readonly name: string;
  /** As in memory. A unit of several bytes that are one number is little-endian, and its fields are of that number. */
  readonly bytes: readonly number[];
  readonly isLittleEndian: boolean;
  readonly fields: readonly EncodingField[];
  /** What the unit as a whole says. */
  readonly meaning: string;
}

export interface Anatomy {
  /** As the table or the manual writes it: `add Xd/SP, Xn/SP, #imm`. */
  readonly form: string;
  /** What it does, in a few words; may be empty. */
  readonly meaning: string;
  /** Further facts, a sentence each: flags, the opcode in the manual's notation. */
  readonly facts: readonly string[];
  readonly units: readonly EncodingUnit[];
}

/** The bytes that the fields of a unit stand for. */
export function bytesOfUnit({ fields, isLittleEndian }: EncodingUnit): number[] {
  const bits = fields.map((field) => field.bits).join("");
  const bytes = Array.from({ length: bits.length / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
  return isLittleEndian ? bytes.reverse() : bytes;
}

export const binary = (value: number, width: number): string => (value >>> 0).toString(2).padStart(width, "0");
