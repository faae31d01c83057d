// Values in the contents that follow from distances which were asked for: how to write them anew.

import { isDistance } from "./assignments";
import type { ContentsPlace, Emitter } from "./emitter";
import type { Expression } from "./expression";
import { fitsBytes, littleEndian } from "./numbers";
import { isVirtual } from "./sectionKinds";

interface Value {
  readonly expression: Expression;
  readonly size: number;
  /** As in `Emitter.value`. */
  readonly isNumber: boolean;
}

/** The value just written, a number or a hole, follows from what was asked since there were `asked` questions. */
export function noteValue(
  emitter: Emitter,
  asked: number,
  { expression, size, isNumber }: Value,
  constant: bigint | undefined,
): void {
  const { distances, evaluator } = emitter;
  if ((size >= 4 || constant !== undefined) && isDistance(emitter.draft, expression)) distances.allowShrinking(asked);
  if (constant === undefined || isVirtual(emitter.section)) return;
  distances.wrote(asked, placeBefore(emitter, size), size, () => {
    const now = evaluator.constant(expression, isNumber);
    return now === undefined || !fitsBytes(now, size) ? undefined : littleEndian(now, size);
  });
}

/** Where the last `size` bytes begin. */
export function placeBefore(emitter: Emitter, size: number): ContentsPlace {
  const { fragment, offset } = emitter.here();
  return { fragment, offset: offset - size };
}
