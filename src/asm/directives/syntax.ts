// `.intel_syntax` and `.att_syntax`: how x86_64 instructions are written from there on. Compiler Explorer shows Intel's.

import type { Syntax } from "../instructionEncoder";
import { messages } from "../messages";
import type { Directive } from "./arguments";

/** Whether registers have their `%` is not a matter of choice: with it in AT&T syntax, without it in Intel's. */
const allowed = { att: "prefix", intel: "noprefix" } as const;

const choose =
  (syntax: Syntax): Directive =>
  (args, { architecture }) => {
    const at = args.position;
    const word = args.word();
    if (architecture !== "x86_64")
      args.fail(messages.unsupportedDirective(args.directive, "arm64 has one syntax"), 0, args.directive.length);
    else if (word !== "" && word !== allowed[syntax])
      args.fail(messages.directiveSyntax(args.directive, allowed[syntax]), at, word.length);
    if (!args.finish()) return undefined;
    return (emitter) => {
      const isMixed = emitter.draft.sections.some(({ hasInstructions }) => hasInstructions);
      if (isMixed && emitter.syntax !== syntax) emitter.mixesSyntaxes = true;
      emitter.syntax = syntax;
    };
  };

export const syntaxDirectives: Readonly<Record<string, Directive>> = {
  ".att_syntax": choose("att"),
  ".intel_syntax": choose("intel"),
};
