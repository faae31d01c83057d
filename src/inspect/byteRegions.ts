// The stretches of the image that are shown under a name of their own: sections, named symbols, slots, load commands and
// parts of __LINKEDIT. A large program has hundreds of thousands, and they are made anew for every key pressed, so they
// are columns; the region objects that rows and panels speak of are made for what is on screen.

import {
  type FileOffset,
  fileOffset,
  type OutputSectionIndex,
  type PlacementIndex,
  row,
  type SymbolIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { furtherSymbols, symbolsOf } from "./atomSymbols";
import { type ByteRole, sectionRole } from "./byteRoles";
import { headerBytes, loadCommandTitle } from "./commandFields";
import { linkeditRanges } from "./linkedit";
import { outputSectionName, slotName, symbolName } from "./names";
import { perBuild } from "./perBuild";
import { isZerofillSection, lastAtMost, offsetOf, slotRanges } from "./places";
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

interface Mark {
  readonly at: FileOffset;
  role?: ByteRole | undefined;
  heading?: string;
  headingSubject?: Subject;
  label?: string;
  labelSubject?: Subject;
  padding?: boolean;
}

/** What begins at places that are few: all but symbols. */
class Marks {
  readonly #byOffset = new Map<number, Mark>();
  /** The mark at an offset; what is said there last adds to what was said before. */
  set(at: FileOffset, change: Omit<Mark, "at">): void {
    const known = this.#byOffset.get(at);
    this.#byOffset.set(at, { ...known, ...change, at });
  }
  /** Bytes from here on are padding, unless something begins here. */
  end(at: FileOffset): void {
    if (!this.#byOffset.has(at)) this.#byOffset.set(at, { at, padding: true, role: undefined });
  }
  sorted(length: number): readonly Mark[] {
    return [...this.#byOffset.values()].filter(({ at }) => at < length).sort((a, b) => a.at - b.at);
  }
}

function markCommands(view: BuildView, marks: Marks): void {
  marks.set(fileOffset(0), { role: "header", heading: "Header and load commands", label: "mach_header_64" });
  let end = headerBytes;
  for (const command of view.loadCommands.rows()) {
    const at = view.loadCommands.offset[command];
    marks.set(at, {
      role: "header",
      label: loadCommandTitle(view, command),
      labelSubject: { kind: "loadCommand", command },
    });
    end = Math.max(end, at + view.loadCommands.size[command]);
  }
  marks.end(fileOffset(end));
}

function markSections(view: BuildView, marks: Marks): void {
  for (const section of view.outputSections.rows()) {
    const size = view.outputSections.size[section];
    if (size === 0 || isZerofillSection(view, section)) continue;
    const at = view.outputSections.fileOffset[section];
    marks.set(at, {
      role: sectionRole(view, section),
      padding: false,
      heading: outputSectionName(view, section),
      headingSubject: { kind: "section", section },
    });
    marks.end(fileOffset(at + size));
  }
}

function markSlots(view: BuildView, marks: Marks): void {
  for (const { slot, part, address } of slotRanges(view)) {
    const at = offsetOf(view, address);
    if (at !== undefined)
      marks.set(at, { label: slotName(view, slot, part), labelSubject: { kind: "slot", slot, part } });
  }
}

function markLinkedit(view: BuildView, marks: Marks): void {
  for (const range of linkeditRanges(view)) {
    const headingSubject: Subject = { kind: "bytes", from: range.from, to: range.to };
    marks.set(range.from, { role: "linkedit", padding: false, heading: `__LINKEDIT, ${range.title}`, headingSubject });
    marks.end(range.to);
  }
}

function findMarks(view: BuildView, length: number): readonly Mark[] {
  const marks = new Marks();
  markCommands(view, marks);
  markSections(view, marks);
  markSlots(view, marks);
  markLinkedit(view, marks);
  return marks.sorted(length);
}

/** Names that an assembler makes up (`ltmp0`, `L…`, `l_…`) are no headings. */
const isMadeUp = (initial: number): boolean => initial === 0x6c || initial === 0x4c; // l, L

/** File offset of address 0 in each output section; NaN where the file holds no bytes of it. */
const sectionShifts = (view: BuildView): Float64Array =>
  Float64Array.from({ length: view.outputSections.rowCount() }, (_, number) => {
    const section = row<OutputSectionIndex>(number);
    if (number === 0 || isZerofillSection(view, section)) return Number.NaN;
    return view.outputSections.fileOffset[section] - view.outputSections.address[section];
  });

/** Places of the file that symbols name, upwards. */
interface NamedPlaces {
  readonly offsets: Float64Array;
  readonly symbols: Uint32Array;
  readonly count: number;
}

// One plain loop: this is done for every build of a large program.
function findNamed(view: BuildView): NamedPlaces {
  const { placements, atoms, strings } = view;
  const { name, atomOffset } = view.symbols;
  const shifts = sectionShifts(view);
  const { further, hasFurther } = furtherSymbols(view);
  const end = placements.rowCount();
  const offsets = new Float64Array(end + further.length);
  const symbols = new Uint32Array(end + further.length);
  let count = 0;
  const add = (symbol: SymbolIndex, start: number, size: number): void => {
    const into = atomOffset[symbol];
    if (into >= size || isMadeUp(strings.initial(name[symbol]))) return;
    // Of several names for one place, the last is shown.
    if (count > 0 && offsets[count - 1] === start + into) count -= 1;
    offsets[count] = start + into;
    symbols[count++] = symbol;
  };
  for (let placement = row<PlacementIndex>(1); placement < end; placement = row(placement + 1)) {
    const atom = placements.atom[placement];
    const size = atoms.size[atom];
    const start = shifts[atoms.output[atom]] + atoms.address[atom];
    if (size === 0 || Number.isNaN(start)) continue;
    const own = atoms.symbol[atom];
    if (hasFurther[atom] === 0) {
      if (own !== 0) add(own, start, size);
    } else for (const symbol of symbolsOf(view, atom)) add(symbol, start, size);
  }
  return { offsets, symbols, count };
}

/** All regions, in the order of the file, without a gap. */
export interface ByteRegions {
  readonly count: number;
  /** Where each begins; it ends where the next one does. */
  readonly starts: Float64Array;
  /** Number of rows its heading and label take. */
  readonly heads: Uint8Array;
  /** 1: shown as one row. */
  readonly folded: Uint8Array;
  /** The symbol that names it; 0 for none. */
  readonly symbols: Uint32Array;
  /** Numbers of the regions that something else than a symbol begins, upwards. */
  readonly marked: readonly number[];
  region(index: number): ByteRegion;
  /** The region of a byte. */
  at(offset: FileOffset): number;
}

const endMark = (length: number): Mark => ({ at: fileOffset(length) });
const headsOf = (mark: Mark): number => Number(mark.heading !== undefined) + Number(mark.label !== undefined);

export const byteRegions = perBuild((view): ByteRegions => {
  const length = view.image?.length ?? 0;
  const marks = findMarks(view, length);
  const named = findNamed(view);
  const room = marks.length + named.count;
  const starts = new Float64Array(room + 1);
  const heads = new Uint8Array(room);
  const folded = new Uint8Array(room);
  const symbols = new Uint32Array(room);
  const marked: number[] = [];
  let count = 0;
  let next = 0;
  for (const mark of [...marks, endMark(length)]) {
    let end = next;
    while (end < named.count && named.offsets[end] < mark.at) end += 1;
    starts.set(named.offsets.subarray(next, end), count);
    symbols.set(named.symbols.subarray(next, end), count);
    heads.fill(1, count, count + end - next);
    count += end - next;
    next = end;
    starts[count] = mark.at;
    if (mark.at === length) break;
    heads[count] = headsOf(mark);
    if (named.offsets[next] === mark.at && next < named.count) {
      // A slot's own name goes before the one of what lies there.
      if (mark.label === undefined) {
        symbols[count] = named.symbols[next];
        heads[count] += 1;
      }
      next += 1;
    }
    marked.push(count++);
  }
  for (const [at, mark] of marks.entries()) {
    const [from, to] = [starts[marked[at]], starts[marked[at] + 1]];
    folded[marked[at]] = Number(mark.padding === true && to - from > longestPadding && isZero(view, from, to));
  }
  return {
    count,
    heads,
    folded,
    symbols,
    marked,
    ...readRegions(view, marks, { count, starts, symbols, marked, folded }),
  };
});

type RegionColumns = Pick<ByteRegions, "count" | "starts" | "symbols" | "marked" | "folded">;

function readRegions(view: BuildView, marks: readonly Mark[], columns: RegionColumns) {
  const { count, marked, symbols, folded } = columns;
  const starts = columns.starts.subarray(0, count);
  const roles: (ByteRole | undefined)[] = [];
  let role: ByteRole | undefined;
  for (const mark of marks) {
    role = mark.padding === true ? undefined : (mark.role ?? role);
    roles.push(role);
  }
  const labelOf = (symbol: SymbolIndex): Pick<ByteRegion, "label" | "labelSubject"> => {
    const global = view.symbols.global[symbol];
    const labelSubject: Subject = global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
    return { label: symbolName(view, symbol), labelSubject };
  };
  return {
    starts,
    region(index: number): ByteRegion {
      const at = lastAtMost(marked, index);
      const mark = marked[at] === index ? marks[at] : undefined;
      const symbol = row<SymbolIndex>(symbols[index]);
      return {
        from: fileOffset(columns.starts[index]),
        to: fileOffset(columns.starts[index + 1]),
        role: roles[at],
        heading: mark?.heading,
        headingSubject: mark?.headingSubject,
        ...(symbol === 0 ? { label: mark?.label, labelSubject: mark?.labelSubject } : labelOf(symbol)),
        folded: folded[index] === 1,
      };
    },
    at: (offset: FileOffset): number => Math.max(0, lastAtMost(starts, offset)),
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
