// What going from name to name asks of the store: the indexes of the sources, and what the build on screen knows about
// a name that stands in none of them.

import { explainSubject } from "@/inspect/explainSubject";
import { attachSources } from "@/inspect/sources";
import { globalKey, resolveKey } from "@/inspect/subjectKey";
import type { AppStore } from "@/state/createAppStore";
import type { FileId } from "@/worker/protocol";
import { sourceRangeOf } from "./lineFacts";
import type { NavigableProject } from "./monacoNavigation";
import { IdleIndexer } from "./symbols/indexWhenIdle";
import { projectSymbols } from "./symbols/projectSymbols";

const whenIdle =
  typeof requestIdleCallback === "function"
    ? { request: (run: () => void) => void requestIdleCallback(run, { timeout: 2000 }) }
    : { request: (run: () => void) => void setTimeout(run, 100) };

/** Keeps the indexes warm; returns what ends that. */
export function keepIndexed(store: AppStore): { dispose(): void } {
  const indexer = new IdleIndexer(() => {
    const { files, options } = store.getState();
    return projectSymbols.sources(files, options.architecture);
  }, whenIdle);
  const unsubscribe = store.subscribe((state, before) => {
    if (state.files !== before.files || state.options !== before.options) indexer.wake();
  });
  indexer.wake();
  return {
    dispose() {
      unsubscribe();
      indexer.dispose();
    },
  };
}

export function navigableProject(
  store: AppStore,
  modelOf: NavigableProject["modelOf"],
  show: NavigableProject["show"],
): NavigableProject {
  const named = (name: string) => {
    const { build } = store.getState();
    const subject = build && resolveKey(build.view, globalKey(name));
    return build === undefined || subject?.kind !== "global" ? undefined : { build, subject };
  };
  const isCurrent = (id: FileId, version: number) =>
    store.getState().files.find((file) => file.id === id)?.version === version;
  return {
    modelOf,
    show,
    sources() {
      const { files, options } = store.getState();
      return projectSymbols.sources(files, options.architecture);
    },
    writtenBy(name) {
      const found = named(name);
      const range = found && sourceRangeOf(found.build, found.subject);
      const built = range && found.build.files.find(({ id }) => id === range.file);
      if (range === undefined || built === undefined || !isCurrent(built.id, built.version)) return undefined;
      const { file, from, column = 1, length = 0 } = range;
      return {
        file,
        range: { startLineNumber: from, startColumn: column, endLineNumber: from, endColumn: column + length },
      };
    },
    outside(name) {
      const found = named(name);
      if (found === undefined) return undefined;
      const { title, summary } = explainSubject(found.build.view, attachSources(found.build.files), found.subject);
      return `${title}\n${summary}\nNo source here defines it. Go to the definition to see it among the symbols.`;
    },
    showOutside(name) {
      const found = named(name);
      if (found === undefined) return;
      const { select, showTable } = store.getState();
      select(found.subject);
      showTable("symbols");
    },
  };
}
