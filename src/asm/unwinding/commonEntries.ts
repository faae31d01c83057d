// What functions may share: the contents of a common information entry.

import { compareBytes } from "@/base/buffers";
import { encodeText } from "@/base/text";
import type { Frame } from "./frame";

/** Order of the entries; 0 means that one serves both functions. */
export function compareShared(a: Frame, b: Frame): number {
  const names = compareBytes(nameOf(a), nameOf(b));
  if (names !== 0) return names;
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  if (at < 0) return 0;
  return left[at]! < right[at]! ? -1 : 1;
}

const nameOf = ({ personality }: Frame) => encodeText(personality?.name ?? "");

/** Most significant first. */
const numbersOf = (frame: Frame): readonly number[] => [
  frame.personality?.encoding ?? 0,
  frame.languageData?.encoding ?? 0,
  Number(frame.isSignalFrame),
  Number(frame.isSimple),
  frame.returnAddress ?? Number.POSITIVE_INFINITY,
  Number(frame.usesKeyB),
  Number(frame.isTagged),
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
