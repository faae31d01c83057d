// Code that the linker writes itself, as templates: bytes with their assembly, and holes that addresses go into.

import type { VirtualAddress } from "@/base/units";

/** What a hole of a template refers to. */
export type HoleTarget = "target" | "slot" | "dyldPrivate" | "binder" | "preamble" | "lazyBindOffset";

export interface Hole {
  /** Bytes from the start of the piece of code to the field (x86_64) or the instruction word (arm64). */
  readonly offset: number;
  readonly target: HoleTarget;
  readonly form: "next32" | "page21" | "pageoff12" | "load12" | "branch26" | "word";
}

export interface CodeTemplate {
  readonly bytes: readonly number[];
  /** One line an instruction, for people. */
  readonly assembly: readonly string[];
  readonly holes: readonly Hole[];
}

export interface SyntheticCode {
  readonly stub: CodeTemplate;
  readonly helperPreamble: CodeTemplate;
  readonly helperEntry: CodeTemplate;
  /** Jumps farther than a branch can; undefined where branches reach everything. */
  readonly thunk?: CodeTemplate;
  /** log2 of the alignment of stubs and helpers. */
  readonly alignment: number;
  /** Byte that fills gaps between functions, or a word's bytes repeated. */
  readonly padding: readonly number[];
}

/** The bytes of a template at `address`, its holes filled with the addresses given. */
export type HoleValues = { readonly [target in HoleTarget]?: number };

const setWord = (bytes: Uint8Array, offset: number, value: number) => {
  for (let i = 0; i < 4; i++) bytes[offset + i] = (value >>> (8 * i)) & 0xff;
};
const getWord = (bytes: Uint8Array, offset: number) =>
  (bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)) >>> 0;

/** log2 of the immediate's unit, and the field's value, by the form of the hole. */
function fieldOf(form: Hole["form"], place: number, value: number): number {
  const pages = Math.floor(value / 4096) - Math.floor(place / 4096);
  const inPage = value - Math.floor(value / 4096) * 4096;
  switch (form) {
    case "next32":
      return value - (place + 4);
    case "page21":
      return (((pages & 3) << 29) | (((pages >> 2) & 0x7ffff) << 5)) >>> 0;
    case "pageoff12":
      return inPage << 10;
    case "load12":
      return (inPage / 8) << 10;
    case "branch26":
      return ((value - place) / 4) & 0x3ffffff;
    case "word":
      return value;
  }
}

export function fillTemplate(
  template: CodeTemplate,
  address: VirtualAddress,
  values: HoleValues,
): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(template.bytes);
  for (const { offset, target, form } of template.holes) {
    const field = fieldOf(form, address + offset, values[target] ?? 0);
    setWord(bytes, offset, (getWord(bytes, offset) | (field | 0)) >>> 0);
  }
  return bytes;
}
