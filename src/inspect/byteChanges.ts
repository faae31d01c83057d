// Which bytes differ from the build before. Things move when code grows, so bytes are compared inside the region of the
// same name (a function with the same function), not at the same offset of the file.

import { type FileOffset, fileOffset } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type ByteRegion, byteRegions } from "./byteRows";
import { perBuild } from "./perBuild";

const keyOf = (region: ByteRegion) => `${region.heading ?? ""}\n${region.label ?? ""}\n${region.role ?? ""}`;

/** The only region of each name; names that repeat are left out. */
const regionsByName = perBuild((view) => {
  const named = new Map<string, ByteRegion | undefined>();
  for (const region of byteRegions(view)) {
    const key = keyOf(region);
    named.set(key, named.has(key) ? undefined : region);
  }
  return named;
});

/** Runs of bytes in [from, to) of a region that are not as they were; none when the region is new or has no name. */
export function changedBytes(
  view: BuildView,
  previous: BuildView,
  region: ByteRegion,
  from: FileOffset,
  to: FileOffset,
): readonly { readonly from: FileOffset; readonly to: FileOffset }[] {
  const before =
    region.label === undefined && region.heading === undefined ? undefined : regionsByName(previous).get(keyOf(region));
  const [image, old] = [view.image, previous.image];
  if (before === undefined || image === undefined || old === undefined) return [];
  const shift = before.from - region.from;
  const runs: { from: FileOffset; to: FileOffset }[] = [];
  for (let at: number = from; at < to; at++) {
    const same = at + shift < before.to && image[at] === old[at + shift];
    if (same) continue;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.to === at) last.to = fileOffset(at + 1);
    else runs.push({ from: fileOffset(at), to: fileOffset(at + 1) });
  }
  return runs;
}
