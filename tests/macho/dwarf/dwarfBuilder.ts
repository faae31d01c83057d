// DWARF sections for tests, byte by byte.

import { concatBytes } from "@/base/buffers";
import { encodeSleb, encodeUleb } from "@/base/leb128";
import { encodeText } from "@/base/text";
import type { DwarfSections } from "@/macho/dwarf/dwarfForms";

export const uleb = (value: number): Uint8Array => Uint8Array.from(encodeUleb(value));
export const sleb = (value: number): Uint8Array => Uint8Array.from(encodeSleb(value));
export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
export const text = (value: string): Uint8Array => concatBytes([encodeText(value), bytes(0)]);
export function little(value: number, size: number): Uint8Array {
  const made = new Uint8Array(size);
  for (let index = 0, rest = value; index < size; index++, rest = Math.floor(rest / 256)) made[index] = rest % 256;
  return made;
}
export const join = (...parts: readonly Uint8Array[]): Uint8Array => concatBytes(parts);

/** A unit behind its length, in the 32-bit or 64-bit format. */
export function withLength(contents: Uint8Array, isLong = false): Uint8Array {
  return isLong
    ? join(little(0xffff_ffff, 4), little(contents.length, 8), contents)
    : join(little(contents.length, 4), contents);
}

/** An attribute: name, form, its bytes, and what the abbreviation holds itself. */
export interface Attribute {
  readonly name: number;
  readonly form: number;
  readonly value: Uint8Array;
  readonly constant?: number;
}

export interface UnitWish {
  readonly version: number;
  readonly isLong?: boolean;
  /** DW_UT_*, from DWARF 5 on. */
  readonly kind?: number;
  readonly attributes: readonly Attribute[];
  readonly abbreviationsAt?: number;
}

export function unit({ version, isLong = false, kind = 1, attributes, abbreviationsAt = 0 }: UnitWish): Uint8Array {
  const table = little(abbreviationsAt, isLong ? 8 : 4);
  const id = kind === 4 || kind === 5 ? new Uint8Array(8) : bytes();
  const header = version < 5 ? join(table, bytes(8)) : join(bytes(kind, 8), table, id);
  const entry = join(uleb(1), ...attributes.map(({ value }) => value));
  return withLength(join(little(version, 2), header, entry), isLong);
}

export const abbreviations = (attributes: readonly Attribute[], code = 1): Uint8Array =>
  join(
    uleb(code),
    uleb(0x11),
    bytes(1),
    ...attributes.map(({ name, form, constant }) =>
      join(uleb(name), uleb(form), constant === undefined ? bytes() : sleb(constant)),
    ),
    bytes(0, 0, 0),
  );

export const sections = (given: Partial<DwarfSections>): DwarfSections => ({
  info: bytes(),
  abbreviations: bytes(),
  lines: bytes(),
  strings: bytes(),
  lineStrings: bytes(),
  stringOffsets: bytes(),
  ...given,
});
