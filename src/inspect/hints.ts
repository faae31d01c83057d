// Which instructions a hint made others of.

import type { HintIndex, RelocationIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { hintOutcome } from "@/linker/schemas/image";
import { perBuild } from "./perBuild";

/** By atom: the hints that changed something in it. */
const hintsByAtom = perBuild((view) => {
  const found = new Map<number, HintIndex[]>();
  for (const hint of view.hints.rows()) {
    if (view.hints.outcome[hint] === hintOutcome.kept) continue;
    const atom = view.hints.atom[hint];
    found.set(atom, [...(found.get(atom) ?? []), hint]);
  }
  return found;
});

/** Positions among a hint's instructions that its outcome changes. */
const changed = new Map<number, readonly ("first" | "second" | "third")[]>([
  [hintOutcome.address, ["first", "second"]],
  [hintOutcome.literal, ["first", "second", "third"]],
  [hintOutcome.addressThenLoad, ["first", "second"]],
  [hintOutcome.pageThenLoad, ["second", "third"]],
  [hintOutcome.samePage, ["second"]],
]);

/** The hint that changed the instruction of a relocation after it was applied. */
export function hintOver(view: BuildView, relocation: RelocationIndex): HintIndex | undefined {
  const offset = view.relocations.offset[relocation];
  return hintsByAtom(view)
    .get(view.relocations.atom[relocation])
    ?.find((hint) =>
      changed
        .get(view.hints.outcome[hint])
        ?.some((position) => view.hints[position][hint] === offset && (position !== "third" || offset !== 0)),
    );
}
