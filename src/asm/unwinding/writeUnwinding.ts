// At the end of a source: the sections that its frames make.

import type { Emitter } from "../emitter";
import type { CallFrames } from "./callFrames";
import { writeCompactUnwind } from "./compactUnwind";
import type { Frame } from "./frame";
import { writeDebuggerTable, writeRunTimeTable } from "./frameTables";
import type { FrameRules } from "./rules";

export function writeUnwinding(emitter: Emitter, { frames, rules: ofCpu, tables }: CallFrames): void {
  if (frames.length === 0) return;
  const rules = { ...ofCpu, compactEncoding: remembered(ofCpu.compactEncoding) };
  if (tables.forRunTime) {
    writeCompactUnwind(emitter, frames, rules);
    const needsDwarf = frames.some((frame) => rules.compactEncoding(frame) === rules.dwarfMode);
    if (needsDwarf || !rules.prefersCompact) writeRunTimeTable(emitter, frames, rules);
  }
  if (tables.forDebuggers) writeDebuggerTable(emitter, frames, rules);
}

/** Each table asks for every frame's. */
function remembered(compactEncoding: FrameRules["compactEncoding"]): FrameRules["compactEncoding"] {
  const known = new Map<Frame, number>();
  return (frame) => {
    const encoding = known.get(frame) ?? compactEncoding(frame);
    known.set(frame, encoding);
    return encoding;
  };
}
