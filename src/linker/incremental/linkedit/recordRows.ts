// Which row of the image's symbol table speaks for which name or local symbol.

import type { OutputSymbolIndex, SymbolIndex } from "@/base/units";
import { row } from "@/base/units";
import type { GrowingTable } from "@/tables/growing";
import type { Schemas } from "../../schemas/all";

export interface RecordRows {
  /** By row of a global or of a local symbol; 0 or nothing without a record. */
  readonly ofGlobal: number[];
  readonly ofLocal: number[];
  /** The record of a local symbol passes to the row that stands for it now. */
  renameLocal(from: SymbolIndex, to: SymbolIndex): void;
}

type Store = GrowingTable<OutputSymbolIndex, Schemas["outputSymbols"]["columns"]>;

/** `changed` holds local symbols whose records are looked at when the table is brought up to date. */
export function createRecordRows(store: Store, changed: Set<SymbolIndex>): RecordRows {
  const ofLocal: number[] = [];
  const assign = (symbol: SymbolIndex, index: number): void => {
    ofLocal[symbol] = index;
    if (index === 0) return;
    store.table.symbol[row<OutputSymbolIndex>(index)] = symbol;
    store.touch(row(index));
  };
  return {
    ofGlobal: [],
    ofLocal,
    renameLocal(from, to) {
      const index = ofLocal[from] ?? 0;
      if (index === 0) return;
      // The row may be that of a symbol that went just now: its record goes with the other row.
      const left = ofLocal[to] ?? 0;
      assign(from, left);
      assign(to, index);
      // The record that passes on may be one that was to be looked at: of a symbol that went before its row was used again.
      if (changed.has(from)) changed.add(to);
      if (left !== 0) changed.add(from);
    },
  };
}
