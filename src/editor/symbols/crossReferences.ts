// From a name to where it is defined and mentioned, across the sources of a project. Names follow the linker's rules:
// a file's own definition comes first and, unless the file makes it public, is nobody else's; what a file does not
// define it means as the others' public one. Macros and numbered labels never leave their file.

import { isPlainName } from "@/asm/characters";
import { publishing } from "./directiveNames";
import { isTemporary, type Mention, type PlacedMention } from "./mention";
import type { IndexedSource } from "./projectSymbols";

export interface PlacedName extends PlacedMention {
  readonly source: IndexedSource;
}

/** What is pointed at. */
export interface NameAt {
  readonly mention: PlacedMention;
  readonly source: IndexedSource;
  /** `operation` is a macro's name where one is called. */
  readonly kind: "symbol" | "number" | "macro";
}

export function nameAt(source: IndexedSource, line: number, column: number): NameAt | undefined {
  const mention = source.index.mentionAt(line, column);
  if (mention === undefined) return undefined;
  if (mention.kind === "number" || mention.kind === "macro") return { mention, source, kind: mention.kind };
  if (mention.kind !== "operation") return { mention, source, kind: "symbol" };
  return isMacro(source, mention.name) ? { mention, source, kind: "macro" } : undefined;
}

const isMacro = ({ index }: IndexedSource, name: string): boolean =>
  index.definitions().some((definition) => definition.kind === "macro" && definition.name === name);

const isOfSymbol = ({ kind }: Mention): boolean => kind !== "operation" && kind !== "macro" && kind !== "number";

/** How a file knows a name. */
function standing({ index }: IndexedSource, name: string): "own" | "public" | "undefined" {
  const own = index.definitions().filter((found) => found.name === name && found.kind !== "macro");
  if (own.length === 0) return "undefined";
  const isPublic =
    own.some(({ kind }) => kind === "common") ||
    index.select((other) => other.name === name && publishing.has(other.directive ?? "")).length > 0;
  return isPublic ? "public" : "own";
}

/** The sources in which the name means the same. */
function sharing(sources: readonly IndexedSource[], { mention, source }: NameAt): readonly IndexedSource[] {
  if (isTemporary(mention.name) || standing(source, mention.name) === "own") return [source];
  return sources.filter((other) => other === source || standing(other, mention.name) !== "own");
}

/** Everywhere the name is, definitions among them, file by file. */
export function mentionsOf(sources: readonly IndexedSource[], at: NameAt): readonly PlacedName[] {
  const { source, mention, kind } = at;
  const inSource = (found: readonly PlacedMention[], of = source) => found.map((one) => ({ ...one, source: of }));
  if (kind === "number") return inSource(numberedMentions(at));
  if (kind === "macro") {
    const isIt = ({ name, kind: other }: Mention) =>
      name === mention.name && (other === "macro" || other === "operation");
    return inSource(source.index.select(isIt));
  }
  const isIt = (other: Mention) => other.name === mention.name && isOfSymbol(other);
  return sharing(sources, at).flatMap((shared) => inSource(shared.index.select(isIt), shared));
}

/** A numbered label and what leads to it. */
function numberedMentions({ source, mention }: NameAt): readonly PlacedMention[] {
  const { index } = source;
  const label = mention.role === "definition" ? mention : index.numberedLabel(mention);
  if (label === undefined) return [mention];
  const isIt = (found: PlacedMention | undefined) => found?.line === label.line && found.column === label.column;
  return index
    .select(({ kind }) => kind === "number")
    .filter((found) => isIt(found.role === "definition" ? found : index.numberedLabel(found)));
}

export const definitionsOf = (sources: readonly IndexedSource[], at: NameAt): readonly PlacedName[] =>
  mentionsOf(sources, at).filter(({ role }) => role === "definition");

// Another name ------------------------------------------------------------------------------------------------------

export interface Replacement {
  readonly source: IndexedSource;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: string;
}

/** `_f\n`, `\name\()_end`: a macro makes a name of its argument and more. */
const glued = /[\w$?]\\[A-Za-z_]|\\[A-Za-z_]\w*\\|\\\(\)[\w.$?]/;

/** Why the name cannot be given another one; undefined when it can. */
export function whyNotRenamed(sources: readonly IndexedSource[], at: NameAt): string | undefined {
  const { mention, kind } = at;
  if (kind === "number") return "A numbered label may be defined again and again: change the digits by hand.";
  const all = mentionsOf(sources, at);
  if (!all.some(({ role }) => role === "definition"))
    return `'${mention.name}' is defined in none of the sources, so its name is not theirs to change.`;
  const maker = all.find((found) => isGluedArgument(found));
  if (maker === undefined) return undefined;
  return `A macro makes other names of '${mention.name}' (${maker.source.name}, line ${maker.line}): change them by hand.`;
}

/** Whether the name is handed to a macro of a file whose macros put names together. */
function isGluedArgument({ source, line, column, role }: PlacedName): boolean {
  if (role !== "reference") return false;
  const operation = source.index.mentionsIn(line).findLast((one) => one.kind === "operation" && one.column < column);
  if (operation === undefined || !isMacro(source, operation.name)) return false;
  return source.index.macroLines().some((text) => glued.test(text));
}

/** Why this cannot be the new name. */
export function whyNotNamed(sources: readonly IndexedSource[], at: NameAt, name: string): string | undefined {
  if (name.trim() === "" || /[\n\r]/.test(name)) return "A name has at least one character, and no line breaks.";
  if (at.kind === "macro" && !isPlainName(name)) return "A macro's name has letters, digits and _ . $ only.";
  if (/^\d/.test(name) && !isQuoted(name) && /^\d+$/.test(name)) return "A number alone is a numbered label.";
  const wanted = unquoted(name);
  const kinds = (kind: string) => (kind === "macro") === (at.kind === "macro");
  for (const source of at.kind === "macro" ? [at.source] : sharing(sources, at)) {
    const taken = source.index.definitions().find((other) => other.name === wanted && kinds(other.kind));
    if (taken !== undefined) return `'${wanted}' is defined already: ${source.name}, line ${taken.line}.`;
  }
  return undefined;
}

const isQuoted = (name: string) => name.length > 1 && name.startsWith('"') && name.endsWith('"');
const unquoted = (name: string) => (isQuoted(name) ? name.slice(1, -1) : name);
/** As a source writes it. */
const written = (name: string) => (isPlainName(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`);

export function renamed(sources: readonly IndexedSource[], at: NameAt, name: string): readonly Replacement[] {
  const text = written(unquoted(name));
  return mentionsOf(sources, at).map(({ source, line, column, length }) => ({ source, line, column, length, text }));
}
