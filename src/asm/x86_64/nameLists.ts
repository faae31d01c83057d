// Every mnemonic that could be known: names of forms with all suffixes, aliases and words inside that the readers of
// mnemonics look for. Some lead nowhere; the readers tell.

import type { FormTable } from "./forms";
import { intelOnlyNames, stringFamilies } from "./intelMnemonics";
import { attOnlyNames, carrylessHalves, comparisonPredicates, conditionAliases, integerPredicates } from "./mnemonics";

/** Of integers; of x87 reals and integers; of the source of a conversion. */
const suffixes = ["b", "w", "l", "q", "s", "t", "ll", "x", "y", "z"];
const floatTypes = ["ss", "sd", "sh", "ps", "pd", "ph"];
const integerTypes = ["b", "w", "d", "q", "ub", "uw", "ud", "uq"];

/** Comparisons and choices spelled in the name. */
function* selectorNames(): Generator<string> {
  for (const predicate of comparisonPredicates)
    for (const type of floatTypes) yield* [`cmp${predicate}${type}`, `vcmp${predicate}${type}`];
  for (const predicate of [...integerPredicates, "gt", "ge"])
    for (const type of integerTypes) yield* [`vpcmp${predicate}${type}`, `vpcom${predicate}${type}`];
  for (const halves of Object.keys(carrylessHalves)) yield* [`pclmul${halves}dq`, `vpclmul${halves}dq`];
}

function* conditionNames(): Generator<string> {
  for (const alias of Object.keys(conditionAliases)) yield* [`j${alias}`, `set${alias}`, `cmov${alias}`];
}

function* extensionNames(): Generator<string> {
  for (const sign of "sz")
    for (const from of "bwl") for (const to of ["", "w", "l", "q"]) yield `mov${sign}${from}${to}`;
}

export function attNames(forms: FormTable): Set<string> {
  const bare = [...forms.keys(), ...conditionNames(), "sal", "movabs"];
  const names = new Set([...bare, ...attOnlyNames, ...extensionNames(), ...selectorNames()]);
  for (const name of bare) for (const suffix of suffixes) names.add(name + suffix);
  return names;
}

export function intelNames(forms: FormTable): Set<string> {
  const names = [...forms.keys(), ...intelOnlyNames, ...stringFamilies, ...conditionNames(), ...selectorNames()];
  return new Set([...names, "sal", "movabs", "movd", "vmovd"]);
}
