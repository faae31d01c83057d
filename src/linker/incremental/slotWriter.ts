// Writes single slots, by the synthetic sections that hold them, and zeros places that became holes.

import { advance, type SlotIndex } from "@/base/units";
import { slotKind } from "../schemas/globals";
import { causeKind, syntheticKind } from "../schemas/image";
import { syntheticSections } from "../synthetic/all";
import { writePreamble } from "../synthetic/stubHelper";
import { pointerBytes, type SlotWriting } from "../synthetic/syntheticSection";
import { emptyUnwindPlan } from "../synthetic/unwindInfo";
import type { IncrementalState } from "./state";

export interface SlotWriter {
  write(slot: SlotIndex): void;
  /** Zeros a place that is a hole now. */
  clear(kind: number, number: number): void;
  preamble(): void;
}

export function createSlotWriter(state: IncrementalState): SlotWriter {
  const { slots, image, target, layout, outputSections } = state;
  const { code } = target;
  const writing: SlotWriting = { ...state, unwind: emptyUnwindPlan() };
  const blank = (synthetic: number, number: number, size: number, before = 0): void => {
    const start = outputSections.fileOffset[layout.syntheticSections[synthetic]!];
    image.patch(advance(start, before + number * size), new Uint8Array(size), causeKind.padding, 0);
  };
  return {
    write(slot) {
      for (const synthetic of syntheticSections)
        if (synthetic.slotKind === slots.kind[slot]) synthetic.writeSlot?.(writing, slot);
    },
    clear(kind, number) {
      if (kind === slotKind.got) blank(syntheticKind.got, number, pointerBytes);
      else if (kind === slotKind.threadPointer) blank(syntheticKind.threadPointers, number, pointerBytes);
      else {
        blank(syntheticKind.stubs, number, code.stub.bytes.length);
        blank(syntheticKind.lazyPointers, number, pointerBytes);
        blank(syntheticKind.stubHelper, number, code.helperEntry.bytes.length, code.helperPreamble.bytes.length);
      }
    },
    preamble: () => writePreamble(writing),
  };
}
