// What the palette finds: commands, files and symbols, by the words typed.

import { orderRows } from "@/inspect/rows/rowOrder";
import { subjectOfSymbolRow, symbolSource } from "@/inspect/rows/symbols";
import type { Subject } from "@/inspect/subject";
import type { AppState } from "@/state/appState";
import { type Command, commands } from "./commands";

export type PaletteEntry =
  | { readonly kind: "command"; readonly id: string; readonly title: string; readonly command: Command }
  | { readonly kind: "file"; readonly id: string; readonly title: string }
  | {
      readonly kind: "symbol";
      readonly id: string;
      readonly title: string;
      readonly detail: string;
      readonly subject: Subject;
    };

const symbolLimit = 40;

/** Words may stand in any order; a title that starts with the text comes first. */
function matches(title: string, query: string): boolean {
  const text = title.toLowerCase();
  return query
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}

export function paletteEntries(state: AppState, text: string): readonly PaletteEntry[] {
  const query = text.trim().toLowerCase();
  const found: PaletteEntry[] = commands
    .filter(({ title, id }) => id !== "palette" && matches(title, query))
    .map((command) => ({ kind: "command", id: command.id, title: command.title, command }));
  found.sort(
    (a, b) => Number(b.title.toLowerCase().startsWith(query)) - Number(a.title.toLowerCase().startsWith(query)),
  );
  for (const file of state.files)
    if (matches(file.name, query)) found.push({ kind: "file", id: file.id, title: file.name });
  const view = state.build?.view;
  if (query === "" || view === undefined) return found;
  const source = symbolSource(view, "all");
  const named = { ...source, columns: ["name"] as const };
  for (const row of orderRows(named, { filter: query, sort: undefined }).subarray(0, symbolLimit)) {
    found.push({
      kind: "symbol",
      id: String(row),
      title: source.text(row, "name"),
      detail: [source.text(row, "kind"), source.text(row, "file")].filter(Boolean).join(", "),
      subject: subjectOfSymbolRow(view, row),
    });
  }
  return found;
}
