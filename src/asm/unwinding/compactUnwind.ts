// `__LD,__compact_unwind`: a record for each function, which linkers condense into `__TEXT,__unwind_info`.
// A record is the function's address and length, its frame in 32 bits, its personality and its language data.

import { sectionAttributes } from "@/macho/constants";
import type { Emitter } from "../emitter";
import { minus, number, symbol, writeNumber } from "../tableValues";
import type { EncodedSymbol, Frame } from "./frame";
import type { FrameRules } from "./rules";
import { sizeOf } from "./writing";

const compactUnwindSection = {
  segment: "__LD",
  name: "__compact_unwind",
  flags: sectionAttributes.S_ATTR_DEBUG,
} as const;
const hasLanguageData = 0x4000_0000;

export function writeCompactUnwind(emitter: Emitter, frames: readonly Frame[], rules: FrameRules): void {
  const described = frames.filter((frame) => rules.compactEncoding(frame) !== 0);
  if (described.length === 0) return;
  emitter.switchSection(compactUnwindSection);
  emitter.align(3, new Uint8Array(1), 0);
  for (const frame of described) writeRecord(emitter, frame, rules);
}

function writeRecord(emitter: Emitter, frame: Frame, rules: FrameRules): void {
  const encoding = rules.compactEncoding(frame);
  // Where DWARF describes the function, it also names these two.
  const isComplete = encoding !== rules.dwarfMode;
  const { personality, languageData } = frame;
  emitter.span = frame.span;
  emitter.value(symbol(frame.begin), 8);
  writeNumber(emitter, minus(symbol(frame.end!), symbol(frame.begin)), 4);
  if (personality === undefined && languageData === undefined) {
    emitter.bytes(plainEnd(encoding));
    return;
  }
  emitter.value(number((encoding | (isComplete && languageData ? hasLanguageData : 0)) >>> 0), 4);
  writeAddress(emitter, isComplete ? personality : undefined, 8);
  // The record has a pointer here, whose size LLVM takes from the directive all the same.
  writeAddress(emitter, isComplete ? languageData : undefined, sizeOf(languageData?.encoding ?? 0));
}

/** The encoding and no addresses. */
function plainEnd(encoding: number): Uint8Array {
  const bytes = new Uint8Array(20);
  new DataView(bytes.buffer).setUint32(0, encoding, true);
  return bytes;
}

function writeAddress(emitter: Emitter, named: EncodedSymbol | undefined, size: 2 | 4 | 8): void {
  if (named !== undefined) emitter.span = named.span;
  emitter.value(named === undefined ? number(0) : symbol(named.name), size);
}
