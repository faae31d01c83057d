// Links every object of the corpus as ld64.lld-22 does, as program and library, with both styles of fixups, whole and
// dead-stripped, and compares the two images: symbols, binds, rebases, exports,
// indirect symbols, function starts, and the bytes of every section, so the result of every relocation.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import { validateImage } from "@/linker/validateImage";
import { compareRelocations } from "./compareRelocations";
import { describeImage } from "./describeImage";
import { comparable, lldEnvironment, lldOnly } from "./lld";

const corpus = process.env.MACHOSCOPE_CORPUS ?? join(import.meta.dirname, "../../corpus/asm");
const scratch = mkdtempSync(join(tmpdir(), "machoscope-link-"));
const path = (name: string) => join(scratch, name);
const targets = {
  arm64: ["-triple=arm64-apple-macos12", "-mcpu=apple-m1"],
  x86_64: ["-triple=x86_64-apple-macos12"],
} as const;
const version = ["-platform_version", "macos", "12.0", "12.0"];

writeFileSync(path("libSystem.tbd"), libSystem);
writeFileSync(path("libc++.tbd"), libcxx);

/** A library for what the object expects of the rest of its program. */
function extraStub(object: string): string {
  const names = (...flags: string[]) =>
    execFileSync("llvm-nm-22", ["-j", ...flags, object], { encoding: "utf8" })
      .split("\n")
      .filter((name) => name !== "");
  const wanted = names("-u").filter(
    (name) => name !== "___dso_handle" && !`${libSystem}${libcxx}`.includes(` ${name},`),
  );
  const relocations = execFileSync("llvm-objdump-22", ["-r", object], { encoding: "utf8" });
  const threadLocal = new Set([...relocations.matchAll(/_TLVP?\w* +([^\s@]+)/g)].map(([, name]) => name!));
  const list = (chosen: string[]) => `[ ${chosen.map((name) => `'${name}'`).join(", ")} ]`;
  return [
    "--- !tapi-tbd",
    "tbd-version: 4",
    "targets: [ x86_64-macos, arm64-macos ]",
    "install-name: '@rpath/libextra.dylib'",
    "exports:",
    "  - targets: [ x86_64-macos, arm64-macos ]",
    `    symbols: ${list(wanted.filter((name) => !threadLocal.has(name)))}`,
    `    thread-local-symbols: ${list(wanted.filter((name) => threadLocal.has(name)))}`,
    "...",
    "",
  ].join("\n");
}

interface Case {
  readonly architecture: "arm64" | "x86_64";
  readonly level: string;
  readonly file: string;
}
const cases: Case[] = (["arm64", "x86_64"] as const).flatMap((architecture) =>
  readdirSync(join(corpus, architecture)).flatMap((level) =>
    readdirSync(join(corpus, architecture, level))
      .filter((file) => file.endsWith(".s"))
      .map((file) => ({ architecture, level, file })),
  ),
);

/** Every way to link an object that the comparison covers. */
const variants = (["executable", "dylib"] as const).flatMap((output) =>
  (["classic", "chained"] as const).flatMap((style) =>
    ([false, true] as const).map((deadStrip) => ({
      name: `${output}, ${style}${deadStrip ? ", dead-stripped" : ""}`,
      words: [
        output === "dylib" ? "-dylib" : "-execute",
        style === "chained" ? "-fixup_chains" : "-no_fixup_chains",
        ...(deadStrip ? ["-dead_strip"] : []),
      ],
    })),
  ),
);

interface Total {
  readonly aspects: Map<string, number>;
  agreed: number;
  linked: number;
  refused: number;
}
const totals = new Map<string, Total>();
function totalOf(name: string): Total {
  const total = totals.get(name) ?? { aspects: new Map(), agreed: 0, linked: 0, refused: 0 };
  totals.set(name, total);
  return total;
}

afterAll(() => {
  for (const [name, { aspects, linked, agreed, refused }] of totals) {
    const counts = [...aspects].map(([aspect, count]) => `${aspect} ${count}`).join(", ");
    process.stdout.write(`${name}: lld links ${linked}, refuses ${refused}; ${agreed} agree; ${counts}\n`);
  }
  rmSync(scratch, { recursive: true, force: true });
});

interface Prepared {
  readonly stem: string;
  readonly object: string;
  readonly libraries: readonly string[];
  readonly entry: string;
}

function prepare({ architecture, level, file }: Case): Prepared {
  const stem = `${architecture}-${level}-${file}`;
  const object = path(`${stem}.o`);
  const source = join(corpus, architecture, level, file);
  execFileSync("llvm-mc-22", [...targets[architecture], "-filetype=obj", source, "-o", object]);
  const extra = path(`${stem}.tbd`);
  writeFileSync(extra, extraStub(object));
  const defined = execFileSync("llvm-nm-22", ["-g", "--defined-only", object], { encoding: "utf8" }).split("\n");
  const entry = defined.map((line) => / T (\S+)$/.exec(line)?.[1]).find((name) => name !== undefined) ?? "_main";
  return { stem, object, libraries: [path("libSystem.tbd"), path("libc++.tbd"), extra], entry };
}

function linkBoth({ architecture }: Case, { stem, object, libraries, entry }: Prepared, words: readonly string[]) {
  const output = path(`${stem}.out`);
  const line = ["-arch", architecture, ...version, ...words, "-e", entry, "-o", output, object, ...libraries];
  rmSync(output, { force: true });
  const lld = spawnSync("ld64.lld-22", [...lldOnly, ...line], { encoding: "utf8", env: lldEnvironment });
  const { request, errors } = parseLdArguments(line);
  expect(errors).toEqual([]);
  const inputs = [object, ...libraries].map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) }));
  const handles = link(inputs, linkOptionsOf(request!, "all"))!;
  return { lld, handles, output };
}

/** Tools of LLVM that read the whole image must have nothing to say. */
function readWithTools(image: Uint8Array, at: string): void {
  writeFileSync(at, image);
  const readobj = ["--file-headers", "--sections", "--symbols", "--macho-segment", "--macho-dysymtab"];
  const tools: readonly (readonly [string, ...string[]])[] = [
    ["llvm-objdump-22", "--macho", "--all-headers"],
    ["llvm-objdump-22", "--macho", "--chained-fixups", "--dyld-info", "--exports-trie"],
    ["llvm-nm-22"],
    ["llvm-readobj-22", ...readobj, "--macho-indirect-symbols"],
  ];
  for (const [tool, ...words] of tools) {
    const read = spawnSync(tool, [...words, at], { encoding: "utf8", maxBuffer: 1 << 26 });
    expect(`${tool} ${read.status} ${read.stderr}`).toBe(`${tool} 0 `);
  }
}

describe.each(cases)("$architecture $level $file", (one) => {
  let prepared: Prepared;
  beforeAll(() => {
    prepared = prepare(one);
  });
  it.each(variants)("103 links as lld does, and tools of LLVM read the image: $name", ({ name: variant, words }) => {
    const name = `${one.architecture} ${one.level} ${variant}`;
    const total = totalOf(name);
    const { lld, handles, output } = linkBoth(one, prepared, words);
    if (lld.status !== 0) {
      total.refused += 1;
      process.stdout.write(
        `${name} ${one.file}\n  lld:  ${lld.stderr.split("\n")[0]}\n  ours: ${handles.diagnostics[0]?.message}\n`,
      );
      expect(handles.image).toBeUndefined();
      return;
    }
    total.linked += 1;
    expect(handles.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const view = attachBuild(handles);
    const ours = view.image!;
    const theirs = new Uint8Array(readFileSync(output));
    expect(validateImage(ours)).toEqual([]);
    const mine = comparable(describeImage(ours));
    expect(mine).toEqual(comparable(describeImage(theirs)));
    const relocations = compareRelocations(view, theirs);
    expect(relocations.differences).toEqual([]);
    readWithTools(ours, `${output}.ours`);
    total.agreed += 1;
    for (const [aspect, lines] of Object.entries(mine))
      total.aspects.set(aspect, (total.aspects.get(aspect) ?? 0) + lines.length);
    total.aspects.set("relocations", (total.aspects.get("relocations") ?? 0) + relocations.compared);
  });
});
