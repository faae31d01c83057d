// What the value of `name = expression` says about the name.

import type { Draft, DraftSymbol } from "./draft";
import { type Evaluator, eachSymbol, longestChain } from "./evaluate";
import type { Expression } from "./expression";

/** How often the expression names a symbol. */
export function namesIn(expression: Expression): number {
  let names = 0;
  eachSymbol(expression, () => names++);
  return names;
}

/** Whether the expression leads back to the symbol, through whatever assignments were made so far. */
export function dependsOn(draft: Draft, expression: Expression, wanted: DraftSymbol): boolean {
  const seen = new Set<DraftSymbol>();
  const open = [expression];
  // A longer chain is refused where its value is asked for.
  for (let next = open.pop(); next !== undefined && seen.size <= longestChain; next = open.pop())
    eachSymbol(next, (name) => {
      const symbol = draft.symbols.get(name);
      if (name === wanted.name && symbol === undefined) seen.add(wanted);
      if (symbol === undefined || seen.has(symbol)) return;
      seen.add(symbol);
      if (symbol.variable !== undefined) open.push(symbol.variable);
    });
  return seen.has(wanted);
}

/** Numbers alone are worth their value now: `.set n, n + 1` counts. */
export function folded(expression: Expression, evaluator: Evaluator): Expression {
  const value = namesIn(expression) === 0 ? evaluator.constant(expression) : undefined;
  return value === undefined ? expression : { kind: "constant", value };
}

/** Gives a name that is being assigned to again a new symbol, and hides the one that older references mean. */
export function supersede(draft: Draft, name: string, old: DraftSymbol): DraftSymbol {
  const next: DraftSymbol = { ...old, variable: undefined, registered: false };
  const key = `${name} #${draft.symbols.size}`;
  draft.symbols.set(key, next);
  draft.latest.set(name, key);
  old.temporary = true;
  return next;
}

/** `_x + 4`, or the current location. */
export function pointsInside(expression: Expression): boolean {
  if (expression.kind === "here") return true;
  if (expression.kind !== "binary" || (expression.operator !== "+" && expression.operator !== "-")) return false;
  const kinds = [expression.left, expression.right];
  const distance = kinds.find((side) => side.kind === "constant");
  return distance?.kind === "constant" && distance.value !== 0n && kinds.some((side) => side.kind === "symbol");
}

/** Of two labels, or in units of some size: the longer, the larger. */
export function isDistance(draft: Draft, expression: Expression): boolean {
  if (expression.kind === "symbol") {
    const variable = draft.symbols.get(expression.name)?.variable;
    return variable?.kind === "binary" && isDistance(draft, variable);
  }
  if (expression.kind !== "binary") return false;
  const { operator, left, right } = expression;
  const isLabel = (side: Expression) => side.kind === "symbol" && draft.symbols.get(side.name)?.variable === undefined;
  if (operator === "-") return isLabel(left) && isLabel(right);
  return operator === ">>" && right.kind === "constant" && left.kind === "binary" && isDistance(draft, left);
}
