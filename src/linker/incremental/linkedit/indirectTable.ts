// The indirect symbol table. Its bytes begin where the symbol records end and take in the room for more of them, so that
// nothing in __LINKEDIT belongs to nobody, which tools that rewrite images ask for. Sections say at which entry they
// begin; when a record comes, the table begins one record later, and they are that many entries nearer to its start.

import { byteCount, fileOffset } from "@/base/units";
import { indirectSymbolMarks } from "@/macho/constants";
import { linkeditPart, syntheticKind } from "../../schemas/image";
import { indirectSymbolsOf } from "../../synthetic/linkeditParts";
import type { IncrementalState } from "../state";
import type { SymbolRecords } from "./symbolRecords";

/** Entries that stand for no symbol, as bytes. */
export function noEntries(bytes: number): Uint8Array {
  const entries = new Uint32Array(bytes / entryBytes).fill(indirectSymbolMarks.INDIRECT_SYMBOL_LOCAL);
  return new Uint8Array(entries.buffer);
}
const entryBytes = 4;
const sections = [
  syntheticKind.got,
  syntheticKind.threadPointers,
  syntheticKind.stubs,
  syntheticKind.lazyPointers,
] as const;

export interface IndirectTable {
  /** Writes the entries again, when slots or numbers of records changed. */
  update(): void;
  /** Tells sections and load commands where symbols end and this begins; the parts have their places. */
  settle(): void;
}

export function createIndirectTable(state: IncrementalState, records: SymbolRecords): IndirectTable {
  const { parts, layout, outputSections, dirt } = state;
  const memory = parts.get(linkeditPart.indirectSymbols)!;
  const symbols = parts.get(linkeditPart.symbols)!;
  /** Entries before the first section's, as the sections have been told. */
  let before = 0;

  return {
    update() {
      if (!dirt.indirectSymbols) return;
      dirt.indirectSymbols = false;
      const entries = indirectSymbolsOf(state, records.numberOf);
      before = 0;
      memory.reserve(entries.length);
      const whole = noEntries(memory.bytes.length);
      whole.set(entries);
      memory.write(0, whole);
    },
    settle() {
      const range = layout.linkedit[linkeditPart.symbols];
      if (range === undefined) return;
      const room = symbols.bytes.length - records.size();
      const shift = room / entryBytes - before;
      before += shift;
      for (const kind of sections) {
        const output = layout.syntheticSections[kind];
        if (output !== undefined) outputSections.reserved1[output] += shift;
      }
      range.size = byteCount(records.size());
      layout.linkedit[linkeditPart.indirectSymbols] = {
        offset: fileOffset(range.offset + range.size),
        size: byteCount(room + memory.bytes.length),
      };
    },
  };
}
