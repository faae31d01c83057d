// Every directive by name.

import { acceptedDirectives, refusedDirectives } from "./accepted";
import type { Directive } from "./arguments";
import { callFrameDirectives } from "./callFrames";
import { contentDirectives } from "./contents";
import { debugLineDirectives } from "./debugLines";
import { roomDirectives } from "./room";
import { structureDirectives } from "./structure";
import { symbolDirectives } from "./symbols";
import { syntaxDirectives } from "./syntax";

/** Names that only Darwin's assembler knows are written in lower case; those that all have may be in capitals. */
export function directiveNamed(name: string): Directive | undefined {
  const lower = name.toLowerCase();
  return name === lower || !darwinsOwn.has(lower) ? directives.get(lower) : undefined;
}

const darwinsOwn: ReadonlySet<string> = new Set(
  Object.keys(structureDirectives).concat([".alt_entry", ".desc", ".tbss", ".zerofill", ".cg_profile", ".ident"]),
);

export const directives: ReadonlyMap<string, Directive> = new Map(
  Object.entries({
    ...contentDirectives,
    ...roomDirectives,
    ...structureDirectives,
    ...symbolDirectives,
    ...callFrameDirectives,
    ...debugLineDirectives,
    ...syntaxDirectives,
    ...acceptedDirectives,
    ...refusedDirectives,
  }),
);
