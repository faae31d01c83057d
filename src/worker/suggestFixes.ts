// Repairs for what the linker complains about, as edits of the sources: the linker knows names, the worker also knows
// the texts. Each fix is offered in the editor where the complaint is underlined.

import { closestWord } from "@/base/closestWord";
import type { Diagnostic, Place, QuickFix } from "@/base/diagnostic";
import type { BuildView } from "@/linker/build";
import { globalState } from "@/linker/schemas/globals";
import { lineOf } from "./sourceLines";
import type { AssembledSource } from "./sourcePlaces";

/** The characters a place underlines. */
function textAt(sources: readonly AssembledSource[], place: Place | undefined): string | undefined {
  const source = sources.find(({ name }) => name === place?.file);
  if (source === undefined || place?.line === undefined || place.column === undefined || place.length === undefined)
    return undefined;
  return lineOf(source, place.line)?.slice(place.column - 1, place.column - 1 + place.length);
}

/** Where a source defines a label: its line, 1-based. */
function labelLine(source: AssembledSource, name: string): number | undefined {
  const at = source.text.split("\n").findIndex((line) => line.trimStart().startsWith(`${name}:`));
  return at === -1 ? undefined : at + 1;
}

/** A line of its own above the label. */
const lineAbove = (file: string, line: number, title: string, text: string): QuickFix => ({
  title,
  file,
  line,
  column: 1,
  length: 0,
  text: `    ${text}\n`,
});

/** Names that some file of the link provides. */
function* providedNames(view: BuildView): Generator<string> {
  for (const global of view.globals.rows()) {
    const state = view.globals.state[global];
    if (state !== 0 && state !== globalState.undefined) yield view.strings.text(view.globals.name[global]);
  }
}

function undefinedFixes(view: BuildView, sources: readonly AssembledSource[], place: Place): QuickFix[] {
  const name = textAt(sources, place);
  if (name === undefined || !/^[\w.$]+$/.test(name)) return [];
  const fixes: QuickFix[] = [];
  for (const source of sources) {
    const line = source.name === place.file ? undefined : labelLine(source, name);
    if (line !== undefined)
      fixes.push(lineAbove(source.name, line, `Make ${name} visible: add .globl in ${source.name}`, `.globl  ${name}`));
  }
  const near = closestWord(name, providedNames(view));
  if (near !== undefined && near !== name) {
    const { file, line = 1, column = 1, length = name.length } = place;
    fixes.push({ title: `Change to ${near}`, file, line, column, length, text: near });
  }
  return fixes;
}

/** Offered for each of the definitions that lies in a source. */
function duplicateFixes(sources: readonly AssembledSource[], diagnostic: Diagnostic): QuickFix[] {
  const places = diagnostic.related?.map((related) => related.place) ?? [diagnostic.place];
  const fixes: QuickFix[] = [];
  for (const place of places) {
    const source = sources.find(({ name }) => name === place?.file);
    const name = place?.symbol;
    const line = source === undefined || name === undefined ? undefined : labelLine(source, name);
    if (source === undefined || name === undefined || line === undefined) continue;
    const title = `Let the other one win: make ${name} weak in ${source.name}`;
    fixes.push(lineAbove(source.name, line, title, `.weak_definition ${name}`));
  }
  return fixes;
}

export function withFixes(
  view: BuildView,
  sources: readonly AssembledSource[],
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    let fixes: QuickFix[] = [];
    if (diagnostic.code === "undefined-symbol" && diagnostic.place !== undefined)
      fixes = undefinedFixes(view, sources, diagnostic.place);
    else if (diagnostic.code === "duplicate-symbol") fixes = duplicateFixes(sources, diagnostic);
    return fixes.length === 0 ? diagnostic : { ...diagnostic, fixes: [...(diagnostic.fixes ?? []), ...fixes] };
  });
}
