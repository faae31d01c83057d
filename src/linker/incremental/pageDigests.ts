// Digests of the image's pages, which the code signature lists, and one digest of them all, which identifies the image.
// The one is a digest of digests of groups, so that it costs what changed, not what the file holds.

import { sha256 } from "@/base/sha256";

export const digestBytes = 32;
/** Pages of a group. */
const groupPages = 64;
const groupBytes = groupPages * digestBytes;

export interface PageDigests {
  resize(pages: number): void;
  set(page: number, digest: Uint8Array): void;
  /** One behind the other, in place. */
  all(): Uint8Array;
  /** The digests of all groups, from which the identifier is made. */
  groups(): Uint8Array;
}

export function createPageDigests(): PageDigests {
  let pages = new Uint8Array(0);
  let groups = new Uint8Array(0);
  const stale = new Set<number>();

  const resized = (old: Uint8Array, size: number) => {
    const fresh = new Uint8Array(size);
    fresh.set(old.subarray(0, size));
    return fresh;
  };
  return {
    resize(count) {
      if (pages.length === count * digestBytes) return;
      const groupCount = Math.ceil(count / groupPages);
      for (
        let group = Math.floor(Math.min(pages.length, count * digestBytes) / groupBytes);
        group < groupCount;
        group++
      )
        stale.add(group);
      pages = resized(pages, count * digestBytes);
      groups = resized(groups, groupCount * digestBytes);
    },
    set(page, digest) {
      pages.set(digest, page * digestBytes);
      stale.add(Math.floor(page / groupPages));
    },
    all: () => pages,
    groups() {
      for (const group of stale) {
        const from = group * groupBytes;
        if (from < pages.length) groups.set(sha256(pages.subarray(from, from + groupBytes)), group * digestBytes);
      }
      stale.clear();
      return groups;
    },
  };
}
