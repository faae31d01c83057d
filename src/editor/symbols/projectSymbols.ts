// The index of each source in a project, brought up to date when somebody asks.

import type { Architecture } from "@/arch/architecture";
import type { ProjectFile } from "@/state/appState";
import type { FileId } from "@/worker/protocol";
import { isAssembly } from "./isAssembly";
import { SourceIndex } from "./sourceIndex";

export interface IndexedSource {
  readonly id: FileId;
  readonly name: string;
  readonly index: SourceIndex;
}

export class ProjectSymbols {
  private indexes = new Map<FileId, SourceIndex>();

  /** In the order of the files. */
  sources(files: readonly ProjectFile[], architecture: Architecture): readonly IndexedSource[] {
    const kept = new Map<FileId, SourceIndex>();
    const sources: IndexedSource[] = [];
    for (const file of files) {
      if (file.contents.kind !== "text" || !isAssembly(file)) continue;
      const known = this.indexes.get(file.id);
      const index = known?.architecture === architecture ? known : new SourceIndex(architecture);
      index.update(file.contents.text);
      kept.set(file.id, index);
      sources.push({ id: file.id, name: file.name, index });
    }
    this.indexes = kept;
    return sources;
  }
}

/** One for the page: the editor, completion and the palette read the same indexes. */
export const projectSymbols = new ProjectSymbols();
