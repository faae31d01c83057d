// A pointer of a chain as it stands in the file: which bits say what dyld shall do, which lead to the next one, and what
// the linker had calculated before it was encoded.

import { hex, hex0x } from "@/base/text";
import { type FileOffset, type FixupIndex, fileOffset } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { fixupKind } from "@/linker/schemas/image";
import {
  type ChainedField,
  type ChainedPointer,
  chainedBindFields,
  chainedRebaseFields,
  chainStride,
  decodeChainedPointer,
  type Words,
} from "@/macho/chainedPointer";
import { dataView } from "@/macho/struct";
import type { BitBox, BitRole, BitWord, ChainedRow } from "./explanation";
import { globalName } from "./names";
import { fixupAt } from "./references";

const pointerBytes = 8;

/** Where a fixup's pointer lies in the file. */
const offsetOfFixup = (view: BuildView, fixup: FixupIndex): FileOffset =>
  fileOffset(view.segments.fileOffset[view.fixups.segment[fixup]] + view.fixups.offset[fixup]);

function wordsAt(view: BuildView, offset: FileOffset): Words | undefined {
  const { image } = view;
  if (image === undefined || offset + pointerBytes > image.length) return undefined;
  const data = dataView(image);
  return { low: data.getUint32(offset, true), high: data.getUint32(offset + 4, true) };
}

/** The pointer of a fixup as dyld reads it; undefined where fixups are opcode streams. */
export function chainedPointerOf(view: BuildView, fixup: FixupIndex): ChainedPointer | undefined {
  if (!view.options.chainedFixups) return undefined;
  const words = wordsAt(view, offsetOfFixup(view, fixup));
  return words === undefined ? undefined : decodeChainedPointer(words);
}

/** Name and import number of a bind: `import 3, _puts`. */
const importText = (view: BuildView, fixup: FixupIndex, ordinal: number): string =>
  `import ${ordinal}, ${globalName(view, view.fixups.global[fixup])}`;

interface BoxText {
  readonly shown: string;
  readonly meaning: string;
  readonly role: BitRole;
}

function nextText(view: BuildView, fixup: FixupIndex, next: number): BoxText {
  if (next === 0) return { shown: "0", meaning: "the last pointer of its page", role: "number" };
  const distance = next * chainStride;
  const address = view.fixups.address[fixup] + distance;
  const meaning = `steps of ${chainStride} bytes: the next pointer of the page is ${distance} bytes on, at ${hex0x(address)}`;
  return { shown: String(next), meaning, role: "number" };
}

/** What each field says, by its name. */
function textsOf(view: BuildView, fixup: FixupIndex, pointer: ChainedPointer): Readonly<Record<string, BoxText>> {
  const shared = {
    next: nextText(view, fixup, pointer.next),
    reserved: { shown: "0", meaning: "not used", role: "opcode" },
  } as const;
  if (pointer.kind === "bind")
    return {
      ...shared,
      ordinal: {
        shown: importText(view, fixup, pointer.ordinal),
        meaning: "which of the image's imports dyld looks up; counted from 0",
        role: "field",
      },
      addend: { shown: hex0x(pointer.addend), meaning: "added to the address that dyld finds", role: "field" },
      bind: { shown: "1", meaning: "dyld looks a name up and overwrites the whole pointer", role: "flag" },
    };
  return {
    ...shared,
    target: {
      shown: hex0x(pointer.target),
      meaning: "where the pointer leads when the image is not moved; dyld adds the slide",
      role: "field",
    },
    high8: {
      shown: hex0x(pointer.high8),
      meaning: "the top byte of the pointer, which programs keep for themselves: dyld puts it back",
      role: "field",
    },
    bind: { shown: "0", meaning: "dyld moves the pointer with the image, without looking a name up", role: "flag" },
  };
}

/** A run of the two halves as a number; runs of more than 53 bits do not occur. */
function bitsOf({ low, high }: Words, { run }: ChainedField): number {
  const word = (BigInt(high) << 32n) | BigInt(low);
  return Number((word >> BigInt(run.at)) & ((1n << BigInt(run.width)) - 1n));
}

function bitWord(view: BuildView, fixup: FixupIndex, words: Words, pointer: ChainedPointer): BitWord {
  const texts = textsOf(view, fixup, pointer);
  const fields = pointer.kind === "bind" ? chainedBindFields : chainedRebaseFields;
  const next = pointer.next === 0 ? undefined : fixupAt(view, view.fixups.address[fixup] + pointer.next * chainStride);
  const boxes = fields.map((field): BitBox => {
    const box = { name: field.name, ...field.run, bits: bitsOf(words, field), ...texts[field.name]! };
    if (field.name === "next" && next !== undefined) return { ...box, subject: { kind: "fixup", fixup: next } };
    if (field.name === "ordinal") return { ...box, subject: { kind: "global", global: view.fixups.global[fixup] } };
    return box;
  });
  return { name: `chained ${pointer.kind}`, width: 64, boxes: boxes.reverse() };
}

const wordText = ({ low, high }: Words): string => `0x${hex(high, 8)}${hex(low, 8)}`;

/** The last row of a pointer's card; undefined for a pointer that is in no chain. */
export function explainChained(view: BuildView, fixup: FixupIndex | undefined): ChainedRow | undefined {
  if (fixup === undefined || !view.options.chainedFixups) return undefined;
  const words = wordsAt(view, offsetOfFixup(view, fixup));
  if (words === undefined) return undefined;
  const pointer = decodeChainedPointer(words);
  const isBind = view.fixups.kind[fixup] === fixupKind.bind;
  const sentence = isBind
    ? "Until dyld binds it, the pointer holds what dyld needs: the number of the import, and how far the next pointer is."
    : "Until dyld moves it, the pointer holds what dyld needs besides the address: how far the next pointer of the page is.";
  return { sentence, wordText: wordText(words), word: bitWord(view, fixup, words, pointer), fixup };
}

/** Bytes of a window with the value that the linker calculated in place of the encoding that dyld reads. */
export function beforeChaining(
  view: BuildView,
  bytes: Uint8Array,
  fieldAt: number,
  fixup: FixupIndex | undefined,
  value: Words,
): Uint8Array {
  if (fixup === undefined || !view.options.chainedFixups || fieldAt + pointerBytes > bytes.length) return bytes;
  const plain = bytes.slice();
  const data = dataView(plain);
  data.setUint32(fieldAt, value.low, true);
  data.setUint32(fieldAt + 4, value.high, true);
  return plain;
}

/** Pointers of the same page in the order that dyld visits them, as far as a card shows them. */
export function restOfChain(view: BuildView, fixup: FixupIndex, most: number): readonly FixupIndex[] {
  const chain: FixupIndex[] = [];
  let at: FixupIndex | undefined = fixup;
  while (at !== undefined && chain.length < most) {
    chain.push(at);
    const next: number = chainedPointerOf(view, at)?.next ?? 0;
    at = next === 0 ? undefined : fixupAt(view, view.fixups.address[at] + next * chainStride);
  }
  return chain;
}
