// Layout and what follows it leave their mark on a draft. To lay it out once more, it is taken back to what the text
// alone makes of it.

import type { Draft, Fragment } from "./draft";

/** `registered` is how many symbols there were before layout. */
export function rewind(draft: Draft, registered: number): void {
  // Indirect symbols that nothing else names join at the very end, some of them marked as lazy.
  for (const symbol of draft.order.splice(registered)) {
    symbol.registered = false;
    symbol.since = Number.POSITIVE_INFINITY;
    symbol.description = 0;
  }
  for (const symbol of draft.order) symbol.usedInRelocation = false;
  for (const { fragments } of draft.sections)
    for (const fragment of fragments) {
      fragment.atomStart = undefined;
      shrink(fragment);
    }
}

/** Back to the least length that the fragment may have. */
function shrink(fragment: Fragment): void {
  switch (fragment.kind) {
    case "branch":
      fragment.detail.isLong = false;
      fragment.size = fragment.detail.short.bytes.length;
      return;
    case "leb":
      fragment.detail.bytes = [0];
      fragment.size = 1;
      return;
    case "advance":
      fragment.detail.bytes = [];
      fragment.size = 0;
      return;
    case "room":
    case "align":
      fragment.size = 0;
      return;
    default:
      return;
  }
}
