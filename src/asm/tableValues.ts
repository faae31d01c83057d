// What tables that the assembler makes by itself (unwinding, line numbers) write besides plain bytes: values of labels.

import type { Emitter } from "./emitter";
import type { Expression } from "./expression";

export const symbol = (name: string): Expression => ({ kind: "symbol", name });
export const number = (value: number): Expression => ({ kind: "constant", value: BigInt(value) });
export const minus = (left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator: "-",
  left,
  right,
});

/** The expression as a number, whatever atoms lie between its labels: LLVM gets that by a name `.set` to it. */
export function writeNumber(emitter: Emitter, expression: Expression, size: 2 | 4 | 8): void {
  if (expression.kind === "binary") {
    emitter.value(expression, size, true);
    return;
  }
  // Another name of a place is not quite the same as the place.
  const name = emitter.hiddenName();
  emitter.assign(name, expression);
  emitter.value(symbol(name), size);
}
