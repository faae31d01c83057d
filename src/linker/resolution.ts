// Which record of a name decides it, record by record in link order: the one rule that both ways of linking follow.
// strong > weak > tentative > undefined; of two tentatives the larger, of equal ones the later; the first weak definition stays; two strong ones
// are an error, kept in `duplicates`.

import { type EventIndex, type GlobalIndex, row, type SymbolIndex } from "@/base/units";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import type { ReadonlyTable, Table } from "@/tables/table";
import { isThreadLocalVariables } from "./inputSections";
import { isAbsolute, strengthOf } from "./inputSymbols";
import { linkerFile } from "./linkerFile";
import type { Schemas } from "./schemas/all";
import { globalFlags, globalState } from "./schemas/globals";
import type { Trace } from "./trace/trace";

export interface Resolution {
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: Table<Schemas["symbols"]>;
  readonly globals: Table<Schemas["globals"]>;
  readonly trace: Trace;
  /** Further strong definitions of a name. */
  readonly duplicates: Map<GlobalIndex, SymbolIndex[]>;
}

/** Metadata that a definition brings to its name. */
function definitionFlags({ sections, symbols }: Resolution, symbol: SymbolIndex): number {
  const type = symbols.type[symbol];
  const description = symbols.description[symbol];
  const section = symbols.section[symbol];
  const { N_NO_DEAD_STRIP, N_WEAK_DEF, N_WEAK_REF, REFERENCED_DYNAMICALLY } = symbolDescriptions;
  const isTentative = strengthOf(type, 0, symbols.value[symbol]) === globalState.tentative;
  // A tentative definition keeps its alignment in the bits that mean something else for others.
  const bits = isTentative ? 0 : description;
  const canBeHidden = (bits & N_WEAK_DEF) !== 0 && (bits & N_WEAK_REF) !== 0;
  let flags = 0;
  if ((bits & N_WEAK_DEF) !== 0) flags |= globalFlags.weakDefinition;
  // A definition that may be hidden is: nothing in this image exports it by name.
  if ((type & symbolTypes.N_PEXT) !== 0 || canBeHidden) flags |= globalFlags.privateExternal;
  if (canBeHidden) flags |= globalFlags.canBeHidden;
  if ((bits & REFERENCED_DYNAMICALLY) !== 0) flags |= globalFlags.referencedDynamically;
  if ((description & N_NO_DEAD_STRIP) !== 0) flags |= globalFlags.noDeadStrip;
  if (isAbsolute(type)) flags |= globalFlags.absolute;
  if (section !== 0 && isThreadLocalVariables(sections.flags[section])) flags |= globalFlags.threadLocal;
  if (symbols.file[symbol] === linkerFile) flags |= globalFlags.linkerDefined;
  return flags;
}

/** Lets one more record of a name speak: a reference or a definition. */
export function addRecord(resolution: Resolution, symbol: SymbolIndex, global: GlobalIndex): void {
  const { symbols, globals, trace } = resolution;
  const isNew = globals.state[global] === 0;
  symbols.global[symbol] = global;
  let cause = row<EventIndex>(0);
  if (isNew) {
    globals.name[global] = symbols.name[symbol];
    globals.symbol[global] = symbol;
    globals.state[global] = globalState.undefined;
    globals.flags[global] = globalFlags.weakReference;
    if (trace.on) cause = trace.record("global-created", global, symbol);
  }
  const strength = strengthOf(symbols.type[symbol], symbols.description[symbol], symbols.value[symbol]);
  if (strength === globalState.undefined) addReference(resolution, symbol, global);
  else addDefinition(resolution, symbol, global, strength, cause);
}

/** One strong reference makes the name strongly needed; it never weakens again. */
function addReference({ symbols, globals }: Resolution, symbol: SymbolIndex, global: GlobalIndex): void {
  if ((symbols.description[symbol] & symbolDescriptions.N_WEAK_REF) === 0)
    globals.flags[global] &= ~globalFlags.weakReference;
  // An object's reference is the better witness than the linker's own request.
  const first = globals.symbol[global];
  if (globals.state[global] === globalState.undefined && symbols.file[first] === linkerFile)
    globals.symbol[global] = symbol;
}

function addDefinition(
  resolution: Resolution,
  symbol: SymbolIndex,
  global: GlobalIndex,
  strength: number,
  cause: EventIndex,
): void {
  const { symbols, globals, trace, duplicates } = resolution;
  const current = globals.symbol[global];
  const state = globals.state[global];
  const loses =
    state > strength ||
    (state === strength && (strength !== globalState.tentative || symbols.value[current] > symbols.value[symbol]));
  if (!loses) {
    choose(resolution, symbol, global, strength);
    if (trace.on)
      trace.record("definition-chosen", global, symbol, state === globalState.undefined ? 0 : current, cause);
    return;
  }
  if (trace.on) trace.record("definition-refused", global, symbol, current);
  if (strength === globalState.strong && state === globalState.strong) {
    const known = duplicates.get(global);
    if (known === undefined) duplicates.set(global, [symbol]);
    else known.push(symbol);
  } else if (strength === globalState.weak && state === globalState.weak) mergeWeak(resolution, symbol, global);
}

function choose(resolution: Resolution, symbol: SymbolIndex, global: GlobalIndex, strength: number): void {
  const { symbols, globals } = resolution;
  const kept = globals.flags[global] & globalFlags.weakReference;
  const flags = definitionFlags(resolution, symbol);
  globals.symbol[global] = symbol;
  globals.file[global] = symbols.file[symbol];
  globals.state[global] = strength;
  globals.flags[global] = kept | flags | exportFlag(flags);
}

const exportFlag = (flags: number): number => ((flags & globalFlags.privateExternal) === 0 ? globalFlags.exported : 0);

/**
 * Two weak definitions are one function compiled twice: the first one's bytes stay, but the name is as visible as
 * the more visible of the two, and as protected from stripping as the more protected (lld does the same).
 */
function mergeWeak(resolution: Resolution, symbol: SymbolIndex, global: GlobalIndex): void {
  const { globals } = resolution;
  const other = definitionFlags(resolution, symbol);
  const both = globals.flags[global] & other & (globalFlags.privateExternal | globalFlags.canBeHidden);
  const either = (globals.flags[global] | other) & (globalFlags.noDeadStrip | globalFlags.referencedDynamically);
  const rest = ~(globalFlags.privateExternal | globalFlags.canBeHidden | globalFlags.exported);
  globals.flags[global] = (globals.flags[global] & rest) | both | either | exportFlag(both);
}
