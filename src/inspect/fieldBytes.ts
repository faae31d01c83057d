// Bytes around a patched field, as the object has them and as the image has them, with the field's word taken apart.

import { unpackBits } from "@/base/bitRuns";
import { hex, hex0x } from "@/base/text";
import { advance, type FileOffset, fileOffset, type RelocationIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { BitBox, BitWord, FieldBytes } from "./explanation";
import { opcodeParts, unsplitParts } from "./instructionFields";
import { offsetOf, relocationAddress } from "./places";
import type { RelocationForm } from "./relocationForm";
import { type SourceFile, sourceRangeAt } from "./sources";

/** The bytes to show: the instruction or datum that holds the field, from the start of its atom. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Most of an x86 instruction that is shown around its field, when no line table says where it starts. */
const leadingBytes = 3;
/** No instruction is longer than 15 bytes; longer statements are data of many fields. */
const longestInstruction = 16;

export function windowOf(
  view: BuildView,
  sources: readonly SourceFile[],
  relocation: RelocationIndex,
  form: RelocationForm | undefined,
): Window {
  const atom = view.relocations.atom[relocation];
  const start = view.relocations.offset[relocation];
  const end = start + 2 ** view.relocations.length[relocation];
  const base = view.atoms.offset[atom];
  const statement = sourceRangeAt(view, sources, view.atoms.section[atom], base + start);
  if (statement !== undefined && statement.to - statement.from <= longestInstruction && statement.to - base >= end)
    return { from: Math.max(0, statement.from - base), to: statement.to - base };
  if (form?.from === "next") return { from: Math.max(0, start - leadingBytes), to: end };
  return { from: start, to: end };
}

/** Bytes [from, to) of an atom as its object has them. */
export function objectBytes(view: BuildView, relocation: RelocationIndex, window: Window): Uint8Array | undefined {
  const atom = view.relocations.atom[relocation];
  const section = view.atoms.section[atom];
  if (section === 0) return undefined;
  const file = view.atoms.file[atom];
  const input = view.inputs[view.files.input[file]];
  const at = view.files.start[file] + view.sections.offset[section] + view.atoms.offset[atom];
  if (input === undefined || at + window.from < 0 || at + window.to > input.length) return undefined;
  return input.slice(at + window.from, at + window.to);
}

/** Where the window starts in the image. */
export function windowOffset(view: BuildView, relocation: RelocationIndex, window: Window): FileOffset | undefined {
  const address = relocationAddress(view, relocation);
  if (address === undefined) return undefined;
  return offsetOf(view, advance(address, window.from - view.relocations.offset[relocation]));
}

export const littleEndian = (bytes: ArrayLike<number>, from: number, length: number): number => {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[from + i] ?? 0);
  return value;
};

function fieldBoxes(form: RelocationForm, word: number): readonly BitBox[] {
  return form.runs.map((run, index) => {
    const bits = unpackBits(word, [run], false);
    const meaning =
      form.runs.length === 1
        ? "written by the linker"
        : `written by the linker: the ${index === 0 ? "lowest" : "highest"} ${run.width} bits of the number`;
    return { name: run.name, at: run.at, width: run.width, bits, role: "field", shown: hex0x(bits), meaning };
  });
}

function wordOf(form: RelocationForm | undefined, bytes: ArrayLike<number>, at: number, length: number): BitWord {
  const width = length * 8;
  if (form === undefined || form.runs.length === 0 || length !== 4) {
    const bits = littleEndian(bytes, at, length);
    const shown = `0x${hexOf(bytes, at, length)}`;
    const box: BitBox = {
      name: `${width}-bit field`,
      at: 0,
      width,
      bits,
      role: "field",
      shown,
      meaning: "written by the linker",
    };
    return { name: "field", width, boxes: [box] };
  }
  const word = littleEndian(bytes, at, 4);
  const parts = opcodeParts(word, form.runs) ?? unsplitParts(form.runs);
  const own = parts.map((part): BitBox => {
    const bits = unpackBits(word, [part], false);
    const { name, at: lowest, width: partWidth, meaning } = part;
    return {
      name,
      at: lowest,
      width: partWidth,
      bits,
      role: "opcode",
      shown: part.shown(bits),
      meaning: `${meaning}; untouched`,
    };
  });
  return { name: "instruction", width: 32, boxes: [...own, ...fieldBoxes(form, word)].sort((a, b) => b.at - a.at) };
}

/** A little-endian word as digits; exact for 8 bytes, where a number would not be. */
const hexOf = (bytes: ArrayLike<number>, at: number, length: number): string => {
  let text = "";
  for (let i = length - 1; i >= 0; i--) text += hex(bytes[at + i] ?? 0, 2);
  return text;
};

export interface FieldPlace {
  readonly fieldAt: number;
  readonly fieldLength: number;
}

/** `other` is the other side of the comparison: the bits that differ are marked on both. */
export function fieldBytes(
  form: RelocationForm | undefined,
  bytes: Uint8Array,
  other: Uint8Array | undefined,
  { fieldAt, fieldLength }: FieldPlace,
  text: string | undefined,
): FieldBytes {
  return {
    bytes: [...bytes],
    fieldAt,
    fieldLength,
    changed: Array.from(bytes, (byte, index) => (other === undefined ? 0 : byte ^ (other[index] ?? byte))),
    word: wordOf(form, bytes, fieldAt, fieldLength),
    wordText: `0x${hexOf(bytes, fieldAt, fieldLength)}`,
    text,
  };
}

/** The window's bytes in the image. */
export function imageBytes(view: BuildView, from: FileOffset, window: Window): Uint8Array | undefined {
  const to = fileOffset(from + window.to - window.from);
  return view.image === undefined || to > view.image.length ? undefined : view.image.slice(from, to);
}
