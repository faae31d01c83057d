// Turns requests into slots, in the order of the requests: one GOT cell, stub or thread pointer a name, however many
// asked. Lazy stubs bring the cell `__dyld_private` along, which dyld's binder keeps its own pointer in.

import { type AtomIndex, alignmentPower, byteCount, row, type SlotIndex, type SymbolIndex } from "@/base/units";
import { definePass } from "../context";
import { linkerFile, linkerSections, linkerSymbols } from "../linkerFile";
import { actionFlags, globalState, requestCause, slotKind } from "../schemas/globals";
import { fileFlags } from "../schemas/inputs";
import { pointerAlignment, pointerBytes } from "../synthetic/syntheticSection";

export const makeSlots = definePass({
  id: "make-slots",
  title: "Hand out the slots",
  stage: "Act",
  reads: ["requests"],
  writes: ["files", "sections", "symbols", "atoms", "globals"],
  creates: ["slots"],
  requires: "atoms-final",
  establishes: "slots-final",
  run({ requests, files, sections, symbols, atoms, globals, create, layout, trace }) {
    // A request asks for one kind of slot.
    const slots = create.slots(requests.rowCount());
    const counts = new Map<number, number>();
    let next = row<SlotIndex>(1);
    for (const request of requests.rows()) {
      if (requests.fresh[request] === 0) continue;
      const global = requests.global[request];
      const actions = requests.actions[request];
      const slot = next;
      next = row(next + 1);
      if (actions === actionFlags.got) slots.kind[slot] = slotKind.got;
      else slots.kind[slot] = actions === actionFlags.stub ? slotKind.stub : slotKind.threadPointer;
      const kind = slots.kind[slot];
      slots.number[slot] = counts.get(kind) ?? 0;
      counts.set(kind, slots.number[slot] + 1);
      slots.global[slot] = global;
      slots.symbol[slot] = requests.symbol[request];
      slots.request[slot] = request;
      if (global !== 0) {
        if (kind === slotKind.got) globals.gotSlot[global] = slot;
        else if (kind === slotKind.stub) globals.stubSlot[global] = slot;
        else globals.tlvSlot[global] = slot;
      }
      if (trace.on) trace.record("slot-made", slot, request);
      if (requests.cause[request] === requestCause.stubHelper) addBinderCell();
    }
    slots.publish(next);
    // The library of the binder is needed, even if all other references to it are weak.
    const binder = globals.gotSlot[layout.stubBinder] === 0 ? 0 : layout.stubBinder;
    if (binder !== 0 && globals.state[binder] === globalState.imported)
      files.flags[globals.file[binder]] &= ~fileFlags.onlyWeakReferences;

    function addBinderCell(): void {
      const atom = row<AtomIndex>(atoms.rowCount());
      const symbol: SymbolIndex = linkerSymbols.dyldPrivate;
      atoms.file[atom] = linkerFile;
      atoms.section[atom] = linkerSections.data;
      atoms.symbol[atom] = symbol;
      atoms.size[atom] = byteCount(pointerBytes);
      atoms.alignment[atom] = alignmentPower(pointerAlignment);
      atoms.live[atom] = 1;
      symbols.atom[symbol] = atom;
      sections.size[linkerSections.data] = byteCount(pointerBytes);
      sections.alignment[linkerSections.data] = alignmentPower(pointerAlignment);
      sections.firstAtom[linkerSections.data] = atom;
      sections.atomEnd[linkerSections.data] = row(atom + 1);
      atoms.publish(atom + 1);
    }
  },
});
