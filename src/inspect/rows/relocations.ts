// Rows of the Relocations table: every relocation of an atom that stays, in the order of the inputs, with what was done
// about it.

import { hex0x, hexBytes } from "@/base/text";
import {
  type AtomIndex,
  fitsExactly,
  fromSignedWords,
  fromWords,
  type PatchIndex,
  type RelocationIndex,
  row,
  type WriteIndex,
} from "@/base/units";
import type { BuildView } from "@/linker/build";
import { patchRoute } from "@/linker/schemas/image";
import { placeInAtom } from "../atomSymbols";
import type { ByteRole } from "../byteRoles";
import { imageBytes, objectBytes, windowOffset } from "../fieldBytes";
import { type ChangedRows, following, rowsOf } from "../following";
import { baseName, fileName, inputSectionName, relocationTargetName, shortTypeName } from "../names";
import { perBuild } from "../perBuild";
import { bytesAfterWrite, bytesBeforeWrite } from "../timeline";
import { relocationRanges } from "./fileOrder";
import { ArrangedRows, JoinedRows, PresentRows, type RowList } from "./presentRows";
import type { RowSource } from "./rowOrder";

export const relocationColumns = [
  "number",
  "file",
  "section",
  "place",
  "type",
  "target",
  "addend",
  "value",
  "bytes",
  "route",
  "status",
] as const;
export type RelocationColumn = (typeof relocationColumns)[number];

export type RelocationStatus = "patched" | "same bytes" | "waiting" | "no patch" | "stripped";

interface Relocations {
  /** Of atoms that stay. */
  readonly live: PresentRows;
  readonly stripped: PresentRows;
}

/** Vacant rows belong to no atom. */
const isOf =
  ({ relocations, atoms }: BuildView, live: 0 | 1) =>
  (number: number): boolean => {
    const atom = relocations.atom[row<RelocationIndex>(number)];
    return atom !== 0 && atoms.live[atom] === live;
  };

/** Relocations that changed, and those of atoms that changed: these may be stripped now. */
function* changedRelocations({ atoms }: BuildView, changes: ChangedRows): Generator<number> {
  yield* rowsOf(changes.relocations);
  for (const number of rowsOf(changes.atoms)) {
    if (number >= atoms.rowCount()) continue;
    const atom = row<AtomIndex>(number);
    for (let relocation = atoms.firstRelocation[atom]; relocation < atoms.relocationEnd[atom]; relocation++)
      yield relocation;
  }
}

const allRelocations = following(
  (view): Relocations => {
    const end = view.relocations.rowCount();
    return { live: PresentRows.of(end, isOf(view, 1)), stripped: PresentRows.of(end, isOf(view, 0)) };
  },
  (view, { live, stripped }, changes) => {
    const end = view.relocations.rowCount();
    const changed = [...changedRelocations(view, changes)];
    return { live: live.with(end, isOf(view, 1), changed), stripped: stripped.with(end, isOf(view, 0), changed) };
  },
);

/** All relocations by file; those of stripped atoms last, since they did not take part. */
export const relocationRows = perBuild((view): RowList => {
  const { live, stripped } = allRelocations(view);
  const ranges = relocationRanges(view);
  return new JoinedRows(new ArrangedRows(live, ranges), new ArrangedRows(stripped, ranges));
});

export function placeOfRelocation(view: BuildView, relocation: RelocationIndex): string {
  return placeInAtom(view, view.relocations.atom[relocation], view.relocations.offset[relocation]);
}

/** Bytes before and after; undefined when nothing was written, or without a trace. */
export function bytesOfRelocation(view: BuildView, relocation: RelocationIndex) {
  const patch = view.relocations.patch[relocation];
  const write = patch === 0 ? 0 : view.patches.write[patch];
  if (write === 0) return patch === 0 || view.flush === undefined ? undefined : bytesOfOlderPatch(view, relocation);
  const index = view.patches.write[patch];
  return { before: bytesBeforeWrite(view, index), after: bytesAfterWrite(view, index), write: index };
}

/** Applied by an earlier flush, whose trace is gone: what the object says, and what the image says. */
function bytesOfOlderPatch(view: BuildView, relocation: RelocationIndex) {
  const from = view.relocations.offset[relocation];
  const window = { from, to: from + 2 ** view.relocations.length[relocation] };
  const at = windowOffset(view, relocation, window);
  const before = objectBytes(view, relocation, window);
  const after = at === undefined ? undefined : imageBytes(view, at, window);
  return before === undefined || after === undefined ? undefined : { before, after, write: row<WriteIndex>(0) };
}

/** `step`: number of writes applied on screen; undefined for all. */
export function statusOfRelocation(view: BuildView, relocation: RelocationIndex, step?: number): RelocationStatus {
  if (view.atoms.live[view.relocations.atom[relocation]] === 0) return "stripped";
  const bytes = bytesOfRelocation(view, relocation);
  if (bytes === undefined) return view.relocations.patch[relocation] === 0 ? "no patch" : "patched";
  if (step !== undefined && bytes.write > step) return "waiting";
  return bytes.before.every((byte, index) => byte === bytes.after[index]) ? "same bytes" : "patched";
}

const routes: Readonly<Record<number, { readonly name: string; readonly role: ByteRole }>> = {
  [patchRoute.direct]: { name: "direct", role: "text" },
  [patchRoute.got]: { name: "GOT", role: "got" },
  [patchRoute.stub]: { name: "stub", role: "stub" },
  [patchRoute.threadPointer]: { name: "TLV", role: "got" },
  [patchRoute.thunk]: { name: "thunk", role: "stub" },
  [patchRoute.relaxed]: { name: "relaxed", role: "const" },
  [patchRoute.bound]: { name: "dyld", role: "bind" },
};
/** How it reached its target. */
export const routeOfPatch = (view: BuildView, patch: PatchIndex) =>
  patch === 0 ? undefined : routes[view.patches.route[patch]];

const signed = (value: number) => (value === 0 ? "0" : hex0x(value));

/** Two's complement words past 2^53 are shown as they stand. */
function addendText(low: number, high: number): string {
  if (fitsExactly(low, high)) return signed(fromSignedWords(low, high));
  return `0x${high.toString(16)}${low.toString(16).padStart(8, "0")}`;
}

function relocationText(view: BuildView, relocation: RelocationIndex, column: RelocationColumn): string {
  const { atom, type, addendLow, addendHigh, patch } = view.relocations;
  const applied = patch[relocation];
  switch (column) {
    case "number":
      return String(relocationRows(view).indexOf(relocation) + 1);
    case "file":
      return baseName(fileName(view, view.atoms.file[atom[relocation]]));
    case "section":
      return inputSectionName(view, view.atoms.section[atom[relocation]]);
    case "place":
      return placeOfRelocation(view, relocation);
    case "type":
      return shortTypeName(view, type[relocation]);
    case "target":
      return relocationTargetName(view, relocation);
    case "addend":
      return addendText(addendLow[relocation], addendHigh[relocation]);
    case "value":
      return applied === 0 ? "" : signed(view.patches.value[applied]);
    case "bytes": {
      const bytes = bytesOfRelocation(view, relocation);
      return bytes === undefined ? "" : `${hexBytes(bytes.before)} → ${hexBytes(bytes.after)}`;
    }
    case "route":
      return routeOfPatch(view, applied)?.name ?? "";
    case "status":
      return statusOfRelocation(view, relocation);
  }
}

export const relocationSource = perBuild(
  (view): RowSource<RelocationColumn> => ({
    columns: relocationColumns,
    rows: relocationRows(view),
    text: (number, column) => relocationText(view, row<RelocationIndex>(number), column),
    value(number, column) {
      const relocation = row<RelocationIndex>(number);
      const patch = view.relocations.patch[relocation];
      if (column === "number") return relocationRows(view).indexOf(number);
      if (column === "place" && patch !== 0) return view.patches.place[patch];
      if (column === "value") return patch === 0 ? Number.POSITIVE_INFINITY : view.patches.value[patch];
      if (column === "addend")
        return fromWords(view.relocations.addendLow[relocation], view.relocations.addendHigh[relocation]);
      return relocationText(view, relocation, column);
    },
  }),
);
