// What the providers know of the open sources beside their text: an index of names for each, and the words of their
// dialects from the worker.

import * as monaco from "monaco-editor/editor";
import { type Architecture, architectures } from "@/arch/architecture";
import type { Syntax } from "@/asm/instructionEncoder";
import type { WordLists } from "@/asm/wordLists/wordLists";
import type { ImportName } from "@/worker/protocol";
import type { ProjectModels } from "./monacoLanguage";
import { languageOf } from "./monacoSetup";
import { SourceIndex } from "./sourceIndex";

const linesASlice = 2000;

export const architectureOf = (model: monaco.editor.ITextModel): Architecture | undefined =>
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
export class Dictionary {
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

/** An index for each model of a source, which comes and goes with it. */
export class IndexedModels {
  private readonly indexed = new Map<monaco.editor.ITextModel, IndexedModel>();
  private readonly disposables: readonly monaco.IDisposable[];

  constructor() {
    for (const model of monaco.editor.getModels()) this.follow(model);
    this.disposables = [
      monaco.editor.onDidCreateModel((model) => this.follow(model)),
      monaco.editor.onDidChangeModelLanguage(({ model }) => this.follow(model)),
      monaco.editor.onWillDisposeModel((model) => this.forget(model)),
    ];
  }

  of(model: monaco.editor.ITextModel): SourceIndex | undefined {
    return this.indexed.get(model)?.index;
  }

  /** How instructions are written at a line, from 1. */
  syntaxAt(model: monaco.editor.ITextModel, line: number): Syntax {
    return architectureOf(model) === "x86_64" ? (this.of(model)?.syntaxAt(line - 1) ?? "att") : "att";
  }

  *others(model: monaco.editor.ITextModel): Generator<readonly [monaco.editor.ITextModel, SourceIndex]> {
    for (const [other, { index }] of this.indexed) if (other !== model) yield [other, index];
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    for (const model of [...this.indexed.keys()]) this.forget(model);
  }

  private follow(model: monaco.editor.ITextModel): void {
    this.forget(model);
    const architecture = architectureOf(model);
    if (architecture !== undefined) this.indexed.set(model, new IndexedModel(model, architecture));
  }

  private forget(model: monaco.editor.ITextModel): void {
    this.indexed.get(model)?.dispose();
    this.indexed.delete(model);
  }
}
