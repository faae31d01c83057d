// The holes that data directives leave, by size: what fills them is the expression beside them.

import type { Fixup, FixupKind } from "./instructionEncoder";

const hole = (kind: FixupKind): Fixup => ({ offset: 0, kind, expression: { kind: "constant", value: 0n } });
const asNumber = (fixup: Fixup): Fixup => ({ ...fixup, isNumber: true });

export const dataFixups = { 1: hole("data1"), 2: hole("data2"), 4: hole("data4"), 8: hole("data8") } as const;
/** Those whose value is a number, whatever atoms lie between its labels. */
export const numberFixups = {
  1: asNumber(dataFixups[1]),
  2: asNumber(dataFixups[2]),
  4: asNumber(dataFixups[4]),
  8: asNumber(dataFixups[8]),
} as const;
