import { expect } from "vitest";
import type { Assembly } from "@/asm/assemble";
import { equalBytes } from "@/base/buffers";

/** Rows as numbers, which compare faster than tables. */
const rowsOf = ({ lines }: Assembly): number[] => {
  const rows: number[] = [];
  for (const row of lines.rows())
    rows.push(
      lines.section[row],
      lines.offset[row],
      lines.size[row],
      lines.line[row],
      lines.column[row],
      lines.length[row],
      lines.kind[row],
    );
  return rows;
};

/** Bytes of the object, rows of the line table, messages. */
export function expectSame(actual: Assembly, expected: Assembly, label: string): void {
  expect(actual.diagnostics, label).toEqual(expected.diagnostics);
  expect(actual.object?.length, label).toBe(expected.object?.length);
  if (actual.object !== undefined) expect(equalBytes(actual.object, expected.object!), label).toBe(true);
  expect(rowsOf(actual), label).toEqual(rowsOf(expected));
}
