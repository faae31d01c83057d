// Links programs and runs them: x86_64 as it is, arm64 under qemu, both through the small loader beside this file, which
// slides the image, so that a forgotten rebase shows.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { findInputs } from "@/cli/findInputs";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { libSystem } from "@/gallery/libSystem";
import { createIncrementalLinker } from "@/linker/incremental/incrementalLinker";
import { link } from "@/linker/link";
import { validateImage } from "@/linker/validateImage";
import { editScripts } from "./edits";
import { libraryPrograms } from "./libraryPrograms";
import { type Program, type ProgramLibrary, programs } from "./programs";

const folder = mkdtempSync(join(tmpdir(), "machoscope-run-"));
const loaders: Readonly<Record<Architecture, readonly string[]>> = {
  x86_64: [join(folder, "loader-x86_64")],
  arm64: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", join(folder, "loader-arm64")],
};
const compilers = { x86_64: "gcc", arm64: "aarch64-linux-gnu-gcc" } as const;
/** Not an option of ld: the other placement policy. */
const incremental = "incremental";
const version = ["-platform_version", "macos", "12.0", "12.0"];
/** Weak references bind to nothing, and the library knows no such name: so it gets one. */
const extra = libSystem.replace("symbols:         [ ", "symbols:         [ _strnot_here, ");

const library = { name: "libSystem.tbd", bytes: new TextEncoder().encode(extra) };

beforeAll(() => {
  const source = join(import.meta.dirname, "loader.c");
  for (const architecture of architectures) {
    const output = loaders[architecture].at(-1)!;
    execFileSync(compilers[architecture], ["-O1", "-o", output, "-Wl,--no-as-needed", source, "-ldl", "-lm"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  writeFileSync(join(folder, "libSystem.tbd"), extra);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(
  architecture: Architecture,
  level: string,
  place: string,
  files: Program["files"],
  words: readonly string[],
) {
  return Object.entries(files).map(([name, text]) => {
    const source = join(place, name);
    writeFileSync(source, text);
    const target = `${architecture}-apple-macos12`;
    execFileSync("clang-22", [
      "-target",
      target,
      level,
      "-w",
      "-ffreestanding",
      ...words,
      "-c",
      source,
      "-o",
      `${source}.o`,
    ]);
    return `${source}.o`;
  });
}

interface Way {
  readonly architecture: Architecture;
  readonly level: string;
  readonly flags: readonly string[];
}

/** Objects and archive of a program or library. */
function inputsFor(
  { architecture, level }: Way,
  place: string,
  part: Program | ProgramLibrary,
  words: readonly string[],
) {
  const inputs = compile(architecture, level, place, part.files, words);
  if (part.members === undefined) return inputs;
  const members = compile(architecture, level, place, part.members, words);
  const archive = join(place, "members.a");
  execFileSync("llvm-ar-22", ["--format=darwin", "rcs", archive, ...members]);
  return [...inputs, archive];
}

function run(program: Program, way: Way) {
  const { architecture, level, flags } = way;
  const place = join(folder, `${architecture}${level}${flags.join("")}-${program.name.replaceAll(/\W/g, "-")}`);
  mkdirSync(place);
  const libraryPath = (name: string) => join(place, `lib${name}.dylib`);
  const made: string[] = [];
  for (const library of program.dylibs ?? []) {
    const { name, words = [], reexports = [], alone } = library;
    const own = join(place, name);
    mkdirSync(own);
    const inputs = inputsFor(way, own, library, program.words ?? []);
    const others = alone === true ? [] : made.filter((other) => !reexports.includes(other));
    const line = [
      ...["-dylib", "-install_name", `@rpath/lib${name}.dylib`, ...words],
      ...inputs,
      ...reexports.flatMap((other) => ["-reexport_library", libraryPath(other)]),
      ...others.map(libraryPath),
      join(folder, "libSystem.tbd"),
    ];
    writeFileSync(libraryPath(name), linkOnce(way, libraryPath(name), line));
    made.push(name);
  }
  const inputs = inputsFor(way, place, program, program.words ?? []);
  const stub = join(place, "stub.tbd");
  if (program.stub !== undefined) writeFileSync(stub, program.stub);
  const libraries = program.stub === undefined ? made.map(libraryPath) : [stub];
  const line = [...inputs, ...libraries, join(folder, "libSystem.tbd")];
  const image = join(place, "program");
  writeFileSync(image, linkOnce(way, image, line));
  return execute(architecture, image);
}

function execute(architecture: Architecture, image: string) {
  const [command, ...words] = [...loaders[architecture], image, "alpha", "beta"];
  return spawnSync(command!, words, { encoding: "utf8", timeout: 20_000 });
}

/** Files and libraries for the command line tool's own path. */
const host = {
  read: (path: string) => (existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined),
  write: () => undefined,
  absolute: (path: string) => path,
  remove: () => undefined,
  out: () => undefined,
  error: () => undefined,
};

function linkOnce({ architecture, flags }: Way, image: string, line: readonly string[]): Uint8Array {
  const words = ["-arch", architecture, ...version, ...flags.filter((flag) => flag !== incremental), "-o", image];
  const { request, errors } = parseLdArguments([...words, ...line]);
  expect(errors).toEqual([]);
  const options = linkOptionsOf(request!, "off");
  const found = findInputs(host, request!);
  expect(found.errors).toEqual([]);
  let bytes: Uint8Array;
  if (flags.includes(incremental)) {
    const linker = createIncrementalLinker(options);
    linker.setInputs(found.inputs);
    expect(linker.flush().diagnostics).toEqual([]);
    bytes = linker.state.image.bytes().slice();
  } else {
    const build = link(found.inputs, options)!;
    expect(build.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    bytes = new Uint8Array(build.image!).slice();
  }
  expect(validateImage(bytes)).toEqual([]);
  return bytes;
}

describe.each(architectures)("runs, %s", (architecture) => {
  const fitting = [...programs, ...libraryPrograms].filter(
    ({ variadic }) => variadic !== true || architecture === "x86_64",
  );
  describe.each([
    ["-O0", ["-no_fixup_chains"]],
    ["-O2", ["-no_fixup_chains", "-dead_strip"]],
    ["-O1", ["-fixup_chains"]],
    ["-O2", ["-fixup_chains", "-dead_strip"]],
    ["-O0", [incremental]],
  ] as const)("%s %s", (level, flags) => {
    it.each(fitting.map((program) => [program.name, program] as const))("%s", (_, program) => {
      const { stdout, stderr, status, signal } = run(program, { architecture, level, flags });
      expect({ stdout, stderr, status, signal }).toEqual({
        stdout: program.output ?? "",
        stderr: "",
        status: program.status ?? 0,
        signal: null,
      });
    });
  });
});

describe.each(architectures)("runs after each edit, %s", (architecture) => {
  it.each(editScripts.map((script) => [script.name, script] as const))("%s", (_, { name, steps }) => {
    const place = join(folder, `${architecture}-edits-${name.replaceAll(/\W/g, "-")}`);
    mkdirSync(place);
    const { request } = parseLdArguments(["-arch", architecture, ...version, "-o", join(place, "program"), "x.o"]);
    const linker = createIncrementalLinker(linkOptionsOf(request!, "off"), { code: 256, symbols: 2, threads: true });
    const kept = new Map<string, { readonly text: string; readonly bytes: Uint8Array }>();
    for (const [number, { files, output = "", status }] of steps.entries()) {
      const inputs = Object.entries(files).map(([file, text]) => {
        const known = kept.get(file);
        if (known?.text === text) return { name: file, bytes: known.bytes };
        const [object] = compile(architecture, "-O1", place, { [file]: text }, []);
        const bytes = new Uint8Array(readFileSync(object!));
        kept.set(file, { text, bytes });
        return { name: file, bytes };
      });
      linker.setInputs([...inputs, library]);
      const { diagnostics } = linker.flush();
      if (status === undefined) {
        expect(
          diagnostics.map(({ code }) => code),
          `step ${number}`,
        ).toContain("undefined-symbol");
        continue;
      }
      expect(diagnostics, `step ${number}`).toEqual([]);
      const bytes = linker.state.image.bytes().slice();
      expect(validateImage(bytes)).toEqual([]);
      const image = join(place, `program-${number}`);
      writeFileSync(image, bytes);
      const { stdout, stderr, status: found, signal } = execute(architecture, image);
      expect({ stdout, stderr, status: found, signal }, `step ${number}`).toEqual({
        stdout: output,
        stderr: "",
        status,
        signal: null,
      });
    }
  });
});
