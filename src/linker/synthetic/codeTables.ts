// Two lists about code that only tools and debuggers read: where functions start, and which bytes between instructions
// are data.

import { type AtomIndex, row, type SectionIndex } from "@/base/units";
import { type DataInCode, writeDataInCode } from "@/macho/dataInCode";
import { writeFunctionStarts } from "@/macho/functionStarts";
import type { ReadonlyTable } from "@/tables/table";
import { isPureCode } from "../inputSections";
import { isInSection } from "../inputSymbols";
import type { Layout } from "../layout";
import type { LinkeditParts } from "../linkedit";
import type { ParsedInputs } from "../parsedInputs";
import type { Schemas } from "../schemas/all";
import { linkeditPart } from "../schemas/image";
import { symbolAddress } from "../target";

export interface CodeInput {
  readonly files: ReadonlyTable<Schemas["files"]>;
  readonly sections: ReadonlyTable<Schemas["sections"]>;
  readonly symbols: ReadonlyTable<Schemas["symbols"]>;
  readonly atoms: ReadonlyTable<Schemas["atoms"]>;
  readonly outputSections: ReadonlyTable<Schemas["outputSections"]>;
  readonly parsed: ParsedInputs;
  readonly layout: Layout;
}

/** Every symbol in code starts a function, made-up labels too; one that a stronger definition beat does not. */
export function addFunctionStarts(parts: LinkeditParts, link: CodeInput): void {
  const { symbols, atoms, sections, layout } = link;
  const starts = new Float64Array(symbols.rowCount());
  let count = 0;
  for (const symbol of symbols.rows()) {
    if (!isInSection(symbols.type[symbol])) continue;
    const atom = symbols.atom[symbol];
    if (atoms.output[atom] !== 0 && isPureCode(sections.flags[atoms.section[atom]]))
      starts[count++] = symbolAddress(link, symbol) - layout.headerAddress;
  }
  parts.set(linkeditPart.functionStarts, writeFunctionStarts(starts.subarray(0, count)));
}

/** Entries name places by the object's own addresses; they are carried over to offsets in the image's file. */
export function addDataInCode(parts: LinkeditParts, link: CodeInput): void {
  const moved: DataInCode[] = [];
  for (const [file, { reader }] of link.parsed.objects) {
    const first = link.files.firstSection[file];
    for (const entry of reader.dataInCode) {
      const ordinal = reader.sections.findIndex(
        ({ address, size }) => entry.offset >= address && entry.offset < address + size,
      );
      if (ordinal === -1) continue;
      const section = row<SectionIndex>(first + ordinal);
      const offset = entry.offset - link.sections.address[section];
      const atom = atomAt(link, section, offset);
      const output = link.atoms.output[atom];
      if (output === 0) continue;
      const inSection =
        link.atoms.address[atom] + offset - link.atoms.offset[atom] - link.outputSections.address[output];
      moved.push({ ...entry, offset: link.outputSections.fileOffset[output] + inSection });
    }
  }
  parts.set(linkeditPart.dataInCode, writeDataInCode(moved));
}

/** The atom that holds an offset of its section; 0 when the section has none. */
function atomAt({ sections, atoms }: CodeInput, section: SectionIndex, offset: number): AtomIndex {
  let low: number = sections.firstAtom[section];
  let high = sections.atomEnd[section] - 1;
  if (low > high) return row(0);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (atoms.offset[row<AtomIndex>(middle)] <= offset) low = middle;
    else high = middle - 1;
  }
  return row(low);
}
