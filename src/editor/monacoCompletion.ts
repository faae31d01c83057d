// Completion in Monaco: an index of names for each source, the words of its dialect from the worker, and items as
// Monaco wants them. What is offered is decided in completion.ts.

import * as monaco from "monaco-editor/editor";
import { type Architecture, architectures } from "@/arch/architecture";
import type { Syntax } from "@/asm/instructionEncoder";
import type { WordLists } from "@/asm/wordLists/wordLists";
import type { ImportName } from "@/worker/protocol";
import { type CompletionItem, type CompletionKind, completionsAt, type KnownNames } from "./completion";
import type { ProjectModels } from "./monacoLanguage";
import { assemblyLanguages, languageOf } from "./monacoSetup";
import { SourceIndex } from "./sourceIndex";

export const completionOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
  quickSuggestions: { other: true, comments: false, strings: false },
  // After a word that is complete, Enter is a new line.
  acceptSuggestionOnEnter: "smart",
  acceptSuggestionOnCommitCharacter: false,
  tabCompletion: "off",
  suggest: { showStatusBar: false, preview: false, snippetsPreventQuickSuggestions: false, showWords: false },
  suggestLineHeight: 22,
};

const kinds: Readonly<Record<CompletionKind, monaco.languages.CompletionItemKind>> = {
  mnemonic: monaco.languages.CompletionItemKind.Function,
  macro: monaco.languages.CompletionItemKind.Snippet,
  directive: monaco.languages.CompletionItemKind.Keyword,
  register: monaco.languages.CompletionItemKind.Variable,
  symbol: monaco.languages.CompletionItemKind.Reference,
  import: monaco.languages.CompletionItemKind.Interface,
  modifier: monaco.languages.CompletionItemKind.Property,
  section: monaco.languages.CompletionItemKind.Folder,
  word: monaco.languages.CompletionItemKind.Value,
};

const linesASlice = 2000;

const architectureOf = (model: monaco.editor.ITextModel): Architecture | undefined =>
  architectures.find((architecture) => languageOf(architecture) === model.getLanguageId());

/** Keeps one model's index; reads what is new while nothing else is to do. */
class IndexedModel {
  readonly index: SourceIndex;
  private readonly listening: monaco.IDisposable;
  private idle: number | undefined;

  constructor(model: monaco.editor.ITextModel, architecture: Architecture) {
    this.index = new SourceIndex(architecture, model.getLinesContent());
    this.listening = model.onDidChangeContent(({ changes, isFlush }) => this.follow(model, changes, isFlush));
    this.readLater();
  }

  dispose(): void {
    this.listening.dispose();
    if (this.idle !== undefined) window.clearTimeout(this.idle);
  }

  /** Ranges are those of the text before the event, in descending order: each change leaves the next ones' in place. */
  private follow(
    model: monaco.editor.ITextModel,
    changes: readonly monaco.editor.IModelContentChange[],
    isFlush: boolean,
  ): void {
    if (isFlush) {
      this.index.replace(0, Number.MAX_SAFE_INTEGER, model.getLinesContent());
    } else if (changes.length === 1 && changes[0] !== undefined) {
      const { range, text } = changes[0];
      const from = range.startLineNumber;
      const count = text.split(/\r\n|\r|\n/).length;
      const texts = Array.from({ length: count }, (_, line) => model.getLineContent(from + line));
      this.index.replace(from - 1, range.endLineNumber - from + 1, texts);
    } else this.followMany(model, changes);
    this.readLater();
  }

  /** Several cursors: all lines from the first change to the last. */
  private followMany(model: monaco.editor.ITextModel, changes: readonly monaco.editor.IModelContentChange[]): void {
    const first = Math.min(...changes.map(({ range }) => range.startLineNumber));
    const last = Math.max(...changes.map(({ range }) => range.endLineNumber));
    const added = changes.reduce(
      (sum, { range, text }) =>
        sum + text.split(/\r\n|\r|\n/).length - 1 - (range.endLineNumber - range.startLineNumber),
      0,
    );
    const texts = Array.from({ length: last - first + 1 + added }, (_, line) => model.getLineContent(first + line));
    this.index.replace(first - 1, last - first + 1, texts);
  }

  private readLater(): void {
    if (this.idle !== undefined) return;
    this.idle = window.setTimeout(() => {
      this.idle = undefined;
      if (this.index.readSome(linesASlice)) this.readLater();
    });
  }
}

/** The words of each dialect, asked for once. */
class Dictionary {
  private readonly models: ProjectModels;
  private readonly words = new Map<string, Promise<WordLists | undefined>>();
  private imports: { readonly key: string; readonly names: Promise<readonly ImportName[]> } | undefined;

  constructor(models: ProjectModels) {
    this.models = models;
  }

  wordsOf(architecture: Architecture, syntax: Syntax): Promise<WordLists | undefined> {
    const key = `${architecture} ${syntax}`;
    let words = this.words.get(key);
    if (words === undefined) {
      words = this.models.state().ask({ topic: "words", architecture, syntax });
      this.words.set(key, words);
      // Asked too early, or of a worker that went away: the next time will do.
      words.then((found) => found === undefined && this.words.delete(key));
    }
    return words;
  }

  importsFor(architecture: Architecture): Promise<readonly ImportName[]> {
    const libraries = this.models
      .state()
      .files.filter(({ contents, name }) => contents.kind === "bytes" || /\.tbd$/i.test(name));
    const key = [architecture, ...libraries.map(({ id, version }) => `${id}:${version}`)].join(" ");
    if (this.imports?.key !== key) {
      const names = this.models.state().ask({ topic: "imports", architecture });
      this.imports = { key, names: names.then((found) => found ?? []) };
      names.then((found) => found === undefined && (this.imports = undefined));
    }
    return this.imports.names;
  }
}

function itemOf(
  { kind, label, detail, gloss, meaning, insert }: CompletionItem,
  order: number,
  range: monaco.IRange,
  typed: string,
): monaco.languages.CompletionItem {
  // Items are chosen already: a name that was written without its underscore must pass Monaco's own filter.
  const filterText = label.toLowerCase().startsWith(typed.toLowerCase()) ? label : typed;
  return {
    label: {
      label,
      ...(gloss ? { detail: `  ${gloss}` } : {}),
      ...(detail === "" ? {} : { description: detail }),
    },
    kind: kinds[kind],
    insertText: insert ?? label,
    filterText,
    sortText: String(order).padStart(4, "0"),
    range,
    ...(meaning === "" ? {} : { documentation: { value: meaning } }),
  };
}

/** Returns what takes it away again. */
export function provideCompletion(models: ProjectModels): monaco.IDisposable[] {
  const indexed = new Map<monaco.editor.ITextModel, IndexedModel>();
  const dictionary = new Dictionary(models);
  const forget = (model: monaco.editor.ITextModel) => {
    indexed.get(model)?.dispose();
    indexed.delete(model);
  };
  const follow = (model: monaco.editor.ITextModel) => {
    forget(model);
    const architecture = architectureOf(model);
    if (architecture !== undefined) indexed.set(model, new IndexedModel(model, architecture));
  };
  for (const model of monaco.editor.getModels()) follow(model);

  const namesFor = (model: monaco.editor.ITextModel, imports: readonly ImportName[]): KnownNames => {
    const others = [...indexed].filter(([other]) => other !== model && models.nameOf(other) !== undefined);
    return {
      own: indexed.get(model)?.index.names() ?? new SourceIndex("arm64", []).names(),
      others: others.map(([other, { index }]) => ({ file: models.nameOf(other) ?? "", names: index.names() })),
      imports,
    };
  };

  const provide = async (
    model: monaco.editor.ITextModel,
    position: monaco.Position,
    context: monaco.languages.CompletionContext,
    token: monaco.CancellationToken,
  ): Promise<monaco.languages.CompletionList | undefined> => {
    const architecture = architectureOf(model);
    const index = indexed.get(model)?.index;
    if (architecture === undefined || index === undefined || models.nameOf(model) === undefined) return undefined;
    const syntax = architecture === "x86_64" ? index.syntaxAt(position.lineNumber - 1) : "att";
    const [words, imports] = await Promise.all([
      dictionary.wordsOf(architecture, syntax),
      dictionary.importsFor(architecture),
    ]);
    if (words === undefined || token.isCancellationRequested || model.isDisposed()) return undefined;
    const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
    const found = completionsAt({
      before,
      state: index.stateAt(position.lineNumber - 1),
      architecture,
      isIntel: syntax === "intel",
      words,
      names: namesFor(model, imports),
      explicit: context.triggerKind === monaco.languages.CompletionTriggerKind.Invoke && !isTyping(before),
    });
    if (found === undefined) return undefined;
    const range = new monaco.Range(position.lineNumber, found.from + 1, position.lineNumber, position.column);
    const typed = before.slice(found.from);
    return { incomplete: true, suggestions: found.items.map((item, order) => itemOf(item, order, range, typed)) };
  };

  return [
    monaco.editor.onDidCreateModel(follow),
    monaco.editor.onDidChangeModelLanguage(({ model }) => follow(model)),
    monaco.editor.onWillDisposeModel(forget),
    { dispose: () => [...indexed.keys()].forEach(forget) },
    ...assemblyLanguages.map((language) =>
      monaco.languages.registerCompletionItemProvider(language, {
        triggerCharacters: [".", "%", "@"],
        provideCompletionItems: provide,
      }),
    ),
  ];
}

/** Monaco calls typing a letter an invocation too; by hand, nothing need have been written. */
const isTyping = (before: string): boolean => /[\w.$%@]$/.test(before);
