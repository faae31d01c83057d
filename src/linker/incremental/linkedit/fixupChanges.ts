// Which fixups there are, by what their streams are encoded by, and what of that changed since it was encoded.

import type { FixupIndex } from "@/base/units";
import type { ReadonlyTable } from "@/tables/table";
import type { Schemas } from "../../schemas/all";
import { fixupKind } from "../../schemas/image";

interface PageFixups {
  readonly page: number;
  readonly fixups: ReadonlySet<FixupIndex>;
}

export interface FixupChanges {
  /** The row is filled. */
  added(fixup: FixupIndex): void;
  /** Its cells are still what they were. */
  removed(fixup: FixupIndex): void;
  /** The row is the same, but what it refers to may be called otherwise. */
  renewed(fixup: FixupIndex): void;
  /** Pages with other fixups of the kind than before, in order. */
  takePages(kind: number): readonly PageFixups[];
  /** Lazy binds to be encoded, and ones whose place is free; a row may be in both. */
  takeLazy(): { readonly changed: readonly FixupIndex[]; readonly gone: readonly FixupIndex[] };
  /** True when the weak binds are not what they were. */
  takeWeak(): boolean;
  readonly weakBinds: ReadonlySet<FixupIndex>;
}

/** log2: bytes of a segment that are encoded together. */
const pagePower = 12;
/** More pages than a segment has. */
const pagesOfSegment = 2 ** 36;

const byNumber = (a: number, b: number): number => a - b;

export function createFixupChanges(fixups: ReadonlyTable<Schemas["fixups"]>): FixupChanges {
  const paged = new Map<number, { readonly pages: Map<number, Set<FixupIndex>>; changed: Set<number> }>(
    [fixupKind.rebase, fixupKind.bind].map((kind) => [kind, { pages: new Map(), changed: new Set() }]),
  );
  const weakBinds = new Set<FixupIndex>();
  let isWeakNew = false;
  const lazy = new Set<FixupIndex>();
  const gone = new Set<FixupIndex>();

  const pageOf = (fixup: FixupIndex): number =>
    fixups.segment[fixup] * pagesOfSegment + Math.floor(fixups.offset[fixup] / 2 ** pagePower);
  const note = (fixup: FixupIndex): Set<FixupIndex> => {
    const { pages, changed } = paged.get(fixups.kind[fixup])!;
    const page = pageOf(fixup);
    changed.add(page);
    let own = pages.get(page);
    if (own === undefined) pages.set(page, (own = new Set()));
    return own;
  };
  return {
    added(fixup) {
      const kind = fixups.kind[fixup];
      if (kind === fixupKind.lazyBind) lazy.add(fixup);
      else if (kind === fixupKind.weakBind) {
        weakBinds.add(fixup);
        isWeakNew = true;
      } else note(fixup).add(fixup);
    },
    removed(fixup) {
      const kind = fixups.kind[fixup];
      if (kind === fixupKind.lazyBind) {
        lazy.delete(fixup);
        gone.add(fixup);
      } else if (kind === fixupKind.weakBind) {
        weakBinds.delete(fixup);
        isWeakNew = true;
      } else note(fixup).delete(fixup);
    },
    renewed(fixup) {
      const kind = fixups.kind[fixup];
      if (kind === fixupKind.lazyBind) lazy.add(fixup);
      else if (kind === fixupKind.weakBind) isWeakNew = true;
      else if (kind === fixupKind.bind) note(fixup);
    },
    takePages(kind) {
      const { pages, changed } = paged.get(kind)!;
      const taken = [...changed].sort(byNumber).map((page) => ({ page, fixups: pages.get(page)! }));
      changed.clear();
      for (const { page, fixups: own } of taken) if (own.size === 0) pages.delete(page);
      return taken;
    },
    takeLazy() {
      const taken = { changed: [...lazy].sort(byNumber), gone: [...gone] };
      lazy.clear();
      gone.clear();
      return taken;
    },
    takeWeak() {
      const was = isWeakNew;
      isWeakNew = false;
      return was;
    },
    weakBinds,
  };
}
