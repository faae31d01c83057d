import { describe, expect, it } from "vitest";
import { type HintIndex, row } from "@/base/units";
import { explainRelocation } from "@/inspect/explainRelocation";
import { describeWrite } from "@/inspect/sentences";
import { causeKind, hintOutcome } from "@/linker/schemas/image";
import { validateImage } from "@/linker/validateImage";
import { bytesAt, linkScene } from "../support/linkScene";

const data = `.data\n.p2align 3\n_near: .quad 1, 2\n.globl _own\n_own: .quad 3\n.zerofill __DATA,__bss,_room,0x200000,3\n.zerofill __DATA,__bss,_far,32,3\n.subsections_via_symbols\n`;

/** The instructions of a hint, each on a line of its own, and what they have become. */
function follow(hint: string, lines: readonly string[], options = {}) {
  const code = lines.map((line, index) => `L${index}: ${line}`).join("\n");
  const names = lines.map((_, index) => `L${index}`).join(", ");
  const text = `.globl _main\n.p2align 2\n_main:\n${code}\nret\n.loh ${hint} ${names}\n${data}`;
  const linked = linkScene("arm64", [{ name: "main.s", text }], options);
  expect(linked.errors).toEqual([]);
  expect(validateImage(linked.image)).toEqual([]);
  const start = linked.address("_main");
  const view = new DataView(bytesAt(linked, start, lines.length * 4).slice().buffer);
  const words = lines.map((_, index) => nameOf(view.getUint32(index * 4, true)));
  return { words, view: linked.view, outcome: hintOutcome.nameOf(linked.view.hints.outcome[row<HintIndex>(1)] ?? 0) };
}

function nameOf(word: number): string {
  const register = word & 0x1f;
  if (word === 0xd503201f) return "nop";
  if ((word & 0x9f000000) >>> 0 === 0x10000000) return `adr x${register}`;
  if ((word & 0x9f000000) >>> 0 === 0x90000000) return `adrp x${register}`;
  if ((word & 0xff000000) >>> 0 === 0x91000000) return `add x${register}`;
  if ((word & 0xff000000) >>> 0 === 0x58000000) return `ldr x${register}, literal`;
  return `ldr ${register}, [x${(word >>> 5) & 0x1f}, #${(word >>> 10) & 0xfff}]`;
}
const page = (name: string, register = 0) => `adrp x${register}, ${name}@PAGE`;
const add = (name: string) => `add x1, x0, ${name}@PAGEOFF`;

describe("optimization hints, arm64", () => {
  it.each([
    ["AdrpAdd", [page("_near"), add("_near")], ["adr x1", "nop"], "address"],
    ["AdrpAdd", [page("_far"), add("_far")], ["adrp x0", "add x1"], "kept"],
    ["AdrpLdr", [page("_near"), "ldr x1, [x0, _near@PAGEOFF]"], ["nop", "ldr x1, literal"], "literal"],
    ["AdrpLdrGot", ["adrp x0, _own@GOTPAGE", "ldr x1, [x0, _own@GOTPAGEOFF]"], ["adr x1", "nop"], "address"],
    ["AdrpAddLdr", [page("_near"), add("_near"), "ldr x2, [x1]"], ["nop", "nop", "ldr x2, literal"], "literal"],
    [
      "AdrpAddLdr",
      [page("_near"), add("_near"), "ldrb w2, [x1, #1]"],
      ["adr x1", "nop", "ldr 2, [x1, #1]"],
      "addressThenLoad",
    ],
    ["AdrpAdrp", [page("_near"), page("_own")], ["adrp x0", "nop"], "samePage"],
  ] as const)("%s: %j becomes %j", (hint, lines, expected, outcome) => {
    const found = follow(hint, lines);
    expect(found.words).toEqual(expected);
    expect(found.outcome).toBe(outcome);
  });

  it("what is far away is loaded with the place in the page in the load", () => {
    const { words, outcome } = follow("AdrpAddLdr", [page("_far"), add("_far"), "ldr x2, [x1, #8]"]);
    expect(words.slice(0, 2)).toEqual(["adrp x0", "nop"]);
    expect(words[2]).toMatch(/^ldr 2, \[x0, #/);
    expect(outcome).toBe("pageThenLoad");
  });

  it("is not done when the command line says so", () => {
    const { words, view } = follow("AdrpAdd", [page("_near"), add("_near")], { sections: { ignoreHints: true } });
    expect(words).toEqual(["adrp x0", "add x1"]);
    expect(view.hints.rowCount()).toBe(1);
  });

  it("each rewriting has its hint as cause, and the relocation's card tells of it", () => {
    const { view } = follow("AdrpAdd", [page("_near"), add("_near")]);
    const writes = [...view.writes.rows()].filter((write) => view.writes.causeKind[write] === causeKind.hint);
    expect(writes.map((write) => describeWrite(view, write).replace(/0x[0-9a-f]+/, "…"))).toEqual([
      "Follow hints: writes 4 bytes at …, the hint AdrpAdd at _main: the address is near enough for one adr.",
      "Follow hints: writes 4 bytes at …, the hint AdrpAdd at _main: the address is near enough for one adr.",
    ]);
    const card = explainRelocation(view, [], row(1));
    expect(card.asides.map(({ title }) => title)).toEqual(["Another instruction took its place"]);
    expect((card.after?.bytes.bytes.at(-1) ?? 0) & 0x9f).toBe(0x90);
  });
});
