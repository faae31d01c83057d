// The one place that answers what a reference refers to. A relocation stores (file, symbol); whether that name ends at
// a local definition, at the definition another file won with, or at an import is decided by resolution and looked up
// here, late, every time. So a stronger definition, or one that moves, never leaves a stale copy behind.

import { assert } from "@/base/assert";
import {
  type AtomIndex,
  advance,
  type GlobalIndex,
  type RelocationIndex,
  row,
  type SymbolIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import type { Schemas } from "./schemas/all";
import { globalFlags, globalState } from "./schemas/globals";

/** What looking up a target reads. */
export interface TargetTables {
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly relocations: ReadonlyTable<Schemas["relocations"]>;
}

export type Target =
  | { readonly kind: "global"; readonly global: GlobalIndex }
  /** A local definition of the same file. */
  | { readonly kind: "symbol"; readonly symbol: SymbolIndex }
  /** A section-based record: the addend counts from the atom's start. */
  | { readonly kind: "atom"; readonly atom: AtomIndex };

const noGlobal = row<GlobalIndex>(0);
const noAtom = row<AtomIndex>(0);

/** For people and tests; hot loops use the functions below, which allocate nothing. */
export function targetOf(tables: TargetTables, relocation: RelocationIndex): Target {
  const symbol = tables.relocations.symbol[relocation];
  if (symbol === 0) return { kind: "atom", atom: tables.relocations.target[relocation] };
  const global = tables.symbols.global[symbol];
  return global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
}

/** The name a relocation goes through; 0 when it refers to a local symbol or an atom. */
export function targetGlobal(tables: TargetTables, relocation: RelocationIndex): GlobalIndex {
  const symbol = tables.relocations.symbol[relocation];
  return symbol === 0 ? noGlobal : tables.symbols.global[symbol];
}

/** True when dyld finds the name in a dylib (or nowhere, where that is allowed): it has no address in this image. */
export function isImport(globals: ReadonlyTable<Schemas["globals"]>, global: GlobalIndex): boolean {
  const state = globals.state[global];
  return state === globalState.imported || state === globalState.undefined;
}

/** True when the image holds the name's definition: not stripped, and in a section that reaches the image. */
export function isInImage(
  { globals, symbols, atoms }: Pick<TargetTables, "globals" | "symbols" | "atoms">,
  global: GlobalIndex,
): boolean {
  if (globals.state[global] === 0 || isImport(globals, global)) return false;
  if ((globals.flags[global] & (globalFlags.absolute | globalFlags.linkerDefined)) !== 0) return true;
  const atom = symbols.atom[globals.symbol[global]];
  return atom !== 0 && atoms.output[atom] !== 0;
}

/** True when the relocation's target is bound by dyld. */
export function targetsImport(tables: TargetTables, relocation: RelocationIndex): boolean {
  const global = targetGlobal(tables, relocation);
  return global !== 0 && isImport(tables.globals, global);
}

/** The record that defines what `symbol` names: the winner of its name, or the symbol itself when local. */
export function definitionOf(tables: Pick<TargetTables, "symbols" | "globals">, symbol: SymbolIndex): SymbolIndex {
  const global = tables.symbols.global[symbol];
  return global === 0 ? symbol : tables.globals.symbol[global];
}

/** The atom a symbol's name ends in; 0 for imports, absolute symbols and what the linker itself defines. */
export function atomOfSymbol(tables: Pick<TargetTables, "symbols" | "globals">, symbol: SymbolIndex): AtomIndex {
  const global = tables.symbols.global[symbol];
  if (global === 0) return tables.symbols.atom[symbol];
  return isImport(tables.globals, global) ? noAtom : tables.symbols.atom[tables.globals.symbol[global]];
}

/** The atom a relocation's target lies in; 0 when the target lies in none. */
export function targetAtom(tables: TargetTables, relocation: RelocationIndex): AtomIndex {
  const symbol = tables.relocations.symbol[relocation];
  return symbol === 0 ? tables.relocations.target[relocation] : atomOfSymbol(tables, symbol);
}

/** The atom whose address a SUBTRACTOR pair takes away; 0 without one. */
export function subtrahendAtom(tables: TargetTables, relocation: RelocationIndex): AtomIndex {
  const symbol = tables.relocations.subtrahend[relocation];
  return symbol === 0 ? tables.relocations.subtrahendAtom[relocation] : atomOfSymbol(tables, symbol);
}

/** Where one symbol record lies, without following its name: its atom's address plus its offset, or its absolute value. */
export function symbolAddress(
  { symbols, atoms }: Pick<TargetTables, "symbols" | "atoms">,
  symbol: SymbolIndex,
): VirtualAddress {
  const atom = symbols.atom[symbol];
  return atom === 0 ? virtualAddress(symbols.value[symbol]) : advance(atoms.address[atom], symbols.atomOffset[symbol]);
}

/** Where a reference to `symbol` ends: its name's final address when it has one across files. Needs addresses-final. */
export function referenceAddress(
  tables: Pick<TargetTables, "symbols" | "globals" | "atoms">,
  symbol: SymbolIndex,
): VirtualAddress {
  const global = tables.symbols.global[symbol];
  return global === 0 ? symbolAddress(tables, symbol) : tables.globals.address[global];
}

/** S: the address of a relocation's target, before its addend; 0 for imports. Needs addresses-final. */
export function targetAddress(tables: TargetTables, relocation: RelocationIndex): VirtualAddress {
  const symbol = tables.relocations.symbol[relocation];
  return symbol === 0 ? tables.atoms.address[tables.relocations.target[relocation]] : referenceAddress(tables, symbol);
}

/** True when the record is a difference of two addresses. */
export function hasSubtrahend(tables: TargetTables, relocation: RelocationIndex): boolean {
  const { subtrahend, subtrahendAtom: atom } = tables.relocations;
  return subtrahend[relocation] !== 0 || atom[relocation] !== 0;
}

/** SUB: the address that a SUBTRACTOR pair takes away. Only for relocations with one. Needs addresses-final. */
export function subtrahendAddress(tables: TargetTables, relocation: RelocationIndex): VirtualAddress {
  const symbol = tables.relocations.subtrahend[relocation];
  if (symbol !== 0) return referenceAddress(tables, symbol);
  const atom = tables.relocations.subtrahendAtom[relocation];
  assert(atom !== 0, "a difference has something to subtract");
  return tables.atoms.address[atom];
}
