// Every directive by name.

import { acceptedDirectives, refusedDirectives } from "./accepted";
import type { Directive } from "./arguments";
import { callFrameDirectives } from "./callFrames";
import { contentDirectives } from "./contents";
import { structureDirectives } from "./structure";
import { symbolDirectives } from "./symbols";
import { syntaxDirectives } from "./syntax";

export const directives: ReadonlyMap<string, Directive> = new Map(
  Object.entries({
    ...contentDirectives,
    ...structureDirectives,
    ...symbolDirectives,
    ...callFrameDirectives,
    ...syntaxDirectives,
    ...acceptedDirectives,
    ...refusedDirectives,
  }),
);
