// The names of a source by what they may be offered for. Worked out once for each version of its text.

import { declaring } from "./directiveNames";
import type { SourceIndex } from "./sourceIndex";

export interface SourceNames {
  /** Labels, assigned names, and names that room was reserved for. */
  readonly defined: ReadonlySet<string>;
  /** Names that a directive declares: `.globl`, `.extern` and their like. */
  readonly declared: ReadonlySet<string>;
  readonly macros: ReadonlySet<string>;
  /** `segment,section` */
  readonly sections: ReadonlySet<string>;
}

const known = new WeakMap<SourceIndex, { readonly version: number; readonly names: SourceNames }>();

function collect(index: SourceIndex): SourceNames {
  const names = {
    defined: new Set<string>(),
    declared: new Set<string>(),
    macros: new Set<string>(),
    sections: new Set<string>(),
  };
  for (const { name, kind, role, directive } of index.naming()) {
    if (kind === "section") {
      if (name.includes(",")) names.sections.add(name);
    } else if (kind === "macro") names.macros.add(name);
    else if (role === "definition" && kind !== "number") names.defined.add(name);
    else if (role === "declaration" && declaring.has(directive ?? "")) names.declared.add(name);
  }
  return names;
}

export function sourceNames(index: SourceIndex): SourceNames {
  const before = known.get(index);
  if (before?.version === index.version) return before.names;
  const names = collect(index);
  known.set(index, { version: index.version, names });
  return names;
}
