// How messages name a symbol: as the source does, and beside it as the linker does, so that both can be searched for.

import { demangle } from "./demangle";

/** `add(int, int) (__Z3addii)`; names that are not C++ as they are. */
export function readable(name: string): string {
  const own = demangle(name);
  return own === undefined ? name : `${own} (${name})`;
}

/** Where there is no room for both. */
export const spoken = (name: string): string => demangle(name) ?? name;
