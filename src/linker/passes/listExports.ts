// The names other images can find in this one, sorted by their bytes: what the export trie will hold. Private externals
// are not among them, however many files of the link share them.

import { advance, type ExportIndex, type GlobalIndex, row, type StringId, virtualAddress } from "@/base/units";
import { exportFlags, exportKinds } from "@/macho/constants";
import { orderByName } from "@/tables/sortNames";
import type { StringReader } from "@/tables/stringPool";
import type { ReadonlyTable } from "@/tables/table";
import { definePass } from "../context";
import { compileChoice, type NameRules } from "../nameRules";
import type { Schemas } from "../schemas/all";
import { globalFlags, globalState } from "../schemas/globals";
import { isInImage, type TargetTables } from "../target";

export const listExports = definePass({
  id: "list-exports",
  title: "List the names others can use",
  stage: "Place",
  reads: ["globals", "symbols", "atoms"],
  writes: [],
  creates: ["exports"],
  requires: "addresses-final",
  run({ globals, symbols, atoms, create, strings, options }) {
    const link = { globals, symbols, atoms };
    const isPassedOn = createPassingOn(strings, options.names);
    const found: GlobalIndex[] = [];
    for (const global of globals.rows()) if (isExport(link, global, isPassedOn)) found.push(global);
    const names = found.map((global) => globals.name[global]);
    const exports = create.exports(found.length + 1);
    let entry = row<ExportIndex>(1);
    for (const at of orderByName(names, strings.raw())) {
      const global = found[at]!;
      exports.global[entry] = global;
      exports.address[entry] = virtualAddress(globals.address[global]);
      exports.flags[entry] = exportFlagsOf(globals, global);
      entry = advance(entry, 1);
    }
    exports.publish(found.length + 1);
  },
});

/** A listed name that a library provides is passed on: who looks for it here finds it there. */
export function createPassingOn(strings: StringReader, { exports: choice }: NameRules): (name: StringId) => boolean {
  const isListed = choice.kind === "only" ? compileChoice(choice) : () => false;
  return (name) => isListed(strings.text(name));
}

export function isExport(
  link: Pick<TargetTables, "globals" | "symbols" | "atoms">,
  global: GlobalIndex,
  isPassedOn: (name: StringId) => boolean,
): boolean {
  const { globals } = link;
  if ((globals.flags[global] & globalFlags.exported) !== 0 && isInImage(link, global)) return true;
  return globals.state[global] === globalState.imported && isPassedOn(globals.name[global]);
}

export function exportFlagsOf(globals: ReadonlyTable<Schemas["globals"]>, global: GlobalIndex): number {
  if (globals.state[global] === globalState.imported) return exportFlags.EXPORT_SYMBOL_FLAGS_REEXPORT;
  const flags = globals.flags[global];
  const weak = (flags & globalFlags.weakDefinition) === 0 ? 0 : exportFlags.EXPORT_SYMBOL_FLAGS_WEAK_DEFINITION;
  if ((flags & globalFlags.threadLocal) !== 0) return weak | exportKinds.threadLocal;
  return weak | ((flags & globalFlags.absolute) === 0 ? exportKinds.regular : exportKinds.absolute);
}
