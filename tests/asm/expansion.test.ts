import { describe, expect, it } from "vitest";
import { assemble } from "@/asm/assemble";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { encoders } from "./encoders";
import { expansionSnippets } from "./expansionSnippets";

const build = (text: string) => assemble({ name: "t.s", text, architecture: "arm64" }, encoders);
const complaints = (text: string) =>
  build(text).diagnostics.map(({ code, message, place }) => `${place?.line}:${place?.column} ${code}: ${message}`);
/** Contents of `__text`, in hexadecimal. */
function textOf(text: string): string {
  const { object, diagnostics } = build(text);
  expect(diagnostics).toEqual([]);
  const section = readImage(object!).sections.find(({ sectionName }) => sectionName === "__text")!;
  return Buffer.from(object!.subarray(section.offset, section.offset + section.size)).toString("hex");
}

describe("macros, repeats and conditions", () => {
  it.each(expansionSnippets.filter(({ bytes }) => bytes !== undefined))("$name", ({ text, bytes }) => {
    expect(textOf(text)).toBe(bytes);
  });

  it("count the calls", () => {
    const { object } = build(".macro here v\nspot\\@:\n.byte \\v\n.endm\nhere 1\nhere 2\n");
    expect(symbolsOf(readImage(object!)).map(({ name }) => name)).toEqual(["ltmp0", "spot0", "spot1"]);
  });

  it("lines of an expansion belong to the call", () => {
    const { lines } = build(".macro two\nnop\nnop\n.endm\n.text\ntwo\n");
    expect([...lines.rows()].map((row) => lines.line[row])).toContain(6);
  });
});

describe("what is wrong with them", () => {
  it.each([
    ["nop\n.macro m\nnop\n", ["2:1 unclosed-block: '.macro' has no '.endm'"]],
    [".rept 3\nnop\n", ["1:1 unclosed-block: '.rept' has no '.endr'"]],
    [".if 1\nnop\n", ["1:1 unclosed-block: '.if' has no '.endif'"]],
    [".endm\n", ["1:1 nothing-to-close: '.endm' has nothing before it that it belongs to"]],
    [".else\n", ["1:1 nothing-to-close: '.else' has nothing before it that it belongs to"]],
    [
      ".macro m\n.endm\n.macro m\n.endm\n",
      ["3:1 macro-redefined: there is a macro 'm' already; remove it with '.purgem'"],
    ],
    [
      ".macro m a:req\n.byte \\a\n.endm\nm\n",
      ["4:1 bad-macro-call: the arguments do not fit the macro 'm': 'a' is required"],
    ],
    [
      ".macro m a\n.byte \\a\n.endm\nm 1, 2\n",
      ["4:1 bad-macro-call: the arguments do not fit the macro 'm': it takes 1, and more are given"],
    ],
    [
      ".macro m\nbogus x0\n.endm\n  m\n",
      ["4:3 unknown-instruction: unknown instruction 'bogus' (in 'bogus x0', which this expands to)"],
    ],
    [".macro m\nm\n.endm\nm\n", ["4:1 expansion-too-large: the text expands to more than 20 levels deep"]],
    [".rept 100000000\nnop\n.endr\n", ["1:1 expansion-too-large: the text expands to more text than fits"]],
    ['.error "stop here"\n', ["1:1 user-error: stop here"]],
    [".rept x\nnop\n.endr\n", ["1:1 directive-syntax: write '.rept count'"]],
  ])("%j", (text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });
});
