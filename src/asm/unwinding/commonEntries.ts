// What functions may share: the contents of a common information entry.

import { encodeText } from "@/base/text";
import { byteText } from "../stringTable";
import type { Frame } from "./frame";

/** Order of the entries; 0 means that one serves both functions. */
export function compareShared(a: Frame, b: Frame): number {
  const [left, right] = [nameOf(a), nameOf(b)];
  if (left !== right) return left < right ? -1 : 1;
  for (const numberOf of numbers) {
    const difference = numberOf(a) - numberOf(b);
    if (difference !== 0) return difference;
  }
  return 0;
}

const nameOf = ({ personality }: Frame) => (personality === undefined ? "" : byteText(personality.name));

/** Beyond any column that can be named. */
const noColumn = 0x100;
/** Most significant first. */
const numbers: readonly ((frame: Frame) => number)[] = [
  (frame) => frame.personality?.encoding ?? 0,
  (frame) => frame.languageData?.encoding ?? 0,
  (frame) => Number(frame.isSignalFrame),
  (frame) => Number(frame.isSimple),
  (frame) => frame.returnAddress ?? noColumn,
  (frame) => Number(frame.usesKeyB),
  (frame) => Number(frame.isTagged),
];

/** Letters for the optional fields; an unwinder refuses those that it does not know. */
export function augmentationOf(frame: Frame): Uint8Array {
  const letters = [
    ["P", frame.personality !== undefined],
    ["L", frame.languageData !== undefined],
    ["R", true],
    ["S", frame.isSignalFrame],
    ["B", frame.usesKeyB],
    ["G", frame.isTagged],
  ] as const;
  const present = letters.filter(([, isPresent]) => isPresent);
  return encodeText(`z${present.map(([letter]) => letter).join("")}`);
}
