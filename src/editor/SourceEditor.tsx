// The editor of the active text file: at first a plain text area over a coloured listing, which needs nothing but the
// first paint's own code, then Monaco in its place. Narrow and touch screens keep the plain one.

import { useEffect, useRef, useState } from "react";
import type { ProjectFile } from "@/state/appState";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import styles from "./editor.module.css";
import { lineBytes } from "./lineBytes";
import { factsOf, sourceRangeOf, subjectAtLine } from "./lineFacts";
import type { MonacoHost } from "./monacoHost";
import { PlainEditor } from "./PlainEditor";
import type { BytesColumn } from "./StaticListing";
import { isAssembly } from "./symbols/isAssembly";
import type { EditorTheme } from "./syntaxColors";

const keepsPlain = () => window.matchMedia("(pointer: coarse), (max-width: 760px)").matches;
const darkQuery = () => window.matchMedia("(prefers-color-scheme: dark)");

/** The theme on screen: the chosen one, or the system's. */
function useEditorTheme(): EditorTheme {
  const chosen = useAppStore((state) => state.theme);
  const [systemDark, setSystemDark] = useState(() => darkQuery().matches);
  useEffect(() => {
    const query = darkQuery();
    const listen = () => setSystemDark(query.matches);
    query.addEventListener("change", listen);
    return () => query.removeEventListener("change", listen);
  }, []);
  if (chosen !== "system") return chosen;
  return systemDark ? "dark" : "light";
}

/** Room for the whole of an arm64 instruction; of an x86_64 one, for as much as a narrow screen leaves. */
const plainCells = { arm64: 4, x86_64: 5 } as const;

/** The bytes beside the plain listing, when they are wanted. */
function useBytesColumn(file: ProjectFile | undefined): BytesColumn | undefined {
  const isShown = useAppStore((state) => state.lineBytes);
  const latest = useAppStore((state) => state.latest);
  const step = useAppStore((state) => state.step);
  const architecture = useAppStore((state) => state.options.architecture);
  if (!isShown || file === undefined || !isAssembly(file)) return undefined;
  const built = latest?.files.find(({ id }) => id === file.id);
  const facts = latest && built?.version === file.version ? factsOf(latest, file.id) : undefined;
  const most = plainCells[architecture];
  return {
    most,
    of: (line) => (latest && facts ? lineBytes(latest.view, facts, line, { most, step }) : undefined),
  };
}

/** After the first paint and when nothing else is to do; at once when the visitor reaches for the editor. */
function whenIdle(run: () => void): () => void {
  if (typeof window.requestIdleCallback === "function") {
    const handle = window.requestIdleCallback(run, { timeout: 1500 });
    return () => window.cancelIdleCallback(handle);
  }
  const handle = window.setTimeout(run, 300);
  return () => window.clearTimeout(handle);
}

interface SourceEditorProps {
  /** Undefined while something that is no text is shown; the editor stays, hidden, with its models and undo history. */
  readonly file: ProjectFile | undefined;
}

export function SourceEditor({ file }: SourceEditorProps) {
  const store = useStoreApi();
  const theme = useEditorTheme();
  const place = useRef<HTMLDivElement>(null);
  const host = useRef<MonacoHost | undefined>(undefined);
  const firstTheme = useRef(theme);
  const [ready, setReady] = useState(false);
  const architecture = useAppStore((state) => state.options.architecture);
  const build = useAppStore((state) => state.build);
  const selected = useAppStore((state) => state.selected);

  useEffect(() => {
    if (keepsPlain()) return;
    let gone = false;
    const cancel = whenIdle(() => {
      import("./monacoHost").then(
        ({ mountMonaco }) => {
          const container = place.current;
          if (gone || container === null) return;
          const hadFocus = container.parentElement?.contains(document.activeElement) ?? false;
          host.current = mountMonaco(container, store, firstTheme.current);
          setReady(true);
          if (hadFocus) host.current.focus();
        },
        // Offline, or the chunk is gone after a deployment: the plain editor does the work.
        () => setReady(false),
      );
    });
    return () => {
      gone = true;
      cancel();
      host.current?.dispose();
      host.current = undefined;
      setReady(false);
    };
  }, [store]);
  useEffect(() => {
    firstTheme.current = theme;
    host.current?.setTheme(theme);
  }, [theme]);

  const bytes = useBytesColumn(file);
  const range = build && sourceRangeOf(build, selected);
  const selectLine = (shown: ProjectFile, line: number) => {
    const facts = build && factsOf(build, shown.id);
    store.getState().select(subjectAtLine(facts, shown.name, line));
  };
  return (
    <div
      className={styles.editor}
      hidden={file === undefined}
      data-testid="source-editor"
      data-editor={ready ? "monaco" : "plain"}
    >
      <div ref={place} className={styles.monaco} hidden={!ready} />
      {!ready && file?.contents.kind === "text" && (
        <PlainEditor
          name={file.name}
          text={file.contents.text}
          architecture={/\.(tbd|calls)$/i.test(file.name) ? undefined : architecture}
          marked={range?.file === file.id ? range : undefined}
          bytes={bytes}
          onEdit={(text) => store.getState().editFile(file.id, text)}
          onLine={(line) => selectLine(file, line)}
        />
      )}
      {ready && (
        <p className={styles.hint}>
          <kbd>Ctrl</kbd>+<kbd>M</kbd> (mac: <kbd>Ctrl</kbd>+<kbd>Shift</kbd>+<kbd>M</kbd>) lets Tab leave the editor
        </p>
      )}
    </div>
  );
}
