// What a key does in a table of rows, without a DOM: moving, opening, and for rows with levels expanding.

export interface RowKeyContext {
  readonly active: number | undefined;
  readonly count: number;
  /** Rows of a page. */
  readonly page: number;
  readonly level: (position: number) => number;
  /** Undefined for a row that cannot be expanded. */
  readonly expanded: (position: number) => boolean | undefined;
}

export type RowKeyAct =
  | { readonly kind: "move"; readonly to: number }
  | { readonly kind: "toggle" | "open"; readonly position: number };

const steps: Readonly<Record<string, (page: number) => number>> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  Home: () => Number.NEGATIVE_INFINITY,
  End: () => Number.POSITIVE_INFINITY,
};

/** The row that a nested row belongs to. */
function parentOf(position: number, level: (position: number) => number): number | undefined {
  const own = level(position);
  for (let at = position - 1; at >= 0; at--) if (level(at) < own) return at;
  return undefined;
}

export function rowKeyMove(key: string, context: RowKeyContext): RowKeyAct | undefined {
  const { active, count, page, level, expanded } = context;
  const step = steps[key]?.(page);
  if (step !== undefined) {
    if (active === undefined) return { kind: "move", to: step === Number.POSITIVE_INFINITY ? count - 1 : 0 };
    return { kind: "move", to: Math.min(count - 1, Math.max(0, active + step)) };
  }
  if (active === undefined) return undefined;
  if (key === "Enter" || key === " ") return { kind: "open", position: active };
  if (key === "ArrowRight" && expanded(active) === false) return { kind: "toggle", position: active };
  if (key === "ArrowRight" && expanded(active) === true && active + 1 < count) return { kind: "move", to: active + 1 };
  if (key !== "ArrowLeft") return undefined;
  if (expanded(active) === true) return { kind: "toggle", position: active };
  const parent = parentOf(active, level);
  return parent === undefined ? undefined : { kind: "move", to: parent };
}
