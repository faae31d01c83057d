// The tables of __LINKEDIT through many edits: names come and go in every group, and the image says what the tables say.

import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { outputSymbolKind } from "@/linker/schemas/image";
import { exportsOf, indirectSymbolsOf, symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { createEditionReader } from "../editions";
import { createSession } from "../session";

const source = (labels: readonly string[], calls: readonly string[], call: string) =>
  [
    ".globl _main",
    ".p2align 2",
    "_main:",
    ...calls.map((name) => ` ${call} ${name}`),
    " ret",
    ...labels.flatMap((name, number) => [
      ...(number % 3 === 0 ? [] : [`.globl ${name}`]),
      ...(number % 3 === 2 ? [`.private_extern ${name}`] : []),
      `${name}: ret`,
    ]),
    ".subsections_via_symbols",
    "",
  ].join("\n");

describe.each(architectures)("__LINKEDIT follows edits, %s", (architecture) => {
  const call = architecture === "arm64" ? "bl" : "callq";
  const imports = ["_malloc", "_free", "_puts"];

  it("through names of every group that come and go", () => {
    const session = createSession(architecture);
    const readEdition = createEditionReader(session.linker);
    for (let step = 0; step < 40; step++) {
      const labels = Array.from({ length: (step * 7) % 23 }, (_, number) => `_name${number * (1 + (step % 3))}`);
      const calls = imports.filter((_, number) => ((step >> number) & 1) === 1);
      session.edit({ "main.s": source(labels, calls, call) });
      const image = readImage(session.image());
      const view = readEdition();
      const listed = symbolsOf(image).map(({ name }) => name);
      expect(listed).toEqual(
        Array.from(view.outputSymbols.rows(), (symbol) => view.strings.text(view.outputSymbols.name[symbol])),
      );
      const named = listed.filter((name) => name.startsWith("_name"));
      expect(named.sort()).toEqual([...labels].sort());
      const shown = labels.filter((_, number) => number % 3 === 1);
      const exported = exportsOf(image).exports.map(({ name }) => name);
      expect(exported.filter((name) => name.startsWith("_name")).sort()).toEqual(shown.sort());
      // Stubs name the records of what they lead to, wherever those have moved.
      const stubs = image.sections.find(({ sectionName }) => sectionName === "__stubs")!;
      const records = [
        ...indirectSymbolsOf(image).slice(stubs.reserved1, stubs.reserved1 + stubs.size / stubs.reserved2),
      ];
      const used = records.filter((record) => record < 0x4000_0000).map((record) => listed[record]);
      expect(used.sort()).toEqual([...calls].sort());
      const kinds = Array.from(view.outputSymbols.rows(), (symbol) => view.outputSymbols.kind[symbol]);
      const order = [outputSymbolKind.local, outputSymbolKind.exported, outputSymbolKind.imported];
      expect(kinds).toEqual([...kinds].sort((a, b) => order.indexOf(a as 1) - order.indexOf(b as 1)));
    }
  });

  it("writes as much for a label in a large program as in a small one", () => {
    const changed = [20, 2_000].map((count) => {
      const session = createSession(architecture);
      const others = Array.from({ length: count }, (_, number) => `_rest${number}`);
      const rest = source(others, [], call).replace(/_main/g, "_other");
      const edit = (label: string) => session.edit({ "main.s": source(["_local", label], [], call), "rest.s": rest });
      edit("_la");
      edit("_lab");
      edit("_labe");
      const { changed: ranges } = edit("_label");
      return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    });
    expect(changed[1]).toBeLessThan(600);
    expect(changed[1]! - changed[0]!).toBeLessThan(100);
  });
});
