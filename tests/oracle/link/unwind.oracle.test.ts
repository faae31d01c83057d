// Large unwind tables and frames in DWARF's words, read by LLVM's tools: both linkers must say the same of each
// function, on pages of the same kinds with the same shared encodings.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { libcxx } from "@/gallery/libcxx";
import { libSystem } from "@/gallery/libSystem";
import { link } from "@/linker/link";
import { validateImage } from "@/linker/validateImage";
import { objectOf } from "../../support/linkScene";

const scratch = mkdtempSync(join(tmpdir(), "machoscope-unwind-"));
const path = (name: string) => join(scratch, name);
writeFileSync(path("libSystem.tbd"), libSystem);
writeFileSync(path("libc++.tbd"), libcxx);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Links the objects with both linkers; the paths of the two images. */
function linkBoth(architecture: Architecture, sources: readonly string[], ...flags: string[]): [string, string] {
  const objects = sources.map((text, index) => {
    const name = path(`${architecture}-${index}.o`);
    writeFileSync(name, objectOf(architecture, `${index}.s`, text));
    return name;
  });
  const libraries = [path("libSystem.tbd"), path("libc++.tbd")];
  const words = [
    "-arch",
    architecture,
    "-platform_version",
    "macos",
    "12.0",
    "12.0",
    ...flags,
    ...objects,
    ...libraries,
  ];
  execFileSync("ld64.lld-22", [...words, "-o", path("theirs")]);
  const { request } = parseLdArguments(words);
  const inputs = [...objects, ...libraries].map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) }));
  const { image, diagnostics } = link(inputs, linkOptionsOf(request!, "off"))!;
  expect(diagnostics).toEqual([]);
  expect(validateImage(image!)).toEqual([]);
  writeFileSync(path("ours"), image!);
  return [path("ours"), path("theirs")];
}

const run = (tool: string, ...words: string[]) => execFileSync(tool, words, { encoding: "utf8", maxBuffer: 1 << 28 });

/** Addresses of functions as their names, so that layouts may differ. */
function symbolic(image: string, text: string, base: number): string {
  const names = new Map<string, string>();
  for (const line of run("llvm-nm-22", "--defined-only", image).split("\n")) {
    const [address, , name] = line.split(" ");
    if (name !== undefined) names.set((Number.parseInt(address!, 16) - base).toString(16), name);
  }
  const ends = /\[\d+\]: function offset=0x[0-9a-f]+, 2nd level page offset=0x00000000/;
  return text
    .split("\n")
    .filter((line) => !ends.test(line))
    .map((line) =>
      line.replace(/function offset=0x0*([0-9a-f]+)/g, (whole, digits: string) => names.get(digits) ?? whole),
    )
    .join("\n");
}

const header = 0x1_0000_0000;
const unwindOf = (image: string) =>
  symbolic(image, run("llvm-objdump-22", "--macho", "--unwind-info", image).replace(/^.*:$/m, ""), header);

/** Functions with records of these encodings, so many bytes each. */
function functions(encodings: readonly number[], size = 4): string {
  const code = encodings.map((_, index) => `.globl _f${index}\n.p2align 2\n_f${index}:\n.space ${size}\n`).join("");
  const records = encodings.map((encoding, index) => `.quad _f${index}\n.long ${size}, ${encoding}\n.quad 0, 0\n`);
  return `.text\n.globl _main\n_main = _f0\n${code}.section __LD,__compact_unwind,regular,debug\n.p2align 3\n${records.join("")}.subsections_via_symbols\n`;
}
const frameless = 0x0200_0000;
const repeat = (count: number, encoding: (index: number) => number) =>
  Array.from({ length: count }, (_, i) => encoding(i));

describe.each(["arm64", "x86_64"] as const)("unwind tables, %s", (architecture) => {
  it.each([
    ["92 more functions than a page holds", repeat(2500, (i) => frameless + ((i % 5) << 12))],
    ["92 more encodings than can be shared", repeat(400, (i) => frameless + ((i % 200) << 12))],
    ["92 every function another encoding", repeat(1200, (i) => frameless + (i << 12))],
    ["92 a page's own encodings beside shared ones", repeat(1500, (i) => frameless + ((i < 1000 ? i % 3 : i) << 12))],
    ["91 neighbours of equal encoding", repeat(300, (i) => frameless + ((i >> 3) << 12))],
  ])("%s", (_, encodings) => {
    const [ours, theirs] = linkBoth(architecture, [functions(encodings)]);
    expect(unwindOf(ours)).toBe(unwindOf(theirs));
  });

  it("92 functions farther apart than 16 MiB are on pages of their own", () => {
    const [ours, theirs] = linkBoth(architecture, [
      functions(
        repeat(4, (i) => frameless + (i << 12)),
        0x90_0000,
      ),
    ]);
    expect(unwindOf(ours)).toBe(unwindOf(theirs));
  });

  it("94 95 frames say what they said in the objects", () => {
    const odd = architecture === "arm64" ? ["x3, 8", "x4, 16"] : ["%rcx, 24", "%rdx, 16"];
    const framed = (name: string, number: number) =>
      `.globl ${name}\n.p2align 2\n${name}:\n.cfi_startproc\n.cfi_def_cfa ${odd[number % 2]}\n${"nop\n".repeat(number + 1)}.cfi_endproc\n`;
    const sources = [0, 1, 2].map(
      (file) =>
        `.text\n${[0, 1, 2].map((i) => framed(file + i === 0 ? "_main" : `_f${file}${i}`, i)).join("")}.subsections_via_symbols\n`,
    );
    const images = linkBoth(architecture, sources);
    const [mine, others] = images.map((image) =>
      [
        ...run("llvm-dwarfdump-22", "--eh-frame", image).matchAll(
          /pc=([0-9a-f]+)\.\.\.[0-9a-f]+\n((?: .*\n|\n(?= ))*)/g,
        ),
      ]
        .map(
          ([, address, body]) =>
            `${symbolic(image, `function offset=0x${address}`, 0)}\n${body!.replace(/0x[0-9a-f]{9,}/g, "")}`,
        )
        .sort(),
    );
    expect(mine).toHaveLength(9);
    expect(mine).toEqual(others);
  });
});
