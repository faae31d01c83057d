// The strip of passes: which stages a link went through, what each did in one line, and the steps between which a
// visitor can move. A step is a number of writes applied. Stops are the steps worth standing on: before anything, after
// each stage that wrote, and after each relocation.

import { type AtomIndex, type PatchIndex, type RelocationIndex, row, type WriteIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { Stage } from "@/linker/context";
import { globalState, slotKind } from "@/linker/schemas/globals";
import { causeKind, fixupKind } from "@/linker/schemas/image";
import { fileFlags, fileKind } from "@/linker/schemas/inputs";
import { relocationTargetName, shortTypeName } from "../names";
import { perBuild } from "../perBuild";
import { lastAtMost } from "../places";
import { placeOfRelocation } from "./relocations";

/** The worker's part and the linker's, in order. */
export const stageNames = [
  "Assemble",
  "Read",
  "Resolve",
  "Strip",
  "Act",
  "Place",
  "Patch",
  "Fixups",
  "Seal",
] as const satisfies readonly (Stage | "Assemble")[];
export type StageName = (typeof stageNames)[number];

export const stageHelp: Readonly<Record<StageName, string>> = {
  Assemble: "Text becomes object files: instructions with holes, and notes about the holes",
  Read: "Objects, archives and libraries are read: sections, symbols, relocations",
  Resolve: "Every name gets its definition, or the library it comes from",
  Strip: "What nothing refers to is left out, when dead stripping is on",
  Act: "References that need a GOT cell, a stub or a thread pointer ask for one",
  Place: "Segments, sections and atoms get their addresses",
  Patch: "Each relocation's number is calculated and written into its hole",
  Fixups: "What dyld has to change at load time is written down",
  Seal: "Header, symbol tables, identifier and signature complete the file",
};

export interface Stops {
  /** Writes applied at each stop, ascending, without repeats; the first is 0. */
  readonly steps: Uint32Array;
  /** The patch applied last at the stop, when the stop is one of a relocation; else 0. */
  readonly patches: Uint32Array;
  /** Position in stageNames of what was going on. */
  readonly stages: Uint8Array;
  /** First stop of each stage and one past the last stage. */
  readonly stageStarts: Uint32Array;
}

const stageOfPass = perBuild((view): readonly number[] => view.stages.map((stage) => stageNames.indexOf(stage)));
const patchStage = stageNames.indexOf("Patch");

/** The patch that each write made; 0 for the others. */
const patchOfWrite = perBuild((view): Uint32Array => {
  const owners = new Uint32Array(view.writes.rowCount());
  for (const write of view.writes.rows()) {
    if (view.writes.causeKind[write] !== causeKind.relocation) continue;
    const patch = view.relocations.patch[row<RelocationIndex>(view.writes.cause[write])];
    // The last write is the patch's own.
    if (view.patches.write[patch] === write) owners[write] = patch;
  }
  return owners;
});

export const stopsOf = perBuild((view): Stops => {
  const owners = patchOfWrite(view);
  const end = view.writes.rowCount();
  const steps: number[] = [0];
  const patches: number[] = [0];
  const stages: number[] = [0];
  for (let write = row<WriteIndex>(1); write < end; write++) {
    const stage = stageOfPass(view)[view.writes.pass[write]] ?? patchStage;
    const isLast = write + 1 === end || stageOfPass(view)[view.writes.pass[row<WriteIndex>(write + 1)]] !== stage;
    if (owners[write] === 0 && !isLast) continue;
    steps.push(write);
    patches.push(owners[write]);
    stages.push(stage);
  }
  const stageStarts = Uint32Array.from({ length: stageNames.length + 1 }, (_, stage) => {
    const first = stages.findIndex((at, index) => index > 0 && at >= stage);
    return first === -1 ? steps.length : first;
  });
  return {
    steps: Uint32Array.from(steps),
    patches: Uint32Array.from(patches),
    stages: Uint8Array.from(stages),
    stageStarts,
  };
});

/** The stop that a step stands at or after; the last one for the finished image. */
export const stopAt = (stops: Stops, step: number | undefined): number =>
  step === undefined ? stops.steps.length - 1 : Math.max(0, lastAtMost(stops.steps, step));

/** The relocation whose patch is applied last at a stop. */
export function relocationAtStop(view: BuildView, stop: number): RelocationIndex | undefined {
  const patch = row<PatchIndex>(stopsOf(view).patches[stop]);
  return patch === 0 ? undefined : view.patches.relocation[patch];
}

/** Applied relocations that wrote, in order: how many, and which one a patch is (from 1). */
const patchOrder = perBuild((view) => {
  const numbers = new Map<number, number>();
  for (const patch of stopsOf(view).patches) if (patch !== 0) numbers.set(patch, numbers.size + 1);
  return numbers;
});
export const patchStopCount = (view: BuildView): number => patchOrder(view).size;
export const patchNumber = (view: BuildView, stop: number): number =>
  patchOrder(view).get(stopsOf(view).patches[stop]) ?? 0;

/** `Relocation 3 of 7: BRANCH26 in _main+0x10`, or the stage that is done. */
export function sayStop(view: BuildView, stop: number): string {
  const stops = stopsOf(view);
  const relocation = relocationAtStop(view, stop);
  if (relocation !== undefined) {
    const type = shortTypeName(view, view.relocations.type[relocation]);
    return `Relocation ${patchNumber(view, stop)} of ${patchStopCount(view)}: ${type} in ${placeOfRelocation(view, relocation)} → ${relocationTargetName(view, relocation)}`;
  }
  if (stop === stops.steps.length - 1 && stop > 0) return "The finished image";
  return stop === 0 ? "Before the first byte is written" : `${stageNames[stops.stages[stop]]} is done`;
}

/** The stop of the patch before or after; undefined past the ends. */
export function neighbourPatch(view: BuildView, stop: number, by: 1 | -1): number | undefined {
  const { patches } = stopsOf(view);
  for (let at = stop + by; at >= 0 && at < patches.length; at += by) if (patches[at] !== 0) return at;
  return undefined;
}
/** The last stop of the stage before or after. */
export function neighbourStage(stops: Stops, stop: number, by: 1 | -1): number | undefined {
  const own = stops.stages[stop];
  if (by === 1) {
    for (let at = stop + 1; at < stops.steps.length; at++) {
      const isLast = at + 1 === stops.steps.length || stops.stages[at + 1] !== stops.stages[at];
      if (isLast) return at;
    }
    return undefined;
  }
  for (let at = stop - 1; at >= 0; at--) if (stops.stages[at] !== own || at === 0) return at;
  return undefined;
}

/** The stop right after a relocation's patch. */
export function stopOfRelocation(view: BuildView, relocation: RelocationIndex): number | undefined {
  const patch = view.relocations.patch[relocation];
  const write = patch === 0 ? 0 : view.patches.write[patch];
  if (write === 0) return undefined;
  const stop = lastAtMost(stopsOf(view).steps, write);
  return stopsOf(view).steps[stop] === write ? stop : undefined;
}

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(", ");
const some = (count: number, one: string, many?: string) => (count === 0 ? undefined : plural(count, one, many));

/** How many rows have each value of a small column. A plain loop: tables may be large. */
function histogram(column: { readonly [row: number]: number }, end: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = 1; at < end; at++) counts[column[at]] += 1;
  return counts;
}

const counts = perBuild((view) => {
  // Vacant rows have 0.
  const states = histogram(view.globals.state, view.globals.rowCount());
  const names = view.globals.rowCount() - 1 - states[0];
  const imported = states[globalState.imported];
  let stripped = 0;
  let merged = 0;
  const end = view.atoms.rowCount();
  // A plain loop: tables may be large. Vacant rows are neither.
  for (let at = 1; at < end; at++) {
    const atom = row<AtomIndex>(at);
    if (view.atoms.mergedInto[atom] !== 0) merged += 1;
    else if (view.atoms.file[atom] !== 0 && view.atoms.live[atom] === 0) stripped += 1;
  }
  const slots = histogram(view.slots.kind, view.slots.rowCount());
  const kinds = histogram(view.fixups.kind, view.fixups.rowCount());
  const fixups = view.fixups.rowCount() - 1 - kinds[0];
  const rebases = kinds[fixupKind.rebase];
  let objects = 0;
  let dylibs = 0;
  for (const file of view.files.rows()) {
    // A library that nobody named and nothing binds to plays no part.
    const isIdle = (view.files.flags[file] & fileFlags.dependent) !== 0 && view.files.ordinal[file] === 0;
    if (view.files.kind[file] === fileKind.dylib) dylibs += isIdle ? 0 : 1;
    else if (view.files.kind[file] !== fileKind.linker) objects += 1;
  }
  return { names, imported, stripped, merged, slots, fixups, rebases, objects, dylibs };
});

const size = (bytes: number): string =>
  bytes < 10_240 ? `${bytes.toLocaleString("en")} bytes` : `${(bytes / 1024).toFixed(1)} KiB`;

/** What a stage did, in a few words. `assembled` is the number of sources; the build does not know it. */
export function stageFact(view: BuildView, stage: StageName, assembled: number): string {
  const found = counts(view);
  switch (stage) {
    case "Assemble":
      return assembled === 0 ? "nothing to do" : plural(assembled, "source");
    case "Read":
      return joined([plural(found.objects, "object"), some(found.dylibs, "library", "libraries")]);
    case "Resolve":
      return joined([plural(found.names, "name"), found.imported === 0 ? undefined : `${found.imported} imported`]);
    case "Strip":
      return (
        joined([
          view.options.deadStrip ? `${plural(found.stripped, "atom")} removed` : undefined,
          found.merged === 0 ? undefined : `${found.merged.toLocaleString("en")} merged`,
        ]) || "off"
      );
    case "Act":
      return (
        joined([
          some(found.slots[slotKind.stub], "stub"),
          some(found.slots[slotKind.got], "GOT cell"),
          some(found.slots[slotKind.threadPointer], "thread pointer"),
        ]) || "no requests"
      );
    case "Place":
      return joined([
        plural(view.outputSections.rowCount() - 1, "section"),
        some(found.slots[slotKind.thunk], "thunk"),
      ]);
    case "Patch":
      return plural(patchStopCount(view), "relocation");
    case "Fixups":
      return joined([some(found.fixups - found.rebases, "bind"), some(found.rebases, "rebase")]) || "nothing to bind";
    case "Seal":
      return view.image === undefined ? "no image" : size(view.image.length);
  }
}
