// Names of C++ as llvm-cxxfilt-22 reads them: those of the tests, of every C++ source of the corpus, and all names that
// the C++ libraries of this machine export.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { demangle } from "@/base/demangle/demangle";
import { knownNames } from "../../base/demangle/names";

const corpus = process.env.MACHOSCOPE_CORPUS ?? join(import.meta.dirname, "../../corpus/asm");

function corpusNames(): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(corpus, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".s")) continue;
    for (const [name] of readFileSync(join(corpus, file), "utf8").matchAll(/(?<![\w.$])__Z[\w.$]+/g))
      found.add(name.slice(1));
  }
  return [...found];
}

function exportedNames(library: string): string[] {
  const listed = execFileSync("llvm-nm-22", ["-D", "--defined-only", "-j", library], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return [...new Set(listed.split("\n").map((name) => name.replace(/@.*/, "")))].filter((name) =>
    name.startsWith("_Z"),
  );
}

const libraries = [
  "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
  "/usr/lib/llvm-22/lib/libclang-cpp.so.22.1",
  "/usr/lib/llvm-22/lib/libLLVM.so.22.1",
].filter((library) => existsSync(library));

/** It gives up on conversions to a template of `std`. */
const isMeant = (name: string): boolean => /cv(?:St|NSt)/.test(name);

function compare(what: string, names: readonly string[]): void {
  const listed = execFileSync("llvm-cxxfilt-22", { input: names.join("\n"), encoding: "utf8", maxBuffer: 1 << 30 });
  const theirs = listed.split("\n");
  const differences: string[] = [];
  let more = 0;
  for (const [index, name] of names.entries()) {
    const wanted = theirs[index] === name ? undefined : theirs[index];
    const found = demangle(`_${name}`);
    if (found === wanted) continue;
    if (wanted === undefined && isMeant(name)) more += 1;
    else differences.push(`${name}: ${found}, not ${wanted}`);
  }
  const agreed = names.length - differences.length - more;
  process.stdout.write(`${what}: ${names.length} names, ${agreed} agree, ${more} it does not read\n`);
  expect(differences.slice(0, 20)).toEqual([]);
}

describe("names of C++ agree with llvm-cxxfilt", () => {
  it("in the tests", () =>
    compare(
      "tests",
      knownNames.map(([name]) => name),
    ));
  it("in the corpus", () => compare("corpus", corpusNames()));
  it.each(libraries)("in %s", (library) => compare(library, exportedNames(library)));
});
