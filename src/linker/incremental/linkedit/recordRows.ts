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

export function createRecordRows(store: Store): RecordRows {
  const ofLocal: number[] = [];
  return {
    ofGlobal: [],
    ofLocal,
    renameLocal(from, to) {
      const index = row<OutputSymbolIndex>(ofLocal[from] ?? 0);
      if (index === 0) return;
      ofLocal[from] = 0;
      ofLocal[to] = index;
      store.table.symbol[index] = to;
      store.touch(index);
    },
  };
}
