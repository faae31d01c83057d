// The index reads names by their shape; the assembler knows. What objects of the corpus name must be what the index
// finds in their sources.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Architecture } from "@/arch/architecture";
import { assemble } from "@/asm/assemble";
import { SourceIndex } from "@/editor/symbols/sourceIndex";
import { encoders } from "../../asm/encoders";
import { readObject } from "../../asm/objectContents";

const sourcesIn = (root: string) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".s"))
    .map((path) => `${root}/${path}`)
    .sort();
const everyFourth = sourcesIn("tests/corpus/asm").filter((_, index) => index % 4 === 0);
const sources = [...everyFourth, ...sourcesIn("tests/asm/golden")];

/** The assembler's own: sections' labels on arm64. */
const isMade = (name: string) => /^ltmp\d+$/.test(name);

function differences(text: string, architecture: Architecture): string[] {
  const { object } = assemble({ name: "x.s", text, architecture }, encoders);
  if (object === undefined) return ["does not assemble"];
  const index = new SourceIndex(architecture);
  index.update(text);
  const inObject = new Set(readObject(object).symbols.map((line) => line.replace(/ type .*$/, "")));
  const defined = new Set(index.definitions().map(({ name }) => name));
  const referred = new Set(
    index.select(({ kind, role }) => kind === "symbol" && role !== "definition").map(({ name }) => name),
  );
  const lost = [...inObject].filter((name) => !isMade(name) && !defined.has(name) && !referred.has(name));
  const invented = [...referred].filter((name) => !defined.has(name) && !inObject.has(name));
  return [...lost.map((name) => `lost ${name}`), ...invented.map((name) => `invented ${name}`)];
}

describe("names that the index finds", () => {
  it.each(["arm64", "x86_64"] as const)("are those of %s objects", (architecture) => {
    for (const path of sources.filter((name) => name.includes(architecture))) {
      const found = differences(readFileSync(path, "utf8"), architecture);
      expect(found, path).toEqual([]);
    }
  });
});
