// Gives what is new or has grown a place in the image, and follows up what that moves: sections that outgrow their
// room, the addresses of names, and everything that refers to them.

import {
  type AtomIndex,
  alignmentBytes,
  type OutputSectionIndex,
  row,
  type SymbolIndex,
  type VirtualAddress,
} from "@/base/units";
import { header64 } from "@/macho/layouts";
import { rangeMessages } from "../diagnostics/rangeMessages";
import { isInitializerPointers } from "../inputSections";
import { linkerSymbols } from "../linkerFile";
import type { OutputName } from "../outputNames";
import { slotKind } from "../schemas/globals";
import { causeKind, syntheticKind } from "../schemas/image";
import { commandBytes, planCommands } from "../synthetic/loadCommands";
import { pointerBytes } from "../synthetic/syntheticSection";
import { symbolAddress } from "../target";
import type { Chains } from "./chains";
import { addRun } from "./compareAtoms";
import type { Program } from "./program";
import type { References } from "./references";
import type { Growth, Region, Regions } from "./regions";
import { incrementalName, threadPointersSection } from "./segmentPlan";
import type { Slots } from "./slots";
import type { IncrementalState } from "./state";

export interface MovedAtom {
  readonly atom: AtomIndex;
  readonly from: VirtualAddress;
  readonly to: VirtualAddress;
}

/** What one flush did to the layout. */
export interface PlacingReport {
  readonly placed: readonly AtomIndex[];
  readonly moved: readonly MovedAtom[];
  readonly grown: readonly { readonly output: OutputSectionIndex; readonly by: number }[];
  /** Sizes or places of sections changed. */
  readonly structure: boolean;
}

export interface Placing {
  place(): PlacingReport;
}

/** Bits 47 and up are not user space. */
const addressLimit = 2 ** 47;
/** dyld's opcodes number segments by four bits. */
const mostSegments = 16;

export function createPlacing(
  state: IncrementalState,
  regions: Regions,
  chains: Chains,
  slots: Slots,
  program: Program,
  references: References,
): Placing {
  const { atoms, sections, symbols, globals, outputSections, segments, strings, dirt, layout, image, target } = state;
  let placed: AtomIndex[] = [];
  let moved: MovedAtom[] = [];
  let grown: { output: OutputSectionIndex; by: number }[] = [];
  let structure = false;

  const nameOf = (atom: AtomIndex): OutputName => {
    const section = atoms.section[atom];
    return incrementalName(
      strings.text(sections.segmentName[section]),
      strings.text(sections.sectionName[section]),
      sections.flags[section],
    );
  };
  const rewrite = (atom: AtomIndex): void => {
    const bytes = state.contents[atom];
    if (bytes !== undefined) addRun(dirt.bytes, atom, { from: 0, to: bytes.length });
    for (
      let relocation = atoms.firstRelocation[atom];
      relocation < atoms.relocationEnd[atom];
      relocation = row(relocation + 1)
    )
      dirt.relocations.add(relocation);
  };
  /** Everything behind `oldEnd` of the file is written anew. */
  const follow = (growth: Growth | undefined, oldEnd: number): void => {
    if (growth === undefined) return;
    structure = true;
    const output = growth.grown?.output ?? row<OutputSectionIndex>(0);
    grown.push({ output, by: growth.by });
    if (state.trace.on) state.trace.record("section-grown", output, 0, growth.by);
    image.resize(Math.max(image.size(), segments.fileOffset[regions.linkeditSegment()]));
    if (growth.grown?.isZerofill !== true && image.size() > oldEnd)
      image.patch(row(oldEnd), new Uint8Array(image.size() - oldEnd), causeKind.padding, 0);
    for (const region of growth.shifted) {
      chains.shift(region, growth.by);
      for (const atom of chains.atomsOf(region)) {
        dirt.moved.add(atom);
        rewrite(atom);
      }
    }
    slots.locate(true);
  };
  const reserve = (region: Region, size: number): void => {
    const oldEnd = outputSections.fileOffset[region.output] + region.capacity;
    follow(regions.reserve(region, size), oldEnd);
  };
  const order = (a: AtomIndex, b: AtomIndex): number =>
    (state.rank[atoms.file[a]] ?? 0) - (state.rank[atoms.file[b]] ?? 0) || a - b;
  const put = (atom: AtomIndex, region: Region): void => {
    chains.place(atom, region);
    regions.align(region, atoms.alignment[atom]);
    dirt.moved.add(atom);
    rewrite(atom);
    if (state.trace.on) state.trace.record("atom-placed", atom, region.output, atoms.address[atom]);
  };
  /** Resized atoms that can stay do; the others leave their place and join the newcomers. */
  const settleResized = (newcomers: Map<Region, AtomIndex[]>): Map<AtomIndex, VirtualAddress> => {
    const left = new Map<AtomIndex, VirtualAddress>();
    for (const atom of [...dirt.resized].sort(order)) {
      // It has no place yet, and will be given one that suits.
      if (chains.linkOf(atom) === undefined) continue;
      const isAligned = atoms.address[atom] % alignmentBytes(atoms.alignment[atom]) === 0;
      structure = true;
      if (isAligned && chains.fits(atom, atoms.size[atom])) {
        chains.review(atom);
        regions.align(regions.of(atoms.output[atom]), atoms.alignment[atom]);
        continue;
      }
      const region = regions.of(atoms.output[atom]);
      left.set(atom, atoms.address[atom]);
      program.vacate(atom);
      const own = newcomers.get(region);
      if (own === undefined) newcomers.set(region, [atom]);
      else own.push(atom);
    }
    dirt.resized.clear();
    return left;
  };
  const gather = (): Map<Region, AtomIndex[]> => {
    const fresh = [...dirt.unplaced].filter((atom) => atoms.live[atom] === 1).sort(order);
    const wanted = fresh.map((atom) => ({ atom, name: nameOf(atom) }));
    const oldEnd = segments.fileOffset[regions.linkeditSegment()];
    regions.add([
      ...wanted.map(({ name }) => name),
      ...(slots.count(slotKind.threadPointer) > 0 ? [threadPointersSection] : []),
    ]);
    if (segments.fileOffset[regions.linkeditSegment()] !== oldEnd) {
      // New sections lie where __LINKEDIT was.
      structure = true;
      if (image.size() > oldEnd) image.patch(oldEnd, new Uint8Array(image.size() - oldEnd), causeKind.padding, 0);
    }
    const byRegion = new Map<Region, AtomIndex[]>();
    for (const { atom, name } of wanted) {
      const region = regions.find(name)!;
      const own = byRegion.get(region);
      if (own === undefined) byRegion.set(region, [atom]);
      else own.push(atom);
    }
    dirt.unplaced.clear();
    return byRegion;
  };
  /** Pointers that the loader calls one by one: a hole would be a null pointer, and their order is the files'. */
  const pack = (region: Region): void => {
    const all = [...chains.atomsOf(region)];
    let end = 0;
    const isPacked = all.every((atom, index) => {
      const isNext = atoms.address[atom] === outputSections.address[region.output] + end;
      end += atoms.size[atom];
      return isNext && (index === 0 || order(all[index - 1]!, atom) < 0);
    });
    if (isPacked) return;
    for (const atom of all) program.vacate(atom);
    for (const atom of all.sort(order)) put(atom, region);
  };
  const sizeSynthetic = (): void => {
    const { code } = target;
    const stubs = slots.count(slotKind.stub);
    const sizes = new Map([
      [syntheticKind.got, slots.count(slotKind.got) * pointerBytes],
      [syntheticKind.threadPointers, slots.count(slotKind.threadPointer) * pointerBytes],
      [syntheticKind.stubs, stubs * code.stub.bytes.length],
      [syntheticKind.lazyPointers, stubs * pointerBytes],
      [
        syntheticKind.stubHelper,
        stubs === 0 ? 0 : code.helperPreamble.bytes.length + stubs * code.helperEntry.bytes.length,
      ],
    ]);
    for (const [kind, size] of sizes) {
      const output = layout.syntheticSections[kind];
      if (output === undefined) continue;
      reserve(regions.of(output), size);
      setSize(regions.of(output), size);
    }
  };
  const setSize = (region: Region, size: number): void => {
    if (outputSections.size[region.output] === size) return;
    regions.setSize(region, size);
    structure = true;
  };
  const followSymbol = (symbol: SymbolIndex): void => {
    const global = symbols.global[symbol];
    const local = slots.localSlot("got", symbol);
    if (local !== 0) dirt.slots.add(local);
    if (global === 0 || globals.symbol[global] !== symbol) return;
    globals.address[global] = symbolAddress({ symbols, atoms }, symbol);
    state.stores.globals.touch(global);
    references.ofGlobal(global, (relocation) => dirt.relocations.add(relocation));
    for (const slot of [globals.gotSlot[global], globals.stubSlot[global], globals.tlvSlot[global]])
      if (slot !== 0) dirt.slots.add(slot);
  };
  /** Names and references follow what moved. */
  const followMoves = (): void => {
    for (const atom of dirt.moved) {
      for (const symbol of program.symbolsOf(atom)) {
        followSymbol(symbol);
        program.listAgain(symbol);
      }
      references.ofAtom(atom, (relocation) => dirt.relocations.add(relocation));
    }
    dirt.moved.clear();
    const cell = symbols.atom[linkerSymbols.dyldPrivate];
    if (cell !== 0) layout.dyldPrivate = atoms.address[cell];
  };
  const checkLimits = (): void => {
    const last = regions.linkeditSegment();
    if (segments.address[last] > addressLimit)
      state.diagnostics.report(rangeMessages.tooLarge("the image", segments.address[last], addressLimit));
    if (last - 1 > mostSegments) state.diagnostics.report(rangeMessages.tooManySegments(last));
  };
  const report = (atom: AtomIndex, from: VirtualAddress | undefined): void => {
    if (from === undefined) placed.push(atom);
    else {
      moved.push({ atom, from, to: atoms.address[atom] });
      if (state.trace.on) state.trace.record("atom-moved", atom, atoms.output[atom], from);
    }
  };
  return {
    place() {
      placed = [];
      moved = [];
      grown = [];
      structure = image.size() === 0;
      const newcomers = gather();
      const left = settleResized(newcomers);
      const commands = planCommands(state);
      const headerBytes = header64.bytes + commandBytes(commands);
      layout.commandBytes = row(headerBytes);
      const headerEnd = regions.headerRoom() + header64.bytes;
      follow(regions.reserveHeader(headerBytes), headerEnd);
      for (const [region, own] of newcomers) reserve(region, chains.estimate(region, own));
      sizeSynthetic();
      image.resize(Math.max(image.size(), segments.fileOffset[regions.linkeditSegment()]));
      for (const [region, own] of newcomers)
        for (const atom of own.sort(order)) {
          put(atom, region);
          report(atom, left.get(atom));
        }
      for (const region of regions.all) if (isInitializerPointers(outputSections.flags[region.output])) pack(region);
      for (const region of regions.all)
        if (outputSections.synthetic[region.output] === 0) setSize(region, chains.extent(region));
      slots.locate(false);
      followMoves();
      checkLimits();
      return { placed, moved, grown, structure: structure || placed.length > 0 };
    },
  };
}
