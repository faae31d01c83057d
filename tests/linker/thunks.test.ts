import { describe, expect, it } from "vitest";
import { targetFor } from "@/arch/target";
import { type AtomIndex, type OutputSectionIndex, row, type SlotIndex, virtualAddress } from "@/base/units";
import { describeRequest } from "@/inspect/sentences";
import { slotKind } from "@/linker/schemas/globals";
import { patchRoute } from "@/linker/schemas/image";
import { createThunkPlan } from "@/linker/thunks";
import { validateImage } from "@/linker/validateImage";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { bytesAt, codesOf, type Linked, linkScene, objectOf, type SceneInput } from "../support/linkScene";

const reach = 2 ** 27;
const end = ".subsections_via_symbols\n";
const filler = (bytes: number) => objectOf("arm64", "fill.s", `.text\n.p2align 2\n_fill:\n.space ${bytes}\n${end}`);
const options = { adHocSign: false, uuid: false, trace: "decisions" } as const;
/** The same bytes for all links, a third of the reach each. */
const third = filler(Math.floor(reach / 12) * 4);
const filling = [1, 2, 3].map((number): SceneInput => ({ name: `fill${number}.o`, bytes: third }));
const code = (text: string) => `.text\n.p2align 2\n${text}${end}`;

const thunksOf = ({ view }: Linked) =>
  [...view.slots.rows()].filter((slot) => view.slots.kind[slot] === slotKind.thunk);
const wordsAt = (linked: Linked, address: number, count: number) => {
  const bytes = bytesAt(linked, address, count * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: count }, (_, index) => view.getUint32(index * 4, true));
};
/** Where `adrp x16; add x16, x16, #n; br x16` leads. */
function leadsTo(linked: Linked, address: number): number {
  const [adrp, add, br] = wordsAt(linked, address, 3) as [number, number, number];
  expect((adrp & 0x9f00001f) >>> 0).toBe(0x90000010);
  expect((add & 0xffc003ff) >>> 0).toBe(0x91000210);
  expect(br).toBe(0xd61f0200);
  const pages = ((((adrp >>> 5) & 0x7ffff) << 13) >> 11) | ((adrp >>> 29) & 3);
  return Math.floor(address / 4096) * 4096 + pages * 4096 + ((add >>> 10) & 0xfff);
}
const branchTo = (linked: Linked, place: number): number =>
  place + (((wordsAt(linked, place, 1)[0]! & 0x3ffffff) << 6) >> 6) * 4;

describe("thunks, arm64", () => {
  const link = (inputs: readonly SceneInput[], more = {}) => linkScene("arm64", inputs, { ...options, ...more });
  const main = code(
    ".globl _main\n_main:\n  bl _far\n  bl _far\n  bl _near\n  bl _puts\n  ret\n.globl _near\n_near: ret\n",
  );
  const other = code(".globl _far\n_far:\n  bl _main\n  bl _local\n  bl _main\n  ret\n_local: ret\n");

  it("77 78 80 calls too far forwards, backwards and to stubs go through one thunk each", () => {
    const linked = link([{ name: "main.s", text: main }, ...filling, { name: "other.s", text: other }]);
    expect(linked.errors).toEqual([]);
    expect(validateImage(linked.image)).toEqual([]);
    const { view } = linked;
    const name = (slot: SlotIndex) => view.strings.text(view.globals.name[view.slots.global[slot]]);
    const thunks = thunksOf(linked);
    expect(thunks.map(name)).toEqual(["_far", "_puts", "_main"]);
    const [toFar, toPuts, toMain] = thunks.map((slot): number => view.slots.address[slot]) as [number, number, number];
    expect(leadsTo(linked, toFar)).toBe(linked.address("_far"));
    expect(leadsTo(linked, toMain)).toBe(linked.address("_main"));
    expect(leadsTo(linked, toPuts)).toBe(view.slots.address[view.globals.stubSlot[linked.global("_puts")]]);
    const at = linked.address("_main");
    expect([0, 4, 8, 12].map((offset) => branchTo(linked, at + offset))).toEqual([
      toFar,
      toFar,
      linked.address("_near"),
      toPuts,
    ]);
    const back = linked.address("_far");
    expect([branchTo(linked, back), branchTo(linked, back + 8)]).toEqual([toMain, toMain]);
    // The reason of each, and the names that debuggers show.
    const reasons = [...view.requests.rows()]
      .filter((request) => view.requests.global[request] === linked.global("_far"))
      .map((request) => describeRequest(view, request));
    expect(reasons).toEqual(["BRANCH26 at _main of main.s", "BRANCH26 at _main+0x4 of main.s"]);
    const through = [...view.patches.rows()].filter((patch) => view.patches.route[patch] === patchRoute.thunk);
    expect(through).toHaveLength(5);
    const names = symbolsOf(readImage(linked.image)).map((symbol) => symbol.name);
    expect(names).toEqual(expect.arrayContaining(["_far.thunk.0", "_puts.thunk.0", "_main.thunk.0"]));
  });

  it("76 no thunk while all calls reach", () => {
    const linked = link([
      { name: "main.s", text: code(".globl _main\n_main:\n  bl _other\n  ret\n") },
      ...filling.slice(1),
      { name: "rest.o", bytes: filler(third.length - 0x1000) },
      { name: "other.s", text: code(".globl _other\n_other:\n  bl _main\n  ret\n") },
    ]);
    expect(linked.errors).toEqual([]);
    expect(thunksOf(linked)).toEqual([]);
  });
});

describe("groups", () => {
  it("79 a group ends where its thunks are still in reach of its first branch", () => {
    const plan = createThunkPlan(targetFor("arm64"));
    const text = row<OutputSectionIndex>(1);
    const limit = 128_974_848;
    const add = (atom: number, output: OutputSectionIndex, from: number, to: number) =>
      plan.placed(row<AtomIndex>(atom), output, virtualAddress(from), virtualAddress(to));
    add(1, text, 0x1000, 0x2000);
    add(2, text, 0x2000, 0x1000 + limit);
    add(3, text, 0x1000 + limit, 0x1004 + limit);
    add(4, row<OutputSectionIndex>(2), 0x2000 + limit, 0x3000 + limit);
    expect(plan.groups.map(({ atoms }) => atoms)).toEqual([[1, 2], [3], [4]]);
    expect(limit).toBe(reach - 0x50_0000);
  });
});

describe("thunks, x86_64", () => {
  it("there are none: a call that does not reach is an error", () => {
    const room = `.text\n.globl _main\n_main:\n  callq _far\n  retq\n.section __DATA,__bss,zerofill\n.zerofill __DATA,__bss,_room,0x80000000,4\n.section __FAR,__text,regular,pure_instructions\n.globl _far\n_far: retq\n${end}`;
    expect(codesOf(linkScene("x86_64", [{ name: "main.s", text: room }], options))).toEqual(["out-of-range"]);
  });
});
