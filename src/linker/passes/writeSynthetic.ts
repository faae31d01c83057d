// Writes what the linker made itself: GOT cells, stubs, helpers and the pointers between them, and thunks.

import { targetFor } from "@/arch/target";
import { definePass } from "../context";
import { syntheticSections } from "../synthetic/all";
import { writeThunks } from "../thunkSlots";

export const writeSynthetic = definePass({
  id: "write-synthetic-sections",
  title: "Write stubs and pointers",
  stage: "Patch",
  reads: ["globals", "symbols", "atoms", "relocations", "slots", "segments", "outputSections"],
  writes: [],
  creates: [],
  requires: "addresses-final",
  run(link) {
    const writing = { ...link, target: targetFor(link.options.architecture) };
    for (const synthetic of syntheticSections)
      if (link.layout.syntheticSections[synthetic.kind] !== undefined) synthetic.write(writing);
    writeThunks(writing);
  },
});
