// A weak definition that lost is a second copy of code or data that is already in the image: its atom goes. Other
// names at its start (an alias, a local label) move over to the winner's bytes, which they described as well. lld
// calls this coalescing. An atom that also holds a winning definition stays as it is.

import { type AtomIndex, advance, row, type SymbolIndex } from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import { definePass } from "../context";
import type { Schemas } from "../schemas/all";
import { fileFlags } from "../schemas/inputs";
import { stripReasons } from "../trace/events";

export const mergeCopies = definePass({
  id: "merge-copies",
  title: "Drop copies of weak definitions",
  stage: "Resolve",
  reads: ["files", "globals"],
  writes: ["symbols", "atoms"],
  creates: [],
  requires: "inputs-final",
  run({ files, globals, symbols, atoms, trace }) {
    const winners = holdsWinner(symbols, globals, atoms.rowCount());
    const replacement = new Uint32Array(atoms.rowCount());
    let found = false;
    for (const symbol of symbols.rows()) {
      const winner = lostTo(symbols, globals, symbol);
      const atom = symbols.atom[symbol];
      if (winner === 0 || winners[atom] === 1 || symbols.atomOffset[symbol] !== 0) continue;
      if ((files.flags[symbols.file[symbol]] & fileFlags.subsections) === 0 || symbols.atom[winner] === 0) continue;
      if (atoms.live[atom] === 0) continue;
      replacement[atom] = winner;
      atoms.live[atom] = 0;
      found = true;
      if (trace.on) trace.record("atom-stripped", atom, 0, stripReasons.lostCopy);
    }
    if (!found) return;
    for (const symbol of symbols.rows()) {
      const winner = row<SymbolIndex>(replacement[symbols.atom[symbol]]!);
      if (winner === 0 || symbols.atomOffset[symbol] !== 0) continue;
      symbols.atom[symbol] = symbols.atom[winner];
      symbols.atomOffset[symbol] = advance(symbols.atomOffset[winner], 0);
    }
  },
});

const none = row<SymbolIndex>(0);

/** The winner of a defined external symbol's name when that is another record that lies in an atom; else 0. */
function lostTo(
  symbols: ReadonlyTable<Schemas["symbols"]>,
  globals: ReadonlyTable<Schemas["globals"]>,
  symbol: SymbolIndex,
): SymbolIndex {
  const global = symbols.global[symbol];
  if (global === 0 || symbols.atom[symbol] === 0) return none;
  const winner = globals.symbol[global];
  return winner === symbol ? none : winner;
}

/** 1 for atoms in which some name's winning definition lies. */
function holdsWinner(
  symbols: ReadonlyTable<Schemas["symbols"]>,
  globals: ReadonlyTable<Schemas["globals"]>,
  atomCount: number,
): Uint8Array {
  const holds = new Uint8Array(atomCount);
  for (const global of globals.rows()) {
    const atom: AtomIndex = symbols.atom[globals.symbol[global]];
    if (atom !== 0) holds[atom] = 1;
  }
  return holds;
}
