// Which bytes differ from the build before. Things move when code grows, so bytes are compared inside the region of the
// same name (a function with the same function), not at the same offset of the file.

import { advance, type FileOffset, fileOffset, row, type StringId, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type ByteRegion, byteRegions } from "./byteRegions";
import { perBuild } from "./perBuild";
import { offsetOf } from "./places";

const keyOf = (region: ByteRegion) => `${region.heading ?? ""}\n${region.label ?? ""}\n${region.role ?? ""}`;
const several = -1;

/** The only region of each heading and label, of those that begin with something else than a symbol. */
const markedRegions = perBuild((view): ReadonlyMap<string, ByteRegion | undefined> => {
  const named = new Map<string, ByteRegion | undefined>();
  const { pieces, region } = byteRegions(view);
  for (const { kind, first } of pieces) {
    if (kind !== "mark") continue;
    const found = region(first);
    named.set(keyOf(found), named.has(keyOf(found)) ? undefined : found);
  }
  return named;
});

/** Number of the region that a symbol alone names, by name. */
const regionsByName = perBuild((view): ReadonlyMap<StringId, number> => {
  const regions = new Map<StringId, number>();
  const add = (symbol: SymbolIndex, region: number) => {
    const name = view.symbols.name[symbol];
    if (name !== 0) regions.set(name, regions.has(name) ? several : region);
  };
  for (const piece of byteRegions(view).pieces) {
    if (piece.kind === "mark") add(piece.symbol, piece.first);
    else
      for (let at = 0; at < piece.count; at++)
        add(row<SymbolIndex>(piece.places.symbols[piece.firstPlace + at]), piece.first + at);
  }
  return regions;
});

/** Where the row that names a region now was then, if it was the same name's. */
function placeBefore(previous: BuildView, name: StringId, { labelSubject }: ByteRegion): FileOffset | undefined {
  const { globals, symbols, atoms } = previous;
  if (labelSubject?.kind === "global")
    return globals.name[labelSubject.global] === name
      ? offsetOf(previous, globals.address[labelSubject.global])
      : undefined;
  if (labelSubject?.kind !== "symbol" || symbols.name[labelSubject.symbol] !== name) return undefined;
  const atom = symbols.atom[labelSubject.symbol];
  return atom === 0
    ? undefined
    : offsetOf(previous, advance(atoms.address[atom], symbols.atomOffset[labelSubject.symbol]));
}

/** Names keep their numbers from build to build, as long as they are in one pool; most keep their rows too. */
function sameRegion(previous: BuildView, name: StringId, region: ByteRegion): ByteRegion | undefined {
  if (region.heading !== undefined || name === 0) return markedRegions(previous).get(keyOf(region));
  const regions = byteRegions(previous);
  const place = placeBefore(previous, name, region);
  const likely = place === undefined ? undefined : regions.region(regions.at(place));
  if (likely?.from === place && likely?.label === region.label && likely?.heading === undefined) return likely;
  const at = regionsByName(previous).get(name) ?? several;
  const found = at === several ? undefined : regions.region(at);
  return found?.label === region.label ? found : undefined;
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
