// Order files: atoms that hold a listed symbol come first in their sections, in the order of the list.

import { type AtomIndex, row, type StringId, type SymbolIndex } from "@/base/units";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import type { StringPool } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { literalBytes } from "./outputNames";
import type { Schemas } from "./schemas/all";
import type { OrderedSymbol } from "./sectionOptions";

interface Named {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly strings: StringPool;
}

/** By atom: the position of its first listed symbol. Atoms of objects that are one piece move as one. */
export function atomRanks(
  { files, sections, symbols, atoms, strings }: Named,
  order: readonly OrderedSymbol[],
): ReadonlyMap<AtomIndex, number> {
  const wanted = new Map<StringId, { readonly rank: number; readonly file: string | undefined }[]>();
  for (const [rank, { name, file }] of order.entries()) {
    const id = strings.internText(name);
    wanted.set(id, [...(wanted.get(id) ?? []), { rank, file }]);
  }
  const ranks = new Map<AtomIndex, number>();
  const end = symbols.rowCount();
  for (let symbol = row<SymbolIndex>(1); symbol < end; symbol = row(symbol + 1)) {
    const atom = symbols.atom[symbol];
    const entries = wanted.get(symbols.name[symbol]);
    if (entries === undefined || atom === 0 || atoms.live[atom] === 0) continue;
    // Literals are looked at for what they are, not for what they are called; lld does not move them either.
    const flags = sections.flags[atoms.section[atom]];
    if (sectionTypeOf(flags) === sectionTypes.S_CSTRING_LITERALS || literalBytes(flags) !== 0) continue;
    const path = strings.text(files.name[symbols.file[symbol]]);
    const entry = entries.find(({ file }) => file === undefined || isFile(path, file));
    if (entry !== undefined) ranks.set(atom, Math.min(entry.rank, ranks.get(atom) ?? Number.POSITIVE_INFINITY));
  }
  return ranks;
}

/** `a.o` is `dir/a.o` and `libx.a(a.o)`. */
const isFile = (path: string, name: string): boolean =>
  path === name || path.endsWith(`/${name}`) || path.endsWith(`(${name})`) || path.endsWith(`(${name}`);

/** Listed atoms first; others keep their order. */
export function sortByRank(atoms: AtomIndex[], ranks: ReadonlyMap<AtomIndex, number>): void {
  const rank = (atom: AtomIndex) => ranks.get(atom) ?? Number.MAX_SAFE_INTEGER;
  atoms.sort((a, b) => rank(a) - rank(b));
}
