// The image as rows of a hex listing. Rows begin anew at every region, so that a thing starts at the left under its
// name; long runs of padding fold into one row. The rows are never made: a row is computed from its number by binary
// search.

import { type FileOffset, fileOffset, type VirtualAddress, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { NamedPlaces } from "./atomBlocks";
import { type ByteRegion, byteRegions, type MarkPiece, placeAt, type RegionPiece } from "./byteRegions";
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

/** Rows in front of each named place, counted from the first one's label, at one width of the listing. */
const rowsBefore = new WeakMap<NamedPlaces, { readonly bytesPerRow: number; readonly rows: Uint32Array }>();

function rowsOfPlaces(places: NamedPlaces, bytesPerRow: number): Uint32Array {
  const known = rowsBefore.get(places);
  if (known?.bytesPerRow === bytesPerRow) return known.rows;
  const { addresses } = places;
  const rows = new Uint32Array(addresses.length);
  for (let at = 1; at < rows.length; at++)
    rows[at] = rows[at - 1] + 1 + Math.ceil((addresses[at] - addresses[at - 1]) / bytesPerRow);
  rowsBefore.set(places, { bytesPerRow, rows });
  return rows;
}

/** Rows that a region's heading and label take. */
const headsOf = ({ mark, symbol }: MarkPiece): number =>
  Number(mark.heading !== undefined) + Number(mark.label !== undefined || symbol !== 0);

function rowsOfPiece(piece: RegionPiece, bytesPerRow: number): number {
  if (piece.kind === "mark")
    return headsOf(piece) + (piece.folded ? 1 : Math.ceil((piece.to - piece.from) / bytesPerRow));
  const { places, firstPlace, count, shift, to } = piece;
  const rows = rowsOfPlaces(places, bytesPerRow);
  const last = firstPlace + count - 1;
  // How long the last one is depends on what comes behind it.
  return rows[last] - rows[firstPlace] + 1 + Math.ceil((to - shift - places.addresses[last]) / bytesPerRow);
}

export function createRowModel(view: BuildView, bytesPerRow: number): RowModel {
  const { pieces, region: regionOf } = byteRegions(view);
  const starts: number[] = [];
  let rowCount = 0;
  for (const piece of pieces) {
    starts.push(rowCount);
    rowCount += rowsOfPiece(piece, bytesPerRow);
  }
  const offsets = pieces.map(({ from }) => from);
  const bytesRow = (region: ByteRegion, into: number): ByteRow => {
    const from = fileOffset(region.from + into * bytesPerRow);
    const to = fileOffset(Math.min(region.to, from + bytesPerRow));
    return { kind: "bytes", region, from, to, address: addressOf(view, from) };
  };
  const firstRowOf = (offset: FileOffset): number => {
    const at = Math.max(0, lastAtMost(offsets, offset));
    const piece = pieces[at];
    if (piece?.kind !== "places") return starts[at] ?? 0;
    const rows = rowsOfPlaces(piece.places, bytesPerRow);
    return starts[at] + rows[placeAt(piece, offset)] - rows[piece.firstPlace];
  };
  /** The region of a row, and which of its rows that is. */
  const locate = (index: number): { readonly region: ByteRegion; readonly heads: number; readonly into: number } => {
    const at = Math.max(0, lastAtMost(starts, index));
    const piece = pieces[at];
    if (piece.kind === "mark")
      return { region: regionOf(piece.first), heads: headsOf(piece), into: index - starts[at] };
    const rows = rowsOfPlaces(piece.places, bytesPerRow);
    const within = index - starts[at] + rows[piece.firstPlace];
    const place = Math.min(lastAtMost(rows, within), piece.firstPlace + piece.count - 1);
    return { region: regionOf(piece.first + place - piece.firstPlace), heads: 1, into: within - rows[place] };
  };
  return {
    bytesPerRow,
    rowCount,
    row(index) {
      const { region, heads, into } = locate(index);
      const { heading, headingSubject, label, labelSubject } = region;
      if (heading !== undefined && into === 0)
        return { kind: "heading", region, text: heading, subject: headingSubject };
      if (label !== undefined && into < heads) return { kind: "label", region, text: label, subject: labelSubject };
      return region.folded ? { kind: "fold", region } : bytesRow(region, into - heads);
    },
    rowOf(offset) {
      if (pieces.length === 0) return 0;
      const first = firstRowOf(offset);
      const { region, heads } = locate(first);
      return first + heads + (region.folded ? 0 : Math.floor((offset - region.from) / bytesPerRow));
    },
    firstRowOf,
    offsetOf(index) {
      if (index >= rowCount) return fileOffset(view.image?.length ?? 0);
      const { region, heads, into } = locate(index);
      return fileOffset(region.from + (region.folded ? 0 : Math.max(0, into - heads) * bytesPerRow));
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
  const { pieces, region: regionAt } = byteRegions(view);
  for (const { kind, first } of pieces) {
    if (kind !== "mark") continue;
    const region = regionAt(first);
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
