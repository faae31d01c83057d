// __stub_helper: where a lazy pointer leads until its first call. Each entry names its place in the lazy bind stream
// and goes on to the common preamble, which hands that number to dyld_stub_binder; dyld then fills the pointer.

import { fillTemplate } from "@/arch/syntheticCode";
import type { Target } from "@/arch/target";
import { advance, byteCount, fileOffset, type SlotIndex } from "@/base/units";
import { sectionAttributes, sectionTypes } from "@/macho/constants";
import { slotKind } from "../schemas/globals";
import { causeKind, syntheticKind } from "../schemas/image";
import { isLazilyBound } from "./bindingKind";
import { offsetIn, type SlotWriting, type SyntheticSection, slotsOf } from "./syntheticSection";

const sizesOf = ({ code }: Target) => ({
  preamble: code.helperPreamble.bytes.length,
  entry: code.helperEntry.bytes.length,
});

export const stubHelper: SyntheticSection = {
  id: "stub-helper",
  kind: syntheticKind.stubHelper,
  segment: "__TEXT",
  section: "__stub_helper",
  flags:
    (sectionTypes.S_REGULAR |
      sectionAttributes.S_ATTR_PURE_INSTRUCTIONS |
      sectionAttributes.S_ATTR_SOME_INSTRUCTIONS) >>>
    0,
  alignment: ({ code }) => code.alignment,
  stubSize: () => 0,
  isNeeded: (counts) => counts.lazyStubs > 0,
  measure(counts, target) {
    const { preamble, entry } = sizesOf(target);
    return byteCount(preamble + counts.lazyStubs * entry);
  },
  place({ slots, globals, target }, start) {
    const { preamble, entry } = sizesOf(target);
    let next = advance(start, preamble);
    for (const slot of slotsOf(slots, slotKind.stub)) {
      if (!isLazilyBound(globals, slots.global[slot])) continue;
      slots.helper[slot] = next;
      next = advance(next, entry);
    }
  },
  slotKind: slotKind.stub,
  writeSlot,
  write(link) {
    writePreamble(link);
    for (const slot of slotsOf(link.slots, slotKind.stub)) writeSlot(link, slot);
  },
};

const startOf = ({ layout, outputSections }: SlotWriting) =>
  outputSections.address[layout.syntheticSections[syntheticKind.stubHelper]!];

/** What all entries go on to. */
export function writePreamble(link: SlotWriting): void {
  const { slots, globals, target, image, layout, outputSections } = link;
  const binder = slots.address[globals.gotSlot[layout.stubBinder]];
  const values = { dyldPrivate: layout.dyldPrivate, binder };
  const preamble = fillTemplate(target.code.helperPreamble, startOf(link), values);
  const section = layout.syntheticSections[syntheticKind.stubHelper]!;
  image.patch(outputSections.fileOffset[section], preamble, causeKind.preamble, 0);
}

/** Stubs that dyld binds at load have no entry. */
function writeSlot(link: SlotWriting, slot: SlotIndex): void {
  const { slots, target, image } = link;
  const address = slots.helper[slot];
  if (address === 0) return;
  const values = { preamble: startOf(link), lazyBindOffset: slots.lazyBindOffset[slot] };
  const entry = fillTemplate(target.code.helperEntry, address, values);
  image.patch(fileOffset(offsetIn(link, syntheticKind.stubHelper, address)), entry, causeKind.helper, slot);
}
