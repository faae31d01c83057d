// From Intel mnemonics, as LLVM spells them, to iced's. Sizes are told by the operands, so that most names stand for
// themselves; what is left are aliases of conditions, comparisons spelled in the name, and a few renamed ones.

import type { FormTable } from "./forms";
import { type Add, addQuadMove, addSelector, conditionAliases, type Reading, renamedEverywhere } from "./mnemonics";

/** LLVM's Intel names that are not iced's. */
const renamed: Readonly<Record<string, string>> = {
  ...renamedEverywhere,
  pushf: "pushfq",
  popf: "popfq",
  pushfw: "pushf",
  popfw: "popf",
};

/** Far transfers have a size in their name, or the 48 bits of an offset and a segment behind it. */
const farTransfers: Readonly<Record<string, { readonly name: string; readonly sizes: Omit<Reading, "forms"> }>> = {
  retf: { name: "lret", sizes: { operationSize: 4 } },
  retfq: { name: "lret", sizes: { operationSize: 8 } },
  lcall: { name: "lcall", sizes: { memorySize: 6 } },
  ljmp: { name: "ljmp", sizes: { memorySize: 10 } },
};

/** Names that are not iced's. */
export const intelOnlyNames: readonly string[] = [...Object.keys(renamed), ...Object.keys(farTransfers)];

/** `movs byte ptr [rdi], byte ptr [rsi]`: the operands say the size. */
export const stringFamilies: ReadonlySet<string> = new Set(["movs", "stos", "lods", "scas", "cmps", "ins", "outs"]);

/** Finds the readings of a mnemonic in lower case; empty when it is unknown. */
export function readIntelMnemonic(name: string, forms: FormTable): readonly Reading[] {
  const readings: Reading[] = [];
  const add: Add = (mnemonic, extra = {}) => {
    const found = forms.get(mnemonic);
    if (found !== undefined) readings.push({ forms: found, ...extra });
    return found !== undefined;
  };
  if (name === "sal") return readIntelMnemonic("shl", forms);
  if (name === "movabs") add("mov", { wide: true });
  else if (name in farTransfers) add(farTransfers[name]!.name, farTransfers[name]!.sizes);
  else if (stringFamilies.has(name)) for (const size of "bwdq") add(`${name}${size}`);
  else if (!attOnly.has(name)) add(renamed[name] ?? name);
  // An address beyond 32 bits is the accumulator's business.
  if (name === "mov") add("mov", { wide: true });
  if (name === "jmp" || name === "call") add(`l${name}`, { memorySize: 6 });
  if (/^v?movd$/.test(name)) addQuadMove(name, add);
  const condition = /^(j|set|cmov)([a-z]+)$/.exec(name);
  const alias = condition === null ? undefined : conditionAliases[condition[2]!];
  if (alias !== undefined) add(condition![1]! + alias);
  if (readings.length === 0) addSelector(name, add);
  return readings;
}

/** The names by which the table has far transfers. */
const attOnly: ReadonlySet<string> = new Set(["lret"]);

/** Intel spellings to compare a mistyped mnemonic with. */
export function knownIntelMnemonics(forms: FormTable): Set<string> {
  const names = new Set([...forms.keys(), ...Object.keys(renamed), ...Object.keys(farTransfers), ...stringFamilies]);
  for (const name of attOnly) names.delete(name);
  for (const alias of Object.keys(conditionAliases)) names.add(`j${alias}`);
  return names.add("movabs");
}
