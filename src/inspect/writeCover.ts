// Which write made each byte of the finished image: the last one over it. Kept as sorted, disjoint intervals, made in
// one sweep over the writes' ends, so a question is a binary search.

import { type FileOffset, row, type WriteIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { perBuild } from "./perBuild";
import { lastAtMost } from "./places";

interface Cover {
  /** Interval i begins at starts[i] and ends where the next begins; owners[i] is 0 where nothing was written. */
  readonly starts: readonly number[];
  readonly owners: readonly number[];
}

/** A heap of write numbers, newest on top. Writes that ended are dropped when they come up. */
class NewestFirst {
  readonly #items: number[] = [];
  top = (): number | undefined => this.#items[0];
  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent] >= item) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }
  pop(): void {
    const items = this.#items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1] > items[child]) child += 1;
      if (items[child] <= last) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
  }
}

const coverOf = perBuild((view): Cover => {
  const { offset, size } = view.writes;
  const byStart = [...view.writes.rows()].filter((write) => size[write] > 0).sort((a, b) => offset[a] - offset[b]);
  const boundaries = [...new Set(byStart.flatMap((write) => [offset[write], offset[write] + size[write]]))].sort(
    (a, b) => a - b,
  );
  const starts = [0];
  const owners = [0];
  const open = new NewestFirst();
  let next = 0;
  for (const at of boundaries) {
    while (next < byStart.length && offset[byStart[next]] === at) open.push(byStart[next++]);
    for (;;) {
      const top = open.top();
      if (top === undefined) break;
      const write = row<WriteIndex>(top);
      if (offset[write] + size[write] > at) break;
      open.pop();
    }
    const owner = open.top() ?? 0;
    if (owner === owners[owners.length - 1]) continue;
    starts.push(at);
    owners.push(owner);
  }
  return { starts, owners };
});

/** The write that made the byte; undefined where nothing was written (zero since the file was made) or untraced. */
export function lastWriteAt(view: BuildView, offset: FileOffset): WriteIndex | undefined {
  const { starts, owners } = coverOf(view);
  const owner = owners[lastAtMost(starts, offset)] ?? 0;
  return owner === 0 ? undefined : row<WriteIndex>(owner);
}
