// Sections that the linker makes itself share one shape: a name, a reason to exist, a size that follows from the slots,
// places for the slots, and bytes. Each is one file beside this one.

import type { Target } from "@/arch/target";
import { type ByteCount, type SlotIndex, type VirtualAddress, virtualAddress } from "@/base/units";
import type { ReadonlyTable, Table } from "@/tables/table";
import type { ImageWriter } from "../image";
import type { Layout } from "../layout";
import type { LinkOptions } from "../options";
import type { Schemas } from "../schemas/all";
import { slotKind } from "../schemas/globals";
import { isImport, symbolAddress } from "../target";
import { isLazilyBound } from "./bindingKind";
import type { UnwindPlan } from "./unwindInfo";

export const pointerBytes = 8;
export const pointerAlignment = 3;

export interface SlotCounts {
  readonly got: number;
  readonly stubs: number;
  /** Stubs with a pointer of their own; with chained fixups they jump through GOT cells. */
  readonly lazyPointers: number;
  /** Stubs that dyld binds at their first call: the ones with a helper entry. */
  readonly lazyStubs: number;
  readonly threadPointers: number;
  readonly unwindRecords: number;
  /** Functions to call before `main` that are listed by offset. */
  readonly initializers: number;
}

/** What placing slots reads and writes. */
export interface SlotPlacing {
  readonly target: Target;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly slots: Table<Schemas["slots"]>;
}

/** What writing slots reads. */
export interface SlotWriting {
  readonly target: Target;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly relocations: ReadonlyTable<Schemas["relocations"]>;
  readonly slots: ReadonlyTable<Schemas["slots"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
  readonly layout: Layout;
  readonly image: ImageWriter;
  readonly unwind: UnwindPlan;
}

export interface SyntheticSection {
  readonly id: string;
  /** One of syntheticKind. */
  readonly kind: number;
  readonly segment: string;
  readonly section: string;
  readonly flags: number;
  /** log2, as section headers store it. */
  alignment(target: Target): number;
  /** Bytes of one stub, which section headers carry in reserved2; 0 for others. */
  stubSize(target: Target): number;
  isNeeded(counts: SlotCounts): boolean;
  measure(counts: SlotCounts, target: Target): ByteCount;
  /** Gives each of its slots an address, from the section's start. */
  place(link: SlotPlacing, start: VirtualAddress): void;
  write(link: SlotWriting): void;
  /** Sections of slots: the slotKind of theirs, and how one of them is written. */
  readonly slotKind?: number;
  writeSlot?(link: SlotWriting, slot: SlotIndex): void;
}

/** All slots of a kind, one by one: what `write` is for most sections. */
export const writeEach =
  (kind: number, writeSlot: (link: SlotWriting, slot: SlotIndex) => void) =>
  (link: SlotWriting): void => {
    for (const slot of slotsOf(link.slots, kind)) writeSlot(link, slot);
  };

type Slots = ReadonlyTable<Schemas["slots"]>;
type Globals = ReadonlyTable<Schemas["globals"]>;

interface Counted {
  readonly slots: Slots;
  readonly globals: Globals;
  readonly layout: Layout;
  readonly options: LinkOptions;
}

/** `unwindRecords` is the number of functions with unwind information. */
export function countSlots({ slots, globals, layout, options }: Counted, unwindRecords: number): SlotCounts {
  const initializers = layout.initializers.length;
  const counts = { got: 0, stubs: 0, lazyPointers: 0, lazyStubs: 0, threadPointers: 0, unwindRecords, initializers };
  for (const slot of slots.rows()) {
    if (slots.kind[slot] === slotKind.got) counts.got += 1;
    else if (slots.kind[slot] === slotKind.threadPointer) counts.threadPointers += 1;
    else if (slots.kind[slot] === slotKind.stub) {
      counts.stubs += 1;
      if (options.chainedFixups) continue;
      counts.lazyPointers += 1;
      if (isLazilyBound(globals, slots.global[slot])) counts.lazyStubs += 1;
    }
  }
  return counts;
}

export function* slotsOf(slots: Slots, kind: number): Generator<SlotIndex> {
  for (const slot of slots.rows()) if (slots.kind[slot] === kind) yield slot;
}

/** Where a slot leads in this image; 0 when only dyld knows. */
export function slotTarget(
  { globals, symbols, atoms, slots }: Pick<SlotWriting, "globals" | "symbols" | "atoms" | "slots">,
  slot: SlotIndex,
): VirtualAddress {
  const global = slots.global[slot];
  if (global === 0) return symbolAddress({ symbols, atoms }, slots.symbol[slot]);
  return isImport(globals, global) ? virtualAddress(0) : globals.address[global];
}

/** The pointer that a stub jumps through: its own, or with chained fixups its name's GOT cell. */
export function stubPointer(
  { globals, slots }: Pick<SlotWriting, "globals" | "slots">,
  slot: SlotIndex,
): VirtualAddress {
  const own = slots.lazyPointer[slot];
  return own === 0 ? slots.address[globals.gotSlot[slots.global[slot]]] : own;
}

/** File offset of an address in one of the synthetic sections. */
export function offsetIn(link: SlotWriting, kind: number, address: VirtualAddress): number {
  const section = link.layout.syntheticSections[kind];
  if (section === undefined) return 0;
  return link.outputSections.fileOffset[section] + (address - link.outputSections.address[section]);
}
