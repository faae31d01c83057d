// Rows in the order of the inputs. An incremental link gives a file that was edited other rows, wherever there is room;
// what is listed stays where it was all the same.

import { type AtomIndex, type FileIndex, row, type SectionIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { perBuild } from "../perBuild";
import type { RowRange } from "./presentRows";

/** The linker's own file comes first; files of one input stay in the order of their rows. */
const filesInOrder = perBuild((view): readonly FileIndex[] =>
  [...view.files.rows()].sort((a, b) => view.files.input[a] - view.files.input[b] || a - b),
);

/** All rows up to `end`, in some order: neighbours in the table are joined, and what no file has stands last. */
function arranged(wanted: Iterable<RowRange>, end: number): readonly RowRange[] {
  const all: RowRange[] = [];
  for (const range of wanted) {
    const last = all.at(-1);
    if (range.from >= range.to) continue;
    if (last?.to === range.from) all[all.length - 1] = { from: last.from, to: range.to };
    else all.push(range);
  }
  let next = 0;
  for (const { from, to } of [...all, { from: end, to: end }].sort((a, b) => a.from - b.from)) {
    if (from > next) all.push({ from: next, to: from });
    next = to;
  }
  return all;
}

export const symbolRanges = perBuild((view) => {
  const { firstSymbol, symbolEnd } = view.files;
  const ranges = filesInOrder(view).map((file) => ({ from: firstSymbol[file], to: symbolEnd[file] }));
  return arranged(ranges, view.symbols.rowCount());
});

/** The relocations of a section's atoms are neighbours, as the atoms are. */
function* relocationsByFile({ files, sections, atoms }: BuildView, order: readonly FileIndex[]): Generator<RowRange> {
  for (const file of order)
    for (
      let section = files.firstSection[file];
      section < files.sectionEnd[file];
      section = row<SectionIndex>(section + 1)
    ) {
      const [first, end] = [sections.firstAtom[section], sections.atomEnd[section]];
      if (first >= end) continue;
      yield { from: atoms.firstRelocation[first], to: atoms.relocationEnd[row<AtomIndex>(end - 1)] };
    }
}

export const relocationRanges = perBuild((view) =>
  arranged(relocationsByFile(view, filesInOrder(view)), view.relocations.rowCount()),
);
