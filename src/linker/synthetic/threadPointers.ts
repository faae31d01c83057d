// __thread_ptrs: pointers to the descriptors of thread-local variables that another image defines.

import { sectionTypes } from "@/macho/constants";
import { slotKind } from "../schemas/globals";
import { syntheticKind } from "../schemas/image";
import { pointerCells } from "./pointerCells";

export const threadPointers = pointerCells({
  id: "thread-pointers",
  kind: syntheticKind.threadPointers,
  slots: slotKind.threadPointer,
  segment: "__DATA",
  section: "__thread_ptrs",
  flags: sectionTypes.S_THREAD_LOCAL_VARIABLE_POINTERS,
  count: (counts) => counts.threadPointers,
});
