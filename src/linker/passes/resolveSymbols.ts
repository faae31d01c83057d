// Gives every external name one row and decides which definition it stands for. Records are seen in table order: the
// linker's requests (entry, -u), then objects in link order, so the first weak definition wins and stays. A stronger
// one replaces it: strong > weak > tentative > undefined; of two tentatives the larger. Two strong ones are an error.

import { placeSymbol } from "@/base/demangle/readable";
import type { Diagnostic, Place } from "@/base/diagnostic";
import {
  type FileIndex,
  type GlobalIndex,
  row,
  type SectionIndex,
  type StringId,
  type SymbolIndex,
} from "@/base/units";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { readAlias, settleAliases } from "../aliases";
import { definePass } from "../context";
import { memberLoaded, messages } from "../diagnostics/messages";
import { isExternal, isIndirect } from "../inputSymbols";
import { linkerSymbols, symbolsOnDemand } from "../linkerFile";
import { addRecord, type Resolution } from "../resolution";
import type { Schemas } from "../schemas/all";
import { globalState } from "../schemas/globals";
import { type SourceTables, sourceLineAt } from "../sourceLines";

export const resolveSymbols = definePass({
  id: "resolve-symbols",
  title: "Resolve names to definitions",
  stage: "Resolve",
  reads: ["files", "sections"],
  writes: ["symbols"],
  creates: ["globals"],
  requires: "inputs-final",
  run({ files, sections, symbols, create, parsed, options, strings, diagnostics, trace, layout }) {
    const globalOf = numberNames(symbols, strings.count(), options.output === "executable");
    // One more than there are names: lazy stubs, if any, bring the name of dyld's binder along.
    const globals = create.globals(globalOf.end + 1);
    const resolution: Resolution = { sections, symbols, globals, trace, duplicates: new Map() };
    const add = (symbol: SymbolIndex) => addRecord(resolution, symbol, row(globalOf.byName[symbols.name[symbol]]!));
    const indirect: SymbolIndex[] = [];
    for (const symbol of symbols.rows()) {
      if (isReserved(symbol) || !isExternal(symbols.type[symbol])) continue;
      if (isIndirect(symbols.type[symbol])) indirect.push(symbol);
      else add(symbol);
    }
    if (indirect.length > 0) {
      const find = (name: StringId) => row<GlobalIndex>(globalOf.byName[name] ?? 0);
      const aliases = indirect.map((symbol) => readAlias({ files, symbols, parsed, options, strings }, symbol));
      settleAliases({ resolution, find, add, files, strings, diagnostics }, aliases);
    }
    if (options.output === "executable") add(linkerSymbols.header);
    for (const symbol of symbolsOnDemand(options.output)) {
      const wanted = row<GlobalIndex>(globalOf.byName[symbols.name[symbol]]!);
      if (wanted !== 0 && globals.state[wanted] === globalState.undefined) add(symbol);
    }
    globals.publish(globalOf.end);
    for (const [global, losers] of resolution.duplicates)
      diagnostics.report(describeDuplicate({ files, ...resolution, strings, parsed }, global, losers));
    layout.entry = symbols.global[linkerSymbols.entry];
    layout.stubBinder = row(globalOf.byName[symbols.name[linkerSymbols.stubBinder]]!);
  },
});

/** Rows that join only after all objects had their say. */
const isReserved = (symbol: SymbolIndex): boolean => symbol < linkerSymbols.entry;

/** A row for each external name in order of appearance. */
function numberNames(symbols: ReadonlyTable<Schemas["symbols"]>, nameCount: number, hasHeaderName: boolean) {
  const byName = new Uint32Array(nameCount);
  let end = 1;
  const number = (symbol: SymbolIndex) => {
    if (byName[symbols.name[symbol]] === 0) byName[symbols.name[symbol]] = end++;
  };
  for (const symbol of symbols.rows()) if (!isReserved(symbol) && isExternal(symbols.type[symbol])) number(symbol);
  if (hasHeaderName) number(linkerSymbols.header);
  return { byName, end };
}

interface DuplicateTables extends SourceTables {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly strings: StringPool;
}

export function describeDuplicate(
  resolution: DuplicateTables,
  global: GlobalIndex,
  losers: readonly SymbolIndex[],
): Diagnostic {
  const { globals, symbols, files, strings } = resolution;
  const definitions = [globals.symbol[global], ...losers];
  const places = definitions.map((symbol) => definitionPlace(resolution, symbol));
  const notes = definitions.flatMap((symbol) => {
    const file = symbols.file[symbol];
    const wanted = files.pulledBy[file];
    return wanted === 0 ? [] : [memberLoaded(strings.text(files.name[file]), strings.text(wanted))];
  });
  return messages.duplicateSymbol(strings.text(globals.name[global]), places, notes);
}

function definitionPlace({ files, sections, symbols, strings, parsed }: DuplicateTables, symbol: SymbolIndex): Place {
  const section: SectionIndex = symbols.section[symbol];
  const file: FileIndex = symbols.file[symbol];
  const place = { file: strings.text(files.name[file]), ...placeSymbol(strings.text(symbols.name[symbol])) };
  if (section === 0) return place;
  const names = `${strings.text(sections.segmentName[section])},${strings.text(sections.sectionName[section])}`;
  const offset = symbols.value[symbol] - sections.address[section];
  const source = sourceLineAt({ sections, parsed }, section, offset);
  return { ...place, section: names, offset, ...(source === undefined ? {} : { source }) };
}
