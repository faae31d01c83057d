// Completion in Monaco: what completion.ts finds, as items that Monaco shows and puts into the text.

import * as monaco from "monaco-editor/editor";
import type { ImportName } from "@/worker/protocol";
import { type CompletionItem, type CompletionKind, completionsAt, type KnownNames } from "./completion";
import type { ProjectModels } from "./monacoLanguage";
import { assemblyLanguages } from "./monacoSetup";
import type { Dictionary, Indexes } from "./monacoSources";
import { sourceNames } from "./symbols/sourceNames";

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
export function provideCompletion(
  models: ProjectModels,
  indexes: Indexes,
  dictionary: Dictionary,
): monaco.IDisposable[] {
  const namesFor = (model: monaco.editor.ITextModel, imports: readonly ImportName[]): KnownNames | undefined => {
    const name = models.nameOf(model);
    const sources = indexes.sources();
    const own = sources.find((source) => source.name === name);
    const others = sources
      .filter((source) => source !== own)
      .map((source) => ({ file: source.name, names: sourceNames(source.index) }));
    return own && { own: sourceNames(own.index), others, imports };
  };

  const provide = async (
    model: monaco.editor.ITextModel,
    position: monaco.Position,
    context: monaco.languages.CompletionContext,
    token: monaco.CancellationToken,
  ): Promise<monaco.languages.CompletionList | undefined> => {
    const state = indexes.of(model)?.stateAt(position.lineNumber);
    if (state === undefined) return undefined;
    const { architecture } = models.state().options;
    const isIntel = state.dialect === "intel";
    const [words, imports] = await Promise.all([
      dictionary.wordsOf(architecture, isIntel ? "intel" : "att"),
      dictionary.importsFor(architecture),
    ]);
    if (words === undefined || token.isCancellationRequested || model.isDisposed()) return undefined;
    const names = namesFor(model, imports);
    const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
    const explicit = context.triggerKind === monaco.languages.CompletionTriggerKind.Invoke && !isTyping(before);
    const line = { before, state: { inBlockComment: state.inComment }, architecture, isIntel };
    const found = names && completionsAt({ ...line, words, names, explicit });
    if (found === undefined) return undefined;
    const range = new monaco.Range(position.lineNumber, found.from + 1, position.lineNumber, position.column);
    const typed = before.slice(found.from);
    return { incomplete: true, suggestions: found.items.map((item, order) => itemOf(item, order, range, typed)) };
  };

  return assemblyLanguages.map((language) =>
    monaco.languages.registerCompletionItemProvider(language, {
      triggerCharacters: [".", "%", "@"],
      provideCompletionItems: provide,
    }),
  );
}

/** Monaco calls typing a letter an invocation too; by hand, nothing need have been written. */
const isTyping = (before: string): boolean => /[\w.$%@]$/.test(before);
