// Fills every hole of the copied code and data: each relocation by its rule, atom by atom in the order of addresses.

import {
  type PatchIndex,
  type RelocationIndex,
  row,
  type SlotIndex,
  type SymbolIndex,
  type VirtualAddress,
} from "@/base/units";
import { definePass, type PassInput } from "../context";
import { createApplier } from "../relocationApplier";
import { slotKind } from "../schemas/globals";
import { keyOf, thunkName } from "../thunks";

type Reads = "files" | "sections" | "symbols" | "atoms" | "globals" | "slots" | "outputSections" | "placements";
type Link = PassInput<Reads, "relocations", "patches">;

export const applyRelocations = definePass({
  id: "apply-relocations",
  title: "Apply the relocations",
  stage: "Patch",
  reads: ["files", "sections", "symbols", "atoms", "globals", "slots", "outputSections", "placements"],
  writes: ["relocations"],
  creates: ["patches"],
  requires: "addresses-final",
  run(link: Link) {
    const { placements, atoms } = link;
    let capacity = 1;
    for (const placement of placements.rows()) {
      const atom = placements.atom[placement];
      capacity += atoms.relocationEnd[atom] - atoms.firstRelocation[atom];
    }
    const patches = link.create.patches(capacity);
    const own = slotsOfLocals(link);
    let next = row<PatchIndex>(1);
    const applier = createApplier({
      ...link,
      patches,
      patchOf() {
        next = row(next + 1);
        return row(next - 1);
      },
      thunkFor: createThunkFinder(link),
      localSlot: (via, symbol) => (via === "got" ? own.got : own.threadPointers).get(symbol) ?? row(0),
    });
    for (const placement of placements.rows()) {
      const atom = placements.atom[placement];
      const end = atoms.relocationEnd[atom];
      if (atoms.firstRelocation[atom] === end) continue;
      applier.enterAtom(atom);
      // A plain loop, and no object a relocation: a large program has millions.
      for (let relocation = atoms.firstRelocation[atom]; relocation < end; relocation = row(relocation + 1))
        applier.apply(relocation);
    }
    patches.publish(next);
  },
});

/** GOT cells and thread pointers of names that only their own file knows. */
function slotsOfLocals({ slots }: Link) {
  const got = new Map<SymbolIndex, SlotIndex>();
  const threadPointers = new Map<SymbolIndex, SlotIndex>();
  for (const slot of slots.rows()) {
    if (slots.global[slot] !== 0) continue;
    if (slots.kind[slot] === slotKind.got) got.set(slots.symbol[slot], slot);
    else if (slots.kind[slot] === slotKind.threadPointer) threadPointers.set(slots.symbol[slot], slot);
  }
  return { got, threadPointers };
}

/** The nearest thunk to a branch's target; the applier holds its distance against the range as any other. */
function createThunkFinder(link: Link) {
  const { slots } = link;
  const byTarget = new Map<string, SlotIndex[]>();
  for (const slot of slots.rows()) {
    if (slots.kind[slot] !== slotKind.thunk) continue;
    const key = thunkName({ global: slots.global[slot], symbol: slots.symbol[slot], addend: slots.addend[slot] });
    const known = byTarget.get(key);
    if (known === undefined) byTarget.set(key, [slot]);
    else known.push(slot);
  }
  return (relocation: RelocationIndex, place: VirtualAddress): SlotIndex => {
    if (byTarget.size === 0) return row(0);
    const distance = (slot: SlotIndex) => Math.abs(slots.address[slot] - place);
    const candidates = byTarget.get(keyOf(link, relocation)) ?? [];
    return candidates.reduce((best, slot) => (best === 0 || distance(slot) < distance(best) ? slot : best), row(0));
  };
}
