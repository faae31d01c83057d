// What may stand after `@`, each with the relocation it asks for, in the words of that relocation's rule.

import type { Architecture } from "@/arch/architecture";
import { arm64RelocationRules } from "@/arch/arm64/relocations";
import type { RelocationRule, RelocationRules } from "@/arch/rules";
import { x86RelocationRules } from "@/arch/x86_64/relocations";
import { arm64Modifiers } from "../relocations/arm64";
import { x86Modifiers } from "../relocations/x86_64";
import type { Word } from "./wordLists";

const known: Readonly<
  Record<Architecture, { readonly types: Readonly<Record<string, readonly number[]>>; readonly rules: RelocationRules }>
> = {
  arm64: { types: arm64Modifiers, rules: arm64RelocationRules },
  x86_64: { types: x86Modifiers, rules: x86RelocationRules },
};

/** `**NAME** = formula. What it is for.` */
const describeRule = ({ name, formula, help }: RelocationRule): string => `\`${name}\`: ${formula}. ${help}`;

export function listModifiers(architecture: Architecture): Word[] {
  const { types, rules } = known[architecture];
  return Object.entries(types).map(([name, codes]) => ({
    name,
    meaning: codes.flatMap((code) => (rules[code] === undefined ? [] : [describeRule(rules[code])])).join("\n\n"),
  }));
}
