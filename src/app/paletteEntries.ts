// What the palette finds: commands, files, symbols and what sources define beside them, by the words typed.

import type { MentionKind } from "@/editor/symbols/mention";
import { projectSymbols } from "@/editor/symbols/projectSymbols";
import { orderRows } from "@/inspect/rows/rowOrder";
import { subjectOfSymbolRow, symbolSource } from "@/inspect/rows/symbols";
import type { Subject } from "@/inspect/subject";
import type { AppState } from "@/state/appState";
import type { FileId } from "@/worker/protocol";
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
    }
  /** What stands in no symbol table: the assembler's own labels, constants, macros; all names while nothing links. */
  | {
      readonly kind: "name";
      readonly id: string;
      readonly title: string;
      readonly detail: string;
      readonly file: FileId;
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
  if (query === "") return found;
  const symbols = symbolEntries(state, query);
  const known = new Set(symbols.map(({ title }) => title));
  return [...found, ...symbols, ...nameEntries(state, query, known)];
}

function symbolEntries(state: AppState, query: string): readonly PaletteEntry[] {
  const view = state.build?.view;
  if (view === undefined) return [];
  const source = symbolSource(view, "all");
  const named = { ...source, columns: ["name"] as const };
  return Array.from(orderRows(named, { filter: query, sort: undefined }))
    .slice(0, symbolLimit)
    .map((row) => ({
      kind: "symbol",
      id: String(row),
      title: source.text(row, "name"),
      detail: [source.text(row, "kind"), source.text(row, "file")].filter(Boolean).join(", "),
      subject: subjectOfSymbolRow(view, row),
    }));
}

const kindNames: Readonly<Partial<Record<MentionKind, string>>> = {
  label: "label",
  value: "constant",
  common: "room",
  room: "room",
  macro: "macro",
};

function nameEntries(state: AppState, query: string, known: ReadonlySet<string>): readonly PaletteEntry[] {
  const found: PaletteEntry[] = [];
  for (const { id, name: file, index } of projectSymbols.sources(state.files, state.options.architecture)) {
    for (const { name, kind, line, column, isInMacro } of index.definitions()) {
      if (found.length >= symbolLimit) return found;
      if (isInMacro || known.has(name) || !matches(name, query)) continue;
      found.push({
        kind: "name",
        id: `${id}:${line}:${column}`,
        title: name,
        detail: `${kindNames[kind] ?? kind}, ${file}:${line}`,
        file: id,
        subject: { kind: "line", file, line },
      });
    }
  }
  return found;
}
