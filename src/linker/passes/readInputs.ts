// Recognises each input by its first bytes, never by its name, and opens it with the reader of its kind. What cannot
// be used is one sentence; the other files are still read, so a user sees all that is wrong with the inputs at once.

import { definePass } from "../context";
import type { ParseContext } from "../parse/parseContext";
import { readInput } from "../readInput";

export const readInputs = definePass({
  id: "read-inputs",
  title: "Read the input files",
  stage: "Read",
  reads: [],
  writes: [],
  creates: [],
  run({ inputs, parsed, options, strings, diagnostics, memory }) {
    const context: ParseContext = { options, strings, diagnostics, memory };
    const archives = new Set<string>();
    for (const [index, asked] of inputs.entries()) {
      const { name, bytes } = asked;
      // An archive named twice is one archive: loaded as a whole it would define everything twice.
      if (archives.has(name)) continue;
      const files = readInput(context, { name, bytes, input: index + 1, start: 0, asked });
      if (files.some(({ kind }) => kind === "archive")) archives.add(name);
      parsed.order.push(...files);
    }
  },
});
