// Why something is in the image, as rows of its card.

import type { AtomIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import type { CardRow } from "../explanation";
import { atomName, fileName } from "../names";
import { rootWords } from "../sentences";
import { keepersOf } from "../whyLive";
import { textRow } from "./rows";

/** The atom that has the bytes, or, with -dead_strip, the chain of what keeps an atom up to its root. */
export function keptRows(view: BuildView, atom: AtomIndex): readonly CardRow[] {
  const into = view.atoms.mergedInto[atom];
  if (into !== 0) {
    const place = `${atomName(view, into)} of ${fileName(view, view.atoms.file[into])}, which has the same bytes`;
    return [textRow("Stored as", place, { kind: "atom", atom: into })];
  }
  if (!view.options.deadStrip) return [];
  if (view.atoms.live[atom] === 0) return [textRow("Kept", "no: nothing kept refers to it")];
  const chain = keepersOf(view, atom);
  const root = rootWords.get(view.atoms.rootReason[chain.at(-1) ?? atom]) ?? "it is a root";
  if (chain.length === 0) return [textRow("Kept", `yes: ${root}`)];
  return chain.map((by, index) => ({
    ...textRow(index === 0 ? "Kept by" : "which is kept by", atomName(view, by), { kind: "atom", atom: by }),
    ...(index + 1 === chain.length ? { note: root } : {}),
  }));
}
