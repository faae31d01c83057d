// Which bytes differ from the build before. Things move when code grows, so bytes are compared inside the region of the
// same name (a function with the same function), not at the same offset of the file.

import { type FileOffset, fileOffset, row, type StringId, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type ByteRegion, byteRegions } from "./byteRegions";
import { perBuild } from "./perBuild";
import { offsetOf } from "./places";

const keyOf = (region: ByteRegion) => `${region.heading ?? ""}\n${region.label ?? ""}\n${region.role ?? ""}`;
const several = -1;

interface RegionsByName {
  /** Number of the region that a symbol alone names, plus 1, by name; 0 for none, -1 for several. */
  readonly bySymbol: Int32Array;
  /** The only region of each heading and label. */
  readonly marked: ReadonlyMap<string, ByteRegion | undefined>;
}

const regionsByName = perBuild((view): RegionsByName => {
  const { count, symbols, marked, region } = byteRegions(view);
  const names = view.symbols.name;
  let last = 0;
  for (let at = 0; at < count; at++) last = Math.max(last, names[row<SymbolIndex>(symbols[at])]);
  const bySymbol = new Int32Array(last + 1);
  for (let at = 0; at < count; at++) {
    const name = names[row<SymbolIndex>(symbols[at])];
    if (name !== 0) bySymbol[name] = bySymbol[name] === 0 ? at + 1 : several;
  }
  const named = new Map<string, ByteRegion | undefined>();
  for (const at of marked) {
    const found = region(at);
    named.set(keyOf(found), named.has(keyOf(found)) ? undefined : found);
  }
  return { bySymbol, marked: named };
});

/** Where a name across files lay: most keep their row from build to build. */
function sameGlobal(previous: BuildView, name: StringId, { label, labelSubject }: ByteRegion): ByteRegion | undefined {
  if (labelSubject?.kind !== "global" || previous.globals.name[labelSubject.global] !== name) return undefined;
  const offset = offsetOf(previous, previous.globals.address[labelSubject.global]);
  if (offset === undefined) return undefined;
  const { at, region } = byteRegions(previous);
  const found = region(at(offset));
  return found.from === offset && found.label === label && found.heading === undefined ? found : undefined;
}

/** Names keep their numbers from build to build, as long as they are in one pool. */
function sameRegion(previous: BuildView, name: StringId, region: ByteRegion): ByteRegion | undefined {
  if (region.heading !== undefined || name === 0) return regionsByName(previous).marked.get(keyOf(region));
  const known = sameGlobal(previous, name, region);
  if (known !== undefined) return known;
  const at = regionsByName(previous).bySymbol[name] ?? 0;
  if (at <= 0) return undefined;
  const found = byteRegions(previous).region(at - 1);
  return found.label === region.label ? found : undefined;
}

function nameOf(view: BuildView, { labelSubject }: ByteRegion): StringId {
  if (labelSubject?.kind === "global") return view.globals.name[labelSubject.global];
  return labelSubject?.kind === "symbol" ? view.symbols.name[labelSubject.symbol] : row<StringId>(0);
}

/** Runs of bytes in [from, to) of a region that are not as they were; none when the region is new or has no name. */
export function changedBytes(
  view: BuildView,
  previous: BuildView,
  region: ByteRegion,
  from: FileOffset,
  to: FileOffset,
): readonly { readonly from: FileOffset; readonly to: FileOffset }[] {
  const isNamed = region.label !== undefined || region.heading !== undefined;
  const before = isNamed ? sameRegion(previous, nameOf(view, region), region) : undefined;
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
