// What may stand where the cursor is: a pure function of the line before it, the words of the dialect and the names of
// the project. Only what begins as the word before the cursor does is offered, so that nothing far-fetched is accepted.

import type { Architecture } from "@/arch/architecture";
import type { DirectiveWord, MnemonicWord, WordLists } from "@/asm/wordLists/wordLists";
import type { ImportName } from "@/worker/protocol";
import { type LineState, type Token, tokenizeLine } from "./asmTokens";
import type { SourceNames } from "./symbols/sourceNames";

export type CompletionKind =
  | "mnemonic"
  | "macro"
  | "directive"
  | "register"
  | "symbol"
  | "import"
  | "modifier"
  | "section"
  | "word";

export interface CompletionItem {
  readonly kind: CompletionKind;
  readonly label: string;
  /** Beside the label: operands, or where a name comes from. */
  readonly detail: string;
  /** Right behind the label: what it is, in a few words. */
  readonly gloss?: string;
  /** What it does, as Markdown. */
  readonly meaning: string;
  /** Instead of the label. */
  readonly insert?: string;
}

export interface Completions {
  /** Characters before the cursor that an item replaces, from this index of the line on. */
  readonly from: number;
  /** Best first. */
  readonly items: readonly CompletionItem[];
}

export interface KnownNames {
  readonly own: SourceNames;
  /** Of the project's other sources, each with its file. */
  readonly others: readonly { readonly file: string; readonly names: SourceNames }[];
  readonly imports: readonly ImportName[];
}

export interface CompletionQuestion {
  /** The line up to the cursor. */
  readonly before: string;
  readonly state: LineState;
  readonly architecture: Architecture;
  readonly isIntel: boolean;
  readonly words: WordLists;
  readonly names: KnownNames;
  /** Asked for by hand: also where no word has begun. */
  readonly explicit: boolean;
}

/** More are not worth looking through; typing on narrows them. */
const mostItems = 200;

/** The word that is being written: its marks (`%`, `@`) count, `$` and `#` in front of a name do not. */
const currentWord = /[%@]?[A-Za-z_.][\w.$?]*$|[%@]$/;

/** The tokens of the statement that the text ends in, labels left out. */
function statementTokens(tokens: readonly Token[], text: string, architecture: Architecture): readonly Token[] {
  const isSeparator = ({ from, kind }: Token) =>
    architecture === "x86_64" && kind === "punctuation" && text[from] === ";";
  const start = tokens.findLastIndex(isSeparator) + 1;
  return tokens.slice(start).filter(({ kind }) => kind !== "label" && kind !== "comment");
}

interface Place {
  readonly question: CompletionQuestion;
  readonly word: string;
  readonly from: number;
  /** The mnemonic or directive in front, in lower case; undefined where one is expected. */
  readonly head: string | undefined;
  /** Characters from the line's start to the end of the head. */
  readonly headEnd: number;
}

function placeOf(question: CompletionQuestion): Place | undefined {
  const { before, state, architecture, words } = question;
  const { tokens, next } = tokenizeLine(before, architecture, state);
  const last = tokens.at(-1);
  if (next.inBlockComment) return undefined;
  if (last !== undefined && last.to === before.length && (last.kind === "comment" || last.kind === "string"))
    return undefined;
  const word = currentWord.exec(before)?.[0] ?? "";
  const from = before.length - word.length;
  // A digit in front makes it a number, or a local label's `1f`.
  if (/[\w.]$/.test(before.slice(0, from)) && !word.startsWith("@")) return undefined;
  if (word === "" && (/[\w$#]$/.test(before) || !question.explicit)) return undefined;
  const statement = statementTokens(tokens, before, architecture).filter((token) => token.from < from);
  const prefixes = words.prefixes.length;
  const heads = statement.filter(({ kind }) => kind === "mnemonic" || kind === "directive");
  let head: Token | undefined = heads[0];
  if (head !== undefined && prefixes > 0) {
    // After `lock` or `rep` a mnemonic is expected.
    const written = before.slice(head.from, from).trim().split(/\s+/);
    const own = written.findIndex((text) => !words.prefixes.includes(text.toLowerCase()));
    if (own === -1) head = undefined;
    else if (own > 0) {
      const start = before.indexOf(written[own] ?? "", head.from + 1);
      head = { ...head, from: start, to: start + (written[own]?.length ?? 0) };
    }
  }
  const text = head && before.slice(head.from, head.to).toLowerCase();
  return { question, word, from, head: text, headEnd: head?.to ?? 0 };
}

/** `text` begins as `word` does, capital or not; a C name may be written without its underscore. */
function begins(text: string, word: string): boolean {
  const lower = text.toLowerCase();
  return lower.startsWith(word) || (word !== "" && lower.startsWith("_") && lower.startsWith(word, 1));
}

const isCapital = (word: string) => /^[%.]?[A-Z][A-Z0-9.]*$/.test(word);
const inCaseOf = (word: string, text: string) => (isCapital(word) ? text.toUpperCase() : text);

const formsText = ({ forms, formCount }: MnemonicWord): string => {
  const [first = ""] = forms;
  return formCount > 1 ? `${first}${first === "" ? "" : " "}+${formCount - 1}` : first;
};

function describeMnemonic(entry: MnemonicWord): string {
  const { name, meaning, forms, formCount } = entry;
  const lines = forms.map((form) => `${name} ${form}`.trim());
  if (formCount > forms.length) lines.push(`… ${formCount - forms.length} more`);
  return `${meaning}${meaning === "" ? "" : "\n\n"}\`\`\`text\n${lines.join("\n")}\n\`\`\``;
}

/** What is short is used most, and what has no number in its name before what has. */
const rank = ({ name }: MnemonicWord) => name.length + (/\d/.test(name) ? 0.5 : 0);
const byUse = (a: MnemonicWord, b: MnemonicWord) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1);

function* mnemonics({ question, word }: Place): Generator<CompletionItem> {
  const wanted = word.toLowerCase();
  const dot = wanted.indexOf(".");
  for (const entry of question.words.mnemonics.filter(({ name }) => begins(name, wanted)).sort(byUse))
    yield {
      kind: "mnemonic",
      label: inCaseOf(word, entry.name),
      detail: formsText(entry),
      gloss: entry.meaning,
      meaning: describeMnemonic(entry),
    };
  const arranged = dot < 1 ? undefined : question.words.mnemonics.find(({ name }) => name === wanted.slice(0, dot));
  for (const arrangement of arranged?.arrangements ?? []) {
    const name = `${wanted.slice(0, dot)}.${arrangement}`;
    if (!name.startsWith(wanted)) continue;
    yield { kind: "mnemonic", label: inCaseOf(word, name), detail: "", meaning: arranged?.meaning ?? "" };
  }
}

function* prefixes({ question, word }: Place): Generator<CompletionItem> {
  for (const name of question.words.prefixes)
    if (name.startsWith(word.toLowerCase()))
      yield { kind: "mnemonic", label: inCaseOf(word, name), detail: "prefix", meaning: "" };
}

function* macros({ question, word }: Place): Generator<CompletionItem> {
  for (const name of question.names.own.macros)
    if (begins(name, word.toLowerCase())) yield { kind: "macro", label: name, detail: "macro", meaning: "" };
}

/** Without Markdown's marks. */
const plain = (text: string) => text.replaceAll("`", "");

function* directives({ question, word }: Place): Generator<CompletionItem> {
  for (const { name, meaning, isRefused } of question.words.directives)
    if (!isRefused && name.startsWith(word.toLowerCase()))
      yield { kind: "directive", label: name, detail: "", gloss: plain(meaning), meaning };
}

function* registers({ question, word }: Place): Generator<CompletionItem> {
  const isAtt = question.architecture === "x86_64" && !question.isIntel;
  if (isAtt && word !== "" && !word.startsWith("%")) return;
  const mark = isAtt ? "%" : "";
  for (const { name, meaning } of question.words.registers) {
    const label = mark + name;
    if (!label.startsWith(word.toLowerCase())) continue;
    yield { kind: "register", label: inCaseOf(word, label), detail: "", gloss: meaning, meaning };
  }
}

function* operandWords({ question, word, head }: Place): Generator<CompletionItem> {
  const entry = question.words.mnemonics.find(({ name }) => name === head);
  const wanted = word.toLowerCase();
  for (const name of entry?.operandWords ?? [])
    if (name.toLowerCase().startsWith(wanted)) yield { kind: "word", label: name, detail: "", meaning: "" };
  if (wanted === "" && !question.explicit) return;
  for (const { name, meaning } of question.words.operandWords)
    if (name.startsWith(wanted)) yield { kind: "word", label: name, detail: "", gloss: meaning, meaning };
}

/** Names that need quotes are not offered bare. */
const written = (name: string) => (/^[A-Za-z_.$][\w.$?]*$/.test(name) ? name : `"${name}"`);

function* symbols({ question, word }: Place): Generator<CompletionItem> {
  const { own, others, imports } = question.names;
  const wanted = word.toLowerCase();
  const seen = new Set<string>();
  const fresh = (name: string) => {
    if (seen.has(name) || !begins(name, wanted)) return false;
    seen.add(name);
    return true;
  };
  for (const name of own.defined)
    if (fresh(name)) yield { kind: "symbol", label: written(name), detail: "in this file", meaning: "" };
  for (const { file, names } of others)
    for (const name of names.declared)
      if (names.defined.has(name) && fresh(name))
        yield { kind: "symbol", label: written(name), detail: `in ${file}`, meaning: "" };
  for (const name of own.declared)
    if (fresh(name)) yield { kind: "symbol", label: written(name), detail: "declared in this file", meaning: "" };
  for (const { name, library } of imports)
    if (fresh(name)) yield { kind: "import", label: written(name), detail: `from ${library}`, meaning: "" };
}

function* modifiers({ question, word }: Place): Generator<CompletionItem> {
  const wanted = word.slice(1).toUpperCase();
  for (const { name, meaning } of question.words.modifiers)
    if (name.startsWith(wanted))
      yield { kind: "modifier", label: `@${name}`, detail: /`(\w+)`/.exec(meaning)?.[1] ?? "", meaning };
}

function* sections({ question }: Place, typed: string): Generator<CompletionItem> {
  const seen = new Set<string>();
  for (const { name, written: insert, meaning } of question.words.sections) {
    seen.add(name);
    if (begins(name, typed)) yield { kind: "section", label: name, detail: meaning, meaning: "", insert };
  }
  for (const name of question.names.own.sections)
    if (!seen.has(name) && begins(name, typed))
      yield { kind: "section", label: name, detail: "in this file", meaning: "" };
}

function* operandsOfDirective(place: Place, directive: DirectiveWord): Generator<CompletionItem> {
  if (directive.takes === "symbol") yield* symbols(place);
  if (directive.takes === "register") {
    // x86_64 names registers of frames with `%` in both syntaxes.
    yield* registers({ ...place, question: { ...place.question, isIntel: false } });
  }
}

function* operands(place: Place): Generator<CompletionItem> {
  const { head, question } = place;
  const entry = question.words.mnemonics.find(({ name }) => name === head);
  if (entry?.takesLabel) {
    yield* symbols(place);
    yield* registers(place);
    yield* operandWords(place);
    return;
  }
  yield* operandWords(place);
  yield* registers(place);
  yield* symbols(place);
}

function* candidates(place: Place): Generator<CompletionItem> {
  const { word, head, question } = place;
  if (word.startsWith("@")) {
    // A modifier belongs to a name.
    if (/[\w.$"]$/.test(question.before.slice(0, place.from))) yield* modifiers(place);
    return;
  }
  if (head === undefined) {
    if (word.startsWith(".")) yield* directives(place);
    else if (!word.startsWith("%")) {
      yield* mnemonics(place);
      yield* prefixes(place);
      yield* macros(place);
    }
    return;
  }
  if (!head.startsWith(".")) {
    yield* operands(place);
    return;
  }
  const directive = question.words.directives.find(({ name }) => name === head);
  if (directive !== undefined) yield* operandsOfDirective(place, directive);
}

function sectionCompletions(place: Place): Completions {
  const { before } = place.question;
  const from = place.headEnd + (/^\s*/.exec(before.slice(place.headEnd))?.[0].length ?? 0);
  return { from, items: [...sections(place, before.slice(from).toLowerCase())].slice(0, mostItems) };
}

/** Undefined where nothing is to be offered. */
export function completionsAt(question: CompletionQuestion): Completions | undefined {
  const place = placeOf(question);
  if (place === undefined) return undefined;
  const directive = question.words.directives.find(({ name }) => name === place.head);
  const found =
    directive?.takes === "section" ? sectionCompletions(place) : { from: place.from, items: taken(candidates(place)) };
  const [only] = found.items;
  const isDone = found.items.length === 1 && (only?.insert ?? only?.label) === question.before.slice(found.from);
  return found.items.length === 0 || isDone ? undefined : found;
}

/** The word itself comes first, where it is complete already. */
function taken(items: Iterable<CompletionItem>): CompletionItem[] {
  const found: CompletionItem[] = [];
  for (const item of items) {
    found.push(item);
    if (found.length === mostItems) break;
  }
  return found;
}
