import type { FormTable } from "./forms";
import { type Reading, readMnemonic } from "./mnemonics";
export function readIntelMnemonic(name: string, forms: FormTable): readonly Reading[] {
  return readMnemonic(name, forms);
}
