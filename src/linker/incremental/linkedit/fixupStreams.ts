// dyld's opcode streams, kept in step with the fixups. Rebases and binds are encoded by pages of the image, lazy binds one
// by one, each a program that stands for itself; so a pointer that comes or goes costs its page. Weak binds are sorted
// by name over the whole image, which dyld wants; they are made anew when one of them changes.

import { concatBytes } from "@/base/buffers";
import { encodeSleb } from "@/base/leb128";
import { type FixupIndex, row, type SlotIndex } from "@/base/units";
import { writeBinds, writeLazyBinds, writeWeakBinds } from "@/macho/bindStream";
import { bindOpcodes, bindTypes, rebaseOpcodes, rebaseTypes } from "@/macho/constants";
import { writeRebases } from "@/macho/rebaseStream";
import { causeKind, fixupKind, linkeditPart } from "../../schemas/image";
import { bindOf, segmentNumber } from "../../synthetic/linkeditParts";
import type { IncrementalState } from "../state";
import type { ExportList } from "./exportList";
import type { FixupChanges } from "./fixupChanges";
import { createStreamHeap, type StreamPlace } from "./streamHeap";

export interface FixupStreams {
  /** Tells each lazy stub its place in the stream; before the stub helper is written. */
  encodeLazy(): void;
  encodeOthers(exports: ExportList): void;
  hasWeakBinds(): boolean;
}

/** What is done before a page's binds: an addend that the page before left would go on. */
const noAddend = Uint8Array.from([bindOpcodes.BIND_OPCODE_SET_ADDEND_SLEB, ...encodeSleb(0)]);
/** A stream's last byte, which a program in a heap leaves to the heap. */
const unended = (stream: Uint8Array): Uint8Array => stream.subarray(0, stream.length - 1);

export function createFixupStreams(state: IncrementalState): FixupStreams {
  const { fixups, slots, stores, parts, dirt, fixupChanges } = state;
  const lazyPlaces = new Map<FixupIndex, StreamPlace>();
  const lazies = createStreamHeap(parts.get(linkeditPart.lazyBind)!, bindOpcodes.BIND_OPCODE_DONE, false);
  const weakBytes = parts.get(linkeditPart.weakBind)!;
  const pages = {
    rebases: createPages(
      createStreamHeap(
        parts.get(linkeditPart.rebase)!,
        rebaseOpcodes.REBASE_OPCODE_SET_TYPE_IMM | rebaseTypes.REBASE_TYPE_POINTER,
        true,
      ),
      (page) =>
        unended(
          writeRebases(
            page.map((fixup) => ({ segment: segmentNumber(fixups.segment[fixup]), offset: fixups.offset[fixup] })),
          ),
        ),
    ),
    binds: createPages(
      createStreamHeap(parts.get(linkeditPart.bind)!, bindOpcodes.BIND_OPCODE_SET_TYPE_IMM | bindTypes.pointer, true),
      (page) => concatBytes([noAddend, unended(writeBinds(page.map((fixup) => bindOf(state, fixup))))]),
    ),
  };
  const setLazyOffset = (slot: SlotIndex, offset: number): void => {
    if (slots.lazyBindOffset[slot] === offset) return;
    slots.lazyBindOffset[slot] = offset;
    stores.slots.touch(slot);
    dirt.slots.add(slot);
  };
  return {
    encodeLazy() {
      const { changed, gone } = fixupChanges.takeLazy();
      for (const fixup of gone) {
        const place = lazyPlaces.get(fixup);
        if (place !== undefined) lazies.free(place);
        lazyPlaces.delete(fixup);
      }
      for (const fixup of changed) {
        const place = lazies.put(writeLazyBinds([bindOf(state, fixup)]).bytes, lazyPlaces.get(fixup));
        lazyPlaces.set(fixup, place);
        if (fixups.causeKind[fixup] === causeKind.lazyPointer) setLazyOffset(row(fixups.cause[fixup]), place.at);
      }
    },
    encodeOthers(exports) {
      pages.rebases.encode(fixupChanges.takePages(fixupKind.rebase));
      pages.binds.encode(fixupChanges.takePages(fixupKind.bind));
      const areNew = exports.takeNews();
      if (!fixupChanges.takeWeak() && !areNew) return;
      const { globals, strings } = state;
      const names = [...exports.overrides].map((global) => strings.bytes(globals.name[global]));
      const stream = writeWeakBinds(
        Array.from(fixupChanges.weakBinds, (fixup) => bindOf(state, fixup)),
        names,
      );
      weakBytes.reserve(stream.length);
      const whole = new Uint8Array(weakBytes.bytes.length);
      whole.set(stream);
      weakBytes.write(0, whole);
    },
    hasWeakBinds: () => fixupChanges.weakBinds.size > 0,
  };
}

/** The programs of one stream, by page. */
function createPages(heap: ReturnType<typeof createStreamHeap>, encode: (page: readonly FixupIndex[]) => Uint8Array) {
  const places = new Map<number, StreamPlace>();
  return {
    encode(changed: ReturnType<FixupChanges["takePages"]>): void {
      for (const { page, fixups } of changed) {
        const old = places.get(page);
        if (fixups.size > 0) places.set(page, heap.put(encode([...fixups]), old));
        else if (old !== undefined) {
          heap.free(old);
          places.delete(page);
        }
      }
    },
  };
}
