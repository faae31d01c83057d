// The margin with the bytes of each line: a column between the line numbers and the text that scrolls with them. Only
// lines on screen have rows. What is pointed at here is pointed at on the whole page, and the other way round.

import type * as monaco from "monaco-editor/editor";
import { attachSources } from "@/inspect/sources";
import { type ByteSpan, sourcePlacesOf, spansOf } from "@/inspect/spans";
import type { Subject } from "@/inspect/subject";
import type { AppState, ProjectFile, ShownBuild } from "@/state/appState";
import type { AppStore } from "@/state/createAppStore";
import type { FileId } from "@/worker/protocol";
import styles from "./bytesMargin.module.css";
import { type TextChange, VersionedLines } from "./changedLines";
import { describeLineBytes, type LineBytes, lineBytes } from "./lineBytes";
import { type FileFacts, factsOf } from "./lineFacts";
import { type MarginRow, marginRow, markRow } from "./marginRows";
import { isAssembly } from "./symbols/isAssembly";

const plainWidth = 12;
/** Room for the dots of the holes. */
const dotWidth = 14;
const cellGap = 3;
const offsetGap = 8;
const allCells = 8;
/** Narrower than this, text needs the room more than bytes do. */
const widthForAll = 680;
const widthForOffsets = 560;
const narrowCells = { arm64: 4, x86_64: 7 } as const;

/** A build that still says something about the lines of a file. */
interface Known {
  readonly build: ShownBuild;
  readonly facts: FileFacts;
  /** The number that a line had when the build was made. */
  before(line: number): number | undefined;
}

const noSpans: readonly ByteSpan[] = [];

export class BytesMargin {
  private readonly editor: monaco.editor.IStandaloneCodeEditor;
  private readonly store: AppStore;
  private readonly shownFile: () => ProjectFile | undefined;
  private readonly root = document.createElement("div");
  private readonly body = document.createElement("div");
  private readonly versions = new Map<FileId, VersionedLines>();
  private readonly hoveredLines: monaco.editor.IEditorDecorationsCollection;
  private readonly disposables: monaco.IDisposable[];
  private rows = new Map<number, MarginRow & { readonly bytes: LineBytes; readonly source: number }>();
  private known: Known | undefined;
  /** What is marked now; spans of a large subject cost too much to be found at each scroll event. */
  private marked: {
    readonly state?: AppState;
    readonly hovered: readonly ByteSpan[];
    readonly selected: readonly ByteSpan[];
  } = { hovered: noSpans, selected: noSpans };
  private frame = 0;
  private characterWidth = 0;
  private most = allCells;
  private showsOffsets = false;
  private pointed = "";

  constructor(editor: monaco.editor.IStandaloneCodeEditor, store: AppStore, shownFile: () => ProjectFile | undefined) {
    this.editor = editor;
    this.store = store;
    this.shownFile = shownFile;
    this.root.className = styles.margin ?? "";
    this.root.dataset.testid = "line-bytes";
    this.root.ariaHidden = "true";
    this.body.className = styles.rows ?? "";
    this.root.append(this.body);
    this.hoveredLines = editor.createDecorationsCollection();
    editor.addOverlayWidget({ getId: () => "line-bytes", getDomNode: () => this.root, getPosition: () => null });
    this.root.addEventListener("pointermove", (event) => this.point(event));
    this.root.addEventListener("pointerleave", () => this.hover(undefined));
    this.root.addEventListener("pointerdown", (event) => this.pick(event));
    const unsubscribe = store.subscribe((state, before) => this.follow(state, before));
    this.disposables = [
      { dispose: unsubscribe },
      editor.onDidScrollChange(({ scrollTopChanged }) => scrollTopChanged && this.place()),
      editor.onDidLayoutChange(() => this.measure()),
      editor.onDidChangeModel(() => this.measure()),
      editor.onDidChangeHiddenAreas(() => this.refresh()),
      editor.onDidContentSizeChange(({ contentHeightChanged }) => contentHeightChanged && this.schedule()),
    ];
    this.measure();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** A model has the text of its file's present version, by an edit or as a whole. */
  turn(id: FileId, version: number, model: monaco.editor.ITextModel, event?: monaco.editor.IModelContentChangedEvent) {
    let versions = this.versions.get(id);
    if (versions === undefined) this.versions.set(id, (versions = new VersionedLines()));
    const changes = event === undefined || event.isFlush ? undefined : event.changes;
    const isSingle = changes?.length === 1;
    versions.turn(
      version,
      changes?.map((change) => textChange(model, change, isSingle)),
      model.getLineCount(),
    );
    this.refresh();
  }

  forget(id: FileId): void {
    this.versions.delete(id);
  }

  private get isOn(): boolean {
    const file = this.shownFile();
    return file !== undefined && isAssembly(file) && this.store.getState().lineBytes;
  }

  private follow(state: AppState, before: AppState): void {
    const changed = (...keys: (keyof AppState)[]) => keys.some((key) => state[key] !== before[key]);
    if (changed("lineBytes", "options", "activeFile")) this.measure();
    else if (changed("latest", "build", "files", "step")) this.refresh();
    else if (changed("hovered", "selected")) this.schedule();
  }

  /** How much there is room for. */
  private measure(): void {
    const { options } = this.store.getState();
    const { width, height, decorationsLeft } = this.editor.getLayoutInfo();
    this.characterWidth ||= measureCharacter(this.root);
    this.most = width >= widthForAll ? allCells : narrowCells[options.architecture];
    this.showsOffsets = width >= widthForOffsets;
    const cells = this.most * (2 * this.characterWidth + cellGap);
    const more = 2 * this.characterWidth;
    const offset = this.showsOffsets ? 5 * this.characterWidth + offsetGap : 0;
    const own = Math.ceil(cells + more + offset);
    const isOn = this.isOn;
    const wanted = isOn ? dotWidth + own + 4 : plainWidth;
    if (this.editor.getRawOptions().lineDecorationsWidth !== wanted)
      this.editor.updateOptions({ lineDecorationsWidth: wanted });
    this.root.hidden = !isOn;
    this.root.style.left = `${decorationsLeft + dotWidth}px`;
    this.root.style.width = `${own}px`;
    this.root.style.height = `${height}px`;
    this.refresh();
  }

  private findKnown(): Known | undefined {
    const file = this.shownFile();
    if (file === undefined) return undefined;
    const { latest, build } = this.store.getState();
    for (const shown of [latest, build]) {
      const built = shown?.files.find(({ id }) => id === file.id);
      const facts = shown && factsOf(shown, file.id);
      if (shown === undefined || built === undefined || facts === undefined) continue;
      if (built.version === file.version) return { build: shown, facts, before: (line) => line };
      const lines = this.versions.get(file.id)?.of(built.version);
      if (lines !== undefined) return { build: shown, facts, before: (line) => lines.before(line) };
    }
    return undefined;
  }

  /** All rows anew, in the next frame. */
  private refresh(): void {
    this.known = undefined;
    this.schedule();
  }

  private schedule(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.place());
  }

  private place(): void {
    const isOn = this.isOn && this.editor.getModel() !== null;
    if (isOn && this.known === undefined) {
      this.known = this.findKnown();
      this.rows.clear();
    }
    if (isOn) this.fill();
    this.mark();
  }

  private fill(): void {
    const { editor, known } = this;
    const rows: typeof this.rows = new Map();
    for (const { startLineNumber, endLineNumber } of editor.getVisibleRanges()) {
      for (let line = startLineNumber; line <= endLineNumber; line++) {
        const row = this.rows.get(line) ?? (known && this.makeRow(known, line));
        if (row === undefined) continue;
        row.element.style.top = `${editor.getTopForLineNumber(line)}px`;
        rows.set(line, row);
      }
    }
    this.rows = rows;
    this.body.style.transform = `translateY(${-editor.getScrollTop()}px)`;
    const shown = new Set<Element>([...rows.values()].map(({ element }) => element));
    for (const element of [...this.body.children]) if (!shown.delete(element)) element.remove();
    this.body.append(...shown);
  }

  private makeRow({ build, facts, before }: Known, line: number) {
    const source = before(line);
    const { step } = this.store.getState();
    const bytes = source === undefined ? undefined : lineBytes(build.view, facts, source, { most: this.most, step });
    if (bytes === undefined || source === undefined) return undefined;
    return {
      ...marginRow(line, bytes, describeLineBytes(build.view, bytes), this.showsOffsets),
      bytes,
      source,
    };
  }

  private mark(): void {
    const state = this.store.getState();
    const names = ["build", "hovered", "selected", "lineBytes", "files", "activeFile"] as const;
    const isSame = names.every((name) => state[name] === this.marked.state?.[name]);
    if (!isSame) {
      const { build, hovered, selected } = state;
      const spans = (subject: Subject | undefined) =>
        build === undefined || subject === undefined || !this.isOn
          ? noSpans
          : spansOf(build.view, attachSources(build.files), subject);
      this.marked = { state, hovered: spans(hovered), selected: spans(selected) };
      this.markLine();
    }
    for (const row of this.rows.values()) markRow(row, this.marked.hovered, this.marked.selected);
  }

  /** The line that the pointer is over elsewhere on the page. */
  private markLine(): void {
    const { build, hovered } = this.store.getState();
    const file = this.shownFile();
    const built = build?.files.find(({ id }) => id === file?.id);
    const places =
      build === undefined || hovered === undefined || hovered.kind === "global" || hovered.kind === "atom"
        ? []
        : sourcePlacesOf(build.view, attachSources(build.files), hovered);
    const isCurrent = built?.version === file?.version;
    const changed = file && built && this.versions.get(file.id)?.of(built.version);
    const lines = places
      .filter((place) => place.file === built?.name)
      .flatMap(({ line }) => (isCurrent ? line : (changed?.after(line) ?? [])));
    this.hoveredLines.set(
      lines.map((line) => ({
        range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
        options: { isWholeLine: true, className: "source-hovered-line" },
      })),
    );
  }

  /** The row and the byte under the pointer. */
  private under(event: PointerEvent) {
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    const line = Number(target?.closest<HTMLElement>("[data-line]")?.dataset.line);
    const row = this.rows.get(line);
    const index = target?.closest<HTMLElement>("[data-cell]")?.dataset.cell;
    return row && { line, row, cell: index === undefined ? undefined : row.cells[Number(index)]?.cell };
  }

  /** A byte of a hole stands for its relocation, any other for the line. */
  private subjectUnder(event: PointerEvent): Subject | undefined {
    const found = this.under(event);
    const file = this.known?.facts.name;
    if (found === undefined || file === undefined) return undefined;
    // What is selected is selected in the build that is on screen.
    const isOnScreen = this.known?.build === this.store.getState().build;
    const relocation = isOnScreen ? found.cell?.relocation : undefined;
    return relocation === undefined
      ? { kind: "line", file, line: found.row.source }
      : { kind: "relocation", relocation };
  }

  private point(event: PointerEvent): void {
    this.hover(this.subjectUnder(event));
  }

  private hover(subject: Subject | undefined): void {
    const key = JSON.stringify(subject) ?? "";
    if (key === this.pointed) return;
    this.pointed = key;
    this.store.getState().hover(subject);
  }

  private pick(event: PointerEvent): void {
    const line = this.under(event)?.line;
    const subject = this.subjectUnder(event);
    if (event.button !== 0 || line === undefined || subject === undefined) return;
    event.preventDefault();
    const column = this.editor.getModel()?.getLineFirstNonWhitespaceColumn(line) ?? 1;
    this.editor.setPosition({ lineNumber: line, column: Math.max(1, column) });
    this.editor.focus();
    this.store.getState().select(subject);
  }
}

/** How wide a character of the margin is; its font has one width. */
function measureCharacter(root: HTMLElement): number {
  const probe = document.createElement("span");
  probe.textContent = "0".repeat(20);
  probe.style.position = "absolute";
  const wasHidden = root.hidden;
  root.hidden = false;
  root.append(probe);
  const width = probe.getBoundingClientRect().width / 20;
  probe.remove();
  root.hidden = wasHidden;
  return width;
}

function textChange(
  model: monaco.editor.ITextModel,
  { range, text }: monaco.editor.IModelContentChange,
  isSingle: boolean,
): TextChange {
  const pieces = text.split("\n");
  const last = pieces.at(-1) ?? "";
  const line = range.startLineNumber + pieces.length - 1;
  const column = pieces.length === 1 ? range.startColumn + last.length : last.length + 1;
  return {
    startLine: range.startLineNumber,
    startColumn: range.startColumn,
    endLine: range.endLineNumber,
    endColumn: range.endColumn,
    text,
    restIsEmpty: isSingle && line <= model.getLineCount() && model.getLineMaxColumn(line) === column,
  };
}
