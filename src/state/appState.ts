// The shape of the one store: small serialisable choices and references to builds. Typed-array contents, derived
// rows, Monaco models and DOM are not in it. Slices implement it file by file; panels see it through selectors.

import type { Architecture } from "@/arch/architecture";
import type { Syntax } from "@/asm/instructionEncoder";
import type { Diagnostic } from "@/base/diagnostic";
import type { FileOffset } from "@/base/units";
import type { ReferenceName } from "@/gallery/example";
import type { Subject } from "@/inspect/subject";
import type { SubjectKey } from "@/inspect/subjectKey";
import type { BuildView } from "@/linker/build";
import type {
  AnswerTo,
  BuildOptions,
  BuiltFile,
  DisassembledLine,
  FileContents,
  FileId,
  Question,
  RunId,
  ScriptRun,
} from "@/worker/protocol";
import type { Project } from "./project";

export interface ProjectFile {
  readonly id: FileId;
  readonly name: string;
  /** Grows with every change of contents or name. */
  readonly version: number;
  readonly contents: FileContents;
}

export interface InputsSlice {
  readonly files: readonly ProjectFile[];
  readonly activeFile: FileId | undefined;
  readonly options: BuildOptions;
  /** The gallery example shown, while unmodified or modified; undefined for the visitor's own project. */
  readonly example: string | undefined;
  readonly modified: boolean;
  /** For the present CPU unless one is named. */
  openExample(id: string, architecture?: Architecture): void;
  openProject(project: Project): void;
  addFile(name: string, contents: FileContents): FileId;
  renameFile(id: FileId, name: string): void;
  removeFile(id: FileId): void;
  editFile(id: FileId, text: string): void;
  activateFile(id: FileId): void;
  setOptions(change: Partial<BuildOptions>): void;
  /** Shows a script of declaration calls as after a flush, from 1; undefined: after its last one. */
  showScriptFlush(flush: number | undefined): void;
}

/** One finished build, ready to be read: the worker's handles attached once. Compared by identity. */
export interface ShownBuild {
  readonly run: RunId;
  readonly view: BuildView;
  readonly files: readonly BuiltFile[];
  readonly timing: { readonly assemble: number; readonly link: number; readonly total: number };
}

export interface LinkSlice {
  readonly phase: "starting" | "linking" | "linked" | "failed";
  /** The newest build that has an image. Stays on screen while newer ones fail. */
  readonly build: ShownBuild | undefined;
  /** The good build before it, for telling what changed. */
  readonly previous: ShownBuild | undefined;
  /** The newest finished run, good or not; `build` is older than the sources when they differ. */
  readonly latest: ShownBuild | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** A message about the worker itself: replaced after a crash or a hang. */
  readonly notice: string | undefined;
  readonly transport: "shared" | "copied";
  /** What incremental links did, oldest first; of the program that is open now. */
  readonly flushes: readonly NonNullable<BuildView["flush"]>[];
  /** What the open script of declaration calls did, line by line. */
  readonly script: ScriptRun | undefined;
  /** Number of the flush that is looked at; undefined: the newest one. */
  readonly shownFlush: number | undefined;
  showFlush(flush: number | undefined): void;
  /** How instructions of x86_64 are shown; of this browser. */
  readonly disassemblySyntax: Syntax;
  setDisassemblySyntax(syntax: Syntax): void;
  /** In the chosen syntax; another function once another one is chosen. */
  readonly disassemble: (from: FileOffset, to: FileOffset) => Promise<readonly DisassembledLine[]>;
  /** Asks the worker; undefined when it cannot tell. */
  ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked> | undefined>;
  dismissNotice(): void;
  /** Nothing on screen shows any build but `build`, `previous` and `latest`: memory of the others is free again. */
  letGo(): void;
}

export interface TimelineSlice {
  /** Number of writes of the trace that are applied on screen; undefined means all (the finished image). */
  readonly step: number | undefined;
  showStep(step: number | undefined): void;
}

/** The selection by name, so that it outlives a build: by its key, or as an example says what to look at first. */
export type WantedSubject =
  | { readonly kind: "key"; readonly key: SubjectKey }
  | { readonly kind: "reference"; readonly reference: ReferenceName };

export interface SelectionSlice {
  /** In `build`; undefined also while `build` has nothing of the wanted name. */
  readonly selected: Subject | undefined;
  readonly hovered: Subject | undefined;
  /** What each new build is searched for. */
  readonly wanted: WantedSubject | undefined;
  select(subject: Subject | undefined): void;
  selectKey(key: SubjectKey): void;
  /** Set at most once a frame. */
  hover(subject: Subject | undefined): void;
}

export type TableId = "symbols" | "actions" | "relocations" | "layout" | "loadCommands" | "problems" | "history";
export type ByteMode = "hex" | "disassembly";
export type Theme = "system" | "light" | "dark";

export interface WorkspaceSlice {
  readonly table: TableId;
  readonly byteMode: ByteMode;
  /** Phone layout: which pane fills the screen. */
  readonly pane: "sources" | "bytes" | "explain" | "tables";
  readonly theme: Theme;
  /** The bytes of each line stand beside it. */
  readonly lineBytes: boolean;
  showTable(table: TableId): void;
  showBytes(mode: ByteMode): void;
  showPane(pane: WorkspaceSlice["pane"]): void;
  setTheme(theme: Theme): void;
  showLineBytes(shown: boolean): void;
}

export type AppState = InputsSlice & LinkSlice & TimelineSlice & SelectionSlice & WorkspaceSlice;
