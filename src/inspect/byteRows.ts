// The image as rows of a hex listing. Rows begin anew at every section, named symbol, slot, load command and part of
// __LINKEDIT, so that a thing starts at the left under its name; long runs of padding fold into one row. The rows are
// never made: regions are (one each), and a row is computed from its number by binary search.

import { type FileOffset, fileOffset, type VirtualAddress, virtualAddress } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { symbolsOf } from "./atomSymbols";
import { type ByteRole, sectionRole } from "./byteRoles";
import { headerBytes, loadCommandTitle } from "./commandFields";
import { linkeditRanges } from "./linkedit";
import { outputSectionName, slotName, symbolName } from "./names";
import { perBuild } from "./perBuild";
import { addressOf, isZerofillSection, lastAtMost, offsetOf, slotRanges } from "./places";
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
  sorted(): readonly Mark[] {
    return [...this.#byOffset.values()].sort((a, b) => a.at - b.at);
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

/** Names that an assembler makes up are no headings. */
const isWritten = (name: string) => name !== "" && !/^(ltmp\d+|[lL].*)$/.test(name);

function markSymbols(view: BuildView, marks: Marks): void {
  for (const placement of view.placements.rows()) {
    const atom = view.placements.atom[placement];
    if (view.atoms.size[atom] === 0) continue;
    const start = offsetOf(view, view.atoms.address[atom]);
    if (start === undefined) continue;
    for (const symbol of symbolsOf(view, atom)) {
      const name = symbolName(view, symbol);
      if (!isWritten(name) || view.symbols.atomOffset[symbol] >= view.atoms.size[atom]) continue;
      const global = view.symbols.global[symbol];
      const subject: Subject = global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
      marks.set(fileOffset(start + view.symbols.atomOffset[symbol]), { label: name, labelSubject: subject });
    }
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

export const byteRegions = perBuild((view): readonly ByteRegion[] => {
  const length = view.image?.length ?? 0;
  const marks = new Marks();
  markCommands(view, marks);
  markSections(view, marks);
  markSymbols(view, marks);
  markSlots(view, marks);
  markLinkedit(view, marks);
  const sorted = marks.sorted().filter((mark) => mark.at < length);
  let role: ByteRole | undefined;
  return sorted.map((mark, index): ByteRegion => {
    const to = fileOffset(sorted[index + 1]?.at ?? length);
    if (mark.padding === true) role = undefined;
    else role = mark.role ?? role;
    return {
      from: mark.at,
      to,
      role,
      heading: mark.heading,
      headingSubject: mark.headingSubject,
      label: mark.label,
      labelSubject: mark.labelSubject,
      folded: mark.padding === true && to - mark.at > longestPadding && isZero(view, mark.at, to),
    };
  });
});

function isZero(view: BuildView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (view.image?.[at] !== 0) return false;
  return true;
}

/** The listing at one width: numbers of rows and bytes translate both ways. */
export interface RowModel {
  readonly bytesPerRow: number;
  readonly rowCount: number;
  row(index: number): ByteRow;
  /** The row that shows a byte. */
  rowOf(offset: FileOffset): number;
  /** Row of a region's first line, heading included. */
  firstRowOf(offset: FileOffset): number;
}

const headRows = (region: ByteRegion) => Number(region.heading !== undefined) + Number(region.label !== undefined);

export function createRowModel(view: BuildView, bytesPerRow: number): RowModel {
  const regions = byteRegions(view);
  const starts: number[] = [];
  const froms: number[] = [];
  let rowCount = 0;
  for (const region of regions) {
    starts.push(rowCount);
    froms.push(region.from);
    rowCount += headRows(region) + (region.folded ? 1 : Math.ceil((region.to - region.from) / bytesPerRow));
  }
  const regionAt = (offset: FileOffset) => Math.max(0, lastAtMost(froms, offset));
  return {
    bytesPerRow,
    rowCount,
    row(index) {
      const at = lastAtMost(starts, index);
      const region = regions[at];
      let into = index - starts[at];
      if (region.heading !== undefined) {
        if (into === 0) return { kind: "heading", region, text: region.heading, subject: region.headingSubject };
        into -= 1;
      }
      if (region.label !== undefined) {
        if (into === 0) return { kind: "label", region, text: region.label, subject: region.labelSubject };
        into -= 1;
      }
      if (region.folded) return { kind: "fold", region };
      const from = fileOffset(region.from + into * bytesPerRow);
      const to = fileOffset(Math.min(region.to, from + bytesPerRow));
      return { kind: "bytes", region, from, to, address: addressOf(view, from) };
    },
    rowOf(offset) {
      const at = regionAt(offset);
      const region = regions[at];
      if (region === undefined) return 0;
      const into = region.folded ? 0 : Math.floor((offset - region.from) / bytesPerRow);
      return starts[at] + headRows(region) + into;
    },
    firstRowOf: (offset) => starts[regionAt(offset)] ?? 0,
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
  for (const region of byteRegions(view)) {
    const last = blocks[blocks.length - 1];
    const begins = region.heading !== undefined || last === undefined || last.role !== region.role;
    if (begins)
      blocks.push({ title: region.heading ?? "padding", role: region.role, from: region.from, to: region.to });
    else last.to = region.to;
  }
  return blocks;
});

/** Fields that relocations patched, as spans in file order: what `n` and `p` walk and the listing marks. */
export interface PatchedFields {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly relocations: readonly number[];
}
export const patchedFields = perBuild((view): PatchedFields => {
  const found: { from: number; to: number; relocation: number }[] = [];
  for (const patch of view.patches.rows()) {
    const relocation = view.patches.relocation[patch];
    const from = offsetOf(view, view.patches.place[patch]);
    if (from !== undefined) found.push({ from, to: from + 2 ** view.relocations.length[relocation], relocation });
  }
  found.sort((a, b) => a.from - b.from);
  return {
    from: found.map((field) => field.from),
    to: found.map((field) => field.to),
    relocations: found.map((field) => field.relocation),
  };
});

/** Where an address, `0x…` file offset or symbol name leads; undefined when there is no such place. */
export function findPlace(view: BuildView, text: string): FileOffset | undefined {
  const wanted = text.trim();
  if (/^(0x)?[0-9a-f]+$/i.test(wanted) && /^0x|\d/.test(wanted)) {
    const value = Number.parseInt(wanted.replace(/^0x/i, ""), 16);
    const offset = offsetOf(view, virtualAddress(value));
    if (offset !== undefined) return offset;
    if (value < (view.image?.length ?? 0)) return fileOffset(value);
  }
  if (wanted === "") return undefined;
  const regions = byteRegions(view);
  const exact = regions.find((region) => region.label === wanted || region.label === `_${wanted}`);
  const named = exact ?? regions.find((region) => region.heading === wanted || region.heading?.endsWith(`,${wanted}`));
  const lower = wanted.toLowerCase();
  const similar = named ?? regions.find((region) => region.label?.toLowerCase().includes(lower) === true);
  return similar?.from;
}
