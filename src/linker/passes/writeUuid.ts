// Gives the image its identifier, a digest of its contents: equal inputs give equal ids, on every machine and under
// every file name, and debug information finds its image by it.

import { sha256 } from "@/base/sha256";
import { advance } from "@/base/units";
import { loadCommands as lc } from "@/macho/constants";
import { uuidCommand } from "@/macho/layouts";
import { definePass } from "../context";
import { partRange } from "../linkedit";
import { causeKind, linkeditPart } from "../schemas/image";

const uuidBytes = 16;

export const writeUuid = definePass({
  id: "write-uuid",
  title: "Give the image its identifier",
  stage: "Seal",
  reads: ["loadCommands"],
  writes: [],
  creates: [],
  requires: "contents-final",
  run({ loadCommands, image, layout, options }) {
    if (!options.uuid) return;
    const signature = partRange(layout, linkeditPart.signature);
    const end = signature.size === 0 ? image.size() : signature.offset;
    for (const command of loadCommands.rows()) {
      if (loadCommands.command[command] !== lc.LC_UUID) continue;
      // The field itself is still zero, and so is the signature, which carries the output's name.
      const uuid = uuidOf(image.bytes().subarray(0, end));
      const offset = advance(loadCommands.offset[command], uuidCommand.offsets.uuid);
      image.patch(offset, uuid, causeKind.uuid, command);
    }
  },
});

/** A digest in the form of RFC 9562, version 8 (custom), variant 10. */
export function uuidOf(bytes: Uint8Array): Uint8Array {
  const uuid = sha256(bytes).slice(0, uuidBytes);
  uuid[6] = (uuid[6]! & 0x0f) | 0x80;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}
