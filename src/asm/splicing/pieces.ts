// Instructions on their way into a section, cut into fragments as the emitter would cut them.

import {
  type BranchFragment,
  type BytesFragment,
  type Draft,
  type DraftSection,
  type Hole,
  looseFragment,
  symbolNamed,
} from "../draft";
import { LineRows } from "../lineRows";
import { lineKind } from "../lineTable";
import { type PlacedInstruction, spanOf } from "./plan";

interface Start {
  readonly fragment: BytesFragment | BranchFragment;
  readonly offset: number;
}

export class Pieces {
  /** New ones, in turn. */
  readonly fragments: (BytesFragment | BranchFragment)[] = [];
  readonly holes: Hole[] = [];
  readonly bytes: number[] = [];
  private readonly starts: Start[] = [];
  private readonly come: readonly PlacedInstruction[];

  /** The first of them go on in `head` if there is one. */
  constructor(
    draft: Draft,
    section: DraftSection,
    come: readonly PlacedInstruction[],
    head: BytesFragment | undefined,
  ) {
    this.come = come;
    let last: BytesFragment | BranchFragment | undefined = head;
    for (const placed of come) {
      const { instruction } = placed;
      const { bytes, short } = instruction;
      if (short !== undefined || last?.kind !== "bytes") {
        last =
          short === undefined ? looseFragment(section, "bytes", 0, undefined) : branchOf(draft, section, placed, short);
        this.fragments.push(last);
      }
      const start = { fragment: last, offset: short === undefined ? last.size : 0 };
      this.starts.push(start);
      if (short === undefined) {
        this.bytes.push(...bytes);
        last.size += bytes.length;
      }
      this.makeHoles(draft, placed, start);
    }
  }

  private makeHoles(draft: Draft, placed: PlacedInstruction, { fragment, offset }: Start): void {
    const { fixups, short } = placed.instruction;
    const span = spanOf(placed);
    if (fragment.kind === "branch") {
      const { target } = fragment.detail;
      this.holes.push({ fragment, offset, fixup: undefined, expression: fixups[0]!.expression, symbol: target, span });
      return;
    }
    if (short !== undefined) return;
    for (const fixup of fixups) {
      const { expression } = fixup;
      const symbol = expression.kind === "symbol" ? symbolNamed(draft, expression.name) : undefined;
      this.holes.push({ fragment, offset: offset + fixup.offset, fixup, expression, symbol, span });
    }
  }

  /** The line table's, once the fragments have their places in the section. */
  rows(): LineRows {
    const rows = new LineRows(this.come.length);
    for (const [i, placed] of this.come.entries()) {
      const { fragment, offset } = this.starts[i]!;
      const size = fragment.kind === "branch" ? undefined : placed.instruction.bytes.length;
      rows.add(spanOf(placed), lineKind.instruction, fragment.index, offset, size);
    }
    return rows;
  }
}

function branchOf(
  draft: Draft,
  section: DraftSection,
  { instruction: long }: PlacedInstruction,
  short: BranchFragment["detail"]["short"],
): BranchFragment {
  const { expression } = long.fixups.at(-1)!;
  const target = expression.kind === "symbol" ? symbolNamed(draft, expression.name) : undefined;
  return looseFragment(section, "branch", short.bytes.length, { long, short, isLong: false, target });
}
