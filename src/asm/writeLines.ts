// The line table from the statements' fragments, once those have their places.

import { allocate, type ReadonlyTable } from "@/tables/table";
import type { Draft } from "./draft";
import { lines } from "./lineTable";

export function buildLineTable(draft: Draft, isLaidOut: boolean): ReadonlyTable<typeof lines> {
  const rows = isLaidOut ? draft.sections.reduce((sum, section) => sum + section.lines.count, 0) : 0;
  const table = allocate(lines, rows + 1);
  if (!isLaidOut) return table;
  let next = 1;
  for (const section of draft.sections) next = section.lines.list(section, table, next);
  table.publish(next);
  return table;
}
