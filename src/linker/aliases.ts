// Second names of definitions: `-alias`, and records of objects whose value is another name (N_INDR). An alias is a
// definition at the same place as what it names, once it is known which definition that is.

import type { DiagnosticSink } from "@/base/diagnostic";
import type { GlobalIndex, StringId, SymbolIndex } from "@/base/units";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { messages } from "./diagnostics/messages";
import { aliasRows, linkerFile } from "./linkerFile";
import type { LinkOptions } from "./options";
import type { ParsedInputs } from "./parsedInputs";
import type { Resolution } from "./resolution";
import type { Schemas } from "./schemas/all";
import { globalState } from "./schemas/globals";

export interface AliasRecord {
  readonly symbol: SymbolIndex;
  readonly of: StringId;
  /** The command line asked for it. */
  readonly asked: boolean;
}

interface AliasSources {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly parsed: ParsedInputs;
  readonly options: LinkOptions;
  readonly strings: StringPool;
}

/** What an indirect record stands for. */
export function readAlias(
  { files, symbols, parsed, options, strings }: AliasSources,
  symbol: SymbolIndex,
): AliasRecord {
  const file = symbols.file[symbol];
  if (file === linkerFile) {
    const { of } = options.names.aliases[symbol - aliasRows(options).first]!;
    return { symbol, of: strings.internText(of), asked: true };
  }
  const { reader } = parsed.objects.get(file)!;
  return { symbol, of: strings.intern(reader.indirectName(symbol - files.firstSymbol[file])), asked: false };
}

/** Makes the alias's record a definition like the one it names; false while there is none. */
function copyDefinition({ symbols, globals }: Resolution, { symbol, asked }: AliasRecord, of: GlobalIndex): boolean {
  const state = globals.state[of];
  if (state !== globalState.strong && state !== globalState.weak) return false;
  const source = globals.symbol[of];
  const { N_EXT, N_PEXT, N_TYPE } = symbolTypes;
  const own = asked ? 0 : symbols.type[symbol] & N_PEXT;
  symbols.type[symbol] = (symbols.type[source] & (N_TYPE | N_PEXT)) | N_EXT | own;
  symbols.description[symbol] = symbols.description[source] & ~symbolDescriptions.N_ALT_ENTRY;
  if (asked) symbols.file[symbol] = symbols.file[source];
  symbols.section[symbol] = symbols.section[source];
  symbols.value[symbol] = symbols.value[source];
  symbols.atom[symbol] = symbols.atom[source];
  symbols.atomOffset[symbol] = symbols.atomOffset[source];
  return true;
}

interface Settling {
  readonly resolution: Resolution;
  /** The name's row; 0 without one. */
  find(name: StringId): GlobalIndex;
  add(symbol: SymbolIndex): void;
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly strings: StringPool;
  readonly diagnostics: DiagnosticSink;
}

/** An alias may stand for another one: they are gone through until no more of them come to a definition. */
export function settleAliases(settling: Settling, aliases: readonly AliasRecord[]): void {
  const { resolution, find, add } = settling;
  let open = aliases;
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    open = open.filter((alias) => {
      const of = find(alias.of);
      if (of === 0 || !copyDefinition(resolution, alias, of)) return true;
      add(alias.symbol);
      return false;
    });
  }
  for (const alias of open) reportOpen(settling, alias);
}

function reportOpen(
  { resolution, find, files, strings, diagnostics }: Settling,
  { symbol, of, asked }: AliasRecord,
): void {
  const { symbols } = resolution;
  const [name, target] = [strings.text(symbols.name[symbol]), strings.text(of)];
  if (asked && find(of) === 0) diagnostics.report(messages.aliasOfNothing(name, target));
  else {
    const place = asked ? undefined : { file: strings.text(files.name[symbols.file[symbol]]) };
    diagnostics.report(messages.aliasOfOther(place, name, target));
  }
}
