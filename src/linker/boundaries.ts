// Names for where sections and segments start and end (`section$start$__DATA$__mine`, `segment$end$__TEXT`): defined for
// who asks, and only when nothing else defines them. Of a section that is not there both ends are one place.

import { advance, type OutputSectionIndex, type VirtualAddress } from "@/base/units";
import type { StringReader } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { outputNameOf } from "./outputNames";
import type { Schemas } from "./schemas/all";

export interface Boundary {
  readonly end: boolean;
  readonly segment: string;
  /** Undefined for a boundary of the segment itself. */
  readonly section: string | undefined;
}

export function readBoundary(name: string): Boundary | undefined {
  const match = /^(?:section\$(start|end)\$([^$]+)\$([^$]+)|segment\$(start|end)\$([^$]+))$/.exec(name);
  if (match === null) return undefined;
  const [, sectionSide, ofSegment, section, segmentSide, segment] = match;
  return { end: (sectionSide ?? segmentSide) === "end", segment: (ofSegment ?? segment)!, section };
}

export interface BoundaryTables {
  readonly segments: ReadonlyTable<Schemas["segments"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
  readonly strings: StringReader;
}

function findSection({ outputSections, strings }: BoundaryTables, segment: string, section: string) {
  // Objects may have been written for the names that sections have before the linker moves them.
  const moved = outputNameOf(segment, section, 0);
  const matches = (output: OutputSectionIndex, wantedSegment: string, wantedSection: string) =>
    strings.text(outputSections.segmentName[output]) === wantedSegment &&
    strings.text(outputSections.sectionName[output]) === wantedSection;
  for (const output of outputSections.rows())
    if (matches(output, moved.segment, moved.section) || matches(output, segment, section)) return output;
  return undefined;
}

/** Needs addresses-final. */
export function boundaryAddress(tables: BoundaryTables, boundary: Boundary, header: VirtualAddress): VirtualAddress {
  const { segments, outputSections, strings } = tables;
  if (boundary.section !== undefined) {
    const output = findSection(tables, boundary.segment, boundary.section);
    if (output !== undefined) {
      const start = outputSections.address[output];
      return boundary.end ? advance(start, outputSections.size[output]) : start;
    }
  }
  for (const segment of segments.rows()) {
    if (strings.text(segments.name[segment]) !== boundary.segment) continue;
    const end = advance(segments.address[segment], segments.size[segment]);
    return boundary.end || boundary.section !== undefined ? end : segments.address[segment];
  }
  return header;
}
