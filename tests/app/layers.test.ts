import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}/index.html`, "utf8");

// The bundler chooses which stylesheet comes first, and a layer stands where it is mentioned first.
describe("layers of styles", () => {
  const order = /@layer ([\w, ]+);/.exec(page)?.[1]?.split(", ") ?? [];

  it("have their order before any stylesheet, weakest first", () => {
    expect(order).toEqual(["reset", "base", "widgets", "panels", "app"]);
  });

  it("are all there are", () => {
    const sheets = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.css$/.test(name),
    );
    const used = sheets.flatMap((name) =>
      [...readFileSync(`${root}/src/${name}`, "utf8").matchAll(/@layer ([\w, ]+)/g)].map(([, layer]) => layer!.trim()),
    );
    expect([...new Set(used)].sort()).toEqual([...order].sort());
  });
});
