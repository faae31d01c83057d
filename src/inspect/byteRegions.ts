// The stretches of the image that are shown under a name of their own: sections, named symbols, slots, load commands and
// parts of __LINKEDIT. A large program has hundreds of thousands, and they are asked for after every key pressed. So they
// are pieces, most of which stand for the named places of a block of atoms; the region objects that rows and panels speak
// of are made for what is on screen.

import { type FileOffset, fileOffset, type OutputSectionIndex, row, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { type AtomBlock, atomBlocks, type NamedPlaces, namedPlacesOf } from "./atomBlocks";
import type { ByteRole } from "./byteRoles";
import { symbolName } from "./names";
import { perBuild } from "./perBuild";
import { isZerofillSection, lastAtMost } from "./places";
import { findMarks, type Mark } from "./regionMarks";
import type { Subject } from "./subject";

/** A stretch of the image that is shown on rows of its own. */
export interface ByteRegion {
  readonly from: FileOffset;
  readonly to: FileOffset;
  /** `undefined` for padding. */
  readonly role: ByteRole | undefined;
  /** A heading above it, when a section or part begins here. */
  readonly heading: string | undefined;
  readonly headingSubject: Subject | undefined;
  /** A name above it: symbols, slots. */
  readonly label: string | undefined;
  readonly labelSubject: Subject | undefined;
  /** Shown as one row. */
  readonly folded: boolean;
}

/** Padding longer than this folds. */
const longestPadding = 48;

/** File offset of address 0 in each output section; NaN where the file holds no bytes of it. */
const sectionShifts = (view: BuildView): Float64Array =>
  Float64Array.from({ length: view.outputSections.rowCount() }, (_, number) => {
    const section = row<OutputSectionIndex>(number);
    if (number === 0 || isZerofillSection(view, section)) return Number.NaN;
    return view.outputSections.fileOffset[section] - view.outputSections.address[section];
  });

/** Regions one after the other. */
interface PieceRange {
  /** File offset. */
  readonly from: number;
  readonly to: number;
  /** Number of its first region, and of regions. */
  readonly first: number;
  readonly count: number;
  readonly role: ByteRole | undefined;
}
/** The one region that something else than a symbol begins. */
export interface MarkPiece extends PieceRange {
  readonly kind: "mark";
  readonly mark: Mark;
  /** The symbol that names it, where the mark does not; 0 for none. */
  readonly symbol: SymbolIndex;
  /** Shown as one row. */
  readonly folded: boolean;
}
/** Regions that begin at named places of a block, from `firstPlace` on. */
export interface PlacesPiece extends PieceRange {
  readonly kind: "places";
  readonly places: NamedPlaces;
  readonly firstPlace: number;
  /** File offset of address 0. */
  readonly shift: number;
}
export type RegionPiece = MarkPiece | PlacesPiece;

/** All regions, in the order of the file, without a gap. */
export interface ByteRegions {
  readonly count: number;
  readonly pieces: readonly RegionPiece[];
  region(index: number): ByteRegion;
  /** The region of a byte. */
  at(offset: FileOffset): number;
}

/** Makes pieces from the front of the file to its end. */
class PieceWriter {
  readonly pieces: RegionPiece[] = [];
  count = 0;
  readonly #view: BuildView;
  readonly #shifts: Float64Array;
  readonly #blocks: readonly AtomBlock[];
  /** The first named place that is not written yet. */
  #block = 0;
  #place = 0;
  #role: ByteRole | undefined;

  constructor(view: BuildView) {
    this.#view = view;
    this.#shifts = sectionShifts(view);
    this.#blocks = atomBlocks(view).filter(({ output }) => !Number.isNaN(this.#shifts[output]));
  }

  mark(mark: Mark): void {
    this.#writePlaces(mark.at);
    this.#role = mark.padding === true ? undefined : (mark.role ?? this.#role);
    this.#add({ kind: "mark", ...this.#range(mark.at, 1), mark, symbol: this.#nameAt(mark), folded: false });
  }

  end(length: number): void {
    this.#writePlaces(length);
    this.#close(length);
  }

  /** Those in front of a file offset. */
  #writePlaces(offset: number): void {
    for (; this.#block < this.#blocks.length; this.#block++, this.#place = 0) {
      const block = this.#blocks[this.#block];
      const places = namedPlacesOf(this.#view, block);
      const { addresses } = places;
      const shift = this.#shifts[block.output];
      const isWhole = addresses.length === 0 || addresses[addresses.length - 1] + shift < offset;
      const end = isWhole ? addresses.length : lastAtMost(addresses, offset - shift - 1) + 1;
      const firstPlace = this.#place;
      if (end > firstPlace) {
        const range = this.#range(addresses[firstPlace] + shift, end - firstPlace);
        this.#add({ kind: "places", ...range, places, firstPlace, shift });
        this.#place = end;
      }
      if (!isWhole) return;
    }
  }

  /** Takes the symbol that begins where the mark does; a slot's own name goes before the one of what lies there. */
  #nameAt({ at, label }: Mark): SymbolIndex {
    const block = this.#blocks[this.#block];
    if (block === undefined) return row(0);
    const { addresses, symbols } = namedPlacesOf(this.#view, block);
    if (addresses[this.#place] + this.#shifts[block.output] !== at) return row(0);
    const symbol = row<SymbolIndex>(symbols[this.#place++]);
    return label === undefined ? symbol : row(0);
  }

  /** Where it ends, the next one tells. */
  #range = (from: number, count: number): PieceRange => ({
    from,
    to: Number.NaN,
    first: this.count,
    count,
    role: this.#role,
  });

  #add(piece: RegionPiece): void {
    this.#close(piece.from);
    this.pieces.push(piece);
    this.count += piece.count;
  }

  #close(to: number): void {
    const last = this.pieces.pop();
    if (last?.kind === "places") this.pieces.push({ ...last, to });
    else if (last !== undefined) {
      const isLong = last.mark.padding === true && to - last.from > longestPadding;
      this.pieces.push({ ...last, to, folded: isLong && isZero(this.#view, last.from, to) });
    }
  }
}

export const byteRegions = perBuild((view): ByteRegions => {
  const length = view.image?.length ?? 0;
  const writer = new PieceWriter(view);
  for (const mark of findMarks(view, length)) writer.mark(mark);
  writer.end(length);
  const { pieces, count } = writer;
  const starts = pieces.map(({ from }) => from);
  const firsts = pieces.map(({ first }) => first);
  return {
    count,
    pieces,
    region(index) {
      const piece = pieces[lastAtMost(firsts, index)];
      return piece.kind === "mark" ? markedRegion(view, piece) : namedRegion(view, piece, index - piece.first);
    },
    at(offset) {
      const piece = pieces[Math.max(0, lastAtMost(starts, offset))];
      if (piece?.kind !== "places") return piece?.first ?? 0;
      return piece.first + placeAt(piece, offset) - piece.firstPlace;
    },
  };
});

/** The place of a piece that covers a byte of it. */
export const placeAt = ({ places, shift, firstPlace, count }: PlacesPiece, offset: number): number =>
  Math.min(lastAtMost(places.addresses, offset - shift), firstPlace + count - 1);

function labelOf(view: BuildView, symbol: SymbolIndex): Pick<ByteRegion, "label" | "labelSubject"> {
  const global = view.symbols.global[symbol];
  const labelSubject: Subject = global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
  return { label: symbolName(view, symbol), labelSubject };
}

function markedRegion(view: BuildView, { from, to, role, mark, symbol, folded }: MarkPiece): ByteRegion {
  return {
    from: fileOffset(from),
    to: fileOffset(to),
    role,
    heading: mark.heading,
    headingSubject: mark.headingSubject,
    ...(symbol === 0 ? { label: mark.label, labelSubject: mark.labelSubject } : labelOf(view, symbol)),
    folded,
  };
}

function namedRegion(view: BuildView, piece: PlacesPiece, into: number): ByteRegion {
  const { role, places, firstPlace, shift, count } = piece;
  const { addresses, symbols } = places;
  const at = firstPlace + into;
  return {
    from: fileOffset(addresses[at] + shift),
    to: fileOffset(into + 1 < count ? addresses[at + 1] + shift : piece.to),
    role,
    heading: undefined,
    headingSubject: undefined,
    ...labelOf(view, row<SymbolIndex>(symbols[at])),
    folded: false,
  };
}

function isZero({ image }: BuildView, from: number, to: number): boolean {
  if (image === undefined) return false;
  // Four bytes at a time where they lie so: room to grow may be megabytes of zeros.
  const first = Math.min(to, Math.ceil((image.byteOffset + from) / 4) * 4 - image.byteOffset);
  const words = Math.max(0, (to - first) >> 2);
  for (let at = from; at < first; at++) if (image[at] !== 0) return false;
  const wide = new Uint32Array(image.buffer, image.byteOffset + first, words);
  for (let at = 0; at < words; at++) if (wide[at] !== 0) return false;
  for (let at = first + words * 4; at < to; at++) if (image[at] !== 0) return false;
  return true;
}
