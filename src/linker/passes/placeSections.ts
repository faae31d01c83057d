// Gives every section, atom, slot and name its address, and every section its place in the file. Each segment starts
// on a page of its own in both; the header and load commands come first in __TEXT, so their size must be known here.

import { type Target, targetFor } from "@/arch/target";
import {
  type AtomIndex,
  advance,
  alignmentBytes,
  alignUp,
  byteCount,
  type FileOffset,
  fileOffset,
  type GlobalIndex,
  type OutputSectionIndex,
  type PlacementIndex,
  row,
  type SectionIndex,
  type SegmentIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import { loadCommands as lc } from "@/macho/constants";
import { header64 } from "@/macho/layouts";
import { atomRanks, sortByRank } from "../atomOrder";
import { boundaryAddress, readBoundary } from "../boundaries";
import { definePass, type PassInput } from "../context";
import { rangeMessages } from "../diagnostics/rangeMessages";
import { linkerSymbols, sectionsInLayoutOrder } from "../linkerFile";
import { type LinkOptions, pageZeroOf } from "../options";
import { isZerofill, literalBytes } from "../outputNames";
import { globalFlags } from "../schemas/globals";
import { syntheticKind } from "../schemas/image";
import { syntheticSections } from "../synthetic/all";
import { commandBytes, type PlannedCommand, planCommands } from "../synthetic/loadCommands";
import { countSlots, type SlotCounts } from "../synthetic/syntheticSection";
import { planUnwind, unwindInfo } from "../synthetic/unwindInfo";
import { isImport, symbolAddress } from "../target";
import { addThunkRows } from "../thunkSlots";
import { branchReach, createThunkPlan, type ThunkPlan } from "../thunks";

type Reads = "files" | "sections" | "symbols" | "relocations" | "requests" | "outputSymbols" | "unwindRecords";
type Writes = "atoms" | "slots" | "globals" | "segments" | "outputSections";
type Link = PassInput<Reads, Writes, "placements" | "slots" | "requests">;

/** ld64 leaves this much room behind the load commands for tools that add some. */
const leastHeaderPad = 32;
/** MAXPATHLEN of the system. */
const longestPath = 1024;
const dylibCommands = new Set<number>([lc.LC_ID_DYLIB, lc.LC_LOAD_DYLIB, lc.LC_LOAD_WEAK_DYLIB, lc.LC_REEXPORT_DYLIB]);
/** User space of both CPUs ends here. */
const addressLimit = 2 ** 47;
/** `adrp` and %rip-relative jumps reach at least this far. */
const stubReach = 2 ** 31;

export const placeSections = definePass({
  id: "place-sections",
  title: "Place segments, sections and atoms",
  stage: "Place",
  reads: ["files", "sections", "symbols", "relocations", "requests", "outputSymbols", "unwindRecords"],
  writes: ["atoms", "slots", "globals", "segments", "outputSections"],
  // Slots and requests once more, when there are thunks to add.
  creates: ["placements", "slots", "requests"],
  requires: "slots-final",
  establishes: "addresses-final",
  run(link: Link) {
    const target = targetFor(link.options.architecture);
    const thunks = settleThunks(link, target);
    placeAll(link, target, thunks);
    placeSpecials(link);
    checkReach(link);
    const added = thunks?.groups.flatMap((group) => group.thunks) ?? [];
    if (added.length > 0) addThunkRows(link, added);
  },
});

function placeAll(link: Link, target: Target, thunks: ThunkPlan | undefined): void {
  const placing = createPlacing(link, target, thunks);
  for (const segment of link.segments.rows()) placing.placeSegment(segment);
  placing.finish();
  placeSlots(link, target);
  placeGlobals(link);
}

/** Finds out which thunks are needed by placing everything, untold, until no branch is out of reach any more. */
function settleThunks(link: Link, target: Target): ThunkPlan | undefined {
  if (target.code.thunk === undefined || totalSize(link) < branchReach(target)) return undefined;
  const thunks = createThunkPlan(target);
  const quiet: Link = { ...link, trace: { ...link.trace, on: false }, diagnostics: { report: () => undefined } };
  do placeAll(quiet, target, thunks);
  while (thunks.addMissing(quiet));
  return thunks;
}

/** More than everything that is placed can take, gaps and all. */
function totalSize({ atoms }: Link): number {
  let size = 0;
  for (const atom of atoms.rows())
    if (atoms.live[atom] === 1) size += atoms.size[atom] + alignmentBytes(atoms.alignment[atom]);
  return 2 * size;
}

/** Room behind the load commands for tools that add to them. */
function headerPadding({ headerPad, padForInstallNames }: LinkOptions, commands: readonly PlannedCommand[]): number {
  const names = padForInstallNames ? commands.filter(({ command }) => dylibCommands.has(command)).length : 0;
  return Math.max(leastHeaderPad, headerPad, names * longestPath);
}

function createPlacing(link: Link, target: Target, thunks: ThunkPlan | undefined) {
  const { options, sections, atoms, segments, outputSections, strings, trace, layout, create } = link;
  const commands = planCommands({ ...link, target });
  const headerBytes = header64.bytes + commandBytes(commands) + headerPadding(options, commands);
  layout.commandBytes = byteCount(header64.bytes + commandBytes(commands));
  const counts: SlotCounts = countSlots(link, link.unwindRecords.rowCount() - 1);
  const inputs = inputsByOutput(link);
  const order = options.sections?.order;
  const ranks = order === undefined ? undefined : atomRanks(link, order);
  const placements = create.placements(atoms.rowCount());
  const textName = strings.internText("__TEXT");
  const pageZeroName = strings.internText("__PAGEZERO");
  let nextPlacement = row<PlacementIndex>(1);
  let address = virtualAddress(0);
  let offset: FileOffset = fileOffset(0);

  const placeAtom = (atom: AtomIndex, output: OutputSectionIndex, from: VirtualAddress): VirtualAddress => {
    const at = alignUp(from, alignmentBytes(atoms.alignment[atom]));
    atoms.address[atom] = at;
    placements.atom[nextPlacement] = atom;
    nextPlacement = row(nextPlacement + 1);
    if (trace.on) trace.record("atom-placed", atom, output, at);
    return advance(at, atoms.size[atom]);
  };
  const placeNext = (atom: AtomIndex, output: OutputSectionIndex, from: VirtualAddress): VirtualAddress => {
    const end = placeAtom(atom, output, from);
    return thunks === undefined ? end : thunks.placed(atom, output, atoms.address[atom], end);
  };
  const rankedAtoms = (sources: readonly SectionIndex[], output: OutputSectionIndex): readonly AtomIndex[] => {
    const found: AtomIndex[] = [];
    for (const input of sources)
      for (let atom = sections.firstAtom[input]; atom < sections.atomEnd[input]; atom = row(atom + 1))
        if (atoms.output[atom] === output && atoms.live[atom] === 1) found.push(atom);
    if (ranks !== undefined) sortByRank(found, ranks);
    return found;
  };
  /** Returns the section's end. */
  const placeContents = (output: OutputSectionIndex, start: VirtualAddress): VirtualAddress => {
    const synthetic = syntheticSections.find(({ kind }) => kind === outputSections.synthetic[output]);
    if (synthetic === unwindInfo) {
      const isPlaced = (other: OutputSectionIndex) => outputSections.address[other] !== 0;
      const frames = frameOffsets(link);
      return advance(start, planUnwind({ ...link, frames, isPlaced }, link.unwind, layout.headerAddress));
    }
    if (synthetic !== undefined) return advance(start, synthetic.measure(counts, target));
    let end = start;
    if (ranks !== undefined) {
      for (const atom of rankedAtoms(inputs[output] ?? [], output)) end = placeNext(atom, output, end);
      return end;
    }
    for (const input of inputs[output] ?? []) {
      const atomEnd = sections.atomEnd[input];
      // A plain loop: a program has as many atoms as symbols.
      for (let atom = sections.firstAtom[input]; atom < atomEnd; atom = row(atom + 1))
        if (atoms.output[atom] === output && atoms.live[atom] === 1) end = placeNext(atom, output, end);
    }
    return end;
  };
  const placeSection = (output: OutputSectionIndex, segment: SegmentIndex, from: VirtualAddress): VirtualAddress => {
    const start = alignUp(from, alignmentBytes(outputSections.alignment[output]));
    const end = placeContents(output, start);
    const inFile = !isZerofill(outputSections.flags[output]);
    outputSections.address[output] = start;
    outputSections.size[output] = byteCount(end - start);
    outputSections.fileOffset[output] = inFile ? advance(offset, start - segments.address[segment]) : fileOffset(0);
    if (trace.on) trace.record("section-placed", output, 0, start);
    return end;
  };
  return {
    placeSegment(segment: SegmentIndex): void {
      const name = segments.name[segment];
      if (name === textName) address = alignUp(virtualAddress(Math.max(address, options.imageBase)), target.pageSize);
      segments.address[segment] = address;
      segments.fileOffset[segment] = offset;
      if (trace.on) trace.record("segment-placed", segment, 0, address);
      let end = address;
      if (name === pageZeroName) end = advance(address, pageZeroOf(options));
      if (name === textName) {
        layout.headerAddress = address;
        end = advance(address, headerBytes);
      }
      let fileEnd = name === pageZeroName ? address : end;
      for (
        let output = segments.firstSection[segment];
        output < segments.sectionEnd[segment];
        output = row(output + 1)
      ) {
        end = placeSection(output, segment, end);
        if (!isZerofill(outputSections.flags[output])) fileEnd = end;
      }
      segments.size[segment] = byteCount(alignUp(end - address, target.pageSize));
      segments.fileSize[segment] = byteCount(alignUp(fileEnd - address, target.pageSize));
      address = advance(address, segments.size[segment]);
      offset = advance(offset, segments.fileSize[segment]);
    },
    finish(): void {
      placements.publish(nextPlacement);
      for (const atom of atoms.rows())
        if (atoms.mergedInto[atom] !== 0) atoms.address[atom] = atoms.address[atoms.mergedInto[atom]];
      if (address > addressLimit) link.diagnostics.report(rangeMessages.tooLarge("the image", address, addressLimit));
      else if (offset > 0xffff_ffff) link.diagnostics.report(rangeMessages.tooLarge("the file", offset, 0xffff_ffff));
    },
  };
}

/** Where entries of `__eh_frame` will lie in it, before it is placed itself: they follow each other without gaps. */
function frameOffsets({ sections, atoms, parsed }: Link): Map<AtomIndex, number> {
  const offsets = new Map<AtomIndex, number>();
  let end = 0;
  for (const section of sectionsInLayoutOrder(sections.rowCount())) {
    if (!parsed.frames.has(section)) continue;
    for (let atom = sections.firstAtom[section]; atom < sections.atomEnd[section]; atom = row(atom + 1)) {
      if (atoms.live[atom] === 0) continue;
      offsets.set(atom, end);
      end += atoms.size[atom];
    }
  }
  return offsets;
}

/** Input sections of each output section, in input order; of literals the longest first, so that they pack. */
function inputsByOutput({ sections, outputSections }: Link): SectionIndex[][] {
  const inputs: SectionIndex[][] = Array.from({ length: outputSections.rowCount() }, () => []);
  for (const section of sectionsInLayoutOrder(sections.rowCount()))
    if (sections.output[section] !== 0) inputs[sections.output[section]]!.push(section);
  const length = (section: SectionIndex) => literalBytes(sections.flags[section]);
  for (const list of inputs)
    if (list.some((section) => length(section) > 0)) list.sort((a, b) => length(b) - length(a));
  return inputs;
}

function placeSlots({ slots, globals, outputSections, layout }: Link, target: Target): void {
  for (const synthetic of syntheticSections) {
    const output = layout.syntheticSections[synthetic.kind];
    if (output !== undefined) synthetic.place({ slots, globals, target }, outputSections.address[output]);
  }
}

function placeGlobals(link: Link): void {
  const { globals, layout, trace } = link;
  for (const global of globals.rows()) {
    if (isImport(globals, global)) continue;
    globals.address[global] = addressOf(link, global);
    if (trace.on) trace.record("global-placed", global, 0, globals.address[global]);
  }
  const { entry } = layout;
  if (entry === 0) return;
  const stub = globals.stubSlot[entry];
  layout.entryAddress = isImport(globals, entry) && stub !== 0 ? link.slots.address[stub] : globals.address[entry];
  if (trace.on) trace.record("entry-chosen", entry, 0, layout.entryAddress);
}

function addressOf(link: Link, global: GlobalIndex): VirtualAddress {
  const { globals, symbols, atoms, layout } = link;
  const symbol = globals.symbol[global];
  // The linker's own definitions without an atom name the header, or where something starts or ends.
  const isLinkers = (globals.flags[global] & globalFlags.linkerDefined) !== 0 && symbols.atom[symbol] === 0;
  if (!isLinkers) return symbolAddress({ symbols, atoms }, symbol);
  const boundary = readBoundary(link.strings.text(globals.name[global]));
  return boundary === undefined ? layout.headerAddress : boundaryAddress(link, boundary, layout.headerAddress);
}

function placeSpecials({ symbols, atoms, layout }: Link): void {
  const cell = symbols.atom[linkerSymbols.dyldPrivate];
  if (cell !== 0 && atoms.output[cell] !== 0) layout.dyldPrivate = atoms.address[cell];
}

/** Stubs and helpers have no relocations that would be checked one by one. */
export function checkReach({
  outputSections,
  layout,
  diagnostics,
  options,
}: Pick<Link, "outputSections" | "layout" | "diagnostics" | "options">): void {
  const stubs = layout.syntheticSections[syntheticKind.stubs];
  const pointers = layout.syntheticSections[options.chainedFixups ? syntheticKind.got : syntheticKind.lazyPointers];
  if (stubs === undefined || pointers === undefined) return;
  const end = outputSections.address[pointers] + outputSections.size[pointers];
  const distance = Math.max(end, layout.dyldPrivate) - outputSections.address[stubs];
  if (distance >= stubReach) diagnostics.report(rangeMessages.stubsOutOfReach(distance));
}
