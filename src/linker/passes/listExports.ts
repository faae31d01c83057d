// The names other images can find in this one, sorted by their bytes: what the export trie will hold. Private externals
// are not among them, however many files of the link share them.

import { advance, type ExportIndex, type GlobalIndex, row, virtualAddress } from "@/base/units";
import { exportFlags, exportKinds } from "@/macho/constants";
import { orderByName } from "@/tables/sortNames";
import { definePass } from "../context";
import { compileChoice } from "../nameRules";
import { globalFlags, globalState } from "../schemas/globals";
import { isInImage } from "../target";

export const listExports = definePass({
  id: "list-exports",
  title: "List the names others can use",
  stage: "Place",
  reads: ["globals", "symbols", "atoms"],
  writes: [],
  creates: ["exports"],
  requires: "addresses-final",
  run({ globals, symbols, atoms, create, strings, options }) {
    const { exports: choice } = options.names;
    const isListed = choice.kind === "only" ? compileChoice(choice) : undefined;
    // A listed name that a library provides is passed on: who looks for it here finds it there.
    const isPassedOn = (global: GlobalIndex) =>
      globals.state[global] === globalState.imported && isListed?.(strings.text(globals.name[global])) === true;
    const found: GlobalIndex[] = [];
    for (const global of globals.rows()) {
      const isShown = (globals.flags[global] & globalFlags.exported) !== 0;
      if ((isShown && isInImage({ globals, symbols, atoms }, global)) || isPassedOn(global)) found.push(global);
    }
    const names = found.map((global) => globals.name[global]);
    const exports = create.exports(found.length + 1);
    let entry = row<ExportIndex>(1);
    for (const at of orderByName(names, strings.raw())) {
      const global = found[at]!;
      exports.global[entry] = global;
      exports.address[entry] = virtualAddress(globals.address[global]);
      exports.flags[entry] =
        globals.state[global] === globalState.imported
          ? exportFlags.EXPORT_SYMBOL_FLAGS_REEXPORT
          : flagsOf(globals.flags[global]);
      entry = advance(entry, 1);
    }
    exports.publish(found.length + 1);
  },
});

function flagsOf(flags: number): number {
  const weak = (flags & globalFlags.weakDefinition) === 0 ? 0 : exportFlags.EXPORT_SYMBOL_FLAGS_WEAK_DEFINITION;
  if ((flags & globalFlags.threadLocal) !== 0) return weak | exportKinds.threadLocal;
  return weak | ((flags & globalFlags.absolute) === 0 ? exportKinds.regular : exportKinds.absolute);
}
