// Tests the repository itself: which layer may import which, what packages a layer may use, how long files get, and
// that ARCHITECTURE.md says the same.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pipeline } from "@/linker/pipeline";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src");

interface Layer {
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

/** Arrows point only to layers further up this list. `panels/x` never imports `panels/y`. */
const layers: Readonly<Record<string, Layer>> = {
  base: { imports: [], packages: ["@noble/hashes"] },
  tables: { imports: ["base"], packages: [] },
  macho: { imports: ["base"], packages: [] },
  arch: { imports: ["base", "macho"], packages: [] },
  asm: { imports: ["base", "tables", "macho", "arch"], packages: ["iced-x86"] },
  linker: { imports: ["base", "tables", "macho", "arch"], packages: [] },
  gallery: { imports: ["base"], packages: [] },
  inspect: { imports: ["base", "tables", "macho", "arch", "asm", "linker"], packages: [] },
  worker: {
    imports: ["base", "tables", "macho", "arch", "asm", "linker", "inspect", "gallery"],
    packages: ["iced-x86"],
  },
  state: {
    imports: ["base", "tables", "arch", "asm", "linker", "inspect", "worker", "gallery"],
    packages: ["zustand", "fflate", "react"],
  },
  widgets: { imports: ["base"], packages: ["react", "react-dom"] },
  editor: {
    imports: ["base", "tables", "arch", "asm", "linker", "inspect", "worker", "state", "widgets"],
    packages: ["react", "monaco-editor"],
  },
  panels: {
    imports: [
      "base",
      "tables",
      "arch",
      "macho",
      "asm",
      "linker",
      "inspect",
      "worker",
      "state",
      "widgets",
      "editor",
      "gallery",
    ],
    packages: ["react"],
  },
  cli: {
    imports: ["base", "tables", "macho", "arch", "asm", "linker", "inspect", "gallery"],
    packages: ["iced-x86", "node:"],
  },
  app: {
    imports: ["base", "tables", "arch", "inspect", "worker", "state", "widgets", "editor", "panels", "gallery"],
    packages: ["react", "react-dom", "zustand"],
  },
};

/** From the linker, code on the page may take only shapes: schemas, the build's view, options, event names, summaries. */
const linkerShapes = /^linker\/(schemas\/|build$|options$|layout$|context$|trace\/events$|incremental\/summary$)/;
const pageLayers = new Set(["state", "editor", "panels", "app", "inspect"]);

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
const sources = filesBelow(source).filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"));

interface Import {
  readonly from: string;
  readonly to: string;
}
function importsOf(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const from = relative(source, path);
  const found: Import[] = [];
  for (const match of text.matchAll(
    /(?:^|\n)\s*(?:import|export)[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s+["']([^"']+)["']/g,
  )) {
    const name = match[1] ?? match[2] ?? match[3]!;
    if (name.startsWith("@/")) found.push({ from, to: name.slice(2) });
    else if (name.startsWith(".")) found.push({ from, to: relative(source, resolve(dirname(path), name)) });
    else found.push({ from, to: `package:${name}` });
  }
  return found;
}
const layerOf = (path: string) => path.split("/")[0]!;
const allImports = sources.filter((path) => layerOf(relative(source, path)) !== "main.tsx").flatMap(importsOf);

describe("layers", () => {
  it("import only what their row allows", () => {
    const wrong = allImports.filter(({ from, to }) => {
      const layer = layers[layerOf(from)];
      if (layer === undefined) return true;
      if (to.startsWith("package:")) return !layer.packages.some((allowed) => to.startsWith(`package:${allowed}`));
      return layerOf(to) !== layerOf(from) && !layer.imports.includes(layerOf(to));
    });
    expect(wrong).toEqual([]);
  });

  it("take only shapes of the linker onto the page", () => {
    const wrong = allImports.filter(
      ({ from, to }) => pageLayers.has(layerOf(from)) && layerOf(to) === "linker" && !linkerShapes.test(to),
    );
    expect(wrong.filter(({ from }) => layerOf(from) !== "inspect")).toEqual([]);
  });

  it("keep panels apart", () => {
    const panelOf = (path: string) => path.split("/").slice(0, 2).join("/");
    const wrong = allImports.filter(
      ({ from, to }) => layerOf(from) === "panels" && layerOf(to) === "panels" && panelOf(from) !== panelOf(to),
    );
    expect(wrong).toEqual([]);
  });

  it("use Monaco only in the editor", () => {
    const wrong = allImports.filter(({ from, to }) => to.startsWith("package:monaco") && layerOf(from) !== "editor");
    expect(wrong).toEqual([]);
  });
});

describe("files", () => {
  /** Data tables may be long. */
  const isData = (path: string) =>
    /schemas\/|constants\.ts$|layouts\.ts$|able[A-Z]?\w*\.ts$|gallery\/|relocations\.ts$|messages\.ts$/.test(path);

  it("stay readable in one sitting", () => {
    const long = sources
      .filter((path) => !isData(path))
      .map((path) => ({ path: relative(root, path), lines: readFileSync(path, "utf8").split("\n").length }))
      .filter(({ lines }) => lines > 500);
    expect(long).toEqual([]);
  });

  it("keep unit casts where values enter", () => {
    const units = /\bas (VirtualAddress|FileOffset|ByteCount|SectionOffset|\w+Index)\b/;
    const wrong = sources
      .map((path) => relative(source, path))
      .filter((path) => !/^(base|tables|macho)\//.test(path))
      .filter((path) => units.test(readFileSync(join(source, path), "utf8")));
    expect(wrong).toEqual([]);
  });

  it("use no vague folder or file names", () => {
    const vague = sources.filter((path) => /\/(utils?|helpers?|common|misc|types|index)(\.tsx?|\/)/.test(path));
    expect(vague.map((path) => relative(root, path))).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

  it("names every layer", () => {
    expect(Object.keys(layers).filter((layer) => !text.includes(`\`${layer}\``))).toEqual([]);
  });

  it("lists the passes in order", () => {
    const positions = pipeline.map((pass) => text.indexOf(`\`${pass.id}\``));
    expect(pipeline.filter((_, index) => positions[index] === -1).map((pass) => pass.id)).toEqual([]);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });
});
