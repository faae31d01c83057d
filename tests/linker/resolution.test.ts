import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { globalFlags, globalState } from "@/linker/schemas/globals";
import { validateImage } from "@/linker/validateImage";
import { symbolDescriptions, symbolTypes } from "@/macho/constants";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { codesOf, type Linked, linkScene } from "../support/linkScene";

/** Four ways to speak of `_x`; the value tells which definition won. */
const speakers = {
  strong: (value: number) => `.data\n.globl _x\n_x: .quad ${value}\n`,
  weak: (value: number) => `.section __DATA,__data\n.globl _x\n.weak_definition _x\n_x: .quad ${value}\n`,
  tentative: (value: number) => `.comm _x,${8 * value},3\n`,
  undefined: () => `.data\n.quad _x\n`,
} as const;
type Speaker = keyof typeof speakers;
const kinds = Object.keys(speakers) as Speaker[];
const rank: Readonly<Record<Speaker, number>> = { undefined: 0, tentative: 1, weak: 2, strong: 3 };
const main = { name: "main.s", text: ".globl _main\n.p2align 2\n_main: ret\n.subsections_via_symbols\n" };

const winner = (linked: Linked) => {
  const { view } = linked;
  const global = linked.global("_x");
  return {
    state: globalState.nameOf(view.globals.state[global]),
    file: view.strings.text(view.files.name[view.globals.file[global]]),
  };
};

describe.each(architectures)("resolution, %s", (arch) => {
  for (const first of kinds)
    for (const second of kinds) {
      it(`32 ${first} then ${second}`, () => {
        const linked = linkScene(arch, [
          main,
          { name: "a.s", text: `${speakers[first](1)}.subsections_via_symbols\n` },
          { name: "b.s", text: `${speakers[second](2)}.subsections_via_symbols\n` },
        ]);
        if (first === "strong" && second === "strong") expect(codesOf(linked)).toEqual(["duplicate-symbol"]);
        else if (first === "undefined" && second === "undefined") expect(codesOf(linked)).toEqual(["undefined-symbol"]);
        else {
          expect(linked.errors).toEqual([]);
          // Of two tentative definitions the larger one wins, which is the second here.
          const secondWins = rank[second] > rank[first] || (first === "tentative" && second === "tentative");
          const state = secondWins ? second : first;
          expect(winner(linked)).toEqual({ state, file: secondWins ? "b.s" : "a.s" });
          expect(validateImage(linked.image)).toEqual([]);
        }
      });
    }

  it("32 of two equal tentative definitions the later wins, and of unequal ones the larger", () => {
    const link = (a: number, b: number) =>
      winner(
        linkScene(arch, [main, { name: "a.s", text: `.comm _x,${a},2` }, { name: "b.s", text: `.comm _x,${b},4` }]),
      ).file;
    expect([link(8, 8), link(16, 8), link(8, 16)]).toEqual(["b.s", "a.s", "b.s"]);
  });

  it("18 two strong definitions name the symbol and both files", () => {
    const linked = linkScene(arch, [
      main,
      { name: "a.s", text: speakers.strong(1) },
      { name: "b.s", text: speakers.strong(2) },
    ]);
    const [duplicate] = linked.view.diagnostics;
    expect(duplicate?.message).toBe("duplicate symbol: _x");
    expect(duplicate?.related?.map(({ place }) => place?.file)).toEqual(["a.s", "b.s"]);
    expect(linked.view.image).toBeUndefined();
  });

  it("24 25 a custom entry is honoured, and a missing one is named", () => {
    const other = linkScene(arch, [{ name: "a.s", text: ".globl _go\n_go: ret\n" }], { entry: "_go" });
    expect(other.view.layout.entryAddress).toBe(other.address("_go"));
    const missing = linkScene(arch, [{ name: "a.s", text: ".globl _go\n_go: ret\n" }]);
    expect(missing.errors).toEqual(["undefined-symbol: undefined symbol: _main"]);
    expect(missing.view.diagnostics[0]?.related?.[0]?.message).toContain("entry point");
  });

  it("24 an entry that is no code is an error", () => {
    const linked = linkScene(arch, [{ name: "a.s", text: ".data\n.globl _main\n_main: .quad 1\n" }]);
    expect(codesOf(linked)).toEqual(["bad-entry"]);
  });

  it("25 a missing -u name is named, a defined one is kept", () => {
    const missing = linkScene(arch, [main], { undefinedNames: ["_nowhere"] });
    expect(missing.errors).toEqual(["undefined-symbol: undefined symbol: _nowhere"]);
    expect(linkScene(arch, [main], { undefinedNames: ["_puts"] }).errors).toEqual([]);
  });

  it("26 every undefined name is told once, with up to three places", () => {
    const call = arch === "arm64" ? "bl" : "callq";
    const text = `.globl _main\n_main:\n${`  ${call} _gone\n`.repeat(5)}  ${call} _lost\n  ret\n.subsections_via_symbols\n`;
    const { view } = linkScene(arch, [{ name: "main.s", text }]);
    expect(view.diagnostics.map(({ message }) => message)).toEqual([
      "undefined symbol: _gone",
      "undefined symbol: _lost",
    ]);
    const related = view.diagnostics[0]?.related ?? [];
    expect(related.filter(({ place }) => place?.symbol === "_main")).toHaveLength(3);
    expect(related.at(3)?.message).toBe("referenced 2 more times");
  });

  it("26 suggests what was perhaps meant", () => {
    const call = arch === "arm64" ? "bl" : "callq";
    const hint = (name: string) =>
      linkScene(arch, [
        { name: "main.s", text: `.globl _main\n_main: ${call} ${name}\n` },
      ]).view.diagnostics[0]?.related?.at(-1)?.message;
    expect(hint("puts")).toBe("did you mean _puts? C names start with an underscore in assembly");
    expect(hint("_mian")).toBe("did you mean _main?");
  });

  it("27 __mh_execute_header is the header's address, external and referenced dynamically", () => {
    const linked = linkScene(arch, [main]);
    const symbol = symbolsOf(readImage(linked.image)).find(({ name }) => name === "__mh_execute_header");
    expect(Number(symbol?.value)).toBe(0x1_0000_0000);
    expect(symbol?.type).toBe(symbolTypes.N_SECT | symbolTypes.N_EXT);
    expect((symbol?.description ?? 0) & symbolDescriptions.REFERENCED_DYNAMICALLY).not.toBe(0);
  });

  it("28 ___dso_handle appears only when referenced, and is the header", () => {
    const text = ".globl _main\n.p2align 2\n_main: ret\n.data\n.globl _h\n_h: .quad ___dso_handle\n";
    const linked = linkScene(arch, [{ name: "main.s", text }]);
    expect(linked.address("___dso_handle")).toBe(0x1_0000_0000);
    expect(symbolsOf(readImage(linked.image)).some(({ name }) => name === "___dso_handle")).toBe(false);
    expect(() => linkScene(arch, [main]).global("___dso_handle")).toThrow();
  });

  it("32 a private external wins like any other but is not exported", () => {
    const linked = linkScene(arch, [
      main,
      { name: "a.s", text: ".data\n.private_extern _x\n.globl _x\n_x: .quad 1\n" },
      { name: "b.s", text: speakers.undefined() },
    ]);
    expect(linked.errors).toEqual([]);
    expect(linked.view.globals.flags[linked.global("_x")] & globalFlags.exported).toBe(0);
    const symbol = symbolsOf(readImage(linked.image)).find(({ name }) => name === "_x");
    expect(symbol?.type).toBe(symbolTypes.N_SECT | symbolTypes.N_PEXT);
  });

  it("1 2 references to one name are one row, however many files refer to it", () => {
    const linked = linkScene(arch, [
      main,
      { name: "a.s", text: speakers.undefined() },
      { name: "b.s", text: speakers.undefined() },
      { name: "c.s", text: speakers.strong(1) },
    ]);
    const { view } = linked;
    const rows = [...view.globals.rows()].filter((row) => view.strings.text(view.globals.name[row]) === "_x");
    expect(rows).toHaveLength(1);
  });
});

it("26 an undefined function is one error, without the binder it would need", () => {
  const linked = linkScene("arm64", [{ name: "main.s", text: ".globl _main\n_main: bl _puts\n" }], { system: false });
  expect(linked.errors).toEqual(["undefined-symbol: undefined symbol: _puts (main.s:(symbol _main+0x0))"]);
});
