// Where the parts of __LINKEDIT lie: each with room behind it, so that it can grow without what follows having to move.
// When one outgrows its room all are laid out anew.

import { createRoomyBytes, type RoomyBytes } from "@/base/roomyBytes";
import { alignUp, byteCount, type FileOffset, fileOffset } from "@/base/units";
import type { Layout } from "../../layout";
import { linkeditPart } from "../../schemas/image";
import { padToIdeal } from "../capacity";

/** In the order of the file, as one-shot links have them. */
const order = [
  linkeditPart.rebase,
  linkeditPart.bind,
  linkeditPart.weakBind,
  linkeditPart.lazyBind,
  linkeditPart.exports,
  linkeditPart.symbols,
  linkeditPart.indirectSymbols,
  linkeditPart.strings,
] as const;
const partAlignment = 8;
/** What even a small program needs to grow a little. */
const leastRoom = 64;

const roomFor = (size: number): number => alignUp(padToIdeal(size) + leastRoom, partAlignment);

export const createParts = (): ReadonlyMap<number, RoomyBytes> =>
  new Map(order.map((part) => [part, createRoomyBytes(roomFor)]));

/** Gives every part its place, from `start` on, and returns the end of the last one. Room is part of what it is for. */
export function placeRooms(
  { layout, parts }: { readonly layout: Layout; readonly parts: ReadonlyMap<number, RoomyBytes> },
  start: FileOffset,
  starts: Map<number, FileOffset>,
): FileOffset {
  let offset: number = start;
  for (const [part, { bytes }] of parts) {
    starts.set(part, fileOffset(offset));
    delete layout.linkedit[part];
    if (bytes.length > 0) layout.linkedit[part] = { offset: fileOffset(offset), size: byteCount(bytes.length) };
    offset += alignUp(bytes.length, partAlignment);
  }
  return fileOffset(offset);
}
