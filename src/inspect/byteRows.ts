// The image as rows of a hex listing. Rows begin anew at every region, so that a thing starts at the left under its
// name; long runs of padding fold into one row. The rows are never made: a row is computed from its number by binary
// search.

import { type FileOffset, fileOffset, type VirtualAddress, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type ByteRegion, byteRegions } from "./byteRegions";
import type { ByteRole } from "./byteRoles";
import { perBuild } from "./perBuild";
import { addressOf, lastAtMost, offsetOf } from "./places";
import type { Subject } from "./subject";

export type ByteRow =
  | {
      readonly kind: "heading";
      readonly region: ByteRegion;
      readonly text: string;
      readonly subject: Subject | undefined;
    }
  | {
      readonly kind: "label";
      readonly region: ByteRegion;
      readonly text: string;
      readonly subject: Subject | undefined;
    }
  | { readonly kind: "fold"; readonly region: ByteRegion }
  | {
      readonly kind: "bytes";
      readonly region: ByteRegion;
      readonly from: FileOffset;
      readonly to: FileOffset;
      readonly address: VirtualAddress | undefined;
    };

/** The listing at one width: numbers of rows and bytes translate both ways. */
export interface RowModel {
  readonly bytesPerRow: number;
  readonly rowCount: number;
  row(index: number): ByteRow;
  /** The row that shows a byte. */
  rowOf(offset: FileOffset): number;
  /** Row of a region's first line, heading included. */
  firstRowOf(offset: FileOffset): number;
  /** The first byte on a row or below it; the image's length below the last one. */
  offsetOf(index: number): FileOffset;
}

/** The first row of each region, and the number of rows. */
function rowStarts(view: BuildView, bytesPerRow: number): Float64Array {
  const { count, starts, heads, folded } = byteRegions(view);
  const rows = new Float64Array(count + 1);
  const length = view.image?.length ?? 0;
  let next = 0;
  for (let region = 0; region < count; region++) {
    rows[region] = next;
    const end = region + 1 < count ? starts[region + 1] : length;
    next += heads[region] + (folded[region] === 1 ? 1 : Math.ceil((end - starts[region]) / bytesPerRow));
  }
  rows[count] = next;
  return rows;
}

export function createRowModel(view: BuildView, bytesPerRow: number): RowModel {
  const regions = byteRegions(view);
  const { count, heads, folded } = regions;
  const all = rowStarts(view, bytesPerRow);
  const starts = all.subarray(0, count);
  const rowCount = all[count];
  const bytesRow = (region: ByteRegion, into: number): ByteRow => {
    const from = fileOffset(region.from + into * bytesPerRow);
    const to = fileOffset(Math.min(region.to, from + bytesPerRow));
    return { kind: "bytes", region, from, to, address: addressOf(view, from) };
  };
  return {
    bytesPerRow,
    rowCount,
    row(index) {
      const at = lastAtMost(starts, index);
      const region = regions.region(at);
      let into = index - starts[at];
      if (region.heading !== undefined) {
        if (into === 0) return { kind: "heading", region, text: region.heading, subject: region.headingSubject };
        into -= 1;
      }
      if (region.label !== undefined) {
        if (into === 0) return { kind: "label", region, text: region.label, subject: region.labelSubject };
        into -= 1;
      }
      return region.folded ? { kind: "fold", region } : bytesRow(region, into);
    },
    rowOf(offset) {
      if (count === 0) return 0;
      const at = regions.at(offset);
      const into = folded[at] === 1 ? 0 : Math.floor((offset - regions.starts[at]) / bytesPerRow);
      return starts[at] + heads[at] + into;
    },
    firstRowOf: (offset) => starts[regions.at(offset)] ?? 0,
    offsetOf(index) {
      if (index >= rowCount) return fileOffset(view.image?.length ?? 0);
      const at = Math.max(0, lastAtMost(starts, index));
      const into = Math.max(0, index - starts[at] - heads[at]);
      return fileOffset(regions.starts[at] + (folded[at] === 1 ? 0 : into * bytesPerRow));
    },
  };
}

/** A block of the minimap: a section or part, in rows. */
export interface MapBlock {
  readonly title: string;
  readonly role: ByteRole | undefined;
  readonly from: FileOffset;
  readonly to: FileOffset;
}

/** Regions joined to sections, for the minimap. */
export const mapBlocks = perBuild((view): readonly MapBlock[] => {
  const blocks: { title: string; role: ByteRole | undefined; from: FileOffset; to: FileOffset }[] = [];
  const { marked, region: regionAt } = byteRegions(view);
  for (const index of marked) {
    const region = regionAt(index);
    const last = blocks[blocks.length - 1];
    if (last !== undefined) last.to = region.from;
    const begins = region.heading !== undefined || last === undefined || last.role !== region.role;
    if (begins)
      blocks.push({ title: region.heading ?? "padding", role: region.role, from: region.from, to: region.to });
  }
  const last = blocks[blocks.length - 1];
  if (last !== undefined) last.to = fileOffset(view.image?.length ?? 0);
  return blocks;
});

/** The region that a name heads: exactly, by a section's name, or by a part of a symbol's. */
function findNamed(view: BuildView, wanted: string): ByteRegion | undefined {
  const { count, region } = byteRegions(view);
  const lower = wanted.toLowerCase();
  let section: ByteRegion | undefined;
  let similar: ByteRegion | undefined;
  for (let index = 0; index < count; index++) {
    const found = region(index);
    if (found.label === wanted || found.label === `_${wanted}`) return found;
    if (found.heading === wanted || found.heading?.endsWith(`,${wanted}`) === true) section ??= found;
    if (found.label?.toLowerCase().includes(lower) === true) similar ??= found;
  }
  return section ?? similar;
}

/** Where an address, `0x…` file offset or symbol name leads; undefined when there is no such place. */
export function findPlace(view: BuildView, text: string): FileOffset | undefined {
  const wanted = text.trim();
  if (/^(0x)?[0-9a-f]+$/i.test(wanted) && /^0x|\d/.test(wanted)) {
    const value = Number.parseInt(wanted.replace(/^0x/i, ""), 16);
    const offset = offsetOf(view, virtualAddress(value));
    if (offset !== undefined) return offset;
    if (value < (view.image?.length ?? 0)) return fileOffset(value);
  }
  return wanted === "" ? undefined : findNamed(view, wanted)?.from;
}
