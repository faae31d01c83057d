import type { Subject } from "../subject";

/** Subjects are small records of primitives; a slot without a part is its slot. */
export function sameSubject(a: Subject | undefined, b: Subject | undefined): boolean {
  if (a === undefined || b === undefined || a.kind !== b.kind) return false;
  const [left, right] = [a, b].map((subject) => new Map(Object.entries(subject)));
  if (left === undefined || right === undefined) return false;
  if (left.get("part") === "slot") left.delete("part");
  if (right.get("part") === "slot") right.delete("part");
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}
