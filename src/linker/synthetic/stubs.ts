// __stubs: a call to a function of another image goes to a few instructions of ours that jump through a pointer. Calls
// so need no change at load time, and the pointer is filled when it is first needed.

import { fillTemplate } from "@/arch/syntheticCode";
import { advance, byteCount, fileOffset, type SlotIndex } from "@/base/units";
import { sectionAttributes, sectionTypes } from "@/macho/constants";
import { slotKind } from "../schemas/globals";
import { causeKind, syntheticKind } from "../schemas/image";
import { offsetIn, type SlotWriting, type SyntheticSection, slotsOf, stubPointer, writeEach } from "./syntheticSection";

function writeSlot(link: SlotWriting, slot: SlotIndex): void {
  const { slots, target, image } = link;
  const address = slots.address[slot];
  const bytes = fillTemplate(target.code.stub, address, { slot: stubPointer(link, slot) });
  image.patch(fileOffset(offsetIn(link, syntheticKind.stubs, address)), bytes, causeKind.slot, slot);
}

export const stubs: SyntheticSection = {
  id: "stubs",
  kind: syntheticKind.stubs,
  segment: "__TEXT",
  section: "__stubs",
  flags:
    (sectionTypes.S_SYMBOL_STUBS |
      sectionAttributes.S_ATTR_PURE_INSTRUCTIONS |
      sectionAttributes.S_ATTR_SOME_INSTRUCTIONS) >>>
    0,
  alignment: ({ code }) => code.alignment,
  stubSize: ({ code }) => code.stub.bytes.length,
  isNeeded: (counts) => counts.stubs > 0,
  measure: (counts, { code }) => byteCount(counts.stubs * code.stub.bytes.length),
  place({ slots, target }, start) {
    const size = target.code.stub.bytes.length;
    for (const slot of slotsOf(slots, slotKind.stub)) slots.address[slot] = advance(start, slots.number[slot] * size);
  },
  slotKind: slotKind.stub,
  writeSlot,
  write: writeEach(slotKind.stub, writeSlot),
};
