// Where on the strip each stop stands, as fractions of its width. Stages have fixed shares, so the eye finds them at
// the same place in every link; the relocations share the wide Patch stage evenly.

import { type StageName, type Stops, stageNames } from "@/inspect/rows/passes";

const patchStage = stageNames.indexOf("Patch");

export interface StripLayout {
  /** CSS grid columns of the stages. */
  readonly tracks: string;
  /** Position of each stop. */
  readonly positions: Float64Array;
  /** Right edges of all stages but the last. */
  readonly stageEnds: readonly number[];
  /** Extent of the Patch stage. */
  readonly patchFrom: number;
  readonly patchTo: number;
  /** The stop of the first relocation. */
  readonly firstPatchStop: number;
}

/** By the length of what each stage has to say, and room for the ticks of Patch. */
const shares: Readonly<Record<StageName, number>> = {
  Assemble: 1,
  Read: 1.25,
  Resolve: 1.35,
  Strip: 0.85,
  Act: 1.2,
  Place: 0.9,
  Patch: 4,
  Fixups: 1.1,
  Seal: 0.85,
};

export function stripLayout(stops: Stops): StripLayout {
  const widths = stageNames.map((stage) => shares[stage]);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const edges = [0];
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width / whole);
  const positions = new Float64Array(stops.steps.length);
  for (let stage = 0; stage < stageNames.length; stage++) {
    const first = stops.stageStarts[stage] ?? 0;
    const end = stops.stageStarts[stage + 1] ?? first;
    const from = edges[stage] ?? 0;
    const width = (edges[stage + 1] ?? 1) - from;
    const inPatch = stage === patchStage;
    for (let stop = first; stop < end; stop++)
      positions[stop] = from + (width * (stop - first + (inPatch ? 0.5 : 1))) / (end - first);
  }
  const last = positions.length - 1;
  if (last > 0) positions[last] = 1;
  return {
    tracks: widths.map((width) => `minmax(0, ${width}fr)`).join(" "),
    positions,
    stageEnds: edges.slice(1, -1),
    patchFrom: edges[patchStage] ?? 0,
    patchTo: edges[patchStage + 1] ?? 1,
    firstPatchStop: stops.stageStarts[patchStage] ?? 0,
  };
}

/** The stop nearest to a place on the strip. */
export function stopAtPosition(layout: StripLayout, fraction: number): number {
  const { positions } = layout;
  let low = 0;
  let high = positions.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const here = positions[middle] ?? 0;
    const after = positions[middle + 1] ?? 1;
    if (fraction < (here + after) / 2) high = middle;
    else low = middle + 1;
  }
  return low;
}
