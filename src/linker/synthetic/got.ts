// __got, the global offset table: code that cannot know an address at link time loads it from here. dyld fills the
// cells of imports before the program starts, and makes the segment read-only afterwards.

import { sectionTypes } from "@/macho/constants";
import { slotKind } from "../schemas/globals";
import { syntheticKind } from "../schemas/image";
import { pointerCells } from "./pointerCells";

export const got = pointerCells({
  id: "got",
  kind: syntheticKind.got,
  slots: slotKind.got,
  segment: "__DATA_CONST",
  section: "__got",
  flags: sectionTypes.S_NON_LAZY_SYMBOL_POINTERS,
  count: (counts) => counts.got,
});
