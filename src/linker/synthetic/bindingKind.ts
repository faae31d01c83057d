// Which of dyld's mechanisms a name needs; decided from its global alone, so that the requests for slots, the fixups
// and the layout of stubs all decide alike.

import type { GlobalIndex } from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import type { Schemas } from "../schemas/all";
import { globalFlags } from "../schemas/globals";
import { isImport } from "../target";

type Globals = ReadonlyTable<Schemas["globals"]>;

/** A weak definition that others can see: another image may have the same name, and dyld makes all use one of them. */
export function isSharedWeak(globals: Globals, global: GlobalIndex): boolean {
  const wanted = globalFlags.weakDefinition | globalFlags.exported;
  return !isImport(globals, global) && (globals.flags[global] & wanted) === wanted;
}

/** A definition that dyld may replace by another image's, in a flat namespace. */
export const isInterposable = (globals: Globals, global: GlobalIndex): boolean =>
  !isImport(globals, global) && (globals.flags[global] & globalFlags.interposable) !== 0;

/** dyld may decide where the name leads, so code reaches it through a slot. */
export const needsBinding = (globals: Globals, global: GlobalIndex): boolean =>
  isImport(globals, global) || isSharedWeak(globals, global) || isInterposable(globals, global);

/** An import that its library defines weakly is bound at load, by the coalescing stream too. */
export const isWeakImport = (globals: Globals, global: GlobalIndex): boolean =>
  isImport(globals, global) && (globals.flags[global] & globalFlags.weakDylibDefinition) !== 0;

/** Its stub may wait for the first call: weak names may not, all images must agree on them before anything runs. */
export const isLazilyBound = (globals: Globals, global: GlobalIndex): boolean =>
  isImport(globals, global)
    ? (globals.flags[global] & globalFlags.weakDylibDefinition) === 0
    : isInterposable(globals, global) && !isSharedWeak(globals, global);

/** dyld chooses among all images' definitions of the name. */
export const isCoalesced = (globals: Globals, global: GlobalIndex): boolean =>
  isSharedWeak(globals, global) || isWeakImport(globals, global);
