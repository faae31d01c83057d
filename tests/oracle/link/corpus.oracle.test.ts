// Links every object of the corpus as ld64.lld-22 does and compares the two images: symbols, binds, rebases, exports,
// indirect symbols, function starts, and the bytes of every section, so the result of every relocation.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import { attachBuild } from "@/linker/build";
import { link } from "@/linker/link";
import { validateImage } from "@/linker/validateImage";
import { compareRelocations } from "./compareRelocations";
import { describeImage } from "./describeImage";
import { comparable, lldOnly } from "./lld";

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
const totals = new Map<string, { aspects: Map<string, number>; agreed: number; linked: number; refused: number }>();

afterAll(() => {
  for (const [name, { aspects, linked, agreed, refused }] of totals) {
    const counts = [...aspects].map(([aspect, count]) => `${aspect} ${count}`).join(", ");
    process.stdout.write(`${name}: lld links ${linked}, refuses ${refused}; ${agreed} agree; ${counts}\n`);
  }
  rmSync(scratch, { recursive: true, force: true });
});

function linkBoth({ architecture, level, file }: Case) {
  const stem = `${architecture}-${level}-${file}`;
  const object = path(`${stem}.o`);
  execFileSync("llvm-mc-22", [
    ...targets[architecture],
    "-filetype=obj",
    join(corpus, architecture, level, file),
    "-o",
    object,
  ]);
  const extra = path(`${stem}.tbd`);
  writeFileSync(extra, extraStub(object));
  const defined = execFileSync("llvm-nm-22", ["-g", "--defined-only", object], { encoding: "utf8" }).split("\n");
  const entry = defined.map((line) => / T (\S+)$/.exec(line)?.[1]).find((name) => name !== undefined) ?? "_main";
  const libraries = [path("libSystem.tbd"), path("libc++.tbd"), extra];
  const words = [
    "-arch",
    architecture,
    ...version,
    "-no_fixup_chains",
    "-e",
    entry,
    "-o",
    path(`${stem}.exe`),
    object,
    ...libraries,
  ];
  const lld = spawnSync("ld64.lld-22", [...lldOnly, ...words], { encoding: "utf8" });
  const { request, errors } = parseLdArguments(words);
  expect(errors).toEqual([]);
  const inputs = [object, ...libraries].map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) }));
  const handles = link(inputs, linkOptionsOf(request!, "all"))!;
  return { lld, handles, output: path(`${stem}.exe`) };
}

describe.each(cases)("$architecture $level $file", (one) => {
  it("links as lld does", () => {
    const name = `${one.architecture} ${one.level}`;
    const total = totals.get(name) ?? { aspects: new Map(), agreed: 0, linked: 0, refused: 0 };
    totals.set(name, total);
    const { lld, handles, output } = linkBoth(one);
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
    expect(validateImage(ours)).toEqual([]);
    const mine = comparable(describeImage(ours));
    const theirs = comparable(describeImage(new Uint8Array(readFileSync(output))));
    expect(mine).toEqual(theirs);
    const relocations = compareRelocations(view, new Uint8Array(readFileSync(output)));
    expect(relocations.differences).toEqual([]);
    total.agreed += 1;
    for (const [aspect, lines] of Object.entries(mine))
      total.aspects.set(aspect, (total.aspects.get(aspect) ?? 0) + lines.length);
    total.aspects.set("relocations", (total.aspects.get("relocations") ?? 0) + relocations.compared);
    writeFileSync(`${output}.ours`, ours);
    for (const [tool, ...words] of [
      ["llvm-objdump-22", "--macho", "--all-headers"],
      ["llvm-nm-22"],
      [
        "llvm-readobj-22",
        "--file-headers",
        "--sections",
        "--symbols",
        "--macho-segment",
        "--macho-dysymtab",
        "--macho-indirect-symbols",
      ] as string[],
    ] as [string, ...string[]][]) {
      const read = spawnSync(tool, [...words, `${output}.ours`], { encoding: "utf8", maxBuffer: 1 << 26 });
      expect(`${tool} ${read.status} ${read.stderr}`).toBe(`${tool} 0 `);
    }
  });
});
