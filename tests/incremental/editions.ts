// Readers see what the linker holds: every published build is compared with the working tables, cell by cell, while the
// one before is still in use, so that memories take turns as they do in the page.

import { expect } from "vitest";
import { attachBuild, type BuildView } from "@/linker/build";
import type { IncrementalLinker } from "@/linker/incremental/incrementalLinker";
import { expectFollowed } from "./followed";

let programs = 0;

type Cells = Readonly<Record<string, Float64Array>>;

/** Publishes and compares; gives the edition back when the next one is there. */
export function createEditionReader(linker: IncrementalLinker): () => BuildView {
  let last: number | undefined;
  let builds = 0;
  const program = ++programs;
  return () => {
    const handles = linker.publish();
    if (last !== undefined) linker.giveBack(last);
    last = handles.edition?.number;
    const view = attachBuild(handles);
    for (const [name, { table }] of Object.entries(linker.state.stores)) {
      const shown = view[name as keyof typeof linker.state.stores];
      expect(shown.rowCount(), name).toBe(table.rowCount());
      for (const [column, cells] of Object.entries(table as unknown as Cells)) {
        if (!ArrayBuffer.isView(cells)) continue;
        const end = table.rowCount();
        const differs = cells
          .subarray(0, end)
          .findIndex((cell, row) => cell !== (shown as unknown as Cells)[column]![row]);
        expect(differs, `${name}.${column}`).toBe(-1);
      }
    }
    if (view.image !== undefined) expect(Buffer.compare(view.image, linker.state.image.bytes())).toBe(0);
    expectOrder(view);
    // Some builds are looked at by nobody.
    if (builds++ % 3 !== 1) expectFollowed(handles, program);
    return view;
  };
}

/** Every atom with a place is there once, in the order of addresses. */
function expectOrder({ placements, atoms }: BuildView): void {
  const placed = [...placements.rows()].map((placement) => placements.atom[placement]);
  const expected = [...atoms.rows()].filter((atom) => atoms.output[atom] !== 0);
  expect([...placed].sort((a, b) => a - b)).toEqual(expected);
  for (const [at, atom] of placed.entries())
    if (at > 0) expect(atoms.address[atom]).toBeGreaterThanOrEqual(atoms.address[placed[at - 1]!]);
}
