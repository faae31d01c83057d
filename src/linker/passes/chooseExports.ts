// Applies what the command line says of exports: with a list of exported names all others become private to the image,
// with a list of unexported ones those do. A definition that objects made private stays so, except one that only may
// be hidden.

import { definePass } from "../context";
import { messages } from "../diagnostics/messages";
import { compileChoice } from "../nameRules";
import { globalFlags, globalState } from "../schemas/globals";

export const chooseExports = definePass({
  id: "choose-exports",
  title: "Choose what others see",
  stage: "Resolve",
  reads: ["files"],
  writes: ["globals"],
  creates: [],
  requires: "inputs-final",
  run({ files, globals, options, strings, diagnostics }) {
    const { exports } = options.names;
    if (exports.kind === "all") return;
    const isShown = compileChoice(exports);
    const { canBeHidden, exported, privateExternal } = globalFlags;
    for (const global of globals.rows()) {
      if (globals.state[global] === globalState.undefined) continue;
      const name = strings.text(globals.name[global]);
      const flags = globals.flags[global];
      if (!isShown(name)) globals.flags[global] = (flags & ~exported) | privateExternal;
      else if ((flags & canBeHidden) !== 0) globals.flags[global] = (flags & ~privateExternal) | exported;
      else if ((flags & privateExternal) !== 0 && exports.kind === "only")
        diagnostics.report(messages.hiddenExport({ file: strings.text(files.name[globals.file[global]]) }, name));
    }
  },
});
