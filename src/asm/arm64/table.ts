// The arm64 instruction set as rows that assemble and disassemble.

import { floats } from "./axes";
import { addBaseForms, addFloatForms } from "./baseTable";
import { FormTable, type Row } from "./forms";
import { addMemoryForms } from "./memoryTable";
import { addSystemForms } from "./systemTable";
import { addVectorForms } from "./vectorTable";

function buildRows(): readonly Row[] {
  const table = new FormTable();
  addBaseForms(table);
  addSystemForms(table);
  addMemoryForms(table);
  addFloatForms(table, floats);
  addVectorForms(table);
  return table.rows;
}

let rows: readonly Row[] | undefined;

/** Made once, when first asked for. */
export const instructionRows = (): readonly Row[] => (rows ??= buildRows());

let byMnemonic: Map<string, Row[]> | undefined;

/** The rows of each mnemonic; made once, when first asked for. */
export function rowsByMnemonic(): ReadonlyMap<string, readonly Row[]> {
  if (byMnemonic !== undefined) return byMnemonic;
  byMnemonic = new Map();
  for (const row of instructionRows()) {
    const rows = byMnemonic.get(row.mnemonic);
    if (rows === undefined) byMnemonic.set(row.mnemonic, [row]);
    else rows.push(row);
  }
  return byMnemonic;
}
