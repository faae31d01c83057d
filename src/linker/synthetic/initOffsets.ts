// __init_offsets: the functions to run before `main`, as distances from the header. Pointers to them would each have to
// be changed when the image moves; distances stay. It replaces `__mod_init_func`.

import { byteCount, fileOffset, type RelocationIndex, type VirtualAddress } from "@/base/units";
import { sectionTypes } from "@/macho/constants";
import { causeKind, syntheticKind } from "../schemas/image";
import { targetAddress, targetGlobal } from "../target";
import { needsBinding } from "./bindingKind";
import type { SlotWriting, SyntheticSection } from "./syntheticSection";

const entryBytes = 4;

/** The function, or its stub when dyld decides where it is. */
function functionOf(link: SlotWriting, relocation: RelocationIndex): VirtualAddress {
  const global = targetGlobal(link, relocation);
  if (global !== 0 && needsBinding(link.globals, global)) return link.slots.address[link.globals.stubSlot[global]];
  return targetAddress(link, relocation);
}

export const initOffsets: SyntheticSection = {
  id: "init-offsets",
  kind: syntheticKind.initOffsets,
  segment: "__TEXT",
  section: "__init_offsets",
  flags: sectionTypes.S_INIT_FUNC_OFFSETS,
  alignment: () => 2,
  stubSize: () => 0,
  isNeeded: (counts) => counts.initializers > 0,
  measure: (counts) => byteCount(counts.initializers * entryBytes),
  place: () => undefined,
  write(link) {
    const { layout, outputSections, image } = link;
    const start = outputSections.fileOffset[layout.syntheticSections[syntheticKind.initOffsets]!];
    for (const [index, relocation] of layout.initializers.entries()) {
      const distance = functionOf(link, relocation) - layout.headerAddress;
      image.patchWord(
        fileOffset(start + index * entryBytes),
        distance,
        0,
        entryBytes,
        causeKind.initOffset,
        relocation,
      );
    }
  },
};
