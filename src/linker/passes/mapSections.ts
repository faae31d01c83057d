// Decides which sections and segments the image has: input sections of one name become one, the linker adds its own,
// and all get their order. Nothing has an address yet.

import { targetFor } from "@/arch/target";
import { alignmentPower, type OutputSectionIndex, row, type SectionIndex, type SegmentIndex } from "@/base/units";
import { protections, segmentFlags } from "@/macho/constants";
import type { ReadonlyTable, Table } from "@/tables/table";
import { definePass } from "../context";
import { rangeMessages } from "../diagnostics/rangeMessages";
import { isFrameSection, isInitializerList } from "../inputSections";
import { sectionsInLayoutOrder } from "../linkerFile";
import { pageZeroOf } from "../options";
import {
  isThreadLocalData,
  literalBytes,
  mergeFlags,
  type OutputName,
  outputNameOf,
  sectionRank,
  segmentRank,
} from "../outputNames";
import type { Schemas } from "../schemas/all";
import type { SectionOptions } from "../sectionOptions";
import { syntheticSections } from "../synthetic/all";
import { countSlots, pointerAlignment } from "../synthetic/syntheticSection";

/** An output section before its row is known. */
interface Draft {
  segment: string;
  readonly section: string;
  flags: number;
  alignment: number;
  readonly synthetic: number;
  readonly stubSize: number;
  readonly inputs: SectionIndex[];
  /** Order in which sections, and their segments, were first met. */
  readonly appearance: number;
}

/** Section numbers of symbol records are one byte; segment numbers of dyld's opcodes four bits. */
const mostSections = 255;
const mostSegments = 16;
/** log2 of 16 bytes. */
const longestLiteral = 4;
const reservedSegments = new Set(["__PAGEZERO", "__LINKEDIT"]);

export const mapSections = definePass({
  id: "map-sections",
  title: "Gather sections and segments",
  stage: "Place",
  reads: ["slots", "globals", "unwindRecords"],
  writes: ["sections", "atoms"],
  creates: ["outputSections", "segments"],
  requires: "slots-final",
  run({ sections, atoms, slots, globals, unwindRecords, create, strings, options, layout, diagnostics }) {
    // Its pointers become entries of a section of the linker's own.
    const isReplaced = (section: SectionIndex) => options.initOffsets && isInitializerList(sections.flags[section]);
    const drafts = draftInputs(sections, atoms, isReplaced, (section) => {
      const segment = strings.text(sections.segmentName[section]);
      const name = strings.text(sections.sectionName[section]);
      const flags = sections.flags[section];
      const alignment = leastAlignment({ segment, section: name, flags });
      return { ...outputNameOf(segment, name, flags, options.sections), alignment };
    });

    const target = targetFor(options.architecture);
    const counts = countSlots({ slots, globals, layout, options }, liveUnwind(unwindRecords, atoms));
    for (const synthetic of syntheticSections) {
      if (!synthetic.isNeeded(counts)) continue;
      drafts.push({
        segment: synthetic.segment,
        section: synthetic.section,
        flags: synthetic.flags,
        alignment: synthetic.alignment(target),
        synthetic: synthetic.kind,
        stubSize: synthetic.stubSize(target),
        inputs: [],
        appearance: drafts.length,
      });
    }
    arrange(drafts, options.sections);
    alignThreadData(drafts);
    for (const { segment, section } of drafts)
      if (reservedSegments.has(segment)) diagnostics.report(rangeMessages.reservedSegment(segment, section));
    const names = segmentNames(drafts, pageZeroOf(options) > 0);
    if (drafts.length > mostSections) diagnostics.report(rangeMessages.tooManySections(drafts.length));
    if (names.length > mostSegments) diagnostics.report(rangeMessages.tooManySegments(names.length));

    const segments = create.segments(names.length + 1);
    const outputSections = create.outputSections(drafts.length + 1);
    let next = row<OutputSectionIndex>(1);
    for (const [index, name] of names.entries()) {
      const segment = row<SegmentIndex>(index + 1);
      addSegment(segments, segment, name);
      for (const { segment: named, initial, maximum } of options.sections?.protections ?? []) {
        if (named !== name) continue;
        segments.initialProtection[segment] = initial;
        segments.maximumProtection[segment] = maximum;
      }
      segments.name[segment] = strings.internText(name);
      segments.firstSection[segment] = next;
      for (const draft of sortedSections(drafts, name)) {
        addSection(next, segment, draft);
        next = row(next + 1);
      }
      segments.sectionEnd[segment] = next;
    }
    segments.publish(names.length + 1);
    outputSections.publish(next);
    for (const atom of atoms.rows())
      if (atoms.mergedInto[atom] !== 0) atoms.output[atom] = atoms.output[atoms.mergedInto[atom]];

    function addSection(output: OutputSectionIndex, segment: SegmentIndex, draft: Draft): void {
      outputSections.segment[output] = segment;
      outputSections.segmentName[output] = strings.internText(draft.segment);
      outputSections.sectionName[output] = strings.internText(draft.section);
      outputSections.alignment[output] = alignmentPower(draft.alignment);
      outputSections.flags[output] = draft.flags;
      outputSections.reserved2[output] = draft.stubSize;
      outputSections.synthetic[output] = draft.synthetic;
      if (draft.synthetic !== 0) layout.syntheticSections[draft.synthetic] = output;
      for (const input of draft.inputs) {
        sections.output[input] = output;
        for (let atom = sections.firstAtom[input]; atom < sections.atomEnd[input]; atom = row(atom + 1))
          if (atoms.live[atom] === 1) atoms.output[atom] = output;
      }
    }
  },
});

/** Functions that stay and have a record of their own. */
function liveUnwind(records: ReadonlyTable<Schemas["unwindRecords"]>, atoms: ReadonlyTable<Schemas["atoms"]>): number {
  let count = 0;
  for (const record of records.rows()) count += atoms.live[records.atom[record]];
  return count;
}

/** Literals of all lengths share a section, whose start suits the longest; frames hold pointers. */
function leastAlignment({ segment, section, flags }: OutputName): number {
  if (literalBytes(flags) !== 0) return longestLiteral;
  return isFrameSection(segment, section) ? pointerAlignment : 0;
}

/** Input sections with something live, by the name they get in the image. */
function draftInputs(
  sections: ReadonlyTable<Schemas["sections"]>,
  atoms: ReadonlyTable<Schemas["atoms"]>,
  isReplaced: (section: SectionIndex) => boolean,
  nameOf: (section: SectionIndex) => OutputName & { readonly alignment: number },
): Draft[] {
  const drafts = new Map<string, Draft>();
  for (const input of sectionsInLayoutOrder(sections.rowCount())) {
    const live = liveAlignment(sections, atoms, input);
    if (live === undefined || isReplaced(input)) continue;
    const { alignment: least, ...output } = nameOf(input);
    const alignment = Math.max(live, least);
    const key = `${output.segment},${output.section}`;
    const known = drafts.get(key);
    if (known === undefined) {
      const draft = { ...output, alignment, synthetic: 0, stubSize: 0, inputs: [input], appearance: drafts.size };
      drafts.set(key, draft);
    } else {
      known.flags = mergeFlags(known.flags, output.flags);
      known.alignment = Math.max(known.alignment, alignment);
      known.inputs.push(input);
    }
  }
  return [...drafts.values()];
}

/** The largest alignment among live atoms; undefined when none is live. */
function liveAlignment(
  sections: ReadonlyTable<Schemas["sections"]>,
  atoms: ReadonlyTable<Schemas["atoms"]>,
  section: SectionIndex,
): number | undefined {
  let alignment: number | undefined;
  const end = sections.atomEnd[section];
  // A plain loop: a program has as many atoms as symbols.
  for (let atom = sections.firstAtom[section]; atom < end; atom = row(atom + 1))
    if (atoms.live[atom] === 1 && !(alignment !== undefined && alignment >= atoms.alignment[atom]))
      alignment = atoms.alignment[atom];
  return alignment;
}

/** What the command line says of sections and segments of the image. */
function arrange(drafts: readonly Draft[], options: SectionOptions | undefined): void {
  for (const draft of drafts) {
    draft.segment = options?.renamedSegments?.find(({ from }) => from === draft.segment)?.to ?? draft.segment;
    for (const { segment, section, alignment } of options?.alignments ?? [])
      if (segment === draft.segment && section === draft.section) draft.alignment = alignment;
  }
}

/** dyld copies all thread-local data as one block, so that one block's alignment is what every part of it gets. */
function alignThreadData(drafts: readonly Draft[]): void {
  const parts = drafts.filter(({ flags }) => isThreadLocalData(flags));
  const alignment = parts.reduce((most, part) => Math.max(most, part.alignment), 0);
  for (const part of parts) part.alignment = alignment;
}

/** In order: __PAGEZERO, __TEXT (always: it holds the header), __DATA_CONST, __DATA, others, __LINKEDIT. */
function segmentNames(drafts: readonly Draft[], hasPageZero: boolean): string[] {
  const appearance = new Map<string, number>([["__TEXT", -1]]);
  for (const draft of drafts) if (!appearance.has(draft.segment)) appearance.set(draft.segment, draft.appearance);
  const named = [...appearance].filter(([name]) => !reservedSegments.has(name));
  named.sort(([a, seenA], [b, seenB]) => segmentRank(a, seenA) - segmentRank(b, seenB));
  return [...(hasPageZero ? ["__PAGEZERO"] : []), ...named.map(([name]) => name), "__LINKEDIT"];
}

function sortedSections(drafts: readonly Draft[], segment: string): Draft[] {
  const own = drafts.filter((draft) => draft.segment === segment);
  const rank = (draft: Draft) => sectionRank(draft, draft.appearance);
  return own.sort((a, b) => rank(a) - rank(b) || a.appearance - b.appearance);
}

function addSegment(segments: Table<Schemas["segments"]>, segment: SegmentIndex, name: string): void {
  const { VM_PROT_READ: read, VM_PROT_WRITE: write, VM_PROT_EXECUTE: execute } = protections;
  const known: Readonly<Record<string, number>> = {
    __PAGEZERO: 0,
    __TEXT: read | execute,
    __LINKEDIT: read,
  };
  const protection = known[name] ?? read | write;
  segments.initialProtection[segment] = protection;
  segments.maximumProtection[segment] = protection;
  segments.flags[segment] = name === "__DATA_CONST" ? segmentFlags.SG_READ_ONLY : 0;
}
