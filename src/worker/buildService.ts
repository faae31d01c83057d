// Files and options in, a published build out, with what did not change kept from the run before. Knows no worker, no
// page and no clock: the worker hosts it, and tests call it directly.

import type { Architecture } from "@/arch/architecture";
import type { Assembly, AssemblyInput } from "@/asm/assemble";
import { assert } from "@/base/assert";
import { allocateBuffer } from "@/base/buffers";
import type { Diagnostic } from "@/base/diagnostic";
import { encodeText } from "@/base/text";
import { attachBuild, type BuildHandles } from "@/linker/build";
import type { SizeHints } from "@/linker/incremental/capacity";
import type { EditionNumber } from "@/linker/incremental/editions";
import { createIncrementalLinker, type IncrementalLinker } from "@/linker/incremental/incrementalLinker";
import type { link } from "@/linker/link";
import type { LinkInput, LinkOptions } from "@/linker/options";
import { createFileMemory } from "@/linker/parse/fileMemory";
import { createStringPool, type StringPool } from "@/tables/stringPool";
import { emptyBuild } from "./emptyBuild";
import { linkOptionsOf } from "./linkOptions";
import type {
  BuildOptions,
  BuiltFile,
  FileContents,
  FileId,
  FileReference,
  PublishedBuild,
  RunId,
  ScriptRun,
} from "./protocol";
import { buildScript, isScriptName, type Script } from "./scriptBuild";
import { type AssembledSource, mapToSources } from "./sourcePlaces";
import { withFixes } from "./suggestFixes";

export interface BuildServiceHost {
  /** The next version of a file, which may have been assembled before. */
  assemble(input: AssemblyInput, file: FileId): Assembly;
  readonly link: typeof link;
  /** Stubs of the system's libraries, added behind the visitor's files. */
  systemLibraries(): readonly { readonly name: string; readonly text: string; readonly onlyIfUsed?: boolean }[];
  /** Milliseconds since whenever. */
  now(): number;
}

/** The runner's side of one build. */
export interface BuildWatch {
  /** Asked between files and between passes; true ends the build, which then returns undefined. */
  isCancelled(): boolean;
  onPass(id: string): void;
}

export interface BuildService {
  setFile(file: FileReference, contents: FileContents): void;
  forgetFile(id: FileId): void;
  build(
    run: RunId,
    files: readonly FileReference[],
    options: BuildOptions,
    watch?: BuildWatch,
  ): PublishedBuild | undefined;
  /** Everything that is held, for questions beside the build. */
  heldFiles(): Iterable<{ readonly reference: FileReference; readonly contents: FileContents }>;
  /** Builds of other runs are not read any more. */
  keepOnly(runs: ReadonlySet<RunId>): void;
}

/** What a file came to for one CPU; bytes lie in memory that can be shared, and are never written again. */
interface Prepared {
  readonly version: number;
  readonly architecture: Architecture;
  readonly bytes: Uint8Array | undefined;
  readonly assembly: Assembly | undefined;
}

interface HeldFile {
  readonly reference: FileReference;
  readonly contents: FileContents;
  /** Newest first; one a CPU, so that switching back and forth assembles nothing. */
  prepared: readonly Prepared[];
}

/** The inputs of one link and where they came from. */
interface Gathered {
  readonly built: BuiltFile[];
  readonly inputs: LinkInput[];
  readonly sources: AssembledSource[];
  readonly diagnostics: Diagnostic[];
  /** The first script of declaration calls, which then is what is linked. */
  script: Script | undefined;
  /** Every file came to bytes: the link can go on. */
  complete: boolean;
}

const nothingToLink: Diagnostic = {
  code: "nothing-to-link",
  severity: "error",
  message: "There is nothing to link: the project has no file",
};

/** Names of a session pile up with every key typed; a pool of this many is left to its builds and begun anew. */
const maximumNames = 1 << 19;

const isSource = ({ name }: FileReference, contents: FileContents): boolean =>
  contents.kind === "text" && !/\.tbd$/i.test(name) && !isScriptName(name);

/** A private copy in the memory that builds are made of. */
function publishBytes(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(allocateBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** Lessons are small: a page of code to start with is easier to look at than the seed's 256 KiB. */
const pageHints: SizeHints = { code: 0x1000, symbols: 32, threads: false };

const quiet: BuildWatch = { isCancelled: () => false, onPass: () => {} };

export function createBuildService(host: BuildServiceHost): BuildService {
  const held = new Map<FileId, HeldFile>();
  let strings: StringPool = createStringPool();
  let memory = createFileMemory();
  let libraries: readonly LinkInput[] | undefined;
  /** `program` is the run that began it. */
  let incremental: { readonly key: string; readonly program: RunId; readonly linker: IncrementalLinker } | undefined;
  /** Where builds of the incremental linker at hand lie. */
  const editions = new Map<RunId, EditionNumber>();

  const prepare = (file: HeldFile, architecture: Architecture): Prepared => {
    const known = file.prepared.find((prepared) => prepared.architecture === architecture);
    if (known !== undefined) return known;
    const { reference, contents } = file;
    const { id, name, version } = reference;
    const fresh = (bytes: Uint8Array | undefined, assembly?: Assembly): Prepared => ({
      version,
      architecture,
      bytes: bytes && publishBytes(bytes),
      assembly,
    });
    let prepared: Prepared;
    if (contents.kind === "bytes") prepared = fresh(contents.bytes);
    else if (!isSource(reference, contents)) prepared = fresh(encodeText(contents.text));
    else {
      const assembly = host.assemble({ name, text: contents.text, architecture }, id);
      prepared = fresh(assembly.object, assembly);
    }
    file.prepared = [prepared, ...file.prepared];
    return prepared;
  };

  const systemInputs = (files: readonly FileReference[]): readonly LinkInput[] => {
    libraries ??= host
      .systemLibraries()
      .map(({ text, ...library }) => ({ ...library, bytes: publishBytes(encodeText(text)) }));
    return libraries.filter((library) => files.every((file) => file.name !== library.name));
  };

  /** Every file as the linker wants it; undefined when cancelled. */
  const gather = (
    files: readonly FileReference[],
    { architecture, scriptFlush }: BuildOptions,
    watch: BuildWatch,
  ): Gathered | undefined => {
    const all: Gathered = {
      built: [],
      inputs: [],
      sources: [],
      diagnostics: [],
      script: undefined,
      complete: files.length > 0,
    };
    if (files.length === 0) all.diagnostics.push(nothingToLink);
    for (const { id, version, name } of files) {
      if (watch.isCancelled()) return undefined;
      const file = held.get(id);
      assert(file?.reference.version === version, `file ${name} was not sent in version ${version}`);
      if (isScriptName(name) && file.contents.kind === "text") {
        all.script ??= { file: name, text: file.contents.text, flush: scriptFlush };
        all.built.push({ id, version, name, assembled: false, input: 0, object: undefined, lines: undefined });
        continue;
      }
      const { bytes, assembly } = prepare(file, architecture);
      if (bytes === undefined) all.complete = false;
      else all.inputs.push({ name, bytes });
      if (assembly !== undefined) {
        all.diagnostics.push(...assembly.diagnostics);
        const text = file.contents.kind === "text" ? file.contents.text : "";
        all.sources.push({ name, input: all.inputs.length, text, lines: assembly.lines });
      }
      all.built.push({
        id,
        version,
        name,
        assembled: assembly !== undefined,
        input: bytes === undefined ? 0 : all.inputs.length,
        object: bytes,
        lines: assembly?.lines.handle,
      });
    }
    return all;
  };

  /** Follows the edit; other options begin anew. */
  const relink = (
    run: RunId,
    inputs: readonly LinkInput[],
    linkOptions: LinkOptions,
    { onPass }: BuildWatch,
  ): BuildHandles => {
    const key = JSON.stringify(linkOptions);
    const kept = incremental?.key === key ? incremental : undefined;
    // What older linkers published stays as it is, for good.
    if (kept === undefined) editions.clear();
    // What is thrown is a bug and is told as one; the next build begins anew.
    incremental = undefined;
    const linker = kept?.linker ?? createIncrementalLinker(linkOptions, pageHints, strings);
    const program = kept?.program ?? run;
    linker.watch(onPass);
    linker.setInputs(inputs);
    linker.flush();
    const handles = { ...linker.publish(), program };
    incremental = { key, program, linker };
    if (handles.edition !== undefined) editions.set(run, handles.edition.number);
    return handles;
  };

  /** Undefined when cancelled. */
  const linkGathered = (
    run: RunId,
    { inputs, script, complete, diagnostics }: Gathered,
    options: BuildOptions,
    watch: BuildWatch,
  ): { readonly handles: BuildHandles; readonly script?: ScriptRun } | undefined => {
    const linkOptions = linkOptionsOf(options);
    if (!complete) return { handles: emptyBuild(linkOptions, strings) };
    if (script !== undefined) {
      const scripted = buildScript(script, inputs, linkOptions, pageHints, strings);
      diagnostics.push(...scripted.diagnostics);
      return { handles: scripted.handles ?? emptyBuild(linkOptions, strings), script: scripted.run };
    }
    if (options.mode === "incremental") return { handles: relink(run, inputs, linkOptions, watch) };
    const handles = host.link(inputs, linkOptions, { strings, memory, ...watch });
    return handles && { handles };
  };

  return {
    setFile(reference, contents) {
      held.set(reference.id, { reference, contents, prepared: [] });
    },
    forgetFile(id) {
      held.delete(id);
    },
    heldFiles: () => held.values(),
    keepOnly(runs) {
      for (const [run, edition] of editions) {
        if (runs.has(run)) continue;
        editions.delete(run);
        incremental?.linker.giveBack(edition);
      }
    },
    build(run, files, options, watch = quiet) {
      const start = host.now();
      if (strings.count() > maximumNames) {
        strings = createStringPool();
        memory = createFileMemory();
        incremental = undefined;
      }
      const gathered = gather(files, options, watch);
      if (gathered === undefined) return undefined;
      const { built, sources, diagnostics, complete } = gathered;
      const assembled = host.now();
      if (options.systemLibraries) gathered.inputs.push(...systemInputs(files));
      const linked = linkGathered(run, gathered, options, watch);
      if (linked === undefined) return undefined;
      const { handles, script } = linked;
      const view = attachBuild(handles);
      diagnostics.push(...withFixes(view, sources, mapToSources(view, sources, handles.diagnostics)));
      const end = host.now();
      return {
        run,
        handles,
        files: complete ? built : built.map((file) => ({ ...file, input: 0 })),
        diagnostics,
        ...(script === undefined ? {} : { script }),
        timing: { assemble: assembled - start, link: end - assembled, total: end - start },
      };
    },
  };
}
