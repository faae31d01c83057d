// Fields that relocations patched, in the order of the image, which is the order they are applied in. No list of them
// is made, since there may be half a million for one row on screen: they are found through the atoms' places.

import { advance, type FileOffset, fileOffset, type PlacementIndex, type RelocationIndex, row } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { appliedCountsOf, atomBlocks } from "./atomBlocks";
import { perBuild } from "./perBuild";
import { addressOf, offsetOf } from "./places";

/** Bytes [from, to) of the file. */
export interface PatchedField {
  readonly relocation: RelocationIndex;
  readonly from: FileOffset;
  readonly to: FileOffset;
}

const widestField = 8;

const isApplied = (view: BuildView, relocation: RelocationIndex): boolean =>
  view.relocations.patch[relocation] !== 0 && view.atoms.output[view.relocations.atom[relocation]] !== 0;

function fieldOf(view: BuildView, relocation: RelocationIndex): PatchedField | undefined {
  const from = offsetOf(view, view.patches.place[view.relocations.patch[relocation]]);
  if (from === undefined) return undefined;
  return { relocation, from, to: fileOffset(from + 2 ** view.relocations.length[relocation]) };
}

/** Position of the last atom that begins at or before an address; 0 before the first. */
function placementBefore(view: BuildView, address: number): number {
  let low = 1;
  let high = view.placements.rowCount();
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.atoms.address[view.placements.atom[row<PlacementIndex>(middle)]] <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Applied relocations whose place is at or behind an address, upwards. */
function* upwards(view: BuildView, address: number): Generator<RelocationIndex> {
  const { placements, atoms, relocations } = view;
  const end = placements.rowCount();
  for (let at = row<PlacementIndex>(Math.max(1, placementBefore(view, address))); at < end; at = row(at + 1)) {
    const atom = placements.atom[at];
    const last = atoms.relocationEnd[atom];
    for (let relocation = atoms.firstRelocation[atom]; relocation < last; relocation = row(relocation + 1)) {
      const place = advance(atoms.address[atom], relocations.offset[relocation]);
      if (place >= address && isApplied(view, relocation)) yield relocation;
    }
  }
}

/** Applied relocations whose place is before an address, downwards. */
function* downwards(view: BuildView, address: number): Generator<RelocationIndex> {
  const { placements, atoms, relocations } = view;
  for (let at = row<PlacementIndex>(placementBefore(view, address)); at >= 1; at = row(at - 1)) {
    const atom = placements.atom[at];
    const first = atoms.firstRelocation[atom];
    for (
      let relocation = row<RelocationIndex>(atoms.relocationEnd[atom] - 1);
      relocation >= first;
      relocation = row(relocation - 1)
    ) {
      const place = advance(atoms.address[atom], relocations.offset[relocation]);
      if (place < address && isApplied(view, relocation)) yield relocation;
    }
  }
}

/** Every applied relocation, in the order of the image. */
export const appliedRelocations = (view: BuildView): Generator<RelocationIndex> => upwards(view, 0);

/** Fields that reach into bytes [from, to) of the file, in order. */
export function* fieldsWithin(view: BuildView, from: number, to: number): Generator<PatchedField> {
  const start = addressOf(view, fileOffset(from));
  if (start === undefined) return;
  for (const relocation of upwards(view, start - widestField)) {
    const field = fieldOf(view, relocation);
    if (field === undefined || field.from >= to) return;
    if (field.to > from) yield field;
  }
}

/** Whether some field reaches into bytes [from, to) of the file. */
export const hasFields = (view: BuildView, from: number, to: number): boolean =>
  from < to && fieldsWithin(view, from, to).next().done !== true;

/** The first field that begins behind a byte, and the last one that begins before it. */
export function fieldAfter(view: BuildView, offset: number): PatchedField | undefined {
  const address = addressOf(view, fileOffset(offset));
  if (address === undefined) return undefined;
  for (const relocation of upwards(view, address + 1)) return fieldOf(view, relocation);
  return undefined;
}
export function fieldBefore(view: BuildView, offset: number): PatchedField | undefined {
  const address = addressOf(view, fileOffset(offset)) ?? Number.POSITIVE_INFINITY;
  for (const relocation of downwards(view, address)) return fieldOf(view, relocation);
  return undefined;
}
/** The first field of the image, and the last one. */
export function firstField(view: BuildView): PatchedField | undefined {
  for (const relocation of upwards(view, 0)) return fieldOf(view, relocation);
  return undefined;
}
export const lastField = (view: BuildView): PatchedField | undefined => fieldBefore(view, Number.POSITIVE_INFINITY);

/** How many applied relocations there are in front of each block of atoms, and in all. */
const appliedBefore = perBuild((view): readonly number[] => {
  const counts = [0];
  for (const block of atomBlocks(view)) counts.push(counts.at(-1)! + (appliedCountsOf(view, block).at(-1) ?? 0));
  return counts;
});

export const appliedCount = (view: BuildView): number => appliedBefore(view).at(-1)!;

/** Its number among the applied ones, from 1; 0 when it was not applied. */
export function appliedNumber(view: BuildView, relocation: RelocationIndex): number {
  if (!isApplied(view, relocation)) return 0;
  const atom = view.relocations.atom[relocation];
  const blocks = atomBlocks(view);
  const block = blocks.findIndex(({ output, atoms }) => output === view.atoms.output[atom] && atoms.includes(atom));
  const at = blocks[block].atoms.indexOf(atom);
  let number = appliedBefore(view)[block] + (at === 0 ? 0 : appliedCountsOf(view, blocks[block])[at - 1]);
  for (let other = view.atoms.firstRelocation[atom]; other <= relocation; other = row(other + 1))
    if (view.relocations.patch[other] !== 0) number += 1;
  return number;
}

/** The applied relocation before or after; the ends meet. From one that was not applied, the first. */
export function neighbouringRelocation(
  view: BuildView,
  relocation: RelocationIndex,
  by: 1 | -1,
): RelocationIndex | undefined {
  const [first] = upwards(view, 0);
  if (first === undefined || !isApplied(view, relocation)) return first;
  const atom = view.relocations.atom[relocation];
  // Two relocations may have one place: those of the atom go by their rows.
  const end = by === 1 ? view.atoms.relocationEnd[atom] : view.atoms.firstRelocation[atom] - 1;
  for (let other = row<RelocationIndex>(relocation + by); other !== end; other = row(other + by))
    if (isApplied(view, other)) return other;
  const place = advance(view.atoms.address[atom], by === 1 ? view.atoms.size[atom] : 0);
  const found = by === 1 ? upwards(view, place) : downwards(view, place);
  for (const other of found) return other;
  for (const other of by === 1 ? upwards(view, 0) : downwards(view, Number.POSITIVE_INFINITY)) return other;
  return undefined;
}
