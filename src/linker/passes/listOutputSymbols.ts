// The image's own symbol table: the debug map and names nobody else sees first, then exports, then imports (LC_DYSYMTAB
// names the three groups by their ranges). Private externals are local by now; labels that tools made up are left out.

import { compareBytes } from "@/base/buffers";
import {
  type GlobalIndex,
  type OutputSectionIndex,
  type OutputSymbolIndex,
  row,
  type SlotIndex,
  type StringId,
  type SymbolIndex,
  type VirtualAddress,
  virtualAddress,
} from "@/base/units";
import { cpuSubtypes, specialOrdinals, symbolDescriptions, symbolTypes } from "@/macho/constants";
import { definePass, type PassInput } from "../context";
import { debugMapOf, type ListedSymbol, type Stab } from "../debugMap";
import { isExternal, isInSection, isStab } from "../inputSymbols";
import { linkerFile } from "../linkerFile";
import { compileChoice } from "../nameRules";
import { isTemporaryName } from "../names";
import { globalFlags, slotKind } from "../schemas/globals";
import { outputSymbolKind } from "../schemas/image";
import { isSharedWeak } from "../synthetic/bindingKind";
import { isImport, isInImage, symbolAddress } from "../target";

type Reads = "files" | "sections" | "symbols" | "atoms" | "globals" | "slots" | "outputSections" | "exports";
type Link = PassInput<Reads, never, "outputSymbols">;

/** What deciding on one record reads. */
export type SymbolSources = Pick<
  Link,
  "files" | "sections" | "symbols" | "atoms" | "globals" | "slots" | "outputSections" | "strings" | "options"
>;

/** The header belongs to no section; tools expect its symbol in the first one. */
const headerSection = 1;

export const listOutputSymbols = definePass({
  id: "list-output-symbols",
  title: "List the image's symbols",
  stage: "Place",
  reads: ["files", "sections", "symbols", "atoms", "globals", "slots", "outputSections", "exports"],
  writes: [],
  creates: ["outputSymbols"],
  requires: "addresses-final",
  run(link: Link) {
    const { globals, exports, create, strings } = link;
    const isKept = createLocalChoice(link);
    const locals: SymbolIndex[] = [];
    for (const symbol of link.symbols.rows())
      if (isListedLocal(link, symbol) && isKept(link.symbols.name[symbol])) locals.push(symbol);
    const groups = groupGlobals(link, isKept);
    const byName = (a: GlobalIndex, b: GlobalIndex) =>
      compareBytes(strings.bytes(globals.name[a]), strings.bytes(globals.name[b]));
    const thunks = [...link.slots.rows()].filter((slot) => link.slots.kind[slot] === slotKind.thunk);
    // They are sorted by name already; names that are passed on are imports.
    const shown: GlobalIndex[] = [];
    for (const entry of exports.rows())
      if (!isImport(globals, exports.global[entry])) shown.push(exports.global[entry]);
    const map = listDebugMap(link, locals, [...groups.hidden, ...shown]);
    const own = locals.length + thunks.length + groups.hidden.length + shown.length;
    const table = createSymbolWriter(link, create.outputSymbols(map.length + own + groups.imported.length + 1));
    for (const stab of map) table.addStab(stab);
    for (const symbol of locals) table.addLocal(symbol);
    for (const slot of thunks) table.addThunk(slot);
    for (const global of groups.hidden) table.addDefined(global, outputSymbolKind.local);
    for (const global of shown) table.addDefined(global, outputSymbolKind.exported);
    for (const global of groups.imported.sort(byName)) table.addImport(global);
    table.finish();
  },
});

/** Which of the names that nobody else sees are wanted. */
export function createLocalChoice({
  options,
  strings,
}: Pick<Link, "options" | "strings">): (name: StringId) => boolean {
  const choice = options.names.locals;
  const matches = compileChoice(choice);
  return (name) => choice.kind === "all" || matches(strings.text(name));
}

export function isListedLocal({ symbols, atoms, strings }: SymbolSources, symbol: SymbolIndex): boolean {
  const type = symbols.type[symbol];
  if (isStab(type) || isExternal(type) || symbols.name[symbol] === 0) return false;
  if (!isInSection(type)) return (type & symbolTypes.N_TYPE) === symbolTypes.N_ABS;
  const atom = symbols.atom[symbol];
  return atom !== 0 && atoms.output[atom] !== 0 && !isTemporaryName(strings.bytes(symbols.name[symbol]));
}

/** Of the linker's own, the header's symbol is one that programs look for. */
const isOwnSymbol = (symbols: Link["symbols"], symbol: SymbolIndex): boolean =>
  symbols.file[symbol] === linkerFile && (symbols.type[symbol] & symbolTypes.N_PEXT) === 0;

/** The group that a name's record is in; 0 for one that the image does not list. */
export function recordKindOf(
  { globals, symbols, atoms }: Pick<SymbolSources, "globals" | "symbols" | "atoms">,
  global: GlobalIndex,
  isKept: (name: StringId) => boolean,
): number {
  const flags = globals.flags[global];
  if (isImport(globals, global)) return (flags & globalFlags.used) === 0 ? 0 : outputSymbolKind.imported;
  if (!isInImage({ globals, symbols, atoms }, global)) return 0;
  if ((flags & globalFlags.exported) !== 0) return outputSymbolKind.exported;
  // `___dso_handle` and the like stand for places inside one image; they are no symbols of its own.
  const isShown = globals.file[global] !== linkerFile || isOwnSymbol(symbols, globals.symbol[global]);
  return isShown && isKept(globals.name[global]) ? outputSymbolKind.local : 0;
}

function groupGlobals(link: Link, isKept: (name: StringId) => boolean) {
  const hidden: GlobalIndex[] = [];
  const imported: GlobalIndex[] = [];
  for (const global of link.globals.rows()) {
    const kind = recordKindOf(link, global, isKept);
    if (kind === outputSymbolKind.imported) imported.push(global);
    else if (kind === outputSymbolKind.local) hidden.push(global);
  }
  return { hidden, imported };
}

const cpuSubtypeOf = {
  arm64: cpuSubtypes.CPU_SUBTYPE_ARM64_ALL,
  x86_64: cpuSubtypes.CPU_SUBTYPE_X86_64_ALL,
} as const;

/** Records about local symbols and names that the image defines, of objects with debug information. */
export function listDebugMap(
  link: SymbolSources,
  locals: readonly SymbolIndex[],
  named: readonly GlobalIndex[],
): Stab[] {
  const { files, globals, options, strings } = link;
  if (!options.debugMap) return [];
  const modules = options.modulePaths.map((path) => strings.internText(path));
  const cpuSubtype = cpuSubtypeOf[options.architecture];
  if (![...files.rows()].some((file) => files.debugSource[file] !== 0))
    return debugMapOf(link, [], { modules, cpuSubtype });
  const own = locals.map(
    (symbol): ListedSymbol => ({
      symbol,
      name: link.symbols.name[symbol],
      section: link.symbols.atom[symbol] === 0 ? 0 : outputOf(link, symbol),
      address: symbolAddress(link, symbol),
    }),
  );
  const shared = named.map(
    (global): ListedSymbol => ({
      symbol: globals.symbol[global],
      name: globals.name[global],
      section: definedSection(link, globals.symbol[global], globals.flags[global]),
      address: globals.address[global],
    }),
  );
  return debugMapOf(link, [...own, ...shared], { modules, cpuSubtype });
}

const outputOf = ({ symbols, atoms }: SymbolSources, symbol: SymbolIndex): number => atoms.output[symbols.atom[symbol]];

/** 0 for an absolute symbol. */
function definedSection(link: SymbolSources, symbol: SymbolIndex, flags: number): number {
  if ((flags & globalFlags.absolute) !== 0) return 0;
  if (link.symbols.atom[symbol] !== 0) return outputOf(link, symbol);
  return link.outputSections.rowCount() > headerSection ? headerSection : 0;
}

export function createSymbolWriter(link: SymbolSources, table: ReturnType<Link["create"]["outputSymbols"]>) {
  const { symbols, atoms, globals, slots, outputSections, strings } = link;
  const { N_ABS, N_EXT, N_PEXT, N_SECT, N_UNDF } = symbolTypes;
  let next = row<OutputSymbolIndex>(1);
  const thunksOf = new Map<string, number>();
  /** Starts a row; the caller has filled nothing yet. */
  const add = (kind: number, name: StringId, type: number, symbol: SymbolIndex, global: GlobalIndex) => {
    const index = next;
    next = row(next + 1);
    table.kind[index] = kind;
    table.name[index] = name;
    table.type[index] = type;
    table.symbol[index] = symbol;
    table.global[index] = global;
    return index;
  };
  return {
    /** The next record goes to that row. */
    seek(index: OutputSymbolIndex): void {
      next = index;
    },
    addStab({ type, name, section, description, value, symbol }: Stab): void {
      const index = add(outputSymbolKind.stab, name, type, symbol, row(0));
      table.section[index] = section;
      table.description[index] = description;
      table.value[index] = virtualAddress(value);
    },
    addLocal(symbol: SymbolIndex): void {
      const isAbsolute = symbols.atom[symbol] === 0;
      const type = isAbsolute ? N_ABS : N_SECT;
      const index = add(outputSymbolKind.local, symbols.name[symbol], type, symbol, row(0));
      table.section[index] = isAbsolute ? 0 : outputOf(link, symbol);
      table.value[index] = symbolAddress({ symbols, atoms }, symbol);
    },
    /** `_f.thunk.0`, as lld calls them: a place of its own in a stack trace. */
    addThunk(slot: SlotIndex): void {
      const global = slots.global[slot];
      const name = strings.text(global === 0 ? symbols.name[slots.symbol[slot]] : globals.name[global]);
      const number = thunksOf.get(name) ?? 0;
      thunksOf.set(name, number + 1);
      const text = strings.internText(`${name}.thunk.${number}`);
      const index = add(outputSymbolKind.local, text, N_SECT, row(0), row(0));
      table.section[index] = sectionAt(outputSections, slots.address[slot]);
      table.value[index] = slots.address[slot];
    },
    addDefined(global: GlobalIndex, kind: number): void {
      const symbol = globals.symbol[global];
      const flags = globals.flags[global];
      const section = definedSection(link, symbol, flags);
      const scope = kind === outputSymbolKind.exported ? N_EXT : N_PEXT;
      const index = add(kind, globals.name[global], scope | (section === 0 ? N_ABS : N_SECT), symbol, global);
      table.section[index] = section;
      table.value[index] = globals.address[global];
      table.description[index] =
        (isSharedWeak(globals, global) ? symbolDescriptions.N_WEAK_DEF : 0) |
        ((flags & globalFlags.referencedDynamically) === 0 ? 0 : symbolDescriptions.REFERENCED_DYNAMICALLY);
    },
    addImport(global: GlobalIndex): void {
      const flags = globals.flags[global];
      const index = add(
        outputSymbolKind.imported,
        globals.name[global],
        N_UNDF | N_EXT,
        globals.symbol[global],
        global,
      );
      table.value[index] = virtualAddress(0);
      table.description[index] =
        (ordinalByte(globals.ordinal[global]) << 8) |
        ((flags & globalFlags.weakImport) === 0 ? 0 : symbolDescriptions.N_WEAK_REF) |
        ((flags & globalFlags.weakDylibDefinition) === 0 ? 0 : symbolDescriptions.N_WEAK_DEF);
    },
    finish(): void {
      table.publish(next);
    },
  };
}

function sectionAt({ address, size, rows }: Link["outputSections"], place: VirtualAddress): OutputSectionIndex {
  for (const section of rows())
    if (place >= address[section] && place < address[section] + size[section]) return section;
  return row(0);
}

/** Two-level ordinals in a symbol record: special ones count down from 255. */
function ordinalByte(ordinal: number): number {
  if (ordinal === -1) return specialOrdinals.EXECUTABLE_ORDINAL;
  if (ordinal === -2) return specialOrdinals.DYNAMIC_LOOKUP_ORDINAL;
  return ordinal & 0xff;
}
