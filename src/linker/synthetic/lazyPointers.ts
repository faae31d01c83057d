// __la_symbol_ptr: the cell each stub jumps through, in the order of the stubs. At first it holds the stub's helper
// entry. A weak function of this image has a stub too, since dyld may replace it: its cell holds the function.

import { advance, byteCount, fileOffset, highWord, lowWord, type SlotIndex } from "@/base/units";
import { sectionTypes } from "@/macho/constants";
import { slotKind } from "../schemas/globals";
import { causeKind, syntheticKind } from "../schemas/image";
import {
  offsetIn,
  pointerAlignment,
  pointerBytes,
  type SlotWriting,
  type SyntheticSection,
  slotsOf,
  slotTarget,
  writeEach,
} from "./syntheticSection";

function writeSlot(link: SlotWriting, slot: SlotIndex): void {
  const helper = link.slots.helper[slot];
  const value = helper === 0 ? slotTarget(link, slot) : helper;
  const offset = fileOffset(offsetIn(link, syntheticKind.lazyPointers, link.slots.lazyPointer[slot]));
  link.image.patchWord(offset, lowWord(value), highWord(value), 8, causeKind.lazyPointer, slot);
}

export const lazyPointers: SyntheticSection = {
  id: "lazy-pointers",
  kind: syntheticKind.lazyPointers,
  segment: "__DATA",
  section: "__la_symbol_ptr",
  flags: sectionTypes.S_LAZY_SYMBOL_POINTERS,
  alignment: () => pointerAlignment,
  stubSize: () => 0,
  isNeeded: (counts) => counts.lazyPointers > 0,
  measure: (counts) => byteCount(counts.lazyPointers * pointerBytes),
  place({ slots }, start) {
    for (const slot of slotsOf(slots, slotKind.stub))
      slots.lazyPointer[slot] = advance(start, slots.number[slot] * pointerBytes);
  },
  slotKind: slotKind.stub,
  writeSlot,
  write: writeEach(slotKind.stub, writeSlot),
};
