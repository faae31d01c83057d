// The preallocated image: output sections as regions with room to grow, in one order in memory and in the file (dyld
// refuses images whose segments are ordered otherwise). What outgrows its room pushes everything behind it along.

import {
  type AlignmentPower,
  advance,
  alignmentPower,
  alignUp,
  byteCount,
  type FileOffset,
  fileOffset,
  type OutputSectionIndex,
  row,
  type SegmentIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import { header64 } from "@/macho/layouts";
import { pageZeroOf } from "../options";
import { isZerofill, type OutputName } from "../outputNames";
import { padToIdeal } from "./capacity";
import { extraRank, headerCapacity, type PlannedSection, plannedSections, segmentRights } from "./segmentPlan";
import type { IncrementalState } from "./state";

export interface Region {
  readonly output: OutputSectionIndex;
  /** Its segment without a number, and its section's name, by which input finds it. */
  readonly base: string;
  readonly section: string;
  readonly isZerofill: boolean;
  /** Bytes of memory (and of the file, unless zerofill) up to the next region; whole pages. */
  capacity: number;
}

/** What growth did: regions from here on are somewhere else. */
export interface Growth {
  readonly grown: Region | undefined;
  readonly by: number;
  readonly shifted: readonly Region[];
}

export interface Regions {
  readonly all: readonly Region[];
  of(output: OutputSectionIndex): Region;
  /** The region for input of that name; makes it, at the end, when it is new. */
  find(name: OutputName): Region | undefined;
  /** Makes regions for names that have none, in a fitting order. */
  add(names: readonly (OutputName & { readonly synthetic?: number })[]): void;
  /** Makes room for `size` bytes in a region; undefined when there is enough. */
  reserve(region: Region, size: number): Growth | undefined;
  /** Makes room for header and load commands. */
  reserveHeader(size: number): Growth | undefined;
  /** Bytes in use. */
  setSize(region: Region, size: number): void;
  align(region: Region, alignment: AlignmentPower): void;
  offsetOf(output: OutputSectionIndex, address: VirtualAddress): FileOffset;
  linkeditSegment(): SegmentIndex;
  /** Room of header and load commands, bytes. */
  headerRoom(): number;
}

export function createRegions(state: IncrementalState): Regions {
  const { segments, outputSections, strings, stores, options, target, layout } = state;
  const page = target.pageSize;
  const all: Region[] = [];
  const byName = new Map<string, Region>();
  const byOutput: Region[] = [];
  const numbers = new Map<string, number>();
  let header = alignUp(headerCapacity(options), page);
  let textSegment = row<SegmentIndex>(0);
  const key = (segment: string, section: string) => `${segment},${section}`;

  const pageZero = (): number => {
    const whole = Math.floor(pageZeroOf(options) / page) * page;
    return whole;
  };
  const addSegment = (name: string, base: string): SegmentIndex => {
    const segment = stores.segments.take(1);
    const { protection, flags } = segmentRights(base);
    segments.name[segment] = strings.internText(name);
    segments.initialProtection[segment] = protection;
    segments.maximumProtection[segment] = protection;
    segments.flags[segment] = flags;
    segments.firstSection[segment] = row(outputSections.rowCount());
    segments.sectionEnd[segment] = row(outputSections.rowCount());
    return segment;
  };
  const addRegion = (segment: SegmentIndex, plan: PlannedSection): Region => {
    const output = stores.outputSections.take(1);
    outputSections.segment[output] = segment;
    outputSections.segmentName[output] = segments.name[segment];
    outputSections.sectionName[output] = strings.internText(plan.section);
    outputSections.alignment[output] = alignmentPower(plan.alignment);
    outputSections.flags[output] = plan.flags;
    outputSections.reserved2[output] = plan.stubSize;
    outputSections.synthetic[output] = plan.synthetic;
    segments.sectionEnd[segment] = row(output + 1);
    if (plan.synthetic !== 0) layout.syntheticSections[plan.synthetic] = output;
    const region: Region = {
      output,
      base: plan.base,
      section: plan.section,
      isZerofill: isZerofill(plan.flags),
      capacity: alignUp(plan.capacity, page),
    };
    all.push(region);
    byOutput[output] = region;
    byName.set(key(plan.base, plan.section), region);
    return region;
  };
  /** Addresses and file offsets of everything, from the capacities. */
  const arrange = (): void => {
    let address = alignUp(virtualAddress(Math.max(pageZero(), options.imageBase)), page);
    let offset = fileOffset(0);
    layout.headerAddress = address;
    for (const segment of segments.rows()) {
      if (segment < textSegment) {
        segments.size[segment] = byteCount(pageZero());
        continue;
      }
      segments.address[segment] = address;
      segments.fileOffset[segment] = offset;
      let size = segment === textSegment ? header : 0;
      let fileSize = size;
      for (
        let output = segments.firstSection[segment];
        output < segments.sectionEnd[segment];
        output = row(output + 1)
      ) {
        const region = byOutput[output]!;
        outputSections.address[output] = advance(address, size);
        outputSections.fileOffset[output] = region.isZerofill ? fileOffset(0) : advance(offset, size);
        size += region.capacity;
        if (!region.isZerofill) fileSize += region.capacity;
      }
      // __LINKEDIT is measured when it is written.
      if (segment === linkeditSegment()) continue;
      segments.size[segment] = byteCount(size);
      segments.fileSize[segment] = byteCount(fileSize);
      address = advance(address, size);
      offset = advance(offset, fileSize);
    }
  };
  const linkeditSegment = (): SegmentIndex => row(segments.rowCount() - 1);
  const numbered = (base: string): string => {
    const number = numbers.get(base);
    numbers.set(base, (number ?? 0) + 1);
    return number === undefined ? base : `${base}${number}`;
  };
  /** The last segment before __LINKEDIT takes a section of its own kind; zeros come behind bytes. */
  const takesMore = (segment: SegmentIndex, plan: PlannedSection): boolean => {
    const last = all.at(-1);
    if (last === undefined || outputSections.segment[last.output] !== segment || last.base !== plan.base) return false;
    return extras.has(segment) && (!last.isZerofill || isZerofill(plan.flags));
  };
  const extras = new Set<SegmentIndex>();
  const addExtra = (plan: PlannedSection): void => {
    const linkedit = linkeditSegment();
    let segment = row<SegmentIndex>(linkedit - 1);
    if (!takesMore(segment, plan)) {
      // The new segment takes the place of __LINKEDIT, which moves one on.
      stores.segments.give(linkedit, 1);
      segment = addSegment(numbered(plan.base), plan.base);
      extras.add(segment);
      addSegment("__LINKEDIT", "__LINKEDIT");
    }
    addRegion(segment, plan);
    const end = row<OutputSectionIndex>(outputSections.rowCount());
    segments.firstSection[linkeditSegment()] = end;
    segments.sectionEnd[linkeditSegment()] = end;
  };

  if (pageZero() > 0) addSegment("__PAGEZERO", "__PAGEZERO");
  textSegment = addSegment("__TEXT", "__TEXT");
  numbers.set("__TEXT", 1);
  for (const plan of plannedSections(target, state.hints)) addRegion(addSegment(numbered(plan.base), plan.base), plan);
  addSegment("__LINKEDIT", "__LINKEDIT");
  arrange();

  const regrown = (grown: Region | undefined, by: number, first: number): Growth => {
    arrange();
    return { grown, by, shifted: all.slice(first) };
  };
  return {
    all,
    of: (output) => byOutput[output]!,
    find: ({ segment, section }) => byName.get(key(segment, section)),
    add(names) {
      const fresh = new Map(names.map((name) => [key(name.segment, name.section), name]));
      const wanted = [...fresh.values()].filter(({ segment, section }) => !byName.has(key(segment, section)));
      wanted.sort((a, b) => extraRank(a.segment, a.flags) - extraRank(b.segment, b.flags));
      for (const { segment, section, flags, synthetic = 0 } of wanted)
        addExtra({ base: segment, segment, section, flags, alignment: 0, capacity: page, synthetic, stubSize: 0 });
      if (wanted.length > 0) arrange();
    },
    reserve(region, size) {
      if (size <= region.capacity) return undefined;
      const old = region.capacity;
      region.capacity = alignUp(padToIdeal(size), page);
      return regrown(region, region.capacity - old, all.indexOf(region) + 1);
    },
    reserveHeader(size) {
      if (size <= header) return undefined;
      const old = header;
      header = alignUp(padToIdeal(size), page);
      return regrown(undefined, header - old, 0);
    },
    setSize(region, size) {
      outputSections.size[region.output] = byteCount(size);
    },
    align(region, alignment) {
      if (alignment > outputSections.alignment[region.output]) outputSections.alignment[region.output] = alignment;
    },
    offsetOf: (output, address) => advance(outputSections.fileOffset[output], address - outputSections.address[output]),
    linkeditSegment,
    headerRoom: () => header - header64.bytes,
  };
}
