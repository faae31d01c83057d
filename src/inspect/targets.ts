import type { RelocationIndex, SymbolIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { Subject } from "./subject";

/** The subject that shows a symbol: its name across files, or the local symbol. */
export function symbolSubject(view: BuildView, symbol: SymbolIndex): Subject | undefined {
  if (symbol === 0) return undefined;
  const global = view.symbols.global[symbol];
  return global === 0 ? { kind: "symbol", symbol } : { kind: "global", global };
}

/** What a relocation refers to. */
export function targetSubject(view: BuildView, relocation: RelocationIndex): Subject | undefined {
  const symbol = view.relocations.symbol[relocation];
  if (symbol !== 0) return symbolSubject(view, symbol);
  const atom = view.relocations.target[relocation];
  return atom === 0 ? undefined : { kind: "atom", atom };
}
