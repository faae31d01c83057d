// What the providers know of the open sources beside their text: the index of names of each, and the words of their
// dialects from the worker.

import type * as monaco from "monaco-editor/editor";
import type { Architecture } from "@/arch/architecture";
import type { Syntax } from "@/asm/instructionEncoder";
import type { WordLists } from "@/asm/wordLists/wordLists";
import type { ImportName } from "@/worker/protocol";
import type { ProjectModels } from "./monacoLanguage";
import { type IndexedSource, projectSymbols } from "./symbols/projectSymbols";
import type { SourceIndex } from "./symbols/sourceIndex";

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

/** The indexes of the project's sources; navigation scans them while nothing else is to do (indexWhenIdle.ts). */
export class Indexes {
  private readonly models: ProjectModels;

  constructor(models: ProjectModels) {
    this.models = models;
  }

  sources(): readonly IndexedSource[] {
    const { files, options } = this.models.state();
    return projectSymbols.sources(files, options.architecture);
  }

  of(model: monaco.editor.ITextModel): SourceIndex | undefined {
    const name = this.models.nameOf(model);
    return this.sources().find((source) => source.name === name)?.index;
  }

  /** How instructions are written at a line, from 1. */
  syntaxAt(model: monaco.editor.ITextModel, line: number): Syntax {
    return this.of(model)?.stateAt(line).dialect === "intel" ? "intel" : "att";
  }
}
