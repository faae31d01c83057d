// Gives every external name one row and decides which definition it stands for. Records are seen in table order: the
// linker's requests (entry, -u), then objects in link order, so the first weak definition wins and stays. A stronger
// one replaces it: strong > weak > tentative > undefined; of two tentatives the larger. Two strong ones are an error.

import type { Diagnostic, Place } from "@/base/diagnostic";
import {
  type EventIndex,
  type FileIndex,
  type GlobalIndex,
  row,
  type SectionIndex,
  type SymbolIndex,
} from "@/base/units";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable, Table } from "@/tables/table";
import { definePass } from "../context";
import { messages } from "../diagnostics/messages";
import { isThreadLocalVariables } from "../inputSections";
import { isAbsolute, isExternal, isIndirect, strengthOf } from "../inputSymbols";
import { linkerFile, linkerSymbols } from "../linkerFile";
import type { Schemas } from "../schemas/all";
import { globalFlags, globalState } from "../schemas/globals";
import type { Trace } from "../trace/trace";

interface Resolution {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: Table<Schemas["symbols"]>;
  readonly globals: Table<Schemas["globals"]>;
  readonly strings: StringPool;
  readonly trace: Trace;
  /** Further strong definitions of a name. */
  readonly duplicates: Map<GlobalIndex, SymbolIndex[]>;
}

export const resolveSymbols = definePass({
  id: "resolve-symbols",
  title: "Resolve names to definitions",
  stage: "Resolve",
  reads: ["files", "sections"],
  writes: ["symbols"],
  creates: ["globals"],
  requires: "inputs-final",
  run({ files, sections, symbols, create, strings, diagnostics, trace, layout }) {
    const globalOf = numberNames(symbols, strings.count());
    // One more than there are names: lazy stubs, if any, bring the name of dyld's binder along.
    const globals = create.globals(globalOf.end + 1);
    const resolution: Resolution = { files, sections, symbols, globals, strings, trace, duplicates: new Map() };
    const add = (symbol: SymbolIndex) => addRecord(resolution, symbol, row(globalOf.byName[symbols.name[symbol]]!));
    for (const symbol of symbols.rows()) {
      if (isReserved(symbol) || !isExternal(symbols.type[symbol])) continue;
      if (isIndirect(symbols.type[symbol]))
        diagnostics.report(
          messages.indirectSymbol(
            { file: strings.text(files.name[symbols.file[symbol]]) },
            strings.text(symbols.name[symbol]),
          ),
        );
      else add(symbol);
    }
    add(linkerSymbols.executeHeader);
    // Only for who asks, and never instead of a definition of the program's own.
    const handle = row<GlobalIndex>(globalOf.byName[symbols.name[linkerSymbols.dsoHandle]]!);
    if (handle !== 0 && globals.state[handle] === globalState.undefined) add(linkerSymbols.dsoHandle);
    globals.publish(globalOf.end);
    for (const [global, losers] of resolution.duplicates)
      diagnostics.report(describeDuplicate(resolution, global, losers));
    layout.entry = symbols.global[linkerSymbols.entry];
    layout.stubBinder = row(globalOf.byName[symbols.name[linkerSymbols.stubBinder]]!);
  },
});

/** Rows that join only after all objects had their say. */
const isReserved = (symbol: SymbolIndex): boolean => symbol < linkerSymbols.entry;

/** A row for each external name in order of appearance. */
function numberNames(symbols: ReadonlyTable<Schemas["symbols"]>, nameCount: number) {
  const byName = new Uint32Array(nameCount);
  let end = 1;
  const number = (symbol: SymbolIndex) => {
    if (byName[symbols.name[symbol]] === 0) byName[symbols.name[symbol]] = end++;
  };
  for (const symbol of symbols.rows())
    if (!isReserved(symbol) && isExternal(symbols.type[symbol]) && !isIndirect(symbols.type[symbol])) number(symbol);
  number(linkerSymbols.executeHeader);
  return { byName, end };
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

function addRecord(resolution: Resolution, symbol: SymbolIndex, global: GlobalIndex): void {
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
    (state === strength && (strength !== globalState.tentative || symbols.value[current] >= symbols.value[symbol]));
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

function describeDuplicate(resolution: Resolution, global: GlobalIndex, losers: readonly SymbolIndex[]): Diagnostic {
  const { globals, strings } = resolution;
  const places = [globals.symbol[global], ...losers].map((symbol) => definitionPlace(resolution, symbol));
  return messages.duplicateSymbol(strings.text(globals.name[global]), places);
}

function definitionPlace({ files, sections, symbols, strings }: Resolution, symbol: SymbolIndex): Place {
  const section: SectionIndex = symbols.section[symbol];
  const file: FileIndex = symbols.file[symbol];
  const place = { file: strings.text(files.name[file]), symbol: strings.text(symbols.name[symbol]) };
  if (section === 0) return place;
  const names = `${strings.text(sections.segmentName[section])},${strings.text(sections.sectionName[section])}`;
  return { ...place, section: names, offset: symbols.value[symbol] - sections.address[section] };
}
