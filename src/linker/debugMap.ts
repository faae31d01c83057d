// The debug map: records of the symbol table (stabs) that lead a debugger, or dsymutil, from an address of the image to
// the object that holds the debug information of what lies there. The information itself stays in the objects; without
// the map nobody would find it. The order is ld64.lld's: object by object, between two N_SO records, each name that the
// image lists.

import { type FileIndex, row, type SectionIndex, type StringId, type SymbolIndex } from "@/base/units";
import { sectionAttributes, sectionTypeOf, sectionTypes, stabs, symbolDescriptions } from "@/macho/constants";
import type { StringReader } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { isExternal, isInSection } from "./inputSymbols";
import type { Schemas } from "./schemas/all";

interface MapTables {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly strings: StringReader;
}

/** A name that the image lists, at its final place. */
export interface ListedSymbol {
  readonly symbol: SymbolIndex;
  readonly name: StringId;
  /** Row of `outputSections`; 0 for an absolute one. */
  readonly section: number;
  readonly address: number;
}

export interface Stab {
  readonly type: number;
  /** 0 for none. */
  readonly name: StringId;
  readonly section: number;
  readonly description: number;
  readonly value: number;
  /** The symbol it is about; 0 for those about a file. */
  readonly symbol: SymbolIndex;
}

/** How far each function reaches, for stabs of one file after the other. */
type SizeOf = (symbol: SymbolIndex) => number;

interface MapWishes {
  /** Paths of Swift's modules. */
  readonly modules: readonly StringId[];
  /** What the objects are made for. */
  readonly cpuSubtype: number;
}

/** Records about the listed symbols of objects with debug information. */
export function debugMapOf(
  tables: MapTables,
  listed: readonly ListedSymbol[],
  { modules, cpuSubtype }: MapWishes,
): Stab[] {
  const { files, symbols } = tables;
  const byFile = new Map<FileIndex, ListedSymbol[]>();
  for (const one of listed) {
    const file = symbols.file[one.symbol];
    if (one.section === 0 || files.debugSource[file] === 0) continue;
    const known = byFile.get(file);
    if (known === undefined) byFile.set(file, [one]);
    else known.push(one);
  }
  const map = modules.map((name) => stab(stabs.N_AST, { name }));
  if (byFile.size === 0 && map.length > 0) map.push(end);
  for (const file of [...byFile.keys()].sort((a, b) => a - b)) {
    map.push(stab(stabs.N_SO, { name: files.debugSource[file] }));
    // Description 1 is what debuggers expect; the time of the object would differ from build to build.
    map.push(stab(stabs.N_OSO, { name: files.debugObject[file], section: cpuSubtype, description: 1 }));
    const sizeOf = functionSizes(tables, file);
    for (const one of byFile.get(file)!) addSymbol(map, tables, one, sizeOf);
    map.push(end);
  }
  return map;
}

const stab = (type: number, fields: Partial<Stab>): Stab => ({
  type,
  name: row(0),
  section: 0,
  description: 0,
  value: 0,
  symbol: row(0),
  ...fields,
});

/** Closes what an N_SO with a name opens. */
const end = stab(stabs.N_SO, { section: 1 });

function addSymbol(map: Stab[], tables: MapTables, listed: ListedSymbol, sizeOf: SizeOf): void {
  const { symbol, name, section, address } = listed;
  const place = { name, section, value: address, symbol };
  if (isFunction(tables, symbol)) {
    map.push(stab(stabs.N_FUN, place), stab(stabs.N_FUN, { value: sizeOf(symbol), symbol }));
    return;
  }
  const isShared = isExternal(tables.symbols.type[symbol]);
  map.push(stab(isShared ? stabs.N_GSYM : stabs.N_STSYM, place));
}

const ownAttributes = 0xff00_0000;
/** Sections of old compilers that hold code, whatever their attributes say. */
const oldCodeSections: ReadonlySet<string> = new Set(["__textcoal_nt", "__StaticInit"]);

/** True when nothing but instructions is in its section, by the section's own word. */
function isFunction({ sections, symbols, strings }: MapTables, symbol: SymbolIndex): boolean {
  const section = symbols.section[symbol];
  // A tentative definition is in none of its file's.
  if (section === 0) return false;
  const flags = sections.flags[section];
  const type = sectionTypeOf(flags);
  if (type !== sectionTypes.S_REGULAR && type !== sectionTypes.S_COALESCED) return false;
  if ((flags & ownAttributes) >>> 0 === sectionAttributes.S_ATTR_PURE_INSTRUCTIONS) return true;
  const isText = strings.text(sections.segmentName[section]) === "__TEXT";
  return isText && oldCodeSections.has(strings.text(sections.sectionName[section]));
}

/** A function reaches to the next symbol of its section, in the order lld cuts sections: of two at one place the first is empty. */
function functionSizes({ files, sections, symbols }: MapTables, file: FileIndex): SizeOf {
  const bySection = new Map<SectionIndex, SymbolIndex[]>();
  const end = files.symbolEnd[file];
  for (let symbol: number = files.firstSymbol[file]; symbol < end; symbol++) {
    const index = row<SymbolIndex>(symbol);
    const section = symbols.section[index];
    if (section === 0 || !isInSection(symbols.type[index])) continue;
    const known = bySection.get(section);
    if (known === undefined) bySection.set(section, [index]);
    else known.push(index);
  }
  const isWeak = (symbol: SymbolIndex) => (symbols.description[symbol] & symbolDescriptions.N_WEAK_DEF) !== 0;
  const compare = (a: SymbolIndex, b: SymbolIndex): number => {
    if (symbols.value[a] !== symbols.value[b]) return symbols.value[a] - symbols.value[b];
    const areShared = isExternal(symbols.type[a]) && isExternal(symbols.type[b]);
    return areShared ? Number(isWeak(a)) - Number(isWeak(b)) : 0;
  };
  const sizes = new Map<SymbolIndex, number>();
  for (const [section, list] of bySection) {
    list.sort(compare);
    const sectionEnd = sections.address[section] + sections.size[section];
    for (const [position, symbol] of list.entries()) {
      const next = list[position + 1];
      sizes.set(symbol, (next === undefined ? sectionEnd : symbols.value[next]) - symbols.value[symbol]);
    }
  }
  return (symbol) => sizes.get(symbol) ?? sizeOfAlias(symbol);

  /** Another name for a function has no record among those of the file: it is as large as what it names. */
  function sizeOfAlias(alias: SymbolIndex): number {
    let size = 0;
    for (const symbol of bySection.get(symbols.section[alias]) ?? [])
      if (symbols.value[symbol] === symbols.value[alias]) size = sizes.get(symbol)!;
    return size;
  }
}
