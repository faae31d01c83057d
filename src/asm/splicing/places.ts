// All that stands at some place of a draft: labels, steps of frames, rows of debug lines, values that follow from
// distances. They move when bytes in front of them come or go.

import type { Fragment } from "../draft";
import type { Emitter } from "../emitter";
import type { Location } from "../evaluate";

export interface Place {
  fragment: Fragment;
  offset: number;
}

/** Besides symbols and holes. */
export function loosePlaces({ draft, callFrames, debugLines, distances }: Emitter): readonly Place[] {
  // Some are shared.
  const places = new Set<Location>();
  for (const frame of callFrames.frames) for (const place of frame.places) places.add(place);
  for (const { rows } of debugLines.sections.values()) for (const { at } of rows) places.add(at);
  for (const { fragments } of draft.sections)
    for (const { kind, detail } of fragments) if (kind === "advance") places.add(detail.from).add(detail.to);
  for (const { to, from, written } of distances.questions) {
    places.add(to).add(from);
    if (written !== undefined) places.add(written.at);
  }
  return [...places].filter((place) => !("name" in place));
}
