import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { validateImage } from "@/linker/validateImage";
import { stabs, symbolTypes } from "@/macho/constants";
import { symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { createSession } from "../incremental/session";
import { debugInformation } from "../support/debugInformation";
import { linkScene } from "../support/linkScene";

/** `FUN _main`, `FUN 4`, `SO` of an image, in order. */
const mapOf = (image: Uint8Array): string[] =>
  symbolsOf(readImage(image))
    .filter(({ type }) => (type & symbolTypes.N_STAB) !== 0)
    .map(({ type, name, value }) => `${stabs.nameOf(type)!.slice(2)} ${name === "" ? value : name}`);

const source = (body: string, name = "main.c") =>
  `.text\n${body}\n${debugInformation(name)}\n.subsections_via_symbols\n`;
const main = source(".globl _main\n.p2align 2\n_main: ret\nret\n_local: ret");

describe.each(architectures)("90 the debug map, %s", (arch) => {
  const step = arch === "arm64" ? 4 : 1;

  it("leads from addresses to objects", () => {
    const { image, messages } = linkScene(arch, [{ name: "main.s", text: main, path: "/home/main.o" }]);
    expect(validateImage(image)).toEqual([]);
    expect(messages).toEqual([]);
    expect(mapOf(image)).toEqual([
      ...["SO /src/main.c", "OSO /home/main.o", "FUN _local", `FUN ${step}`, "FUN _main", `FUN ${2 * step}`, "SO 0"],
    ]);
  });

  it("names members with their archives, without a common folder", () => {
    const inputs = [
      { name: "main.s", text: ".globl _main\n_main: ret\n.data\n.quad _f\n.subsections_via_symbols\n" },
      { name: "libx.a", path: "/home/libx.a", members: { "f.o": source(".globl _f\n_f: ret", "f.c") } },
    ];
    expect(mapOf(linkScene(arch, inputs, { objectPathPrefix: "/home/" }).image)).toEqual([
      ...["SO /src/f.c", "OSO libx.a(f.o)", "FUN _f", `FUN ${step}`, "SO 0"],
    ]);
  });

  it("is left out when it is not wanted, whatever the objects hold", () => {
    const { image } = linkScene(arch, [{ name: "main.s", text: main }], { debugMap: false, modulePaths: ["x"] });
    expect(mapOf(image)).toEqual([]);
  });

  it("names modules of Swift first, and alone where no object has debug information", () => {
    const modulePaths = ["a.swiftmodule", "b.swiftmodule"];
    const modules = ["AST a.swiftmodule", "AST b.swiftmodule"];
    const { image } = linkScene(arch, [{ name: "main.s", text: main }], { modulePaths });
    expect(mapOf(image).slice(0, 3)).toEqual([...modules, "SO /src/main.c"]);
    const plain = linkScene(arch, [{ name: "main.s", text: ".globl _main\n_main: ret\n" }], { modulePaths });
    expect(mapOf(plain.image)).toEqual([...modules, "SO 0"]);
    expect(validateImage(plain.image)).toEqual([]);
  });

  it("makes the same image from the same objects, wherever they lie", () => {
    const link = (path: string) =>
      linkScene(arch, [{ name: "main.s", text: main, path }], { objectPathPrefix: path.replace("main.o", "") }).image;
    expect(link("/a/main.o")).toEqual(link("/somewhere/else/main.o"));
  });

  it("costs an object with damaged debug information its part, and a note", () => {
    const damaged =
      ".globl _f\n_f: ret\n.section __DWARF,__debug_info,regular,debug\n.long 99\n.subsections_via_symbols\n";
    const { image, messages } = linkScene(arch, [
      { name: "main.s", text: main },
      { name: "f.s", text: damaged },
    ]);
    expect(mapOf(image).filter((line) => line.startsWith("SO"))).toEqual(["SO /src/main.c", "SO 0"]);
    expect(messages).toEqual([expect.stringMatching(/^unreadable-debug-info: .* \(f\.s\)$/)]);
  });

  it("follows an edit: functions that grow in their place, sources that are renamed, objects that go", () => {
    const session = createSession(arch);
    const f = (body: string, name = "f.c") => source(`.globl _f\n.p2align 2\n_f: ${body}`, name);
    const of = () => mapOf(session.image());
    session.edit({ "main.s": main, "f.s": f("ret") });
    const first = ["SO /src/main.c", "OSO main.s", "FUN _local", `FUN ${step}`, "FUN _main", `FUN ${2 * step}`, "SO 0"];
    const second = (name: string, size: number) => [`SO /src/${name}`, "OSO f.s", "FUN _f", `FUN ${size}`, "SO 0"];
    expect(of()).toEqual([...first, ...second("f.c", step)]);
    session.edit({ "main.s": main, "f.s": f("nop\nret") });
    expect(of()).toEqual([...first, ...second("f.c", 2 * step)]);
    session.edit({ "main.s": main, "f.s": f("ret") });
    expect(of()).toEqual([...first, ...second("f.c", step)]);
    session.edit({ "main.s": main, "f.s": f("ret", "other.c") });
    expect(of()).toEqual([...first, ...second("other.c", step)]);
    session.edit({ "main.s": main });
    expect(of()).toEqual(first);
  });
});
