// A program of more than 128 MiB: both linkers must lead every branch to the same function, directly or by a thunk, and
// neither may use a thunk where the branch reaches.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { linkOptionsOf, parseLdArguments } from "@/cli/ldArguments";
import { libSystem } from "@/gallery/libSystem";
import { link } from "@/linker/link";
import { objectOf } from "../../support/linkScene";
import { readFacts } from "./describeImage";

const scratch = mkdtempSync(join(tmpdir(), "machoscope-thunks-"));
const path = (name: string) => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const third = Math.floor(2 ** 27 / 12) * 4;
const end = ".subsections_via_symbols\n";
const code = (name: string, ...targets: readonly string[]) =>
  `.globl ${name}\n.p2align 2\n${name}:\n${targets.map((target) => `  bl ${target}\n`).join("")}  ret\n`;
const sources: Readonly<Record<string, string>> = {
  main: `.text\n${code("_main", "_far", "_near", "_puts", "_middle", "_far", "_malloc")}${code("_near", "_main")}${end}`,
  middle: `.text\n${code("_middle", "_main", "_far", "_puts")}${end}`,
  far: `.text\n${code("_far", "_main", "_middle", "_puts", "_local", "_near")}.p2align 2\n_local: b _main\n${end}`,
};
const fill = `.text\n.p2align 2\n_fill:\n.space ${third}\n${end}`;

/** Where each `bl` and `b` of a function leads in the end, and whether a thunk is on the way. */
function branches(bytes: Uint8Array): readonly string[] {
  const { image, symbols, place } = readFacts(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = image.sections.find(({ sectionName }) => sectionName === "__text")!;
  const word = (address: number) => view.getUint32(text.offset + address - text.address, true);
  const functions = new Map(symbols.map(({ name, value }) => [name, Number(value)]));
  const lines: string[] = [];
  for (const name of ["_main", "_near", "_middle", "_far", "_local"])
    for (let at = functions.get(name)!; word(at) !== 0xd65f03c0; at += 4) {
      const offset = ((word(at) & 0x3ffffff) << 6) >> 6;
      const target = at + offset * 4;
      const isThunk =
        target >= text.address && target < text.address + text.size && (word(target) & 0x9f00001f) >>> 0 === 0x90000010;
      lines.push(`${name} -> ${isThunk ? `thunk of ${place(thunkTarget(word, target))}` : place(target)}`);
      if (name === "_local") break;
    }
  return lines;
}

function thunkTarget(word: (address: number) => number, at: number): number {
  const pages = (((word(at) >>> 5) & 0x7ffff) << 2) | ((word(at) >>> 29) & 3);
  return Math.floor(at / 4096) * 4096 + ((pages << 11) >> 11) * 4096 + ((word(at + 4) >>> 10) & 0xfff);
}

it("77 78 every branch leads where lld's does, through a thunk where lld needs one", () => {
  for (const [name, text] of Object.entries({ ...sources, fill }))
    writeFileSync(path(`${name}.o`), objectOf("arm64", `${name}.s`, text));
  writeFileSync(path("libSystem.tbd"), libSystem);
  for (const number of [1, 2, 3]) writeFileSync(path(`fill${number}.o`), readFileSync(path("fill.o")));
  const files = ["main.o", "fill1.o", "middle.o", "fill2.o", "fill3.o", "far.o", "libSystem.tbd"].map(path);
  const words = [
    "-arch",
    "arm64",
    "-platform_version",
    "macos",
    "12.0",
    "12.0",
    "-no_uuid",
    "-no_adhoc_codesign",
    ...files,
  ];
  execFileSync("ld64.lld-22", [...words, "-o", path("theirs")]);
  const { request } = parseLdArguments(words);
  const inputs = files.map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) }));
  const { image, diagnostics } = link(inputs, linkOptionsOf(request!, "off"))!;
  expect(diagnostics).toEqual([]);
  const ours = branches(image!);
  expect(ours).toEqual(branches(new Uint8Array(readFileSync(path("theirs")))));
  expect(ours.filter((line) => line.includes("thunk")).length).toBeGreaterThan(5);
});
