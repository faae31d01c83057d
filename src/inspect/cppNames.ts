// Names of C++ beside those of the symbol table. A search goes through all of them, so each is read once.

import { demangle } from "@/base/demangle/demangle";
import type { StringId } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { StringReader } from "@/tables/stringPool";

const known = new WeakMap<StringReader, Map<StringId, string | undefined>>();

/** `_` and `__Z`; others are not worth decoding. */
const underscore = 0x5f;

/** Undefined for what is no name of C++. */
export function cppName({ strings }: Pick<BuildView, "strings">, id: StringId): string | undefined {
  if (strings.initial(id) !== underscore) return undefined;
  let names = known.get(strings);
  if (names === undefined) known.set(strings, (names = new Map()));
  if (!names.has(id)) names.set(id, demangle(strings.text(id)));
  return names.get(id);
}
