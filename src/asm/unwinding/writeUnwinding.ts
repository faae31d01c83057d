// At the end of a source: the sections that its frames make.

import type { Emitter } from "../emitter";
import type { CallFrames } from "./callFrames";
import { writeCompactUnwind } from "./compactUnwind";
import { writeDebuggerTable, writeRunTimeTable } from "./frameTables";

export function writeUnwinding(emitter: Emitter, { frames, rules, tables }: CallFrames): void {
  if (frames.length === 0) return;
  if (tables.forRunTime) {
    writeCompactUnwind(emitter, frames, rules);
    const needsDwarf = frames.some((frame) => rules.compactEncoding(frame) === rules.dwarfMode);
    if (needsDwarf || !rules.prefersCompact) writeRunTimeTable(emitter, frames, rules);
  }
  if (tables.forDebuggers) writeDebuggerTable(emitter, frames, rules);
}
