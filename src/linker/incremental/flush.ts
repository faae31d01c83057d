// One flush: from what changed to an image that dyld would load. The steps are those of a one-shot link, each over what
// is dirty alone. Errors stop it before anything is placed; what was asked for stays asked, and the next flush tries
// again.

import { isDataField } from "@/arch/rules";
import type { Diagnostic } from "@/base/diagnostic";
import {
  type AtomIndex,
  advance,
  alignmentPower,
  byteCount,
  type FixupIndex,
  type PatchIndex,
  type RelocationIndex,
  row,
} from "@/base/units";
import { checkAccess, checkEntry } from "../accessChecks";
import { createUndefinedReport } from "../diagnostics/undefinedSymbols";
import { createFixupRecorder } from "../fixupRecorder";
import { linkerFile, linkerSections, linkerSymbols } from "../linkerFile";
import { checkReach } from "../passes/placeSections";
import { describeDuplicate } from "../passes/resolveSymbols";
import { isPointerRule } from "../pointerRules";
import { createApplier } from "../relocationApplier";
import { actionFlags, globalState, requestCause } from "../schemas/globals";
import { causeKind, patchRoute } from "../schemas/image";
import { pointerAlignment, pointerBytes } from "../synthetic/syntheticSection";
import { isImport, targetGlobal } from "../target";
import { relocationsInOrder } from "./dirt";
import type { ByteChange, FileRange } from "./growingImage";
import type { NameListener, Names } from "./names";
import type { MovedAtom, Placing } from "./placing";
import type { Program } from "./program";
import type { References } from "./references";
import type { Regions } from "./regions";
import type { Sealing } from "./sealing";
import type { Slots } from "./slots";
import { createSlotWriter } from "./slotWriter";
import type { IncrementalState } from "./state";
import { createTentatives } from "./tentatives";

/** What a flush did. Rows are those of the build that it leaves. */
export interface FlushReport {
  readonly diagnostics: readonly Diagnostic[];
  /** False when errors stopped it: the image is the one before, or unfinished. */
  readonly complete: boolean;
  readonly placed: readonly AtomIndex[];
  readonly moved: readonly MovedAtom[];
  readonly grown: readonly { readonly output: number; readonly by: number }[];
  /** Atoms whose bytes were copied again where they are. */
  readonly rewritten: readonly AtomIndex[];
  readonly applied: readonly RelocationIndex[];
  /** Relocations in the program. */
  readonly relocations: number;
  /** Relocations that wait for something nothing provides yet. */
  readonly pending: number;
  readonly slotsWritten: number;
  readonly slotsFreed: number;
  /** Bytes of the file that differ from before, merged. */
  readonly changed: readonly FileRange[];
  /** The first of those bytes, before and after; undefined when there are too many, or when the image was new. */
  readonly changes: readonly ByteChange[] | undefined;
  readonly writes: number;
}

/** Changed bytes that a report holds: what somebody may look through. */
const mostShownBytes = 2048;

export interface Flusher {
  flush(): FlushReport;
}

export interface FlushParts {
  readonly state: IncrementalState;
  readonly names: Names;
  readonly references: References;
  readonly slots: Slots;
  readonly regions: Regions;
  readonly program: Program;
  readonly placing: Placing;
  readonly sealing: Sealing;
}

export function createFlusher(parts: FlushParts): Flusher {
  const { state, names, references, slots, regions, program, placing, sealing } = parts;
  const { atoms, symbols, globals, relocations, patches, fixups, stores, dirt, layout, options, image, rules } = state;
  const tentatives = createTentatives(state, program);
  const slotWriter = createSlotWriter(state);
  let isEntryRequested = false;
  /** Patches that the last flush wrote. */
  let traced: PatchIndex[] = [];

  const listener: NameListener = {
    gone(global) {
      tentatives.drop(global);
      slots.forget(global);
    },
    decided: tentatives.settle,
    review: program.review,
  };
  /** The binder, as long as there are lazy stubs, and its cell, from the first one on. */
  const settleBinder = (): void => {
    const isWanted = slots.hasLazyStubs();
    if (isWanted === (symbols.global[linkerSymbols.stubBinder] !== 0)) return;
    if (!isWanted) {
      names.remove(linkerSymbols.stubBinder);
      layout.stubBinder = row(0);
      return;
    }
    layout.stubBinder = names.add(linkerSymbols.stubBinder);
    slots.request(layout.stubBinder, actionFlags.got, requestCause.stubHelper);
    const symbol = linkerSymbols.dyldPrivate;
    if (symbols.atom[symbol] !== 0) return;
    const atom = stores.atoms.take(1);
    atoms.file[atom] = linkerFile;
    atoms.section[atom] = linkerSections.data;
    atoms.symbol[atom] = symbol;
    atoms.size[atom] = byteCount(pointerBytes);
    atoms.alignment[atom] = alignmentPower(pointerAlignment);
    symbols.atom[symbol] = atom;
    stores.symbols.touch(symbol);
    program.attachAtom(atom, new Uint8Array(pointerBytes));
    program.nameAtom(symbol);
  };
  const settleNames = (): void => {
    names.settle(listener);
    layout.entry = symbols.global[linkerSymbols.entry];
    if (globals.state[layout.entry] === globalState.imported && !isEntryRequested) {
      slots.request(layout.entry, actionFlags.stub, requestCause.entry);
      isEntryRequested = true;
    }
    slots.settle();
  };
  const reportNames = (): void => {
    for (const [global, losers] of names.duplicates) state.diagnostics.report(describeDuplicate(state, global, losers));
    const missing = createUndefinedReport(state);
    for (const global of names.undefinedNames) {
      if (global === layout.entry) missing.noteEntry();
      if (
        names
          .recordsOf(global)
          .some((symbol) => symbol >= linkerSymbols.firstWanted && symbols.file[symbol] === linkerFile)
      )
        missing.noteWanted(global, true);
      if (global === layout.stubBinder) missing.noteBinder(global);
      // What an object only lists, without a reference, is nobody's loss.
      if (names.recordsOf(global).some((symbol) => symbols.file[symbol] === state.declarationFile))
        missing.noteDeclaration(global);
      const users: RelocationIndex[] = [];
      references.ofGlobal(global, (relocation) => {
        if (atoms.live[relocations.atom[relocation]] === 1) users.push(relocation);
      });
      for (const relocation of users.sort((a, b) => a - b)) missing.note(global, relocation);
    }
    missing.report();
    const { entry } = layout;
    if (entry !== 0 && globals.state[entry] !== globalState.undefined && !isImport(globals, entry))
      checkEntry(state, entry);
  };
  const hasErrors = () => state.problems.some(({ severity }) => severity === "error");

  /** Copies what changed of the inputs to where it lies. */
  const writeAtoms = (): AtomIndex[] => {
    const written: AtomIndex[] = [];
    for (const [atom, { from, to }] of [...dirt.bytes].sort(([a], [b]) => a - b)) {
      const bytes = state.contents[atom];
      const output = atoms.output[atom];
      if (bytes === undefined || output === 0 || regions.of(output).isZerofill) continue;
      const offset = regions.offsetOf(output, advance(atoms.address[atom], from));
      image.patch(offset, bytes, causeKind.atom, atom, from, Math.min(to, bytes.length));
      written.push(atom);
    }
    dirt.bytes.clear();
    return written;
  };
  /** A relaxed load is written anew: its instruction may have to become a load again. */
  const restore = (relocation: RelocationIndex): void => {
    const patch = relocations.patch[relocation];
    if (patch === 0 || patches.route[patch] !== patchRoute.relaxed) return;
    const atom = relocations.atom[relocation];
    const bytes = state.contents[atom];
    if (bytes === undefined) return;
    const isWord = !isDataField(rules[relocations.type[relocation]]!.field);
    const from = relocations.offset[relocation] - (isWord ? 0 : 2);
    const offset = regions.offsetOf(atoms.output[atom], advance(atoms.address[atom], from));
    image.patch(offset, bytes, causeKind.atom, atom, from, relocations.offset[relocation] + 4);
  };
  /** Also where the applier only wrote the same numbers again. */
  const noteApplied = (relocation: RelocationIndex): void => {
    const patch = relocations.patch[relocation];
    stores.relocations.touch(relocation);
    if (patch === 0) return;
    stores.patches.touch(patch);
    if (patches.write[patch] !== 0) traced.push(patch);
  };
  /** The trace holds the writes of the last flush only. */
  const forgetWrites = (): void => {
    for (const patch of traced) {
      patches.write[patch] = row(0);
      stores.patches.touch(patch);
    }
    traced = [];
  };
  const applyRelocations = (): RelocationIndex[] => {
    const applied: RelocationIndex[] = [];
    const applier = createApplier({
      ...state,
      image,
      trace: state.trace,
      patchOf(relocation) {
        const known = relocations.patch[relocation];
        return known === 0 ? stores.patches.take(1) : known;
      },
      localSlot: slots.localSlot,
      // An incremental image has no thunks: what is out of reach is an error.
      thunkFor: () => row(0),
    });
    let rowsMade: FixupIndex[] = [];
    const recorder = createFixupRecorder({
      ...state,
      fixups,
      trace: state.trace,
      newFixup() {
        const fixup = stores.fixups.take(1);
        rowsMade.push(fixup);
        return fixup;
      },
    });
    let entered = row<AtomIndex>(0);
    for (const relocation of relocationsInOrder(dirt, () => state.onStep("write-atoms"))) {
      const atom = relocations.atom[relocation];
      // All of an atom's relocations are applied when it gets a place.
      if (atoms.output[atom] === 0) {
        dirt.relocations.delete(relocation);
        continue;
      }
      const rule = rules[relocations.type[relocation]]!;
      const global = targetGlobal(state, relocation);
      if (global !== 0 && globals.state[global] === globalState.undefined) continue;
      if (atom !== entered) applier.enterAtom(atom);
      entered = atom;
      restore(relocation);
      const before = state.problems.length;
      if (!checkAccess(state, relocation, global, rule) || !applier.apply(relocation)) continue;
      noteApplied(relocation);
      if (isPointerRule(rule)) {
        rowsMade = [];
        recorder.visitPointer(relocation, atom, rule);
        state.fixupOwners.setRelocation(relocation, rowsMade);
      }
      if (state.problems.length !== before) continue;
      dirt.relocations.delete(relocation);
      applied.push(relocation);
    }
    for (const slot of dirt.slots) {
      rowsMade = [];
      recorder.visitSlot(slot);
      state.fixupOwners.setSlot(slot, rowsMade);
    }
    return applied;
  };
  const writeSlots = (): { written: number; freed: number } => {
    const freed = slots.takeFreed();
    for (const { kind, number } of freed) if ((slots.byNumber(kind)[number] ?? 0) === 0) slotWriter.clear(kind, number);
    for (const slot of [...dirt.slots].sort((a, b) => a - b)) slotWriter.write(slot);
    const written = dirt.slots.size;
    if (slots.hasLazyStubs()) slotWriter.preamble();
    dirt.slots.clear();
    return { written, freed: freed.length };
  };
  const placeEntry = (): void => {
    const { entry } = layout;
    const stub = globals.stubSlot[entry];
    layout.entryAddress = isImport(globals, entry) && stub !== 0 ? state.slots.address[stub] : globals.address[entry];
  };
  const stopped = (): FlushReport => ({
    diagnostics: [...state.problems],
    complete: false,
    placed: [],
    moved: [],
    grown: [],
    rewritten: [],
    applied: [],
    relocations: stores.relocations.used(),
    pending: dirt.relocations.size,
    slotsWritten: 0,
    slotsFreed: 0,
    changed: [],
    changes: [],
    writes: 0,
  });
  /** Steps are numbered as `flushSteps` lists them. */
  const step = (number: number): void => {
    state.trace.pass = number;
    state.onStep(flushSteps[number]!.id);
  };
  return {
    flush() {
      step(1);
      forgetWrites();
      settleNames();
      settleBinder();
      settleNames();
      reportNames();
      if (hasErrors()) return stopped();
      step(2);
      const entryBefore = layout.entryAddress;
      const { placed, moved, grown, structure } = placing.place();
      placeEntry();
      checkReach(state);
      step(3);
      const isNew = new Set(placed);
      const rewritten = writeAtoms().filter((atom) => !isNew.has(atom));
      const applied = applyRelocations();
      if (hasErrors()) return { ...stopped(), placed, moved, grown, rewritten, applied };
      step(4);
      sealing.encodeLazyBinds();
      const { written, freed } = writeSlots();
      sealing.seal(structure || written > 0 || layout.entryAddress !== entryBefore || options.mode !== "incremental");
      return {
        diagnostics: [...state.problems],
        complete: true,
        placed,
        moved,
        grown,
        rewritten,
        applied,
        relocations: stores.relocations.used(),
        pending: dirt.relocations.size,
        slotsWritten: written,
        slotsFreed: freed,
        changed: image.changedRanges(),
        changes: image.changes(mostShownBytes),
        writes: image.writes(),
      };
    },
  };
}

/** What `trace.pass` counts, and the stage of the page's strip each belongs to. */
export const flushSteps = [
  { id: "update-program", stage: "Read" },
  { id: "settle-names", stage: "Resolve" },
  { id: "place-atoms", stage: "Place" },
  { id: "write-atoms", stage: "Patch" },
  { id: "seal-image", stage: "Seal" },
] as const;
