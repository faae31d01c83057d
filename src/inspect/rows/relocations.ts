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
import { lastAtMost } from "../places";
import { bytesAfterWrite, bytesBeforeWrite } from "../timeline";
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

interface AllRelocations {
  readonly rows: Uint32Array;
  /** How many of them, in front, are of atoms that stay. */
  readonly live: number;
}

function allRelocations(view: BuildView): AllRelocations {
  const end = view.relocations.rowCount();
  const atom = view.relocations.atom as unknown as Uint32Array;
  const live = view.atoms.live as unknown as Uint8Array;
  const rows = new Uint32Array(Math.max(0, end - 1));
  const stripped: number[] = [];
  let count = 0;
  // A plain loop: there may be half a million. Vacant rows belong to no atom.
  for (let relocation = 1; relocation < end; relocation++) {
    if (atom[relocation] === 0) continue;
    if (live[atom[relocation]] === 0) stripped.push(relocation);
    else rows[count++] = relocation;
  }
  rows.set(stripped, count);
  return { rows: rows.subarray(0, count + stripped.length), live: count };
}

type Fate = "live" | "stripped" | "vacant";

function fateOf({ relocations, atoms }: BuildView, relocation: number): Fate {
  if (relocation >= relocations.rowCount()) return "vacant";
  const atom = relocations.atom[row<RelocationIndex>(relocation)];
  if (atom === 0) return "vacant";
  return atoms.live[atom] === 0 ? "stripped" : "live";
}

const includes = (sorted: Uint32Array, value: number) => sorted[lastAtMost(sorted, value)] === value;

/** Most edits change what relocations say, and not which ones there are. */
function followRelocations(view: BuildView, before: AllRelocations, changes: ChangedRows): AllRelocations {
  const [live, stripped] = [before.rows.subarray(0, before.live), before.rows.subarray(before.live)];
  const fateBefore = (relocation: number): Fate =>
    includes(live, relocation) ? "live" : includes(stripped, relocation) ? "stripped" : "vacant";
  const hasNewFate = (relocation: number) => fateBefore(relocation) !== fateOf(view, relocation);
  for (const relocation of rowsOf(changes.relocations)) if (hasNewFate(relocation)) return allRelocations(view);
  const { firstRelocation, relocationEnd } = view.atoms;
  for (const number of rowsOf(changes.atoms)) {
    const atom = row<AtomIndex>(number);
    // The relocations of an atom have one fate.
    const hasSome = number < view.atoms.rowCount() && firstRelocation[atom] < relocationEnd[atom];
    if (hasSome && hasNewFate(firstRelocation[atom])) return allRelocations(view);
  }
  return before;
}

const followedRelocations = following(allRelocations, followRelocations);

/** All relocations; those of stripped atoms last, since they did not take part. */
export const relocationRows = (view: BuildView): Uint32Array => followedRelocations(view).rows;

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
      return String(relocation);
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
      if (column === "number") return number;
      if (column === "place" && patch !== 0) return view.patches.place[patch];
      if (column === "value") return patch === 0 ? Number.POSITIVE_INFINITY : view.patches.value[patch];
      if (column === "addend")
        return fromWords(view.relocations.addendLow[relocation], view.relocations.addendHigh[relocation]);
      return relocationText(view, relocation, column);
    },
  }),
);
