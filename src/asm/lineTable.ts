// Beside an object's bytes the assembler says which source line each range of a section came from. Only the
// explaining side reads it: the linker sees the object alone, as it would see a compiler's.

import type { ByteCount, LineIndex, SectionOffset } from "@/base/units";
import { defineTable, f64, u8, u32 } from "@/tables/table";

/** One row per statement that emitted bytes (or reserved zerofill), ordered by section, then offset. */
export const lines = defineTable<LineIndex>("lines")({
  /** 1-based section ordinal in the object, in the order of its section headers. */
  section: u32(),
  offset: f64<SectionOffset>(),
  size: f64<ByteCount>(),
  /** 1-based line and column of the statement, and its length in characters. */
  line: u32(),
  column: u32(),
  length: u32(),
  /** 1 for an instruction, 2 for data, 3 for padding. */
  kind: u8(),
});
export const lineKind = { instruction: 1, data: 2, padding: 3 } as const;
