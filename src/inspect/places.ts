// From a byte of the image file to its address, section, segment and atom, and back. All by binary search over
// small sorted arrays made once per build; sections without bytes in the file (zerofill) have addresses only.

import { targetFor } from "@/arch/target";
import {
  type AtomIndex,
  advance,
  type FileOffset,
  fileOffset,
  type OutputSectionIndex,
  type PlacementIndex,
  type RelocationIndex,
  row,
  type SegmentIndex,
  type SlotIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { slotKind } from "@/linker/schemas/globals";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import type { SlotPart } from "./names";
import { perBuild } from "./perBuild";

/** Position of the last element that is at most `value`; -1 before the first. */
export function lastAtMost(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function isZerofillSection(view: BuildView, section: OutputSectionIndex): boolean {
  const type = sectionTypeOf(view.outputSections.flags[section]);
  return (
    type === sectionTypes.S_ZEROFILL ||
    type === sectionTypes.S_GB_ZEROFILL ||
    type === sectionTypes.S_THREAD_LOCAL_ZEROFILL
  );
}

interface Sorted<Row> {
  readonly starts: readonly number[];
  readonly rows: readonly Row[];
}
function sortedBy<Row>(rows: Iterable<Row>, startOf: (candidate: Row) => number): Sorted<Row> {
  const all = [...rows].sort((a, b) => startOf(a) - startOf(b));
  return { starts: all.map(startOf), rows: all };
}

const sectionsByOffset = perBuild((view) =>
  sortedBy(
    [...view.outputSections.rows()].filter(
      (section) => view.outputSections.size[section] > 0 && !isZerofillSection(view, section),
    ),
    (section) => view.outputSections.fileOffset[section],
  ),
);
const sectionsByAddress = perBuild((view) =>
  sortedBy(
    [...view.outputSections.rows()].filter((section) => view.outputSections.size[section] > 0),
    (section) => view.outputSections.address[section],
  ),
);

export function sectionAt(view: BuildView, offset: FileOffset): OutputSectionIndex | undefined {
  const { starts, rows } = sectionsByOffset(view);
  const at = lastAtMost(starts, offset);
  return at >= 0 && offset < starts[at] + view.outputSections.size[rows[at]] ? rows[at] : undefined;
}
export function sectionAtAddress(view: BuildView, address: VirtualAddress): OutputSectionIndex | undefined {
  const { starts, rows } = sectionsByAddress(view);
  const at = lastAtMost(starts, address);
  return at >= 0 && address < starts[at] + view.outputSections.size[rows[at]] ? rows[at] : undefined;
}

export function segmentAt(view: BuildView, offset: FileOffset): SegmentIndex | undefined {
  for (const segment of view.segments.rows()) {
    const from = view.segments.fileOffset[segment];
    if (offset >= from && offset < from + view.segments.fileSize[segment]) return segment;
  }
  return undefined;
}

/** Where the byte is mapped; undefined for bytes that no segment maps. */
export function addressOf(view: BuildView, offset: FileOffset): VirtualAddress | undefined {
  const segment = segmentAt(view, offset);
  if (segment === undefined) return undefined;
  return virtualAddress(view.segments.address[segment] + (offset - view.segments.fileOffset[segment]));
}

/** The byte's place in the file; undefined for zerofill and unmapped addresses. */
export function offsetOf(view: BuildView, address: VirtualAddress): FileOffset | undefined {
  for (const segment of view.segments.rows()) {
    const into = address - view.segments.address[segment];
    if (into < 0 || into >= view.segments.size[segment]) continue;
    return into < view.segments.fileSize[segment] ? fileOffset(view.segments.fileOffset[segment] + into) : undefined;
  }
  return undefined;
}

/** The atom whose bytes cover the address. Placements are in address order, with atoms of no size among them. */
export function atomAt(view: BuildView, address: VirtualAddress): AtomIndex | undefined {
  let low = 1;
  let high = view.placements.rowCount();
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.atoms.address[view.placements.atom[row<PlacementIndex>(middle)]] <= address) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 1; at--) {
    const atom = view.placements.atom[row<PlacementIndex>(at)];
    const size = view.atoms.size[atom];
    if (size > 0) return address < view.atoms.address[atom] + size ? atom : undefined;
  }
  return undefined;
}

/** The relocation of the atom whose field covers the byte `offset` of it. */
export function relocationIn(view: BuildView, atom: AtomIndex, offset: number): RelocationIndex | undefined {
  const first = view.atoms.firstRelocation[atom];
  let low: number = first;
  let high: number = view.atoms.relocationEnd[atom];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.relocations.offset[row<RelocationIndex>(middle)] <= offset) low = middle + 1;
    else high = middle;
  }
  if (low === first) return undefined;
  const found = row<RelocationIndex>(low - 1);
  return offset < view.relocations.offset[found] + 2 ** view.relocations.length[found] ? found : undefined;
}

/** One thing the linker made: a slot or a part of its chain, with its range of addresses. */
export interface SlotRange {
  readonly slot: SlotIndex;
  readonly part: SlotPart;
  readonly address: VirtualAddress;
  readonly size: number;
}

const pointerBytes = 8;

function slotBytes(view: BuildView, slot: SlotIndex): number {
  const kind = view.slots.kind[slot];
  if (kind === slotKind.thunk) return targetFor(view.options.architecture).code.thunk?.bytes.length ?? 0;
  if (kind !== slotKind.stub) return pointerBytes;
  const section = sectionAtAddress(view, view.slots.address[slot]);
  return section === undefined ? 0 : view.outputSections.reserved2[section];
}

/** Bytes of a helper entry: up to the next one, or to the section's end. */
function helperBytes(view: BuildView, helpers: readonly number[], position: number): number {
  const start = virtualAddress(helpers[position]);
  const section = sectionAtAddress(view, start);
  const end = section === undefined ? start : view.outputSections.address[section] + view.outputSections.size[section];
  const next = helpers[position + 1];
  return Math.min(end, next === undefined ? end : next) - start;
}

export const slotRanges = perBuild((view): readonly SlotRange[] => {
  const ranges: SlotRange[] = [];
  const helpers = [...view.slots.rows()]
    .map((slot) => view.slots.helper[slot] as number)
    .filter((address) => address > 0)
    .sort((a, b) => a - b);
  for (const slot of view.slots.rows()) {
    const address = view.slots.address[slot];
    const isStub = view.slots.kind[slot] === slotKind.stub;
    if (address > 0) ranges.push({ slot, part: "slot", address, size: slotBytes(view, slot) });
    const lazyPointer = view.slots.lazyPointer[slot];
    if (isStub && lazyPointer > 0) ranges.push({ slot, part: "lazyPointer", address: lazyPointer, size: pointerBytes });
    const helper = view.slots.helper[slot];
    if (isStub && helper > 0)
      ranges.push({
        slot,
        part: "helper",
        address: helper,
        size: helperBytes(view, helpers, lastAtMost(helpers, helper)),
      });
  }
  return ranges.sort((a, b) => a.address - b.address);
});
const slotStarts = perBuild((view) => slotRanges(view).map((range) => range.address as number));

export function slotAt(view: BuildView, address: VirtualAddress): SlotRange | undefined {
  const at = lastAtMost(slotStarts(view), address);
  const found = slotRanges(view)[at];
  return at >= 0 && address < found.address + found.size ? found : undefined;
}

/** Address of a slot's part; undefined while it has none. */
export function slotPartAddress(view: BuildView, slot: SlotIndex, part: SlotPart): VirtualAddress | undefined {
  const address = { slot: view.slots.address, lazyPointer: view.slots.lazyPointer, helper: view.slots.helper }[part][
    slot
  ];
  return address > 0 ? address : undefined;
}

/** Address of a relocation's field, when its atom was placed. */
export function relocationAddress(view: BuildView, relocation: RelocationIndex): VirtualAddress | undefined {
  const atom = view.relocations.atom[relocation];
  if (view.atoms.live[atom] === 0 || view.atoms.output[atom] === 0) return undefined;
  return advance(view.atoms.address[atom], view.relocations.offset[relocation]);
}
