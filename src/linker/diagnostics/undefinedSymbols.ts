// Collects the names that nothing provides with the places that refer to them, and says at the end, name by name: who
// asked, up to three places, and what was perhaps meant.

import { closestWord } from "@/base/closestWord";
import type { DiagnosticSink, RelatedPlace } from "@/base/diagnostic";
import { type GlobalIndex, type RelocationIndex, row, type StringId } from "@/base/units";

import type { ReadonlyTable } from "@/tables/table";
import { isExternal, isInSection } from "../inputSymbols";
import type { Layout } from "../layout";
import type { LinkOptions } from "../options";
import type { ParsedInputs } from "../parsedInputs";
import { type NameTables, relocationPlace } from "../relocationNames";
import type { Schemas } from "../schemas/all";
import { globalState } from "../schemas/globals";
import { memberLoaded, messages, undefinedNotes } from "./messages";

export interface UndefinedInput extends NameTables {
  readonly globals: ReadonlyTable<Schemas["globals"]>;
  readonly layout: Layout;
  readonly parsed: ParsedInputs;
  readonly options: Pick<LinkOptions, "autoLink">;
  readonly diagnostics: DiagnosticSink;
}

interface Missing {
  readonly places: RelocationIndex[];
  references: number;
  readonly notes: string[];
}

const mostPlaces = 3;
/** Comparing every name with every other takes its time; a page of messages is enough to help. */
const mostSuggestions = 20;

export function createUndefinedReport(link: UndefinedInput) {
  const missing = new Map<GlobalIndex, Missing>();
  const entryOf = (global: GlobalIndex): Missing => {
    const known = missing.get(global);
    if (known !== undefined) return known;
    const fresh: Missing = { places: [], references: 0, notes: [] };
    missing.set(global, fresh);
    return fresh;
  };
  return {
    note(global: GlobalIndex, relocation: RelocationIndex): void {
      const entry = entryOf(global);
      entry.references += 1;
      if (entry.places.length < mostPlaces) entry.places.push(relocation);
    },
    noteEntry(): void {
      entryOf(link.layout.entry).notes.push(undefinedNotes.byEntry);
    },
    noteWanted(global: GlobalIndex, byName: boolean): void {
      entryOf(global).notes.push(byName ? undefinedNotes.byCommandLine : undefinedNotes.byExportList);
    },
    noteDeclaration(global: GlobalIndex): void {
      entryOf(global).notes.push(undefinedNotes.byDeclaration);
    },
    noteBinder(global: GlobalIndex): void {
      entryOf(global).notes.push(undefinedNotes.byStubs);
    },
    report(): void {
      if (missing.size === 0) return;
      if (link.options.autoLink !== "strict")
        for (const wanted of link.parsed.missingAutoLinks) link.diagnostics.report(messages.autoLinkNotFound(wanted));
      const hintFor = createHints(link, missing.keys());
      for (const [global, entry] of missing) {
        const name = link.strings.text(link.globals.name[global]);
        const places = entry.places.map((relocation) => relocationPlace(link, relocation));
        const related: RelatedPlace[] = places.map((place) => ({ message: undefinedNotes.referencedHere, place }));
        const more = entry.references - places.length;
        if (more > 0) related.push({ message: undefinedNotes.more(more) });
        const hint = hintFor(global);
        const notes = [...entry.notes, ...memberNotes(link, entry.places), ...(hint === undefined ? [] : [hint])];
        for (const message of notes) related.push({ message });
        const severity = link.globals.state[global] === globalState.undefined ? "error" : "warning";
        link.diagnostics.report(messages.undefinedSymbol(name, places[0], related, severity));
      }
    },
  };
}

/** What was perhaps meant by a missing name. */
function createHints(link: UndefinedInput, missing: Iterable<GlobalIndex>) {
  const suggest = createSuggester(link);
  const locals = localDefinitions(link, missing);
  let suggestions = 0;
  return (global: GlobalIndex): string | undefined => {
    const name = link.strings.text(link.globals.name[global]);
    const local = locals.get(link.globals.name[global]);
    if (local !== undefined) return undefinedNotes.localElsewhere(name, local);
    return suggestions++ < mostSuggestions ? suggest(name) : undefined;
  };
}

/** Why the members of archives take part that refer to a name. */
function memberNotes(
  { files, atoms, relocations, strings }: UndefinedInput,
  places: readonly RelocationIndex[],
): string[] {
  const notes = new Set<string>();
  for (const relocation of places) {
    const file = atoms.file[relocations.atom[relocation]];
    const wanted = files.pulledBy[file];
    if (wanted !== 0) notes.add(memberLoaded(strings.text(files.name[file]), strings.text(wanted)));
  }
  return [...notes];
}

/** Files that define a missing name, but only for themselves. */
function localDefinitions(
  { files, symbols, globals, strings }: UndefinedInput,
  missing: Iterable<GlobalIndex>,
): ReadonlyMap<StringId, string> {
  const wanted = new Set<StringId>();
  for (const global of missing) wanted.add(globals.name[global]);
  const found = new Map<StringId, string>();
  for (const symbol of symbols.rows()) {
    const name = symbols.name[symbol];
    if (!wanted.has(name) || found.has(name)) continue;
    if (!isExternal(symbols.type[symbol]) && isInSection(symbols.type[symbol]))
      found.set(name, strings.text(files.name[symbols.file[symbol]]));
  }
  return found;
}

/** `_Z…` names carry the plain name with its length: `__Z3addii` holds `add`. */
function plainOf(mangled: string): string | undefined {
  const match = /^__Z(\d+)(.*)$/.exec(mangled);
  if (match === null) return undefined;
  const length = Number(match[1]);
  return match[2]!.length >= length ? `_${match[2]!.slice(0, length)}` : undefined;
}

function createSuggester({ globals, strings, parsed }: UndefinedInput): (name: string) => string | undefined {
  const own: string[] = [];
  for (const global of globals.rows()) {
    const state = globals.state[global];
    if (state === globalState.strong || state === globalState.weak || state === globalState.tentative)
      own.push(strings.text(globals.name[row<GlobalIndex>(global)]));
  }
  const known = new Set(own);
  for (const { exports } of parsed.dylibs.values()) for (const name of exports.keys()) known.add(name);
  const mangled = new Map<string, string>();
  for (const name of own) {
    const plain = plainOf(name);
    if (plain !== undefined) mangled.set(plain, name);
  }
  const libraries = [...parsed.dylibs.values()].find(({ absentReexports }) => absentReexports.length > 0);

  return (name) => {
    if (known.has(`_${name}`)) return undefinedNotes.missingUnderscore(`_${name}`);
    if (name.startsWith("_") && known.has(name.slice(1))) return undefinedNotes.extraUnderscore(name.slice(1));
    const cpp = mangled.get(name);
    if (cpp !== undefined) return undefinedNotes.cppDefinition(cpp);
    const plain = plainOf(name);
    if (plain !== undefined && known.has(plain)) return undefinedNotes.cppReference(plain);
    // The program's own names first: a slip of the pen is likelier than a wrong library function.
    const close = closestWord(name, own) ?? closestWord(name, known);
    if (close !== undefined) return undefinedNotes.didYouMean(close);
    if (libraries !== undefined) return undefinedNotes.absentLibrary(libraries.name, libraries.absentReexports[0]!);
    return undefined;
  };
}
