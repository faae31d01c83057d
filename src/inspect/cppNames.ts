// Names of C++ beside those of the symbol table. A search goes through all of them, so each is read once.

import type { StringId } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { StringReader } from "@/tables/stringPool";

type Demangle = (name: string) => string | undefined;
let demangle: Demangle | undefined;

/** What reads names of C++ is large, and comes when it is asked for: until then they stay as they are. */
export async function loadCppNames(): Promise<void> {
  demangle ??= (await import("@/base/demangle/demangle")).demangle;
}

const known = new WeakMap<StringReader, Map<StringId, string | undefined>>();

/** `_` and `__Z`; others are not worth decoding. */
const underscore = 0x5f;

/** Undefined for what is no name of C++. */
export function cppName({ strings }: Pick<BuildView, "strings">, id: StringId): string | undefined {
  if (demangle === undefined || strings.initial(id) !== underscore) return undefined;
  let names = known.get(strings);
  if (names === undefined) known.set(strings, (names = new Map()));
  if (!names.has(id)) names.set(id, demangle(strings.text(id)));
  return names.get(id);
}
