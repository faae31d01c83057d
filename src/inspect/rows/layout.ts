// The image as boxes: segments as lanes, their sections as boxes in them, and what lies inside one section. Also the
// rows of the section table.

import { hex0x } from "@/base/text";
import {
  type AtomIndex,
  advance,
  alignmentBytes,
  type OutputSectionIndex,
  type PlacementIndex,
  row,
  type SegmentIndex,
  type SlotIndex,
  type VirtualAddress,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { protections, sectionTypeOf, sectionTypes } from "@/macho/constants";
import { type ByteRole, sectionRole } from "../byteRoles";
import { roomOf, roomText } from "../flush";
import { atomName, outputSectionName, segmentName, slotName } from "../names";
import { perBuild } from "../perBuild";
import { isZerofillSection, relocationAddress, sectionAtAddress, slotPartAddress, slotRanges } from "../places";
import type { Subject } from "../subject";
import { roleOfSegment } from "./roles";
import type { RowSource } from "./rowOrder";

/** A stretch of the image drawn as one box. */
export interface LayoutBox {
  readonly name: string;
  readonly role: ByteRole;
  readonly address: number;
  readonly size: number;
  /** Reserved in memory, without bytes in the file. */
  readonly empty: boolean;
  readonly subject: Subject;
}

export interface SegmentLane {
  readonly segment: SegmentIndex;
  readonly name: string;
  /** `r-x` */
  readonly protection: string;
  readonly address: number;
  readonly size: number;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly role: ByteRole;
  readonly boxes: readonly LayoutBox[];
}

export const protectionText = (bits: number): string =>
  `${bits & protections.VM_PROT_READ ? "r" : "-"}${bits & protections.VM_PROT_WRITE ? "w" : "-"}${bits & protections.VM_PROT_EXECUTE ? "x" : "-"}`;

function sectionBoxes(view: BuildView, segment: SegmentIndex): LayoutBox[] {
  const boxes: LayoutBox[] = [];
  const end = view.segments.sectionEnd[segment];
  for (let section = view.segments.firstSection[segment]; section < end; section = advance(section, 1)) {
    if (section === 0) continue;
    boxes.push({
      name: view.strings.text(view.outputSections.sectionName[section]),
      role: sectionRole(view, section),
      address: view.outputSections.address[section],
      size: view.outputSections.size[section],
      empty: isZerofillSection(view, section),
      subject: { kind: "section", section },
    });
    const room = roomOf(view, section);
    if (room !== undefined && room.capacity > room.used)
      boxes.push({
        name: "room",
        role: sectionRole(view, section),
        address: view.outputSections.address[section] + room.used,
        size: room.capacity - room.used,
        empty: true,
        subject: { kind: "section", section },
      });
  }
  return boxes;
}

/** Header and load commands stand before the first section of the segment that maps the start of the file. */
function headerBox(view: BuildView, segment: SegmentIndex, boxes: readonly LayoutBox[]): LayoutBox[] {
  const { fileOffset, fileSize, address } = view.segments;
  if (fileOffset[segment] !== 0 || fileSize[segment] === 0) return [];
  const first = boxes[0];
  const size = (first?.address ?? address[segment] + fileSize[segment]) - address[segment];
  if (size <= 0) return [];
  const subject: Subject = { kind: "segment", segment };
  return [{ name: "header", role: "header", address: address[segment], size, empty: false, subject }];
}

export const segmentLanes = perBuild((view): readonly SegmentLane[] =>
  [...view.segments.rows()].map((segment) => {
    const name = segmentName(view, segment);
    const boxes = sectionBoxes(view, segment);
    return {
      segment,
      name,
      protection: protectionText(view.segments.initialProtection[segment]),
      address: view.segments.address[segment],
      size: view.segments.size[segment],
      fileOffset: view.segments.fileOffset[segment],
      fileSize: view.segments.fileSize[segment],
      role: roleOfSegment(name),
      boxes: [...headerBox(view, segment, boxes), ...boxes],
    };
  }),
);

/** A section taken apart: its first boxes, and how many more there are. */
export interface SectionInside {
  readonly boxes: readonly LayoutBox[];
  readonly more: number;
}
const insideLimit = 160;

/** Position in `placements` of the first atom at or after the address. */
function firstPlacement(view: BuildView, address: VirtualAddress): number {
  let low = 1;
  let high = view.placements.rowCount();
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.atoms.address[view.placements.atom[row<PlacementIndex>(middle)]] < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function atomBoxes(view: BuildView, section: OutputSectionIndex): SectionInside {
  const start = view.outputSections.address[section];
  const end = start + view.outputSections.size[section];
  const first = firstPlacement(view, start);
  const last = firstPlacement(view, advance(start, end - start));
  const role = sectionRole(view, section);
  const boxes: LayoutBox[] = [];
  let at = first;
  let filled: number = start;
  for (; at < last && boxes.length < insideLimit; at++) {
    const atom: AtomIndex = view.placements.atom[row<PlacementIndex>(at)];
    if (view.atoms.size[atom] === 0) continue;
    const address = view.atoms.address[atom];
    if (view.flush !== undefined && address - filled >= alignmentBytes(view.atoms.alignment[atom]))
      boxes.push({
        name: "room",
        role,
        address: filled,
        size: address - filled,
        empty: true,
        subject: { kind: "section", section },
      });
    filled = address + view.atoms.size[atom];
    boxes.push({
      name: atomName(view, atom),
      role,
      address: view.atoms.address[atom],
      size: view.atoms.size[atom],
      empty: isZerofillSection(view, section),
      subject: { kind: "atom", atom },
    });
  }
  return { boxes, more: last - at };
}

function slotBoxes(view: BuildView, section: OutputSectionIndex): SectionInside {
  const start = view.outputSections.address[section];
  const end = start + view.outputSections.size[section];
  const inside = slotRanges(view).filter(({ address }) => address >= start && address < end);
  const boxes = inside.slice(0, insideLimit).map(
    ({ slot, part, address, size }): LayoutBox => ({
      name: slotName(view, row<SlotIndex>(slot), part),
      role: sectionRole(view, section),
      address,
      size,
      empty: false,
      subject: { kind: "slot", slot, part },
    }),
  );
  return { boxes, more: inside.length - boxes.length };
}

export const insideOfSection = (view: BuildView, section: OutputSectionIndex): SectionInside =>
  view.outputSections.synthetic[section] === 0 ? atomBoxes(view, section) : slotBoxes(view, section);

/** The section a subject lies in, for showing what is around it. */
export function sectionOfSubject(view: BuildView, subject: Subject | undefined): OutputSectionIndex | undefined {
  switch (subject?.kind) {
    case "section":
      return subject.section;
    case "atom": {
      const section = view.atoms.output[subject.atom];
      return section === 0 ? undefined : section;
    }
    case "slot": {
      const address = slotPartAddress(view, subject.slot, subject.part ?? "slot");
      return address && sectionAtAddress(view, address);
    }
    case "relocation": {
      const address = relocationAddress(view, subject.relocation);
      return address && sectionAtAddress(view, address);
    }
    case "global":
      return view.globals.address[subject.global] === 0
        ? undefined
        : sectionAtAddress(view, view.globals.address[subject.global]);
    default:
      return undefined;
  }
}

export const layoutColumns = [
  "section",
  "address",
  "size",
  "offset",
  "alignment",
  "protection",
  "type",
  "room",
] as const;
export type LayoutColumn = (typeof layoutColumns)[number];

function sectionText(view: BuildView, section: OutputSectionIndex, column: LayoutColumn): string {
  const table = view.outputSections;
  switch (column) {
    case "section":
      return outputSectionName(view, section);
    case "address":
      return hex0x(table.address[section]);
    case "size":
      return hex0x(table.size[section]);
    case "offset":
      return isZerofillSection(view, section) ? "" : hex0x(table.fileOffset[section]);
    case "alignment":
      return String(alignmentBytes(table.alignment[section]));
    case "protection":
      return protectionText(view.segments.initialProtection[table.segment[section]]);
    case "room":
      return roomText(view, section);
    case "type":
      return sectionTypes.nameOf(sectionTypeOf(table.flags[section])) ?? hex0x(table.flags[section]);
  }
}

export const layoutSource = perBuild(
  (view): RowSource<LayoutColumn> => ({
    columns: layoutColumns,
    rows: Uint32Array.from(view.outputSections.rows()),
    text: (number, column) => sectionText(view, row<OutputSectionIndex>(number), column),
    value(number, column) {
      const section = row<OutputSectionIndex>(number);
      const table = view.outputSections;
      const numbers: Partial<Record<LayoutColumn, number>> = {
        address: table.address[section],
        size: table.size[section],
        offset: table.fileOffset[section],
        alignment: table.alignment[section],
        room: roomOf(view, section)?.capacity ?? 0,
      };
      return numbers[column] ?? sectionText(view, section, column);
    },
  }),
);
