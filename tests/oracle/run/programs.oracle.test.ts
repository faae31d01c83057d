// Links programs and runs them: x86_64 as it is, arm64 under qemu, both through the small loader beside this file, which
// slides the image, so that a forgotten rebase shows.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { libSystem } from "@/gallery/libSystem";
import { link } from "@/linker/link";
import { validateImage } from "@/linker/validateImage";
import { type Program, programs } from "./programs";

const folder = mkdtempSync(join(tmpdir(), "machoscope-run-"));
const loaders: Readonly<Record<Architecture, readonly string[]>> = {
  x86_64: [join(folder, "loader-x86_64")],
  arm64: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", join(folder, "loader-arm64")],
};
const compilers = { x86_64: "gcc", arm64: "aarch64-linux-gnu-gcc" } as const;
const version = ["-platform_version", "macos", "12.0", "12.0"];
/** Weak references bind to nothing, and the library knows no such name: so it gets one. */
const extra = libSystem.replace("symbols:         [ ", "symbols:         [ _strnot_here, ");

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

function run(program: Program, architecture: Architecture, level: string, flags: readonly string[]) {
  const place = join(folder, `${architecture}${level}${flags.join("")}-${program.name.replaceAll(/\W/g, "-")}`);
  mkdirSync(place);
  const inputs = compile(architecture, level, place, program.files, program.words ?? []);
  if (program.members !== undefined) {
    const members = compile(architecture, level, place, program.members, program.words ?? []);
    execFileSync("llvm-ar-22", ["--format=darwin", "rcs", join(place, "lib.a"), ...members]);
    inputs.push(join(place, "lib.a"));
  }
  inputs.push(join(folder, "libSystem.tbd"));
  const image = join(place, "program");
  const { request, errors } = parseLdArguments(["-arch", architecture, ...version, ...flags, "-o", image, ...inputs]);
  expect(errors).toEqual([]);
  const build = link(
    inputs.map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) })),
    linkOptionsOf(request!, "off"),
  )!;
  expect(build.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const bytes = new Uint8Array(build.image!).slice();
  expect(validateImage(bytes)).toEqual([]);
  writeFileSync(image, bytes);
  const [command, ...words] = [...loaders[architecture], image, "alpha", "beta"];
  return spawnSync(command!, words, { encoding: "utf8", timeout: 20_000 });
}

describe.each(architectures)("runs, %s", (architecture) => {
  const fitting = programs.filter(({ variadic }) => variadic !== true || architecture === "x86_64");
  describe.each([
    ["-O0", []],
    ["-O2", ["-dead_strip"]],
  ] as const)("%s %s", (level, flags) => {
    it.each(fitting.map((program) => [program.name, program] as const))("%s", (_, program) => {
      const { stdout, stderr, status, signal } = run(program, architecture, level, flags);
      expect({ stdout, stderr, status, signal }).toEqual({
        stdout: program.output ?? "",
        stderr: "",
        status: program.status ?? 0,
        signal: null,
      });
    });
  });
});
