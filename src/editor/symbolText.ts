// What the present build knows of a name, as Markdown: the head of its card in the explain pane.

import type { FileIndex, SymbolIndex } from "@/base/units";
import { explainSubject } from "@/inspect/explainSubject";
import { attachSources } from "@/inspect/sources";
import type { Subject } from "@/inspect/subject";
import type { BuildView } from "@/linker/build";
import type { ShownBuild } from "@/state/appState";

function localSymbol(view: BuildView, file: FileIndex, name: string): SymbolIndex | undefined {
  for (const symbol of view.symbols.rows())
    if (view.symbols.file[symbol] === file && view.symbols.atom[symbol] !== 0)
      if (view.strings.text(view.symbols.name[symbol]) === name) return symbol;
  return undefined;
}

type NameSubject = Extract<Subject, { kind: "global" | "symbol" }>;

function subjectNamed(view: BuildView, file: FileIndex | undefined, name: string): NameSubject | undefined {
  for (const global of view.globals.rows())
    if (view.strings.text(view.globals.name[global]) === name) return { kind: "global", global };
  const symbol = file === undefined ? undefined : localSymbol(view, file, name);
  return symbol === undefined ? undefined : { kind: "symbol", symbol };
}

/** Sections of the card that say where things are. */
const shownSections: ReadonlySet<string> = new Set(["Where it ended up", "Where it is", "Slots"]);

/** `file`: whose local names count. Nothing for a name that no symbol table has. */
export function symbolText(build: ShownBuild, file: FileIndex | undefined, written: string): string[] {
  const { view } = build;
  const name = written.replace(/^\$/, "").replace(/^"(.*)"$/, "$1");
  const subject = subjectNamed(view, file, name);
  if (subject === undefined) return [];
  const card = explainSubject(view, attachSources(build.files), subject);
  const rows = card.sections.filter(({ title }) => shownSections.has(title)).flatMap((section) => section.rows);
  const lines = rows.map(({ label, value, code }) => `${label}: ${code ? `\`${value}\`` : value}`);
  return [`**${name}** · ${card.kind}  \n${card.summary}`, ...(lines.length === 0 ? [] : [lines.join(" · ")])];
}
