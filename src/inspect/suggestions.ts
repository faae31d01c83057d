// Where to begin: a few things of this very build that are worth a look.

import { row, type SlotIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { slotKind } from "@/linker/schemas/globals";
import { patchRoute } from "@/linker/schemas/image";
import { globalName, relocationTargetName, slotTargetName } from "./names";
import { firstField } from "./patchedFields";
import type { Subject } from "./subject";

export interface Suggestion {
  readonly title: string;
  readonly text: string;
  readonly subject: Subject;
}

function firstPatch(view: BuildView): Suggestion | undefined {
  const relocation = firstField(view)?.relocation;
  if (relocation === undefined) return undefined;
  return {
    title: `The hole for ${relocationTargetName(view, relocation)}`,
    text: "What the assembler left open, and the arithmetic that closed it.",
    subject: { kind: "relocation", relocation },
  };
}

function firstSlot(
  view: BuildView,
  kind: number,
  title: (name: string) => string,
  text: string,
): Suggestion | undefined {
  for (const slot of view.slots.rows())
    if (view.slots.kind[slot] === kind)
      return { title: title(slotTargetName(view, slot)), text, subject: { kind: "slot", slot: row<SlotIndex>(slot) } };
  return undefined;
}

function firstBound(view: BuildView): Suggestion | undefined {
  for (const patch of view.patches.rows())
    if (view.patches.route[patch] === patchRoute.bound)
      return {
        title: "A pointer that dyld fills in",
        text: "The linker leaves a note instead of an address.",
        subject: { kind: "relocation", relocation: view.patches.relocation[patch] },
      };
  return undefined;
}

function entry(view: BuildView): Suggestion | undefined {
  const global = view.layout.entry;
  if (global === 0) return undefined;
  return { title: globalName(view, global), text: "Where the program starts.", subject: { kind: "global", global } };
}

/** At most four, the most telling first. */
export function suggestions(view: BuildView): readonly Suggestion[] {
  return [
    firstPatch(view),
    firstSlot(
      view,
      slotKind.stub,
      (name) => `The stub of ${name}`,
      "How a call reaches another library, step by step.",
    ),
    firstSlot(
      view,
      slotKind.got,
      (name) => `The GOT cell of ${name}`,
      "Where code reads an address that only dyld knows.",
    ),
    firstBound(view),
    entry(view),
  ]
    .filter((suggestion): suggestion is Suggestion => suggestion !== undefined)
    .slice(0, 4);
}
