// The line table from the statements' fragments, once those have their places.

import { byteCount, type LineIndex, row, sectionOffset } from "@/base/units";
import { allocate, type ReadonlyTable } from "@/tables/table";
import type { Draft } from "./draft";
import { lines } from "./lineTable";

export function buildLineTable(draft: Draft, isLaidOut: boolean): ReadonlyTable<typeof lines> {
  const rows = isLaidOut ? draft.sections.reduce((sum, section) => sum + section.lines.count, 0) : 0;
  const table = allocate(lines, rows + 1);
  if (!isLaidOut) return table;
  let next = 1;
  for (const section of draft.sections)
    section.lines.each(section.fragments, (span, kind, offset, size) => {
      const at = row<LineIndex>(next++);
      table.section[at] = section.ordinal;
      table.offset[at] = sectionOffset(offset);
      table.size[at] = byteCount(size);
      table.line[at] = span.line;
      table.column[at] = span.column;
      table.length[at] = span.length;
      table.kind[at] = kind;
    });
  table.publish(next);
  return table;
}
