// What panels derive from builds follows the builds of a program: it must be what a fresh derivation of the same build is.

import { expect } from "vitest";
import { type AtomIndex, fileOffset, type RelocationIndex, row } from "@/base/units";
import { appliedCountsOf, atomBlocks, namedPlacesOf } from "@/inspect/atomBlocks";
import { furtherSymbols } from "@/inspect/atomSymbols";
import { byteRegions } from "@/inspect/byteRegions";
import { createRowModel } from "@/inspect/byteRows";
import { appliedCount, appliedNumber } from "@/inspect/patchedFields";
import { relocationRows } from "@/inspect/rows/relocations";
import { symbolRows, symbolScopes } from "@/inspect/rows/symbols";
import { attachBuild, type BuildHandles, type BuildView } from "@/linker/build";

function derived(view: BuildView) {
  const blocks = atomBlocks(view);
  const places = blocks.map((block) => namedPlacesOf(view, block));
  const regions = byteRegions(view);
  const model = createRowModel(view, 16);
  return {
    // Atoms without a byte may stand in any order at their address.
    atoms: blocks.flatMap(({ atoms }) => [...atoms].filter((atom) => view.atoms.size[row<AtomIndex>(atom)] > 0)),
    places: places.flatMap(({ addresses, symbols }) => [...addresses].map((address, at) => [address, symbols[at]])),
    applied: blocks.reduce((sum, block) => sum + (appliedCountsOf(view, block).at(-1) ?? 0), 0),
    further: [...furtherSymbols(view).byAtom].sort(([a], [b]) => a - b),
    regions: Array.from({ length: regions.count }, (_, at) => regions.region(at)),
    rows: Array.from({ length: model.rowCount }, (_, index) => model.row(index)),
    relocations: [...relocationRows(view)],
    symbols: symbolScopes.map((scope) => [...symbolRows(view, scope)]),
    count: appliedCount(view),
    numbers: Array.from({ length: view.relocations.rowCount() - 1 }, (_, at) =>
      appliedNumber(view, row<RelocationIndex>(at + 1)),
    ),
  };
}

/** `program` names the linker. */
export function expectFollowed(handles: BuildHandles, program: number): void {
  const followed = derived(attachBuild({ ...handles, program }));
  const view = attachBuild(handles);
  expect(followed).toEqual(derived(view));
  const { rows, numbers, count } = followed;
  expect([...numbers].filter((number) => number > 0).sort((a, b) => a - b)).toEqual(
    Array.from({ length: count }, (_, at) => at + 1),
  );
  const model = createRowModel(view, 16);
  for (const [index, found] of rows.entries()) {
    const range = found.kind === "bytes" ? found : found.kind === "fold" ? found.region : undefined;
    if (range === undefined) continue;
    expect(model.rowOf(range.from)).toBe(index);
    expect(model.rowOf(fileOffset(range.to - 1))).toBe(index);
    expect(model.offsetOf(index)).toBe(range.from);
  }
}
