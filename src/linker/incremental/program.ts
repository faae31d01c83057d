// Rows that join and leave the program: what every change of a file or a declaration comes down to. Nothing is placed
// or written here; what must be done is noted as dirt.

import { type AtomIndex, advance, type RelocationIndex, row, type SymbolIndex } from "@/base/units";
import { isExternal, isIndirect } from "../inputSymbols";
import { linkerFile } from "../linkerFile";
import { globalState } from "../schemas/globals";
import { causeKind } from "../schemas/image";
import { fileFlags } from "../schemas/inputs";
import type { Chains } from "./chains";
import type { Names } from "./names";
import type { References } from "./references";
import type { Regions } from "./regions";
import type { Slots } from "./slots";
import type { IncrementalState } from "./state";

export interface Program {
  /** The atom's row is filled; it gets a place at the next flush if anything keeps it. */
  attachAtom(atom: AtomIndex, contents: Uint8Array | undefined): void;
  /** Gives its place back. Its relocations and symbols have left before. */
  detachAtom(atom: AtomIndex): void;
  attachSymbol(symbol: SymbolIndex): void;
  detachSymbol(symbol: SymbolIndex): void;
  attachRelocation(relocation: RelocationIndex): void;
  detachRelocation(relocation: RelocationIndex): void;
  symbolsOf(atom: AtomIndex): readonly SymbolIndex[];
  /** A symbol starts to name a place in an atom, or ceases to. */
  nameAtom(symbol: SymbolIndex): void;
  unnameAtom(symbol: SymbolIndex, atom?: AtomIndex): void;
  /** Decides whether an atom is in the image: a weak definition that lost, and that nothing refers to, is not. */
  review(atom: AtomIndex): void;
  /** Takes an atom's place away. */
  vacate(atom: AtomIndex): void;
  /** The image's record of the symbol may not say what is so any more. */
  listAgain(symbol: SymbolIndex): void;
  /** Zeros bytes [from, to) of an atom's place, which it does not need any more. */
  zero(atom: AtomIndex, from: number, to: number): void;
}

export function createProgram(
  state: IncrementalState,
  names: Names,
  references: References,
  slots: Slots,
  chains: Chains,
  regions: Regions,
): Program {
  const { atoms, symbols, files, globals, relocations, contents, dirt, stores, fixupOwners } = state;
  const named: (SymbolIndex[] | undefined)[] = [];
  const none: readonly SymbolIndex[] = [];

  const isWanted = (atom: AtomIndex): boolean => {
    if ((files.flags[atoms.file[atom]] & fileFlags.subsections) === 0 || references.isReferred(atom)) return true;
    let lost = false;
    for (const symbol of named[atom] ?? none) {
      const global = symbols.global[symbol];
      if (global === 0) continue;
      if (globals.symbol[global] === symbol) return true;
      if (symbols.atomOffset[symbol] === 0 && globals.state[global] >= globalState.weak) lost = true;
    }
    return !lost;
  };
  const zero = (atom: AtomIndex, from: number, to: number): void => {
    const output = atoms.output[atom];
    if (output === 0 || regions.of(output).isZerofill) return;
    // An atom that outgrew its place, and has not been moved yet, is larger than what is its own.
    const end = Math.min(to, chains.capacity(atom));
    if (end <= from) return;
    const offset = regions.offsetOf(output, advance(atoms.address[atom], from));
    state.image.patch(offset, new Uint8Array(end - from), causeKind.padding, 0);
  };
  const listAgain = (symbol: SymbolIndex): void => {
    const global = symbols.global[symbol];
    if (global === 0) dirt.localRecords.add(symbol);
    else dirt.globalRecords.add(global);
  };
  const dropPatch = (relocation: RelocationIndex): void => {
    if (relocations.patch[relocation] === 0) return;
    stores.patches.give(relocations.patch[relocation], 1);
    relocations.patch[relocation] = row(0);
    stores.relocations.touch(relocation);
  };
  const vacate = (atom: AtomIndex): void => {
    if (chains.linkOf(atom) === undefined) return;
    zero(atom, 0, atoms.size[atom]);
    if (state.trace.on) state.trace.record("atom-freed", atom, 0, atoms.address[atom]);
    chains.remove(atom);
    atoms.output[atom] = row(0);
    stores.atoms.touch(atom);
    dirt.resized.delete(atom);
    dirt.moved.delete(atom);
    dirt.bytes.delete(atom);
    for (
      let relocation = atoms.firstRelocation[atom];
      relocation < atoms.relocationEnd[atom];
      relocation = row(relocation + 1)
    ) {
      fixupOwners.dropRelocation(relocation);
      dropPatch(relocation);
    }
    for (const symbol of named[atom] ?? none) listAgain(symbol);
  };
  return {
    attachAtom(atom, bytes) {
      contents[atom] = bytes;
      atoms.live[atom] = 1;
      stores.atoms.touch(atom);
      dirt.unplaced.add(atom);
    },
    detachAtom(atom) {
      vacate(atom);
      dirt.unplaced.delete(atom);
      contents[atom] = undefined;
      named[atom] = undefined;
    },
    attachSymbol(symbol) {
      const type = symbols.type[symbol];
      if (symbols.atom[symbol] !== 0) this.nameAtom(symbol);
      if (isExternal(type) && !isIndirect(type)) names.add(symbol);
      else dirt.localRecords.add(symbol);
    },
    detachSymbol(symbol) {
      this.unnameAtom(symbol);
      if (symbols.global[symbol] !== 0) names.remove(symbol);
      else dirt.localRecords.add(symbol);
    },
    attachRelocation(relocation) {
      references.attach(relocation);
      slots.attach(relocation);
      dirt.relocations.add(relocation);
    },
    detachRelocation(relocation) {
      slots.detach(relocation);
      references.detach(relocation);
      fixupOwners.dropRelocation(relocation);
      dirt.relocations.delete(relocation);
      dropPatch(relocation);
    },
    symbolsOf: (atom) => named[atom] ?? none,
    nameAtom(symbol) {
      const atom = symbols.atom[symbol];
      const known = named[atom];
      if (known === undefined) named[atom] = [symbol];
      else known.push(symbol);
    },
    unnameAtom(symbol, atom = symbols.atom[symbol]) {
      const known = named[atom];
      const at = known?.indexOf(symbol) ?? -1;
      if (at !== -1) known!.splice(at, 1);
    },
    review(atom) {
      if (atoms.file[atom] === linkerFile || atoms.file[atom] === 0) return;
      const wanted = isWanted(atom);
      if (wanted === (atoms.live[atom] === 1)) return;
      atoms.live[atom] = wanted ? 1 : 0;
      stores.atoms.touch(atom);
      if (wanted) dirt.unplaced.add(atom);
      else {
        dirt.unplaced.delete(atom);
        vacate(atom);
      }
    },
    vacate,
    listAgain,
    zero,
  };
}
