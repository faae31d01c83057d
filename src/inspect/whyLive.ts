// Why an atom is in the image: what keeps it, what keeps that, up to a root. Recorded while dead code was stripped.

import { type AtomIndex, row, type SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { atomName, baseName, fileName, symbolName } from "./names";

/** The atoms that keep an atom, nearest first, the root last; none for a root. */
export function keepersOf(view: BuildView, atom: AtomIndex): readonly AtomIndex[] {
  const chain: AtomIndex[] = [];
  for (let by = view.atoms.keptBy[atom]; by !== 0; by = view.atoms.keptBy[by]) chain.push(by);
  return chain;
}

/** `*` and `?` stand for any characters and for one. */
function matcher(pattern: string): (name: string) => boolean {
  const text = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  return (name) => expression.test(name);
}

/** One line a keeper, each further in than the one it keeps: lld's `-why_live`. */
export function whyLive(view: BuildView, pattern: string): readonly string[] {
  const lines: string[] = [];
  const isWanted = matcher(pattern);
  const line = (depth: number, name: string, atom: AtomIndex) =>
    lines.push(`${"  ".repeat(depth)}${name} from ${baseName(fileName(view, view.atoms.file[atom]))}`);
  const end = view.symbols.rowCount();
  for (let symbol = row<SymbolIndex>(1); symbol < end; symbol = row(symbol + 1)) {
    const atom = view.symbols.atom[symbol];
    if (atom === 0 || view.atoms.live[atom] === 0 || view.symbols.file[symbol] !== view.atoms.file[atom]) continue;
    if (!isWanted(symbolName(view, symbol))) continue;
    line(0, symbolName(view, symbol), atom);
    for (const [index, by] of keepersOf(view, atom).entries()) line(index + 1, atomName(view, by), by);
  }
  return lines;
}
