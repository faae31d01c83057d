// Derivations that cost a pass over a whole program are not made anew for each key: a build of an incremental link tells
// which rows differ from the builds before it, and the derivation is changed as the tables were.

import type { BuildView } from "@/linker/build";
import type { ToldTable } from "@/linker/incremental/editions";

/** Runs of rows (first and end, by turns) that are not as they were; some may be told twice. */
export type ChangedRows = Readonly<Record<ToldTable, readonly number[]>>;

/** Every row of some runs. */
export function* rowsOf(runs: readonly number[]): Generator<number> {
  for (let at = 0; at < runs.length; at += 2) for (let row = runs[at]; row < runs[at + 1]; row++) yield row;
}

/** What changed between two builds of one program; undefined when too much did, or it was too long ago to tell. */
function changesSince({ lineage }: BuildView, program: number, serial: number): ChangedRows | undefined {
  if (lineage?.program !== program || lineage.serial <= serial) return undefined;
  const missed = lineage.changes.filter((change) => change.serial > serial);
  if (missed.length !== lineage.serial - serial) return undefined;
  const merged: Record<ToldTable, number[]> = { atoms: [], symbols: [], relocations: [], globals: [] };
  for (const { rows } of missed) {
    if (rows === undefined) return undefined;
    for (const name of Object.keys(merged) as ToldTable[]) merged[name].push(...rows[name]);
  }
  return merged;
}

/**
 * A derivation of builds: `make` makes it of the tables alone, `follow` of what it was for an earlier build of the same
 * program, whose memory may be gone, and what changed since. Both must come to the same. What was handed out before is
 * not to be written.
 */
export function following<T>(
  make: (view: BuildView) => T,
  follow: (view: BuildView, before: T, changes: ChangedRows) => T,
): (view: BuildView) => T {
  const made = new WeakMap<BuildView, { readonly value: T }>();
  let last: { readonly program: number; readonly serial: number; readonly value: T } | undefined;
  return (view) => {
    const known = made.get(view);
    if (known !== undefined) return known.value;
    const changes = last && changesSince(view, last.program, last.serial);
    const value = last !== undefined && changes !== undefined ? follow(view, last.value, changes) : make(view);
    made.set(view, { value });
    const { lineage } = view;
    const isOlder = lineage?.program === last?.program && (lineage?.serial ?? 0) < (last?.serial ?? 0);
    if (lineage !== undefined && !isOlder) last = { program: lineage.program, serial: lineage.serial, value };
    return value;
  };
}
