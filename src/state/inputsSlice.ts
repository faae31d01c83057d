import type { ReferenceName } from "@/gallery/example";
import type { BuildOptions, FileContents, FileId } from "@/worker/protocol";
import type { InputsSlice, ProjectFile, WantedSubject } from "./appState";
import { cleanFileName, type NewFile, type Opening, openedExample, type Project, uniqueFileName } from "./project";
import type { Slice } from "./slice";

/** Gives files their ids and versions; both only grow, so a worker never mistakes one text for another. */
function createFileMaker() {
  let lastId = 0;
  let lastVersion = 0;
  const nextVersion = () => {
    lastVersion += 1;
    return lastVersion;
  };
  const make = (name: string, contents: FileContents): ProjectFile => {
    lastId += 1;
    return { id: `f${lastId}`, name, version: nextVersion(), contents };
  };
  const makeAll = (files: readonly NewFile[]): ProjectFile[] => {
    const taken = new Set<string>();
    return files.map(({ name, contents }) => {
      const unique = uniqueFileName(cleanFileName(name), taken);
      taken.add(unique);
      return make(unique, contents);
    });
  };
  return { make, makeAll, nextVersion };
}

const namesBut = (files: readonly ProjectFile[], id: FileId | undefined): Set<string> =>
  new Set(files.filter((file) => file.id !== id).map((file) => file.name));

/** What an example opens with on screen. */
const wantedOf = (reference: ReferenceName | undefined): WantedSubject | undefined =>
  reference && { kind: "reference", reference };

/** The project an opening starts with; an example that does not exist (any more) falls back to `otherwise`. */
function projectOf(opening: Opening, otherwise: Project): Project {
  if (opening.kind === "project") return opening.project;
  return openedExample(opening.id, opening.architecture)?.project ?? otherwise;
}

export const createInputsSlice =
  (opening: Opening, otherwise: Project): Slice<InputsSlice> =>
  (set, get) => {
    const maker = createFileMaker();
    const replaceFile = (id: FileId, change: Partial<Omit<ProjectFile, "id" | "version">>) => {
      const version = maker.nextVersion();
      set(({ files, options }) => ({
        files: files.map((file) => (file.id === id ? { ...file, ...change, version } : file)),
        modified: true,
        // Another script has other flushes.
        ...(options.scriptFlush === undefined ? {} : { options: { ...options, scriptFlush: undefined } }),
      }));
    };
    const show = (project: Project, modified: boolean) => {
      const files = maker.makeAll(project.files);
      return { files, activeFile: files[0]?.id, options: project.options, example: project.example, modified };
    };
    const project = projectOf(opening, otherwise);
    const opened = show(project, opening.kind === "project");
    return {
      ...opened,
      activeFile: opened.files[opening.view.file ?? 0]?.id ?? opened.activeFile,
      openExample(id, architecture = get().options.architecture) {
        const found = openedExample(id, architecture);
        if (found === undefined) return;
        set({ ...show(found.project, false), selected: undefined, hovered: undefined, step: undefined });
        set({ wanted: wantedOf(found.first) });
      },
      openProject(wanted) {
        set({ ...show(wanted, true), selected: undefined, hovered: undefined, wanted: undefined, step: undefined });
      },
      addFile(name, contents) {
        const unique = uniqueFileName(cleanFileName(name), namesBut(get().files, undefined));
        const file = maker.make(unique, contents);
        set(({ files }) => ({ files: [...files, file], activeFile: file.id, modified: true }));
        return file.id;
      },
      renameFile(id, name) {
        const { files } = get();
        const present = files.find((file) => file.id === id);
        if (present === undefined) return;
        const unique = uniqueFileName(cleanFileName(name), namesBut(files, id));
        if (unique !== present.name) replaceFile(id, { name: unique });
      },
      removeFile(id) {
        const { files, activeFile } = get();
        const at = files.findIndex((file) => file.id === id);
        if (at === -1) return;
        const rest = files.filter((file) => file.id !== id);
        const neighbour = rest[Math.min(at, rest.length - 1)]?.id;
        set({ files: rest, activeFile: activeFile === id ? neighbour : activeFile, modified: true });
      },
      editFile(id, text) {
        const contents = get().files.find((file) => file.id === id)?.contents;
        if (contents?.kind === "text" && contents.text !== text) replaceFile(id, { contents: { kind: "text", text } });
      },
      activateFile(id) {
        if (get().files.some((file) => file.id === id)) set({ activeFile: id });
      },
      showScriptFlush(flush) {
        const { options } = get();
        if (options.scriptFlush !== flush) set({ options: { ...options, scriptFlush: flush } });
      },
      setOptions(change) {
        const { options, example, modified } = get();
        const next: BuildOptions = { ...options, ...change };
        const swapped =
          example !== undefined && !modified && next.architecture !== options.architecture
            ? openedExample(example, next.architecture)
            : undefined;
        if (swapped === undefined) {
          set({ options: next, modified: true });
          return;
        }
        // An untouched example is written for both CPUs: changing the CPU changes the text.
        set({ ...show({ ...swapped.project, options: next }, false), selected: undefined, step: undefined });
        set({ wanted: wantedOf(swapped.first) });
      },
    };
  };
