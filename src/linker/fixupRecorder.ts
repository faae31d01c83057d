// Decides what dyld has to change when it loads the image: rebases, for pointers that move with it, and binds, for
// pointers to what it imports. A weak definition that others can see is both: its pointer moves, and dyld may make it
// lead to another image's copy.

import type { RelocationRule } from "@/arch/rules";
import type { DiagnosticSink } from "@/base/diagnostic";
import {
  type AtomIndex,
  advance,
  byteCount,
  type FixupIndex,
  type GlobalIndex,
  type RelocationIndex,
  row,
  type SegmentIndex,
  type SlotIndex,
  type VirtualAddress,
} from "@/base/units";
import { protections, sectionTypeOf, sectionTypes } from "@/macho/constants";
import type { ReadonlyTable, Table } from "@/tables/table";
import { rangeMessages } from "./diagnostics/rangeMessages";
import type { Layout } from "./layout";
import type { LinkOptions } from "./options";
import { pointerLength } from "./pointerRules";
import { type NameTables, relocationPlace, relocationTargetText } from "./relocationNames";
import type { Schemas } from "./schemas/all";
import { globalFlags, slotKind } from "./schemas/globals";
import { causeKind, fixupKind, syntheticKind } from "./schemas/image";
import { isInterposable, isLazilyBound, isSharedWeak, isWeakImport, needsBinding } from "./synthetic/bindingKind";
import { hasSubtrahend, isImport, targetAtom, targetGlobal } from "./target";
import type { Trace } from "./trace/trace";

const none = row<GlobalIndex>(0);

/** What deciding on fixups reads, and where they go. */
export interface FixupRecording extends NameTables {
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly slots: ReadonlyTable<Schemas["slots"]>;
  readonly segments: ReadonlyTable<Schemas["segments"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
  readonly fixups: Table<Schemas["fixups"]>;
  readonly layout: Layout;
  readonly diagnostics: DiagnosticSink;
  readonly trace: Trace;
  readonly options: LinkOptions;
  /** A row for one more fixup. */
  newFixup(): FixupIndex;
}

export function createFixupRecorder(link: FixupRecording) {
  const { atoms, relocations, symbols, globals, slots, segments, outputSections, layout, diagnostics, trace } = link;
  const { fixups } = link;
  const { chainedFixups } = link.options;

  /** The place of the fixups being added. */
  let segment = row<SegmentIndex>(0);
  let address = row<VirtualAddress>(0);
  let kindOfCause = 0;
  let cause = 0;

  const add = (kind: number, global: GlobalIndex, low = 0, high = 0): void => {
    const next = link.newFixup();
    fixups.kind[next] = kind;
    fixups.segment[next] = segment;
    fixups.offset[next] = byteCount(address - segments.address[segment]);
    fixups.address[next] = address;
    fixups.global[next] = global;
    fixups.addendLow[next] = low;
    fixups.addendHigh[next] = high;
    fixups.causeKind[next] = kindOfCause;
    fixups.cause[next] = cause;
    if (trace.on) trace.record("fixup-recorded", next);
  };
  /** An absolute value, which no slide changes. */
  const isFixed = (relocation: RelocationIndex, global: GlobalIndex): boolean =>
    global !== 0
      ? !isImport(globals, global) && (globals.flags[global] & globalFlags.absolute) !== 0
      : targetAtom({ symbols, globals, atoms, relocations }, relocation) === 0;

  /** A chained pointer is one thing: what dyld shall find, or what it shall move. */
  const addChained = (global: GlobalIndex, low = 0, high = 0): void => {
    if (global !== 0 && needsBinding(globals, global)) add(fixupKind.bind, global, low, high);
    else add(fixupKind.rebase, none);
  };

  const addPointer = (relocation: RelocationIndex, global: GlobalIndex): void => {
    const low = relocations.addendLow[relocation];
    const high = relocations.addendHigh[relocation];
    if (chainedFixups) {
      if (!isFixed(relocation, global)) addChained(global, low, high);
      return;
    }
    if (global !== 0 && isImport(globals, global)) {
      add(fixupKind.bind, global, low, high);
      if (isWeakImport(globals, global)) add(fixupKind.weakBind, global, low, high);
      return;
    }
    if (isFixed(relocation, global)) return;
    addOwn(global, low, high);
  };
  /** What this image defines moves with it, and other images may have a say. */
  const addOwn = (global: GlobalIndex, low = 0, high = 0): void => {
    add(fixupKind.rebase, none);
    if (global === 0) return;
    if (isSharedWeak(globals, global)) add(fixupKind.weakBind, global, low, high);
    else if (isInterposable(globals, global)) add(fixupKind.bind, global, low, high);
  };
  const startSlot = (kind: number, at: VirtualAddress, causedBy: number, slot: SlotIndex): void => {
    segment = outputSections.segment[layout.syntheticSections[kind]!];
    address = at;
    kindOfCause = causedBy;
    cause = slot;
  };
  const visitStub = (slot: SlotIndex, global: GlobalIndex): void => {
    startSlot(syntheticKind.lazyPointers, slots.lazyPointer[slot], causeKind.lazyPointer, slot);
    if (isLazilyBound(globals, global)) {
      add(fixupKind.rebase, none);
      add(fixupKind.lazyBind, global);
    } else visitCell(global);
  };
  const visitCell = (global: GlobalIndex): void => {
    if (chainedFixups) {
      addChained(global);
      return;
    }
    if (global !== 0 && isImport(globals, global)) {
      add(fixupKind.bind, global);
      if (isWeakImport(globals, global)) add(fixupKind.weakBind, global);
      return;
    }
    addOwn(global);
  };

  return {
    visitPointer(relocation: RelocationIndex, atom: AtomIndex, rule: RelocationRule): void {
      const tables = { symbols, globals, atoms, relocations };
      const global = targetGlobal(tables, relocation);
      const imported = global !== 0 && isImport(globals, global);
      const isWhole = relocations.length[relocation] === pointerLength && !hasSubtrahend(tables, relocation);
      const output = atoms.output[atom];
      if (imported && !isWhole)
        diagnostics.report(
          rangeMessages.narrowImport(
            relocationPlace(link, relocation),
            rule.name,
            relocationTargetText(link, relocation),
          ),
        );
      if (!isWhole) return;
      // A descriptor's last word is an offset into the thread's block, which no slide changes.
      const isDescriptor = sectionTypeOf(outputSections.flags[output]) === sectionTypes.S_THREAD_LOCAL_VARIABLES;
      if (isDescriptor && !imported) return;
      segment = outputSections.segment[output];
      address = advance(atoms.address[atom], relocations.offset[relocation]);
      kindOfCause = causeKind.relocation;
      cause = relocation;
      if ((segments.initialProtection[segment] & protections.VM_PROT_WRITE) !== 0 || isFixed(relocation, global)) {
        addPointer(relocation, global);
        return;
      }
      const name = link.strings.text(segments.name[segment]);
      diagnostics.report(
        rangeMessages.textRelocation(
          relocationPlace(link, relocation),
          rule.name,
          relocationTargetText(link, relocation),
          name,
        ),
      );
    },
    visitSlot(slot: SlotIndex): void {
      const global = slots.global[slot];
      const kind = slots.kind[slot];
      if (kind === slotKind.thunk) return;
      if (kind === slotKind.stub) {
        // It jumps through a GOT cell, which has a slot of its own.
        if (!chainedFixups) visitStub(slot, global);
      } else {
        const section = kind === slotKind.got ? syntheticKind.got : syntheticKind.threadPointers;
        startSlot(section, slots.address[slot], causeKind.slot, slot);
        visitCell(global);
      }
    },
  };
}
