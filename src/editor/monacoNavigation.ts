// Going from name to name: definitions, references, highlights, the outline and renaming. What no source defines is
// shown as a short text of its own, which leads to the symbol on the page.

import * as monaco from "monaco-editor/editor";
import type { FileId } from "@/worker/protocol";
import { assemblyLanguages } from "./monacoSetup";
import {
  definitionsOf,
  mentionsOf,
  type NameAt,
  nameAt,
  type PlacedName,
  renamed,
  whyNotNamed,
  whyNotRenamed,
} from "./symbols/crossReferences";
import { type OutlineEntry, type OutlineKind, outlineOf } from "./symbols/outline";
import type { IndexedSource } from "./symbols/projectSymbols";

/** A place in a source, by lines and columns from 1. */
export interface EditorPlace {
  readonly file: FileId;
  readonly range: monaco.IRange;
}

/** How the providers reach the project. */
export interface NavigableProject {
  /** Up to date with the models. */
  sources(): readonly IndexedSource[];
  modelOf(file: FileId): monaco.editor.ITextModel | undefined;
  /** Brings the file to the front and selects the range. */
  show(place: EditorPlace): void;
  /** Where a build says that a name was written, for those that macros put together. */
  writtenBy(name: string): EditorPlace | undefined;
  /** What is known about a name that comes from elsewhere; undefined if nothing is. */
  outside(name: string): string | undefined;
  /** Selects what the name stands for. */
  showOutside(name: string): void;
}

const outsideScheme = "outside";

const rangeOf = ({ line, column, length }: { line: number; column: number; length: number }): monaco.IRange => ({
  startLineNumber: line,
  startColumn: column,
  endLineNumber: line,
  endColumn: column + length,
});

class Navigation {
  private readonly project: NavigableProject;
  private readonly texts = new Map<string, monaco.editor.ITextModel>();

  constructor(project: NavigableProject) {
    this.project = project;
  }

  dispose(): void {
    for (const model of this.texts.values()) model.dispose();
  }

  private sourceOf(model: monaco.editor.ITextModel): IndexedSource | undefined {
    return this.project.sources().find(({ id }) => this.project.modelOf(id) === model);
  }

  nameAt(model: monaco.editor.ITextModel, { lineNumber, column }: monaco.IPosition): NameAt | undefined {
    const source = this.sourceOf(model);
    return source && nameAt(source, lineNumber, column);
  }

  private located(names: readonly PlacedName[]): monaco.languages.Location[] {
    return names.flatMap((name) => {
      const model = this.project.modelOf(name.source.id);
      return model === undefined ? [] : [{ uri: model.uri, range: rangeOf(name) }];
    });
  }

  definitions(model: monaco.editor.ITextModel, position: monaco.IPosition): monaco.languages.Location[] {
    const at = this.nameAt(model, position);
    if (at === undefined) return [];
    const found = this.located(definitionsOf(this.project.sources(), at));
    return found.length > 0 || at.kind !== "symbol" ? found : this.elsewhere(at.mention.name);
  }

  private elsewhere(name: string): monaco.languages.Location[] {
    const place = this.project.writtenBy(name);
    const model = place && this.project.modelOf(place.file);
    if (place !== undefined && model !== undefined) return [{ uri: model.uri, range: place.range }];
    const text = this.project.outside(name);
    if (text === undefined) return [];
    return [{ uri: this.textOf(name, text).uri, range: new monaco.Range(1, 1, 1, 1) }];
  }

  private textOf(name: string, text: string): monaco.editor.ITextModel {
    const known = this.texts.get(name);
    if (known === undefined) {
      const uri = monaco.Uri.from({ scheme: outsideScheme, path: `/${name}` });
      const model = monaco.editor.createModel(text, "plaintext", uri);
      this.texts.set(name, model);
      return model;
    }
    if (known.getValue() !== text) known.setValue(text);
    return known;
  }

  references(
    model: monaco.editor.ITextModel,
    position: monaco.IPosition,
    withDefinitions: boolean,
  ): monaco.languages.Location[] {
    const at = this.nameAt(model, position);
    if (at === undefined) return [];
    const all = mentionsOf(this.project.sources(), at);
    return this.located(withDefinitions ? all : all.filter(({ role }) => role !== "definition"));
  }

  highlights(
    model: monaco.editor.ITextModel,
    position: monaco.IPosition,
  ): monaco.languages.DocumentHighlight[] | undefined {
    const at = this.nameAt(model, position);
    if (at === undefined) return undefined;
    const { Read, Write } = monaco.languages.DocumentHighlightKind;
    return mentionsOf([at.source], at).map((name) => ({
      range: rangeOf(name),
      kind: name.role === "definition" ? Write : Read,
    }));
  }

  outline(model: monaco.editor.ITextModel): monaco.languages.DocumentSymbol[] {
    const source = this.sourceOf(model);
    return source === undefined ? [] : outlineOf(source.index).map((entry) => documentSymbol(model, entry));
  }

  renameLocation(
    model: monaco.editor.ITextModel,
    position: monaco.IPosition,
  ): monaco.languages.RenameLocation & monaco.languages.Rejection {
    const at = this.nameAt(model, position);
    const nowhere = { range: monaco.Range.fromPositions(position), text: "" };
    if (at === undefined) return { ...nowhere, rejectReason: "Here is no name of a symbol or a macro." };
    const rejectReason = whyNotRenamed(this.project.sources(), at);
    const place = { range: rangeOf(at.mention), text: at.mention.name };
    return rejectReason === undefined ? place : { ...place, rejectReason };
  }

  renamed(
    model: monaco.editor.ITextModel,
    position: monaco.IPosition,
    name: string,
  ): monaco.languages.WorkspaceEdit & monaco.languages.Rejection {
    const sources = this.project.sources();
    const at = this.nameAt(model, position);
    if (at === undefined) return { edits: [], rejectReason: "Here is no name." };
    const rejectReason = whyNotRenamed(sources, at) ?? whyNotNamed(sources, at, name);
    if (rejectReason !== undefined) return { edits: [], rejectReason };
    const edits = renamed(sources, at, name).flatMap((change) => {
      const resource = this.project.modelOf(change.source.id)?.uri;
      const textEdit = { range: rangeOf(change), text: change.text };
      return resource === undefined ? [] : [{ resource, versionId: undefined, textEdit }];
    });
    return { edits };
  }

  /** Whether the resource is ours to open. */
  open(resource: monaco.Uri, target: monaco.IRange | monaco.IPosition | undefined): boolean {
    if (resource.scheme === outsideScheme) {
      this.project.showOutside(resource.path.slice(1));
      return true;
    }
    const source = this.project
      .sources()
      .find(({ id }) => this.project.modelOf(id)?.uri.toString() === resource.toString());
    if (source === undefined) return false;
    const range =
      target === undefined
        ? new monaco.Range(1, 1, 1, 1)
        : monaco.Range.isIRange(target)
          ? target
          : monaco.Range.fromPositions(target);
    this.project.show({ file: source.id, range });
    return true;
  }
}

const { SymbolKind } = monaco.languages;
const symbolKinds: Readonly<Record<OutlineKind, monaco.languages.SymbolKind>> = {
  section: SymbolKind.Namespace,
  function: SymbolKind.Function,
  data: SymbolKind.Variable,
  label: SymbolKind.Key,
  value: SymbolKind.Constant,
  room: SymbolKind.Array,
  macro: SymbolKind.Operator,
};

function documentSymbol(model: monaco.editor.ITextModel, entry: OutlineEntry): monaco.languages.DocumentSymbol {
  const last = Math.min(entry.endLine, model.getLineCount());
  return {
    name: entry.name,
    detail: entry.kind === "label" ? "" : entry.kind,
    kind: symbolKinds[entry.kind],
    tags: [],
    range: new monaco.Range(entry.line, 1, last, model.getLineMaxColumn(last)),
    selectionRange: rangeOf(entry),
    children: entry.children.map((child) => documentSymbol(model, child)),
  };
}

/** Returns what takes the providers away again. */
export function provideNavigation(project: NavigableProject): monaco.IDisposable[] {
  const navigation = new Navigation(project);
  const { languages, editor } = monaco;
  return [
    navigation,
    editor.registerEditorOpener({
      openCodeEditor: (_source, resource, target) => navigation.open(resource, target),
    }),
    ...assemblyLanguages.flatMap((language) => [
      languages.registerDefinitionProvider(language, {
        provideDefinition: (model, position) => navigation.definitions(model, position),
      }),
      languages.registerReferenceProvider(language, {
        provideReferences: (model, position, { includeDeclaration }) =>
          navigation.references(model, position, includeDeclaration),
      }),
      languages.registerDocumentHighlightProvider(language, {
        provideDocumentHighlights: (model, position) => navigation.highlights(model, position),
      }),
      languages.registerDocumentSymbolProvider(language, {
        displayName: "Sections and symbols",
        provideDocumentSymbols: (model) => navigation.outline(model),
      }),
      languages.registerRenameProvider(language, {
        resolveRenameLocation: (model, position) => navigation.renameLocation(model, position),
        provideRenameEdits: (model, position, name) => navigation.renamed(model, position, name),
      }),
    ]),
  ];
}
