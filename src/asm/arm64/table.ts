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
