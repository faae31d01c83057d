// Lists that go to and fro between page and worker with every key, and are nearly the same each time: of hundreds of
// files, one was edited. What was sent before is not sent again, since taking messages apart is not free.

/** A list as the changes of one that both sides know, place by place. */
export interface Delta<T> {
  /** By turns: how many elements stay, and how many are the next of `fresh`. */
  readonly counts: readonly number[];
  readonly fresh: readonly T[];
}

export function deltaOf<T>(list: readonly T[], known: readonly T[], isSame: (a: T, b: T) => boolean): Delta<T> {
  const counts: number[] = [];
  const fresh: T[] = [];
  for (let at = 0; at < list.length; ) {
    const start = at;
    while (at < list.length && at < known.length && isSame(list[at]!, known[at]!)) at++;
    const kept = at;
    while (at < list.length && !(at < known.length && isSame(list[at]!, known[at]!))) fresh.push(list[at++]!);
    counts.push(kept - start, at - kept);
  }
  return { counts, fresh };
}

/** `known` is what the other side had as such. */
export function withDelta<T>({ counts, fresh }: Delta<T>, known: readonly T[]): readonly T[] {
  const list: T[] = [];
  let next = 0;
  for (const [turn, count] of counts.entries())
    for (let i = 0; i < count; i++) list.push(turn % 2 === 0 ? known[list.length]! : fresh[next++]!);
  return list;
}
