// A project as it is opened, saved and shared: its files, options and, when it started from one, its example.

import type { Architecture } from "@/arch/architecture";
import type { ReferenceName } from "@/gallery/example";
import { exampleOf } from "@/gallery/gallery";
import type { SubjectKey } from "@/inspect/subjectKey";
import { type BuildOptions, defaultBuildOptions, type FileContents } from "@/worker/protocol";
import type { ByteMode, TableId } from "./appState";

export interface NewFile {
  readonly name: string;
  readonly contents: FileContents;
}

export interface Project {
  readonly files: readonly NewFile[];
  readonly options: BuildOptions;
  /** The example it started from. */
  readonly example?: string;
}

/** What is on screen besides the project; what is absent has its default. */
export interface ViewState {
  readonly selection?: SubjectKey;
  readonly table?: TableId;
  readonly byteMode?: ByteMode;
  readonly step?: number;
  /** Position of the file being edited. */
  readonly file?: number;
}

/** How the page starts: an unmodified example, or somebody's project. */
export type Opening =
  | { readonly kind: "example"; readonly id: string; readonly architecture: Architecture; readonly view: ViewState }
  | { readonly kind: "project"; readonly project: Project; readonly view: ViewState };

export interface OpenedExample {
  readonly project: Project;
  readonly first: ReferenceName | undefined;
}

export function openedExample(id: string, architecture: Architecture): OpenedExample | undefined {
  const example = exampleOf(id);
  if (example === undefined) return undefined;
  return {
    project: {
      files: example.files[architecture].map(({ name, text }) => ({ name, contents: { kind: "text", text } })),
      options: { ...defaultBuildOptions, architecture, ...example.options },
      example: id,
    },
    first: example.first?.[architecture],
  };
}

/** A name without folders and without characters that a shell, a link or a file system would trip over. */
export function cleanFileName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? "";
  const clean = base
    .replace(/[^\w.+ -]/g, "_")
    .trim()
    .slice(0, 64)
    .trim();
  return clean === "" || /^\.+$/.test(clean) ? "file" : clean;
}

/** `main.s`, `main-2.s`, `main-3.s`: names are unique in a project, since diagnostics and links name files. */
export function uniqueFileName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let count = 2; ; count++) {
    const tail = `-${count}${extension}`;
    const candidate = stem.slice(0, 64 - tail.length) + tail;
    if (!taken.has(candidate)) return candidate;
  }
}
