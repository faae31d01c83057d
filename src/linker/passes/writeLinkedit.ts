// Writes what dyld and tools read: rebases, binds, exports, function starts, symbols and their names.

import { definePass } from "../context";
import { partRange } from "../linkedit";
import { causeKind } from "../schemas/image";

export const writeLinkedit = definePass({
  id: "write-linkedit",
  title: "Write dyld's instructions and the symbols",
  stage: "Fixups",
  reads: [],
  writes: [],
  creates: [],
  requires: "contents-final",
  run({ linkedit, layout, image }) {
    for (const [part, bytes] of linkedit)
      if (bytes.length > 0) image.patch(partRange(layout, part).offset, bytes, causeKind.linkedit, part);
  },
});
