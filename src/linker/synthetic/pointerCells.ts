// GOT cells and thread-local pointers: one 64-bit cell a name, in slot order. What this image defines is written by
// the linker; what it imports stays 0 until dyld binds it.

import { advance, byteCount, fileOffset, highWord, lowWord, type SlotIndex } from "@/base/units";
import { causeKind } from "../schemas/image";
import {
  offsetIn,
  pointerAlignment,
  pointerBytes,
  type SlotCounts,
  type SlotWriting,
  type SyntheticSection,
  slotsOf,
  slotTarget,
  writeEach,
} from "./syntheticSection";

export interface PointerCells {
  readonly id: string;
  readonly kind: number;
  /** The slotKind of its cells. */
  readonly slots: number;
  readonly segment: string;
  readonly section: string;
  readonly flags: number;
  readonly count: (counts: SlotCounts) => number;
}

export function pointerCells({ slots: wanted, count, ...names }: PointerCells): SyntheticSection {
  const writeSlot = (link: SlotWriting, slot: SlotIndex): void => {
    const value = slotTarget(link, slot);
    const offset = fileOffset(offsetIn(link, names.kind, link.slots.address[slot]));
    link.image.patchWord(offset, lowWord(value), highWord(value), 8, causeKind.slot, slot);
  };
  return {
    ...names,
    alignment: () => pointerAlignment,
    stubSize: () => 0,
    isNeeded: (counts) => count(counts) > 0,
    measure: (counts) => byteCount(count(counts) * pointerBytes),
    place({ slots }, start) {
      for (const slot of slotsOf(slots, wanted))
        slots.address[slot] = advance(start, slots.number[slot] * pointerBytes);
    },
    slotKind: wanted,
    writeSlot,
    write: writeEach(wanted, writeSlot),
  };
}
