// Contents whose length may be open until labels have their places.

import { isDistance } from "./assignments";
import { placeBefore } from "./distanceValues";
import { type AdvanceForm, appendFragment } from "./draft";
import type { Emitter } from "./emitter";
import { beforeLayout, type Location } from "./evaluate";
import type { Expression } from "./expression";
import { lineKind } from "./lineTable";
import { messages } from "./messages";
import { lebBytes } from "./numbers";
import { isVirtual } from "./sectionKinds";

/** Room whose size is known once labels have their places: so many patterns, or (`.org`) up to an offset. */
export function writeGap(emitter: Emitter, wanted: Expression, isOrigin: boolean, pattern: Uint8Array): void {
  const expression = emitter.anchor(wanted);
  const { section, span } = emitter;
  if (isVirtual(section) && pattern.some((byte) => byte !== 0)) {
    emitter.complain(messages.zerofillHasContents);
    return;
  }
  const fragment = appendFragment(section, "room", 0, { expression, isOrigin, pattern, span });
  emitter.note(lineKind.data, fragment, 0, undefined);
}

export function writeLeb(emitter: Emitter, expression: Expression, signed: boolean): void {
  const anchored = emitter.anchor(expression);
  const { distances, evaluator } = emitter;
  const asked = distances.count;
  const constant = evaluator.constant(anchored);
  emitter.mention(anchored);
  if (isDistance(emitter.draft, anchored)) distances.allowShrinking(asked);
  if (constant !== undefined) {
    const bytes = lebBytes(constant, signed);
    emitter.bytes(bytes);
    if (distances.count > asked && !isVirtual(emitter.section))
      distances.wrote(asked, placeBefore(emitter, bytes.length), bytes.length, () => {
        const now = evaluator.constant(anchored);
        return now === undefined ? undefined : lebBytes(now, signed);
      });
    return;
  }
  const { section, span } = emitter;
  if (isVirtual(section)) {
    emitter.complain(messages.zerofillHasContents);
    return;
  }
  const fragment = appendFragment(section, "leb", 1, { expression: anchored, signed, bytes: [0], span });
  emitter.note(lineKind.data, fragment, 0, undefined);
}

/** Moves the rows of a DWARF table on to another place in the code. */
export function writeAdvance(emitter: Emitter, from: Location, to: Location, form: AdvanceForm): void {
  // Inside a fragment nothing grows, and no atom begins.
  if (from.fragment === to.fragment) {
    writeCertainAdvance(emitter, from, to, form);
    return;
  }
  const { section, span } = emitter;
  const fragment = appendFragment(section, "advance", 0, { from, to, form, bytes: [], span });
  emitter.note(lineKind.data, fragment, 0, undefined);
}

/** The same where the distance is known by now; false if it is not. */
export function writeCertainAdvance(emitter: Emitter, from: Location, to: Location, form: AdvanceForm): boolean {
  const { distances } = emitter;
  const asked = distances.count;
  const distance = distances.between(to, from);
  if (distance === undefined) return false;
  const bytes = form.encode(distance);
  if (bytes.length > 0) emitter.bytes(bytes);
  distances.wrote(asked, placeBefore(emitter, bytes.length), bytes.length, () => {
    const now = beforeLayout(to, from, false);
    return now === undefined ? undefined : form.encode(now);
  });
  return true;
}
