// How messages name a symbol: as the source does, and beside it as the linker does, so that both can be searched for.

import type { Place } from "../diagnostic";
import { demangle } from "./demangle";

/** `add(int, int) (__Z3addii)`; names that are not C++ as they are. */
export function readable(name: string): string {
  const own = demangle(name);
  return own === undefined ? name : `${own} (${name})`;
}

/** What a place says of the symbol it lies in. */
export function placeSymbol(symbol: string): Pick<Place, "symbol" | "spoken"> {
  const spoken = demangle(symbol);
  return spoken === undefined ? { symbol } : { symbol, spoken };
}
