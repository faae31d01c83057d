import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { fileKind } from "@/linker/schemas/inputs";
import { codesOf, type Linked, linkScene, objectOf, stub } from "../support/linkScene";

const code =
  (name: string, ...calls: string[]) =>
  (arch: string) =>
    `.globl ${name}\n.p2align 2\n${name}:\n${calls.map((target) => `${arch === "arm64" ? "bl" : "callq"} ${target}\n`).join("")}ret\n.subsections_via_symbols\n`;
const members = ({ view }: Linked) =>
  [...view.files.rows()]
    .filter((file) => view.files.kind[file] === fileKind.member)
    .map((file) => `${view.strings.text(view.files.name[file])} for ${view.strings.text(view.files.pulledBy[file])}`);

describe.each(architectures)("archives, %s", (arch) => {
  const two = `${code("_a")(arch)}.globl _b\n.p2align 2\n_b: ret\n`;

  it("60 a member is pulled once, though several of its names are needed", () => {
    const linked = linkScene(arch, [
      { name: "main.s", text: code("_main", "_a", "_b")(arch) },
      { name: "lib.a", members: { "both.o": two, "other.o": code("_c")(arch) } },
    ]);
    expect(linked.errors).toEqual([]);
    expect(members(linked)).toEqual(["lib.a(both.o) for _a"]);
  });

  it("60 -force_load pulls all members", () => {
    const linked = linkScene(arch, [
      { name: "main.s", text: code("_main")(arch) },
      { name: "lib.a", forceLoad: true, members: { "both.o": two, "other.o": code("_c")(arch) } },
    ]);
    expect(members(linked).map((text) => text.split(" ")[0])).toEqual(["lib.a(both.o)", "lib.a(other.o)"]);
  });

  it("22 the entry is pulled from an archive without any object", () => {
    const linked = linkScene(arch, [{ name: "lib.a", members: { "main.o": code("_main", "_a")(arch), "a.o": two } }]);
    expect(linked.errors).toEqual([]);
    expect(members(linked)).toEqual(["lib.a(main.o) for _main", "lib.a(a.o) for _a"]);
  });

  it("22 a -u name pulls its member", () => {
    const linked = linkScene(
      arch,
      [
        { name: "main.s", text: code("_main")(arch) },
        { name: "lib.a", members: { "a.o": two } },
      ],
      { undefinedNames: ["_b"] },
    );
    expect(members(linked)).toEqual(["lib.a(a.o) for _b"]);
  });

  it("22 of an archive and a library the first provides a name, as ld64.lld has it", () => {
    const main = { name: "main.s", text: code("_main", "_a")(arch) };
    const library = { name: "libx.tbd", text: stub("/usr/lib/libx.dylib", ["_a"]) };
    const archive = { name: "lib.a", members: { "a.o": two } };
    expect(members(linkScene(arch, [main, archive, library]))).toEqual(["lib.a(a.o) for _a"]);
    expect(members(linkScene(arch, [main, library, archive]))).toEqual([]);
    expect(members(linkScene(arch, [library, archive, main]))).toEqual([]);
  });

  it("22 a library's weak definition gives way to an archive and to a library that defines it strongly", () => {
    const main = { name: "main.s", text: code("_main", "_a")(arch) };
    const weak = "    weak-symbols: [ _a ]\n";
    const weakly = { name: "libw.tbd", text: stub("/usr/lib/libw.dylib", ["_other"], weak) };
    const strongly = { name: "libx.tbd", text: stub("/usr/lib/libx.dylib", ["_a"]) };
    const archive = { name: "lib.a", members: { "a.o": two } };
    expect(members(linkScene(arch, [main, weakly, archive]))).toEqual(["lib.a(a.o) for _a"]);
    const linked = linkScene(arch, [main, weakly, strongly]);
    expect(linked.view.strings.text(linked.view.files.name[linked.view.globals.file[linked.global("_a")]])).toBe(
      "libx.tbd",
    );
  });

  it("22 an archive is asked when an object before it, or the object being read, leaves a name open", () => {
    const [first, second] = [code("_main", "_a")(arch), code("_a")(arch)];
    const archive = { name: "lib.a", members: { "a.o": code("_a")(arch) } };
    const early = linkScene(arch, [{ name: "main.s", text: first }, archive, { name: "a.s", text: second }]);
    expect(codesOf(early)).toEqual(["duplicate-symbol"]);
    const late = linkScene(arch, [{ name: "main.s", text: first }, { name: "a.s", text: second }, archive]);
    expect(members(late)).toEqual([]);
    expect(late.errors).toEqual([]);
  });

  it("22 a tentative definition pulls no member", () => {
    const linked = linkScene(arch, [
      { name: "main.s", text: `${code("_main")(arch)}.comm _v,8,3\n` },
      { name: "lib.a", members: { "v.o": ".data\n.globl _v\n_v: .quad 1\n" } },
    ]);
    expect(linked.errors).toEqual([]);
    expect(members(linked)).toEqual([]);
  });

  it("61 long member names are kept", () => {
    const name = "a-member-with-a-name-much-longer-than-sixteen-characters.o";
    const linked = linkScene(arch, [
      { name: "main.s", text: code("_main", "_a")(arch) },
      { name: "lib.a", members: { [name]: two } },
    ]);
    expect(members(linked)).toEqual([`lib.a(${name}) for _a`]);
  });

  it("62 an object for another CPU says what was expected and found", () => {
    const other = arch === "arm64" ? "x86_64" : "arm64";
    const linked = linkScene(arch, [
      { name: "main.s", text: code("_main")(arch) },
      { name: "other.o", bytes: objectOf(other, "other.s", code("_a")(other)) },
    ]);
    expect(linked.errors).toEqual([`wrong-architecture: the file is for ${other}, the link is for ${arch} (other.o)`]);
  });

  it("74 what is no object is refused in one sentence, and the other files are still read", () => {
    const linked = linkScene(arch, [
      { name: "note.txt", bytes: new TextEncoder().encode("hello") },
      { name: "cut.o", bytes: objectOf(arch, "main.s", code("_main")(arch)).subarray(0, 100) },
    ]);
    expect(codesOf(linked)).toEqual(["unusable-file", "damaged-file", "no-objects"]);
  });
});
