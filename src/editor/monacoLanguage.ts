// What Monaco is told about a project: squiggles, repairs and hovers. Providers are global in Monaco, so they ask the
// project that owns the model.

import * as monaco from "monaco-editor/editor";
import type { Diagnostic, QuickFix, Severity } from "@/base/diagnostic";
import { describePlace } from "@/base/diagnostic";
import type { AppState } from "@/state/appState";
import { type HoverPlace, type HoverText, hoverText, instructionBytes } from "./hoverText";
import { provideCompletion } from "./monacoCompletion";
import { assemblyLanguages } from "./monacoSetup";
import { Dictionary, Indexes } from "./monacoSources";

/** How the providers reach the project behind a model. */
export interface ProjectModels {
  /** The model of a file by its name in the project. */
  modelNamed(name: string): monaco.editor.ITextModel | undefined;
  nameOf(model: monaco.editor.ITextModel): string | undefined;
  diagnostics(): readonly Diagnostic[];
  state(): AppState;
  /** The word at a place, for hoverText. */
  hoverAt(model: monaco.editor.ITextModel, line: number, column: number): HoverPlace | undefined;
}

const severities: Readonly<Record<Severity, monaco.MarkerSeverity>> = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  note: monaco.MarkerSeverity.Info,
};

const markerOwner = "machoscope";

/** Characters of a place in a model; the rest of the line when no column is known. */
function rangeOf(
  model: monaco.editor.ITextModel,
  place: { readonly line?: number; readonly column?: number; readonly length?: number },
): monaco.IRange {
  const line = Math.min(Math.max(1, place.line ?? 1), model.getLineCount());
  const startColumn = place.column ?? Math.max(1, model.getLineFirstNonWhitespaceColumn(line));
  const endColumn = place.length === undefined ? model.getLineMaxColumn(line) : startColumn + Math.max(1, place.length);
  return { startLineNumber: line, endLineNumber: line, startColumn, endColumn };
}

function relatedOf(models: ProjectModels, diagnostic: Diagnostic): monaco.editor.IRelatedInformation[] {
  return (diagnostic.related ?? []).flatMap(({ message, place }) => {
    const model = place && models.modelNamed(place.file);
    if (place === undefined || model === undefined) return [];
    return [{ resource: model.uri, message, ...rangeOf(model, place) }];
  });
}

/** What is related but lies in no source is said in the message itself. */
function messageOf(models: ProjectModels, { message, related = [] }: Diagnostic): string {
  const elsewhere = related
    .filter(({ place }) => place === undefined || models.modelNamed(place.file) === undefined)
    .map((other) => (other.place === undefined ? other.message : `${other.message} (${describePlace(other.place)})`));
  return [message, ...elsewhere].join("\n");
}

export function showMarkers(models: ProjectModels, all: readonly monaco.editor.ITextModel[]): void {
  for (const model of all) {
    const name = models.nameOf(model);
    const markers = models
      .diagnostics()
      .filter((diagnostic) => diagnostic.place?.file === name && diagnostic.place?.line !== undefined)
      .map((diagnostic) => ({
        ...rangeOf(model, diagnostic.place ?? {}),
        severity: severities[diagnostic.severity],
        message: messageOf(models, diagnostic),
        code: diagnostic.code,
        source: "machoscope",
        relatedInformation: relatedOf(models, diagnostic),
      }));
    monaco.editor.setModelMarkers(model, markerOwner, markers);
  }
}

function actionOf(
  models: ProjectModels,
  fix: QuickFix,
  markers: monaco.editor.IMarkerData[],
): monaco.languages.CodeAction[] {
  const model = models.modelNamed(fix.file);
  if (model === undefined) return [];
  const edit = {
    resource: model.uri,
    versionId: undefined,
    textEdit: { range: rangeOf(model, { ...fix, length: fix.length }), text: fix.text },
  };
  if (fix.length === 0) {
    const { startLineNumber, startColumn } = edit.textEdit.range;
    edit.textEdit.range = { startLineNumber, endLineNumber: startLineNumber, startColumn, endColumn: startColumn };
  }
  return [{ title: fix.title, kind: "quickfix", diagnostics: markers, edit: { edits: [edit] } }];
}

/** Words and encoding come from the worker; without it, what the build knows must do. */
async function hoverOf(
  { models, indexes, dictionary }: Providers,
  model: monaco.editor.ITextModel,
  { lineNumber, column }: monaco.IPosition,
): Promise<HoverText | undefined> {
  const place = models.hoverAt(model, lineNumber, column);
  if (place === undefined || indexes.of(model)?.stateAt(lineNumber).inComment) return undefined;
  const { architecture } = place;
  const bytes = instructionBytes(place);
  const [words, anatomy] = await Promise.all([
    dictionary.wordsOf(architecture, indexes.syntaxAt(model, lineNumber)),
    bytes && models.state().ask({ topic: "instruction", architecture, bytes, mnemonic: place.word }),
  ]);
  return hoverText(place, { words, anatomy });
}

interface Providers {
  readonly models: ProjectModels;
  readonly indexes: Indexes;
  readonly dictionary: Dictionary;
}

/** Returns what takes the providers away again. */
export function provideLanguage(models: ProjectModels): monaco.IDisposable[] {
  const indexes = new Indexes(models);
  const dictionary = new Dictionary(models);
  const providers = assemblyLanguages.flatMap((language) => [
    monaco.languages.registerCodeActionProvider(language, {
      provideCodeActions(model, _range, context) {
        const name = models.nameOf(model);
        const actions = models.diagnostics().flatMap((diagnostic) => {
          const markers = context.markers.filter(
            (marker) => marker.code === diagnostic.code && marker.startLineNumber === diagnostic.place?.line,
          );
          if (diagnostic.place?.file !== name || markers.length === 0) return [];
          return (diagnostic.fixes ?? []).flatMap((fix) => actionOf(models, fix, markers));
        });
        return { actions, dispose() {} };
      },
    }),
    monaco.languages.registerHoverProvider(language, {
      async provideHover(model, position, token) {
        const { lineNumber } = position;
        const hover = await hoverOf({ models, indexes, dictionary }, model, position);
        if (hover === undefined || token.isCancellationRequested) return null;
        return {
          contents: hover.paragraphs.map((value) => ({ value })),
          range: new monaco.Range(lineNumber, hover.from, lineNumber, hover.to),
        };
      },
    }),
  ]);
  return [...providers, ...provideCompletion(models, indexes, dictionary)];
}
