// Joins one Monaco editor to the store: a model per file, edits out, markers and decorations in. Imperative on
// purpose: Monaco keeps its own state, and React only gives it a place on the page.

import * as monaco from "monaco-editor/editor";
import type { Architecture } from "@/arch/architecture";
import type { AppState, ProjectFile } from "@/state/appState";
import type { AppStore } from "@/state/createAppStore";
import type { FileId } from "@/worker/protocol";
import { hoverPlace } from "./hoverText";
import { factsOf, sourceRangeOf, subjectAtLine } from "./lineFacts";
import { BytesMargin } from "./monacoBytes";
import { completionOptions } from "./monacoCompletion";
import { type ProjectModels, provideLanguage, showMarkers } from "./monacoLanguage";
import { type EditorPlace, provideNavigation } from "./monacoNavigation";
import { languageOf, setUpMonaco } from "./monacoSetup";
import { keepIndexed, navigableProject } from "./navigableProject";
import type { EditorTheme } from "./syntaxColors";

export interface MonacoHost {
  setTheme(theme: EditorTheme): void;
  focus(): void;
  dispose(): void;
}

const options: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 13,
  guides: { indentation: false },
  lineHeight: 20,
  tabSize: 8,
  insertSpaces: true,
  renderWhitespace: "none",
  scrollBeyondLastLine: false,
  overviewRulerLanes: 2,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 12,
  glyphMargin: false,
  folding: false,
  fixedOverflowWidgets: true,
  wordBasedSuggestions: "off",
  ...completionOptions,
  hover: { above: false },
  accessibilitySupport: "auto",
  bracketPairColorization: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  stickyScroll: { enabled: false },
  gotoLocation: { multipleDefinitions: "peek", multipleReferences: "peek" },
};

interface HeldModel {
  readonly model: monaco.editor.ITextModel;
  /** Version of the file whose text the model has. */
  version: number;
  view: monaco.editor.ICodeEditorViewState | null;
}

export function mountMonaco(container: HTMLElement, store: AppStore, theme: EditorTheme): MonacoHost {
  setUpMonaco();
  // Menus live beside the editor, and take the theme's colours from what has this class.
  container.classList.add("monaco-component");
  const held = new Map<FileId, HeldModel>();
  const editor = monaco.editor.create(container, { ...options, theme: `machoscope-${theme}`, model: null });
  const selectionMarks = editor.createDecorationsCollection();
  const holeMarks = editor.createDecorationsCollection();
  let shownFile: FileId | undefined;
  /** The store's own text is being put into a model; that is no edit. */
  let taking = false;
  /** A model's text is being put into the store; that is nothing to take back. */
  let giving = false;
  /** The selection comes from a click in the editor: nothing to reveal. */
  let ownSelection = false;

  const idOf = (model: monaco.editor.ITextModel | null) =>
    [...held].find(([, candidate]) => candidate.model === model)?.[0];
  const fileOf = (id: FileId | undefined) => store.getState().files.find((file) => file.id === id);
  const margin = new BytesMargin(editor, store, () => fileOf(shownFile));

  const models: ProjectModels = {
    modelNamed(name) {
      const id = store.getState().files.find((file) => file.name === name)?.id;
      return id === undefined ? undefined : held.get(id)?.model;
    },
    nameOf: (model) => fileOf(idOf(model))?.name,
    diagnostics: () => store.getState().diagnostics,
    state: () => store.getState(),
    hoverAt(model, line, column) {
      const id = idOf(model);
      const { latest, options: build } = store.getState();
      const facts = latest && id !== undefined && isCurrent(id) ? factsOf(latest, id) : undefined;
      const { architecture } = build;
      const text = model.getLineContent(line);
      return hoverPlace({ architecture, text, column, line, facts, build: facts === undefined ? undefined : latest });
    },
  };

  /** The newest finished run was made of the very text in the editor. */
  const isCurrent = (id: FileId): boolean => {
    const built = store.getState().latest?.files.find((file) => file.id === id);
    return built !== undefined && built.version === fileOf(id)?.version;
  };

  const takeFile = ({ id, name, version, contents }: ProjectFile, architecture: Architecture) => {
    if (contents.kind !== "text") return;
    const language = /\.(tbd|calls)$/i.test(name) ? "plaintext" : languageOf(architecture);
    const known = held.get(id);
    if (known === undefined) {
      // The path is what lists of references call the file.
      const uri = monaco.Uri.from({ scheme: "source", authority: id, path: `/${name}` });
      const model = monaco.editor.createModel(contents.text, language, uri);
      held.set(id, { model, version, view: null });
      margin.turn(id, version, model);
      // Renaming changes files that are not on screen, too.
      model.onDidChangeContent((event) => {
        if (!taking) {
          giving = true;
          store.getState().editFile(id, model.getValue());
          giving = false;
        }
        margin.turn(id, fileOf(id)?.version ?? version, model, event);
      });
      return;
    }
    if (known.model.getLanguageId() !== language) monaco.editor.setModelLanguage(known.model, language);
    if (known.version === version) return;
    known.version = version;
    if (!giving && known.model.getValue() !== contents.text) known.model.setValue(contents.text);
  };

  const takeFiles = ({ files, options: build }: AppState) => {
    taking = true;
    const present = new Set(files.map((file) => file.id));
    for (const [id, { model }] of [...held]) {
      if (present.has(id)) continue;
      held.delete(id);
      margin.forget(id);
      model.dispose();
    }
    for (const file of files) takeFile(file, build.architecture);
    taking = false;
  };

  const showFile = ({ activeFile }: AppState) => {
    if (activeFile === shownFile) return;
    const old = shownFile === undefined ? undefined : held.get(shownFile);
    if (old !== undefined) old.view = editor.saveViewState();
    shownFile = activeFile;
    const next = activeFile === undefined ? undefined : held.get(activeFile);
    editor.setModel(next?.model ?? null);
    if (next?.view) editor.restoreViewState(next.view);
    editor.updateOptions({ ariaLabel: `Source of ${fileOf(activeFile)?.name ?? "no file"}` });
  };

  const markSelection = ({ build, selected }: AppState, reveal: boolean) => {
    const range = build && sourceRangeOf(build, selected);
    if (range === undefined || range.file !== shownFile || !isCurrent(range.file)) {
      selectionMarks.clear();
      return;
    }
    const whole = new monaco.Range(range.from, 1, range.to, 1);
    const marks: monaco.editor.IModelDeltaDecoration[] = [
      { range: whole, options: { isWholeLine: true, className: "source-selected-line" } },
    ];
    if (range.column !== undefined && range.length !== undefined) {
      const end = range.column + range.length;
      const exact = new monaco.Range(range.from, range.column, range.to, end);
      marks.push({
        range: exact,
        options: { className: "source-selected", overviewRuler: { color: "#d97706", position: 4 } },
      });
    }
    selectionMarks.set(marks);
    if (reveal) editor.revealLineInCenterIfOutsideViewport(range.from);
  };

  const markHoles = ({ latest }: AppState) => {
    const facts = latest && shownFile !== undefined && isCurrent(shownFile) ? factsOf(latest, shownFile) : undefined;
    holeMarks.set(
      (facts?.statements ?? [])
        .filter(({ relocations }) => relocations.length > 0)
        .map(({ line }) => ({
          range: new monaco.Range(line, 1, line, 1),
          options: { linesDecorationsClassName: "source-hole", linesDecorationsTooltip: "A relocation starts here" },
        })),
    );
  };

  /** A selection made elsewhere brings its file to the front. */
  const followSelection = (state: AppState) => {
    const range = state.build && sourceRangeOf(state.build, state.selected);
    if (range !== undefined && range.file !== state.activeFile) state.activateFile(range.file);
  };

  const update = (state: AppState, before: AppState | undefined) => {
    const changed = <K extends keyof AppState>(...keys: K[]) => keys.some((key) => state[key] !== before?.[key]);
    if (changed("files", "options")) takeFiles(state);
    if (before !== undefined && changed("selected") && !changed("build") && !ownSelection) followSelection(state);
    if (changed("activeFile", "files")) showFile(store.getState());
    if (changed("latest", "diagnostics", "files"))
      showMarkers(
        models,
        [...held.values()].map(({ model }) => model),
      );
    if (changed("latest", "activeFile", "files")) markHoles(state);
    if (changed("latest", "build", "selected", "activeFile", "files"))
      markSelection(store.getState(), changed("selected", "activeFile") && !changed("files"));
  };

  const selectLine = (line: number) => {
    const file = fileOf(shownFile);
    if (file === undefined) return;
    const { build, selected, select } = store.getState();
    const facts = build && isCurrent(file.id) ? factsOf(build, file.id) : undefined;
    const subject = subjectAtLine(facts, file.name, line);
    if (JSON.stringify(subject) === JSON.stringify(selected)) return;
    ownSelection = true;
    select(subject);
    ownSelection = false;
  };

  const show = ({ file, range }: EditorPlace) => {
    store.getState().activateFile(file);
    editor.setSelection(range);
    editor.revealRangeInCenterIfOutsideViewport(range);
    editor.focus();
    selectLine(range.startLineNumber);
  };

  const disposables: monaco.IDisposable[] = [
    margin,
    ...provideLanguage(models),
    keepIndexed(store),
    ...provideNavigation(navigableProject(store, (id) => held.get(id)?.model, show)),
    editor.onDidChangeCursorPosition(({ position, reason, source }) => {
      const byHand = source === "mouse" || source === "keyboard";
      if (byHand && reason === monaco.editor.CursorChangeReason.Explicit) selectLine(position.lineNumber);
    }),
  ];
  const unsubscribe = store.subscribe(update);
  update(store.getState(), undefined);

  return {
    setTheme: (next) => monaco.editor.setTheme(`machoscope-${next}`),
    focus: () => editor.focus(),
    dispose() {
      unsubscribe();
      for (const disposable of disposables) disposable.dispose();
      editor.dispose();
      for (const { model } of held.values()) model.dispose();
    },
  };
}
