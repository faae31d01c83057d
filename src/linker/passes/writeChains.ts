// Puts into every pointer that dyld will change what dyld reads there: whether to move it or to bind it, and how far the
// next one is. The value that the linker calculated, and wrote there before, becomes a part of the encoding.

import { type FixupIndex, fileOffset, fromSignedWords, fromWords } from "@/base/units";
import {
  type ChainedPointer,
  encodeChainedPointer,
  isInlineAddend,
  rebaseTargetLimit,
  type Words,
} from "@/macho/chainedPointer";
import { dataView } from "@/macho/struct";
import { definePass, type PassInput } from "../context";
import { rangeMessages } from "../diagnostics/rangeMessages";
import { causeKind, fixupKind } from "../schemas/image";
import { inAddressOrder, placeOf } from "../synthetic/chainedFixups";

type Link = PassInput<"files" | "sections" | "symbols" | "atoms" | "relocations" | "segments" | "fixups", never, never>;

export const writeChains = definePass({
  id: "write-chains",
  title: "Chain the pointers that dyld changes",
  stage: "Fixups",
  reads: ["files", "sections", "symbols", "atoms", "relocations", "segments", "fixups"],
  writes: [],
  creates: [],
  requires: "contents-final",
  run(link: Link) {
    const { segments, fixups, image, options, trace } = link;
    if (!options.chainedFixups) return;
    const view = dataView(image.bytes());
    for (const fixup of inAddressOrder(fixups)) {
      const offset = fileOffset(segments.fileOffset[fixups.segment[fixup]] + fixups.offset[fixup]);
      const pointer = pointerOf(link, fixup, {
        low: view.getUint32(offset, true),
        high: view.getUint32(offset + 4, true),
      });
      if (pointer === undefined) continue;
      const { low, high } = encodeChainedPointer(pointer);
      const write = image.patchWord(offset, low, high, 8, causeKind.fixup, fixup);
      if (trace.on) trace.record("fixup-chained", fixup, write, pointer.next);
    }
  },
});

/** Undefined when it cannot be encoded and was reported. */
function pointerOf(link: Link, fixup: FixupIndex, value: Words): ChainedPointer | undefined {
  const { fixups, diagnostics } = link;
  const next = fixups.chainNext[fixup];
  if (fixups.kind[fixup] === fixupKind.bind) {
    const addend = fromSignedWords(fixups.addendLow[fixup], fixups.addendHigh[fixup]);
    const ordinal = fixups.chainImport[fixup] - 1;
    return { kind: "bind", ordinal, addend: isInlineAddend(addend) ? addend : 0, next };
  }
  const high8 = value.high >>> 24;
  const target = fromWords(value.low, value.high & 0xff_ffff);
  if (target < rebaseTargetLimit) return { kind: "rebase", target, high8, next };
  diagnostics.report(rangeMessages.rebaseTooFar(placeOf(link, fixup), target, rebaseTargetLimit));
  return undefined;
}
