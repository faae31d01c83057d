// A stretch of the image as text. Code is decoded atom by atom (variable-length instructions must start where the
// linker put a boundary, never in the middle of what was asked for), everything else is shown as the data it is.

import type { Syntax } from "@/asm/instructionEncoder";
import { hex0x, hexByte } from "@/base/text";
import {
  type FileOffset,
  fileOffset,
  type OutputSectionIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { DisassembledLine } from "./protocol";

/** One decoded instruction, `offset` bytes into the view that was asked about. */
export interface DecodedInstruction {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  readonly target?: VirtualAddress;
}

/**
 * One CPU's disassembler. Never fails: bytes that are no instruction become data directives. x86_64 has two syntaxes;
 * AT&T's where none is asked for.
 */
export type DecodeInstructions = (
  code: Uint8Array,
  address: VirtualAddress,
  maximum: number,
  syntax?: Syntax,
) => readonly DecodedInstruction[];

/** Section types of `<mach-o/loader.h>` whose contents have a shape of their own. */
const sectionType = {
  zerofill: 1,
  cstringLiterals: 2,
  nonLazyPointers: 6,
  lazyPointers: 7,
  threadPointers: 0x14,
} as const;
const typeMask = 0xff;
/** S_ATTR_PURE_INSTRUCTIONS | S_ATTR_SOME_INSTRUCTIONS */
const instructionAttributes = 0x8000_0400;

/** More than any panel shows at once; a question for more is answered up to here. */
const maximumLines = 4096;

interface Stretch {
  readonly image: Uint8Array;
  /** File offsets where decoding starts over: sections and atoms, ascending. */
  readonly starts: readonly number[];
  readonly end: number;
  readonly addressOf: (offset: number) => VirtualAddress;
}

function startsOf(view: BuildView, section: OutputSectionIndex): number[] {
  const start = view.outputSections.fileOffset[section];
  const address = view.outputSections.address[section];
  const starts = new Set<number>([start]);
  for (const placement of view.placements.rows()) {
    const atom = view.placements.atom[placement];
    if (view.atoms.output[atom] === section && view.atoms.size[atom] > 0)
      starts.add(start + view.atoms.address[atom] - address);
  }
  for (const slot of view.slots.rows()) {
    for (const at of [view.slots.address[slot], view.slots.helper[slot]]) {
      if (at >= address && at < address + view.outputSections.size[section]) starts.add(start + at - address);
    }
  }
  return [...starts].sort((a, b) => a - b);
}

function* decodeCode(stretch: Stretch, decode: DecodeInstructions): Generator<DisassembledLine> {
  for (const [index, start] of stretch.starts.entries()) {
    const end = Math.min(stretch.starts[index + 1] ?? stretch.end, stretch.end);
    const from = stretch.addressOf(start);
    for (const { offset, length, text, target } of decode(stretch.image.subarray(start, end), from, maximumLines)) {
      const line = { offset: fileOffset(start + offset), address: stretch.addressOf(start + offset), length, text };
      yield target === undefined ? line : { ...line, target };
    }
  }
}

/** A string as its directive, with C escapes. */
function quoted(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte === 0x0a) text += "\\n";
    else if (byte === 0x09) text += "\\t";
    else if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`;
  }
  return `"${text}"`;
}

function dataAt(image: Uint8Array, offset: number, end: number, type: number): { length: number; text: string } {
  if (type === sectionType.cstringLiterals) {
    const zero = image.indexOf(0, offset);
    const length = zero === -1 || zero >= end ? end - offset : zero - offset + 1;
    const shown = Math.min(length, 256);
    return {
      length: shown,
      text: `.asciz ${quoted(image.subarray(offset, offset + (shown < length ? shown : length - 1)))}`,
    };
  }
  const pointers = type === sectionType.nonLazyPointers || type === sectionType.lazyPointers;
  if ((pointers || type === sectionType.threadPointers) && end - offset >= 8) {
    const view = new DataView(image.buffer, image.byteOffset + offset, 8);
    return { length: 8, text: `.quad 0x${view.getBigUint64(0, true).toString(16)}` };
  }
  const length = Math.min(8, end - offset);
  const bytes = Array.from(image.subarray(offset, offset + length), (byte) => hex0x(byte));
  return { length, text: `.byte ${bytes.join(", ")}` };
}

function* showData(stretch: Stretch, type: number): Generator<DisassembledLine> {
  for (const [index, start] of stretch.starts.entries()) {
    const end = stretch.starts[index + 1] ?? stretch.end;
    for (let offset = start; offset < end; ) {
      const { length, text } = dataAt(stretch.image, offset, end, type);
      yield { offset: fileOffset(offset), address: stretch.addressOf(offset), length, text };
      offset += length;
    }
  }
}

/** Lines of the sections that overlap file offsets [from, to). */
export function disassemble(
  view: BuildView,
  decode: DecodeInstructions,
  from: FileOffset,
  to: FileOffset,
): DisassembledLine[] {
  const { image } = view;
  const found: DisassembledLine[] = [];
  if (image === undefined) return found;
  const { fileOffset: offsets, size, flags, address } = view.outputSections;
  for (const section of view.outputSections.rows()) {
    const start = offsets[section];
    const end = Math.min(start + size[section], image.length);
    const type = flags[section] & typeMask;
    if (type === sectionType.zerofill || start === 0 || end <= from || start >= to) continue;
    const all = startsOf(view, section);
    // Decoding begins at the last boundary before what is asked for.
    const first = all.findLastIndex((at) => at <= from);
    const stretch: Stretch = {
      image,
      starts: all.slice(Math.max(0, first)),
      end,
      addressOf: (offset) => virtualAddress(address[section] + offset - start),
    };
    const isCode = (flags[section] & instructionAttributes) !== 0;
    for (const line of isCode ? decodeCode(stretch, decode) : showData(stretch, type)) {
      if (line.offset >= to || found.length >= maximumLines) break;
      if (line.offset + line.length > from) found.push(line);
    }
  }
  return found;
}
