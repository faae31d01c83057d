// The line table from the statements' fragments, once those have their places.

import { byteCount, type LineIndex, row, sectionOffset } from "@/base/units";
import { allocate, type ReadonlyTable } from "@/tables/table";
import type { Draft } from "./draft";
import { lines } from "./lineTable";

export function buildLineTable(draft: Draft, isLaidOut: boolean): ReadonlyTable<typeof lines> {
  const rows = isLaidOut ? draft.sections.reduce((sum, section) => sum + section.lines.length, 0) : 0;
  const table = allocate(lines, rows + 1);
  if (!isLaidOut) return table;
  let next = 1;
  for (const section of draft.sections)
    for (const { span, kind, fragment, offset, size } of section.lines) {
      const at = row<LineIndex>(next);
      const bytes = size ?? fragment.size;
      if (bytes === 0) continue;
      table.section[at] = section.ordinal;
      table.offset[at] = sectionOffset(fragment.offset + offset);
      table.size[at] = byteCount(bytes);
      table.line[at] = span.line;
      table.column[at] = span.column;
      table.length[at] = span.length;
      table.kind[at] = kind;
      next++;
    }
  table.publish(next);
  return table;
}
