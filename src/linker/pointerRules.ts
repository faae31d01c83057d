// Relocations in data that hold a whole address: the ones that dyld has a part in.

import { isDataField, type RelocationRule } from "@/arch/rules";

/** `.quad symbol` of any length, differences included. */
export const isPointerRule = (rule: RelocationRule): boolean =>
  isDataField(rule.field) && rule.from === "zero" && rule.via === "symbol" && rule.operand === "address";

/** log2 of a pointer's bytes. */
export const pointerLength = 3;
