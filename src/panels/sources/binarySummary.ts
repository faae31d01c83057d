// A dropped object, archive or library in a few facts: what the linker's tables say of it once it was read, and what
// its first bytes say before.

import type { FileIndex } from "@/base/units";
import type { BuildView } from "@/linker/build";
import { fileKind } from "@/linker/schemas/inputs";
import { fileKindTexts, identify } from "@/macho/identify";

export interface BinarySummary {
  readonly kind: string;
  readonly facts: readonly (readonly [term: string, value: string])[];
  readonly sections: readonly { readonly name: string; readonly size: number }[];
}

/** By content: "An archive", "A Mach-O object". */
export function kindOf(bytes: Uint8Array): string {
  const text = fileKindTexts[identify(bytes)];
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const kindNames = new Map<number, string>([
  [fileKind.object, "Object file"],
  [fileKind.member, "Archive of object files"],
  [fileKind.dylib, "Dynamic library"],
]);

const count = (value: number): string => value.toLocaleString("en");

/** Files of the link that came from this input: itself, or the members it gave. */
function filesOf(view: BuildView, input: number): FileIndex[] {
  if (input === 0) return [];
  return [...view.files.rows()].filter((file) => view.files.input[file] === input);
}

const shownSections = 200;

export function summarizeBinary(bytes: Uint8Array, view: BuildView | undefined, input: number): BinarySummary {
  const files = view === undefined ? [] : filesOf(view, input);
  const [first] = files;
  const facts: (readonly [string, string])[] = [["Size", `${count(bytes.length)} bytes`]];
  if (view === undefined || first === undefined) return { kind: kindOf(bytes), facts, sections: [] };
  const isArchive = view.files.kind[first] === fileKind.member;
  if (isArchive) facts.push(["Members taken into the link", count(files.length)]);
  if (view.files.kind[first] === fileKind.dylib)
    facts.push(["Install name", view.strings.text(view.files.parent[first])]);
  const symbols = files.reduce((sum, file) => sum + view.files.symbolEnd[file] - view.files.firstSymbol[file], 0);
  facts.push(["Symbols", count(symbols)]);
  const sections = [...view.sections.rows()]
    .filter((section) => files.includes(view.sections.file[section]))
    .slice(0, shownSections)
    .map((section) => ({
      name: `${view.strings.text(view.sections.segmentName[section])},${view.strings.text(view.sections.sectionName[section])}`,
      size: view.sections.size[section],
    }));
  return { kind: kindNames.get(view.files.kind[first]) ?? kindOf(bytes), facts, sections };
}
