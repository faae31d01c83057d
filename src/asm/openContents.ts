// Contents whose length may be open until labels have their places.

import { type AdvanceForm, appendFragment } from "./draft";
import type { Emitter } from "./emitter";
import type { Location } from "./evaluate";
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
  const constant = emitter.evaluator.constant(anchored);
  emitter.mention(anchored);
  if (constant !== undefined) {
    emitter.bytes(lebBytes(constant, signed));
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
    const bytes = form.encode(to.offset - from.offset);
    if (bytes.length > 0) emitter.bytes(bytes);
    return;
  }
  const { section, span } = emitter;
  const fragment = appendFragment(section, "advance", 0, { from, to, form, bytes: [], span });
  emitter.note(lineKind.data, fragment, 0, undefined);
}
