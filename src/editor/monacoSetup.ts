// Monaco, cut down to what an assembly editor needs, and what it has to know of ours: two dialects and two themes.
// With monacoHost.ts and the files it names, the only importer of Monaco; loaded after the first paint.

import "monaco-editor/features/codeEditor/register";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/caretOperations/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codeAction/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoLine/register";
import "monaco-editor/features/gotoSymbol/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/quickCommand/register";
import "monaco-editor/features/quickOutline/register";
import "monaco-editor/features/readOnlyMessage/register";
import "monaco-editor/features/referenceSearch/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
import "monaco-editor/features/tokenization/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import * as monaco from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { type Architecture, architectures } from "@/arch/architecture";
import { initialState, type LineState, tokenizeLine } from "./asmTokens";
import { type EditorTheme, editorBackground, floatingColors, syntaxColors } from "./syntaxColors";

declare const self: { MonacoEnvironment?: { getWorker(): Worker } };

export const languageOf = (architecture: Architecture): string => `asm-${architecture}`;
export const assemblyLanguages = architectures.map(languageOf);

/** Monaco compares and copies the state between lines; ours is one of two constants. */
class MonacoState implements monaco.languages.IState {
  readonly line: LineState;
  constructor(line: LineState) {
    this.line = line;
  }
  clone(): MonacoState {
    return new MonacoState(this.line);
  }
  equals(other: monaco.languages.IState): boolean {
    return other instanceof MonacoState && other.line.inBlockComment === this.line.inBlockComment;
  }
}

function registerLanguage(architecture: Architecture): void {
  const id = languageOf(architecture);
  monaco.languages.register({ id });
  monaco.languages.setLanguageConfiguration(id, {
    comments: { lineComment: architecture === "arm64" ? "//" : "##", blockComment: ["/*", "*/"] },
    brackets: [
      ["[", "]"],
      ["(", ")"],
      ["{", "}"],
    ],
    autoClosingPairs: [{ open: '"', close: '"' }],
    wordPattern: /[@%.$A-Za-z_][\w.$]*|\d\w*/,
  });
  monaco.languages.setTokensProvider(id, {
    getInitialState: () => new MonacoState(initialState),
    tokenize(text, state) {
      const before = state instanceof MonacoState ? state.line : initialState;
      const { tokens, next } = tokenizeLine(text, architecture, before);
      const marks = tokens.flatMap(({ from, to, kind }) => [
        { startIndex: from, scopes: kind },
        { startIndex: to, scopes: "" },
      ]);
      return { tokens: marks, endState: new MonacoState(next) };
    },
  });
}

/** Lists, the peek view, and marks in the text, in the page's colours. */
const widgetColors: Readonly<Record<EditorTheme, Readonly<Record<string, string>>>> = {
  light: {
    focusBorder: "#0b5cad",
    "list.activeSelectionBackground": "#dcebfb",
    "list.activeSelectionForeground": "#1f2933",
    "list.inactiveSelectionBackground": "#edf2f7",
    "list.hoverBackground": "#edf2f7",
    "list.highlightForeground": "#0b5cad",
    "quickInputList.focusBackground": "#dcebfb",
    "quickInputList.focusForeground": "#1f2933",
    "editor.rangeHighlightBackground": "#edf2f7",
    "editor.wordHighlightBackground": "#dcebfb99",
    "editor.wordHighlightStrongBackground": "#fdebc4",
    "peekViewEditor.background": "#f3f6f9",
    "peekViewEditorGutter.background": "#f3f6f9",
    "peekViewEditor.matchHighlightBackground": "#fdebc4",
    "peekViewResult.background": "#ffffff",
    "peekViewResult.matchHighlightBackground": "#fdebc4",
    "peekViewResult.selectionBackground": "#dcebfb",
    "peekViewResult.selectionForeground": "#1f2933",
    "peekViewTitle.background": "#f3f6f9",
    "peekView.border": "#0b5cad",
    "editorOverviewRuler.rangeHighlightForeground": "#7d899766",
    "menu.background": "#ffffff",
    "menu.foreground": "#1f2933",
    "menu.border": "#d5dbe1",
    "menu.selectionBackground": "#dcebfb",
    "menu.selectionForeground": "#1f2933",
    "menu.separatorBackground": "#d5dbe1",
    "quickInput.background": "#ffffff",
    "quickInput.foreground": "#1f2933",
    "input.background": "#ffffff",
    "input.foreground": "#1f2933",
    "input.border": "#7d8997",
    "editorWidget.background": "#ffffff",
    "editorWidget.foreground": "#1f2933",
    "editorWidget.border": "#d5dbe1",
    "widget.border": "#d5dbe1",
  },
  dark: {
    focusBorder: "#6cb6ff",
    "list.activeSelectionBackground": "#1b3350",
    "list.activeSelectionForeground": "#dde3ea",
    "list.inactiveSelectionBackground": "#242a34",
    "list.hoverBackground": "#242a34",
    "list.highlightForeground": "#6cb6ff",
    "quickInputList.focusBackground": "#1b3350",
    "quickInputList.focusForeground": "#dde3ea",
    "editor.rangeHighlightBackground": "#242a34",
    "editor.wordHighlightBackground": "#1b335099",
    "editor.wordHighlightStrongBackground": "#47370f",
    "peekViewEditor.background": "#1d2129",
    "peekViewEditorGutter.background": "#1d2129",
    "peekViewEditor.matchHighlightBackground": "#47370f",
    "peekViewResult.background": "#16191f",
    "peekViewResult.matchHighlightBackground": "#47370f",
    "peekViewResult.selectionBackground": "#1b3350",
    "peekViewResult.selectionForeground": "#dde3ea",
    "peekViewTitle.background": "#1d2129",
    "peekView.border": "#6cb6ff",
    "editorOverviewRuler.rangeHighlightForeground": "#6b768466",
    "menu.background": "#232833",
    "menu.foreground": "#dde3ea",
    "menu.border": "#2b313b",
    "menu.selectionBackground": "#1b3350",
    "menu.selectionForeground": "#dde3ea",
    "menu.separatorBackground": "#2b313b",
    "quickInput.background": "#232833",
    "quickInput.foreground": "#dde3ea",
    "input.background": "#16191f",
    "input.foreground": "#dde3ea",
    "input.border": "#6b7684",
    "editorWidget.background": "#232833",
    "editorWidget.foreground": "#dde3ea",
    "editorWidget.border": "#2b313b",
    "widget.border": "#2b313b",
  },
};
/** Suggestions and hovers look like the page's own popovers; their icons have the colours of what they stand for. */
function floatingTheme(theme: EditorTheme): Record<string, string> {
  const { background, border, text, muted, accent, chosen } = floatingColors[theme];
  const { mnemonic, directive, register, modifier, symbol, label, string } = syntaxColors[theme];
  return {
    "editorWidget.background": background,
    "editorWidget.border": border,
    "editorWidget.foreground": text,
    "editorSuggestWidget.background": background,
    "editorSuggestWidget.border": border,
    "editorSuggestWidget.foreground": text,
    "editorSuggestWidget.highlightForeground": accent,
    "editorSuggestWidget.focusHighlightForeground": accent,
    "editorSuggestWidget.selectedBackground": chosen,
    "editorSuggestWidget.selectedForeground": text,
    "editorSuggestWidget.selectedIconForeground": text,
    "editorHoverWidget.background": background,
    "editorHoverWidget.border": border,
    "editorHoverWidget.foreground": text,
    "textCodeBlock.background": "#00000000",
    "textPreformat.foreground": text,
    descriptionForeground: muted,
    "symbolIcon.functionForeground": mnemonic,
    "symbolIcon.keywordForeground": directive,
    "symbolIcon.variableForeground": register,
    "symbolIcon.propertyForeground": modifier,
    "symbolIcon.referenceForeground": label,
    "symbolIcon.interfaceForeground": label,
    "symbolIcon.snippetForeground": symbol,
    "symbolIcon.folderForeground": string,
  };
}

function defineTheme(theme: EditorTheme): void {
  const colors = syntaxColors[theme];
  monaco.editor.defineTheme(`machoscope-${theme}`, {
    base: theme === "light" ? "vs" : "vs-dark",
    inherit: false,
    rules: [
      { token: "", foreground: colors.symbol.slice(1) },
      ...Object.entries(colors).map(([token, color]) => ({ token, foreground: color.slice(1) })),
    ],
    colors: {
      "editor.background": editorBackground[theme],
      "editor.foreground": colors.symbol,
      "editorLineNumber.foreground": colors.comment,
      "editorLineNumber.activeForeground": colors.symbol,
      "editor.lineHighlightBackground": theme === "light" ? "#f3f6f9" : "#1d2129",
      "editor.lineHighlightBorder": "#00000000",
      "editorGutter.background": editorBackground[theme],
      ...widgetColors[theme],
      ...floatingTheme(theme),
      ...Object.fromEntries(
        [1, 2, 3].map((level) => [`editorBracketHighlight.foreground${level}`, colors.punctuation]),
      ),
    },
  });
}

let ready = false;

/** Once per page. */
export function setUpMonaco(): void {
  if (ready) return;
  ready = true;
  self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  for (const architecture of architectures) registerLanguage(architecture);
  defineTheme("light");
  defineTheme("dark");
}
