// Names for diagnostics: where a relocation is and what it refers to. Only called for what went wrong, so look-ups may
// be slow.

import { placeSymbol, readable } from "@/base/demangle/readable";
import type { Place } from "@/base/diagnostic";
import type { AtomIndex, RelocationIndex, SymbolIndex } from "@/base/units";
import type { StringReader } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import type { Schemas } from "./schemas/all";
import { type SourceTables, sourceLineAt } from "./sourceLines";

export interface NameTables extends SourceTables {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly relocations: ReadonlyTable<Schemas["relocations"]>;
  readonly strings: StringReader;
}

const sectionText = ({ sections, strings }: NameTables, atom: AtomIndex, atoms: NameTables["atoms"]): string => {
  const section = atoms.section[atom];
  return `${strings.text(sections.segmentName[section])},${strings.text(sections.sectionName[section])}`;
};

/** `main.o:(symbol _main+0x10)`, with its section and offset, and the source line where the object tells it. */
export function relocationPlace(tables: NameTables, relocation: RelocationIndex): Place {
  const { files, symbols, atoms, relocations, strings } = tables;
  const atom = relocations.atom[relocation];
  const symbol = atoms.symbol[atom];
  const offset = atoms.offset[atom] + relocations.offset[relocation];
  const source = sourceLineAt(tables, atoms.section[atom], offset);
  return {
    file: strings.text(files.name[atoms.file[atom]]),
    section: sectionText(tables, atom, atoms),
    offset,
    ...(source === undefined ? {} : { source }),
    ...(symbol === 0
      ? {}
      : { ...placeSymbol(strings.text(symbols.name[symbol])), symbolOffset: relocations.offset[relocation] }),
  };
}

/** The name a relocation refers to, of C++ as people write it and as it is; or the section it points into. */
export function relocationTargetText(tables: NameTables, relocation: RelocationIndex): string {
  const { symbols, atoms, relocations, strings } = tables;
  const symbol: SymbolIndex = relocations.symbol[relocation];
  if (symbol !== 0) return readable(strings.text(symbols.name[symbol]));
  const atom = relocations.target[relocation];
  const name = atoms.symbol[atom];
  return name === 0 ? sectionText(tables, atom, atoms) : readable(strings.text(symbols.name[name]));
}
