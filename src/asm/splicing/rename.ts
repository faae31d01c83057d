// Another name for a label: the old name stays only where something else mentions it.

import type { Distances } from "../distances";
import { type Draft, type DraftSymbol, symbolNamed } from "../draft";
import { eachSymbol } from "../evaluate";
import type { Expression } from "../expression";
import type { Rename } from "./plan";
import { isDefined, type Registrations } from "./registrations";

/** Whether nothing but the name itself depends on it. */
export function canRename(draft: Draft, { questions }: Distances, { from, to }: Rename): boolean {
  const [old, now] = [draft.symbols.get(from), draft.symbols.get(to)];
  if (old?.fragment === undefined) return false;
  if (from.startsWith("L") !== to.startsWith("L") || [from, to].some((name) => draft.latest.has(name))) return false;
  if (now !== undefined && isDefined(now)) return false;
  if ([old, now].some((symbol) => symbol !== undefined && isPeculiar(symbol))) return false;
  if (old.temporary && old.mentions > 0) return false;
  if (draft.hints.some(({ labels }) => labels.includes(from) || labels.includes(to))) return false;
  if (questions.some((question) => question.to === old || question.from === old)) return false;
  return !isCalculatedWith(draft, new Set([from, to]));
}

const isPeculiar = ({ isOrdered, altEntry, variable, common }: DraftSymbol) =>
  isOrdered || altEntry || variable !== undefined || common !== undefined;

/** Whether one of the names is part of a larger expression, which may have been a number while it was read. */
function isCalculatedWith({ sections, symbols }: Draft, names: ReadonlySet<string>): boolean {
  const isNamed = (expression: Expression): boolean => {
    let found = false;
    eachSymbol(expression, (name) => {
      found ||= names.has(name);
    });
    return found;
  };
  for (const { variable } of symbols.values()) if (variable !== undefined && isNamed(variable)) return true;
  for (const { holes, fragments } of sections) {
    for (const { expression } of holes) if (expression.kind !== "symbol" && isNamed(expression)) return true;
    for (const { kind, detail } of fragments)
      if ((kind === "leb" || kind === "room") && isNamed(detail.expression)) return true;
  }
  return false;
}

/** Takes the label's name away; returns what gives it another one, once lines have moved. */
export function unname(draft: Draft, registrations: Registrations, { from, to, gone, come }: Rename): () => void {
  const old = draft.symbols.get(from)!;
  const { fragment, offset } = old;
  old.fragment = undefined;
  old.line = undefined;
  registrations.drop(old, gone.line, gone.line);
  return () => {
    const now = symbolNamed(draft, to);
    now.fragment = fragment;
    now.offset = offset;
    now.line = come.line;
    registrations.add(now, come.line);
    registrations.settle(come.line);
  };
}
