// Our readers on files that clang, ld64.lld, llvm-ar, llvm-lipo and llvm-readtapi made, compared with what LLVM's own
// readers print of them; and our signature against the one lld writes.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeText } from "@/base/text";
import { readArchive } from "@/macho/archive";
import { writeAdHocSignature } from "@/macho/codeSignature";
import { readFat } from "@/macho/fat";
import { bindsOf, dataInCodeOf, exportsOf, functionStartsOf, rebasesOf, symbolsOf } from "@/macho/linkedit";
import { readDylib } from "@/macho/readDylib";
import { readImage } from "@/macho/readImage";
import { readObject } from "@/macho/readObject";
import { readTbd, tbdExports } from "@/macho/tbd";
import { signatureOf, verifySignature } from "@/macho/verifySignature";

const architectures = ["arm64", "x86_64"] as const;
let folder = "";
const path = (name: string) => join(folder, name);
const bytesOf = (name: string) => new Uint8Array(readFileSync(path(name)));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 });

const system = `--- !tapi-tbd
tbd-version: 4
targets: [ x86_64-macos, arm64-macos ]
install-name: /usr/lib/libSystem.B.dylib
exports:
  - targets: [ x86_64-macos, arm64-macos ]
    symbols: [ dyld_stub_binder, __tlv_bootstrap, _printf, _puts, _malloc ]
    weak-symbols: [ __Znwm ]
...
`;
const source = `int printf(const char*,...); int puts(const char*); void *malloc(unsigned long);
extern void *_Znwm(unsigned long) __attribute__((weak_import));
__attribute__((weak)) int weakling(int a){return a+1;}
_Thread_local int tl = 5;
int data = 3; int *pointers[] = {&data,&data,0,&data};
void *imports[] = {(void*)printf,(void*)malloc,(char*)printf+8,0,(void*)puts};
int sw(int x){switch(x){case 0:return puts("a");case 1:return puts("b");case 2:return weakling(3);
case 3:return printf("d");case 4:return 99;case 5:return tl;}return 0;}
int main(void){ printf("%d %p\\n", sw(data), malloc(3)); return puts(_Znwm?"w":"n"); }
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "macho-oracle-"));
  writeFileSync(path("libSystem.tbd"), system);
  writeFileSync(path("main.c"), source);
  for (const arch of architectures) {
    run("clang-22", "-target", `${arch}-apple-macos12`, "-O1", "-c", "-o", `main-${arch}.o`, "main.c");
    const link = ["-arch", arch, "-platform_version", "macos", "12.0", "12.0", "-no_fixup_chains", "-adhoc_codesign"];
    const inputs = [`main-${arch}.o`, "libSystem.tbd"];
    run("ld64.lld-22", ...link, "-o", `exe-${arch}`, ...inputs);
    run("ld64.lld-22", ...link, "-dylib", "-install_name", "@rpath/libx.dylib", "-o", `x-${arch}.dylib`, ...inputs);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of a llvm-objdump table: lines after the heading, split at blanks. */
const rows = (text: string, heading: RegExp) => {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => heading.test(line));
  return lines
    .slice(from + 1)
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/\s+/));
};
const hexadecimal = (value: number) => `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;

describe.each(architectures)("%s", (arch) => {
  const images = [`exe-${arch}`, `x-${arch}.dylib`];

  it.each(images)("rebases, binds and exports of %s", (name) => {
    const image = readImage(bytesOf(name));
    const address = (segment: number, offset: number) => hexadecimal(image.segments[segment]!.address + offset);
    const rebases = rows(run("llvm-objdump-22", "--macho", "--rebase", name), /^segment/).map((row) => row[2]);
    expect(rebasesOf(image).rebases.map((r) => address(r.segment, r.offset))).toEqual(rebases);
    expect(rebases.length).toBeGreaterThan(3);
    const bind = rows(run("llvm-objdump-22", "--macho", "--bind", name), /^segment/);
    expect(bindsOf(image, "bind").binds.map((b) => [address(b.segment, b.offset), String(b.addend), b.name])).toEqual(
      bind.map((row) => [row[2], row[4], row[6]]),
    );
    const lazy = rows(run("llvm-objdump-22", "--macho", "--lazy-bind", name), /^segment/);
    expect(bindsOf(image, "lazy").binds.map((b) => [address(b.segment, b.offset), b.name])).toEqual(
      lazy.map((row) => [row[2], row[4]]),
    );
    const weak = rows(run("llvm-objdump-22", "--macho", "--weak-bind", name), /^segment/);
    expect(bindsOf(image, "weak").binds.map((b) => [address(b.segment, b.offset), b.name])).toEqual(
      weak.map((row) => [row[2], row[5]]),
    );
    expect(bind.length + lazy.length + weak.length).toBeGreaterThan(5);
    const exported = rows(run("llvm-objdump-22", "--macho", "--exports-trie", name), /^Exports trie/);
    const base = image.segments.find((segment) => segment.segmentName === "__TEXT")!.address;
    expect(
      exportsOf(image)
        .exports.map((e) => [hexadecimal(base + e.offset), e.name])
        .sort(),
    ).toEqual(exported.map((row) => [row[0], row[1]]).sort());
  });

  it.each(images)("symbols, function starts and data in code of %s", (name) => {
    const image = readImage(bytesOf(name));
    const symbols = run("llvm-nm-22", "--no-sort", "--format=just-symbols", name).trim().split("\n");
    expect(symbolsOf(image).map((symbol) => symbol.name)).toEqual(symbols);
    const text = image.segments.find((segment) => segment.segmentName === "__TEXT")!;
    const starts = run("llvm-objdump-22", "--macho", "--function-starts", name).match(/^[0-9a-f]{16}/gm) ?? [];
    expect(functionStartsOf(image).map((offset) => (text.address + offset).toString(16).padStart(16, "0"))).toEqual(
      starts,
    );
    expect(starts.length).toBeGreaterThan(1);
    const data = rows(run("llvm-objdump-22", "--macho", "--data-in-code", name), /^offset/);
    expect(dataInCodeOf(image).map((entry) => Number(entry.offset))).toEqual(data.map((row) => Number(row[0])));
  });

  it.each(images)("the signature lld wrote into %s is the one we write", (name) => {
    const file = bytesOf(name);
    expect(verifySignature(file)).toEqual({ ok: true, problems: [] });
    const { offset, size, directory, identifier } = signatureOf(file)!;
    const written = writeAdHocSignature({
      code: file.subarray(0, offset),
      identifier,
      textOffset: directory.executableSegmentBase,
      textSize: directory.executableSegmentLimit,
      isExecutable: name.startsWith("exe"),
    });
    expect(written).toEqual(file.slice(offset, offset + size));
    const text = readImage(file).segments.find((segment) => segment.segmentName === "__TEXT")!;
    expect([directory.executableSegmentBase, directory.executableSegmentLimit]).toEqual([
      text.fileOffset,
      text.fileSize,
    ]);
  });

  it("the dylib's exports are those of its text stubs", () => {
    const name = `x-${arch}.dylib`;
    const dylib = readDylib(bytesOf(name));
    const expected = dylib.exports
      .map(({ name: symbol, weak, threadLocal }) => [symbol, weak, threadLocal].join())
      .sort();
    expect(expected.length).toBeGreaterThan(4);
    for (const version of ["tbd-v3", "tbd-v4"]) {
      run("llvm-readtapi-22", "-stubify", name, `--filetype=${version}`, "-o", `${arch}-${version}.tbd`);
      const [stub] = readTbd(bytesOf(`${arch}-${version}.tbd`));
      expect(stub!.installName).toBe(dylib.installName);
      const found = tbdExports(stub!, `${arch}-macos`);
      expect(found.map((e) => [e.name, e.weak, e.threadLocal].join()).sort()).toEqual(expected);
    }
  });

  it("members of an archive", () => {
    for (const format of ["darwin", "gnu"]) {
      const name = `${arch}-${format}.a`;
      run("llvm-ar-22", `--format=${format}`, "rcs", name, `main-${arch}.o`, "main.c");
      const bytes = bytesOf(name);
      const archive = readArchive(bytes);
      expect(archive.members.map((member) => member.name)).toEqual([`main-${arch}.o`, "main.c"]);
      const { start, end } = archive.members[0]!;
      expect(readObject(bytes.subarray(start, end)).symbolCount).toBe(
        readObject(bytesOf(`main-${arch}.o`)).symbolCount,
      );
      expect(archive.index?.map((entry) => entry.name)).toContain("_main");
    }
  });
});

it("slices of a universal file", () => {
  run("llvm-lipo-22", "-create", "exe-arm64", "exe-x86_64", "-output", "fat");
  const fat = bytesOf("fat");
  const slices = readFat(fat).map(({ offset, size }) => fat.slice(offset, offset + size));
  expect(slices).toHaveLength(2);
  for (const slice of slices)
    expect(architectures.some((arch) => Buffer.compare(bytesOf(`exe-${arch}`), slice) === 0)).toBe(true);
});

/** Every source of the corpus, compiled for both processors. */
describe("objects of the corpus", () => {
  const corpus = "/work/shared/corpus/src";
  const sources = (() => {
    try {
      return readdirSync(corpus).filter((name) => /\.(c|cpp)$/.test(name) && !name.includes(".h."));
    } catch {
      return [];
    }
  })();
  it.skipIf(sources.length === 0).each(architectures)(
    "for %s: symbols and relocations as llvm-readobj sees them",
    (arch) => {
      let symbolCount = 0;
      let relocationCount = 0;
      for (const name of sources) {
        const target = [`-target`, `${arch}-apple-macos12`, "-fno-exceptions", "-c"];
        try {
          run("clang-22", ...target, "-o", "corpus.o", join(corpus, name));
        } catch {
          continue; // needs headers of an SDK
        }
        const object = readObject(bytesOf("corpus.o"));
        const names = Array.from({ length: object.symbolCount }, (_, i) =>
          decodeText(object.bytes.subarray(object.nameStart(i), object.nameEnd(i))),
        );
        const shown = run("llvm-readobj-22", "--symbols", "--relocations", "corpus.o");
        expect(names).toEqual([...shown.matchAll(/^ {4}Name: (.*) \(\d+\)$/gm)].map((match) => match[1]));
        const relocations = object.sections.reduce((sum, section) => sum + section.relocationCount, 0);
        expect(relocations).toBe(shown.match(/^ {4}0x[0-9A-F]+ .*$/gm)?.length ?? 0);
        symbolCount += names.length;
        relocationCount += relocations;
      }
      console.log(`${arch}: ${symbolCount} symbols, ${relocationCount} relocations`);
      expect(symbolCount).toBeGreaterThan(50);
    },
  );
});
