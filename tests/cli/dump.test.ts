import { describe, expect, test } from "vitest";
import { describeFile } from "@/cli/dump/describeFile";
import type { DumpDocument, ImageDump } from "@/cli/dump/document";
import { writeArchive } from "@/macho/archive";
import { cpuTypes, magics } from "@/macho/constants";
import { fatArch, fatHeader } from "@/macho/layouts";
import { dataView } from "@/macho/struct";
import { assembled, type Folder, folder, twoObjects } from "./folder";

async function jsonOf(made: Folder, name: string): Promise<DumpDocument> {
  const { status, out, error } = await made.run(`dump --json ${name}`);
  expect({ status, error }).toEqual({ status: 0, error: "" });
  return JSON.parse(out);
}
function imageOf(document: DumpDocument): ImageDump {
  if (document.format !== "macho") throw new Error(`a Mach-O file is expected, found ${document.format}`);
  return document.image;
}

/** One slice at 4 KiB. */
function fatOf(slice: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(0x1000 + slice.length);
  const view = dataView(bytes);
  fatHeader.write(view, 0, { magic: magics.FAT_MAGIC, architectureCount: 1 });
  const arch = { cpuType: cpuTypes.CPU_TYPE_ARM64, cpuSubtype: 0, offset: 0x1000, size: slice.length, alignment: 12 };
  fatArch.write(view, fatHeader.bytes, arch);
  bytes.set(slice, 0x1000);
  return bytes;
}

describe("an object", () => {
  test("as text", async () => {
    const { status, out, error } = await (await twoObjects()).run("dump main.o");
    expect({ status, error }).toEqual({ status: 0, error: "" });
    expect(out.split("\n")[0]).toMatch(/^main\.o: MH_OBJECT, arm64, \d+ bytes$/);
    expect(out).toMatch(/0: LC_SEGMENT_64 at 0x20\n +size +312\n/);
    expect(out).toMatch(/1 {2}__TEXT,__text +0x000000000 +0x1c .* 2\^2 {2}S_REGULAR/);
    expect(out).toMatch(/\d+ {2}0x000000000 {2}__TEXT,__text +_main +defined, external\n/);
    expect(out).toMatch(/_puts +undefined, external\n/);
    expect(out).toContain("Relocations of __TEXT,__text (6)");
    expect(out).toMatch(/ 0x8 {2}ARM64_RELOC_BRANCH26 +4 {2}pcrel {2}symbol +\d+ {2}_puts\n/);
    expect(out).not.toContain("Rebases");
  });

  test("as JSON", async () => {
    const image = imageOf(await jsonOf(await twoObjects(), "main.o"));
    expect(image.header.values.cpuType).toBe(cpuTypes.CPU_TYPE_ARM64);
    expect(image.commands.map((command) => command.name)).toContain("LC_SYMTAB");
    expect(image.sections.map(({ segment, section, size }) => [segment, section, size])).toEqual([
      ["__TEXT", "__text", 28],
      ["__TEXT", "__cstring", 3],
      ["__DATA", "__data", 8],
    ]);
    const branches = image.sections[0]!.relocations.filter(({ typeName }) => typeName === "ARM64_RELOC_BRANCH26");
    expect(branches.map(({ address, length, external, target }) => [address, length, external, target])).toEqual([
      [12, 2, true, "_helper"],
      [8, 2, true, "_puts"],
    ]);
    expect(image.fixups.form).toBe("none");
    expect(image.problems).toEqual([]);
  });

  test("names sections, addends and indirect symbols", async () => {
    const text = [
      "_f: adrp x0, _g@PAGE+24",
      "ret",
      ".data",
      ".quad L_here",
      "L_here: .quad 1",
      ".section __DATA,__ptrs,non_lazy_symbol_pointers",
      ".indirect_symbol _h",
      ".quad 0",
    ];
    const image = imageOf(await jsonOf(await assembled({ "a.s": `${text.join("\n")}\n` }), "a.o"));
    const targets = image.sections.flatMap(({ relocations }) => relocations.map((each) => each.target ?? each.addend));
    expect(targets).toEqual(expect.arrayContaining([24, "_g"]));
    expect(image.indirectSymbols).toEqual([
      expect.objectContaining({ index: 0, segment: "__DATA", section: "__ptrs", name: "_h" }),
    ]);
  });
});

describe("an executable", () => {
  test("shows what dyld does", async () => {
    const made = await twoObjects();
    const { status, error } = await made.run("ld -arch arm64 -o prog main.o helper.o -lSystem");
    expect({ status, error }).toEqual({ status: 0, error: "" });
    const { fixups, exports, indirectSymbols, functionStarts, signature, libraries, symbols } = imageOf(
      await jsonOf(made, "prog"),
    );
    expect(libraries).toEqual(["/usr/lib/libSystem.B.dylib"]);
    expect(fixups.form).toBe("opcodes");
    expect(fixups.lazyBinds.map(({ symbol, section, library }) => [symbol, section, library])).toEqual([
      ["_puts", "__la_symbol_ptr", "/usr/lib/libSystem.B.dylib"],
    ]);
    expect(fixups.binds.map(({ symbol, section, ordinal }) => [symbol, section, ordinal])).toEqual([
      ["_environ", "__got", 1],
      ["dyld_stub_binder", "__got", 1],
    ]);
    const value = (name: string) => symbols.find((symbol) => symbol.name === name)!.value;
    expect(exports.find(({ name }) => name === "_helper")!.address).toBe(value("_helper"));
    expect(indirectSymbols.map(({ section, name }) => `${section} ${name}`).sort()).toEqual([
      "__got _environ",
      "__got dyld_stub_binder",
      "__la_symbol_ptr _puts",
      "__stubs _puts",
    ]);
    expect(functionStarts.map(({ name }) => name)).toEqual(["_main", "_helper"]);
    expect(signature).toMatchObject({ identifier: "prog", problems: [] });
    const { out } = await made.run("dump prog");
    for (const heading of ["Rebases (2)", "Binds (2)", "Lazy binds (1)", "Indirect symbols (4)", "Code signature"])
      expect(out).toContain(`\n${heading}\n`);
    expect(out).toContain("every hash is right");
  });
});

describe("containers", () => {
  test("an archive shows each member, also those that are no objects", async () => {
    const made = await twoObjects();
    const helper = made.files.get("helper.o")!;
    const note = new TextEncoder().encode("hello, note");
    made.files.set(
      "lib.a",
      writeArchive([
        { name: "helper.o", bytes: helper, defines: ["_helper"] },
        { name: "note.txt", bytes: note, defines: [] },
      ]),
    );
    const document = await jsonOf(made, "lib.a");
    if (document.format !== "archive") throw new Error(document.format);
    expect(document.index).toEqual([{ name: "_helper", member: "helper.o" }]);
    expect(document.members.map(({ contents }) => [contents.file, contents.format])).toEqual([
      ["lib.a(helper.o)", "macho"],
      ["lib.a(note.txt)", "other"],
    ]);
    const { out } = await made.run("dump lib.a");
    expect(out).toContain("lib.a: archive of 2 members");
    expect(out).toContain("lib.a(helper.o): MH_OBJECT, arm64");
  });

  test("a fat file shows each slice", async () => {
    const made = await twoObjects();
    made.files.set("fat", fatOf(made.files.get("helper.o")!));
    const document = await jsonOf(made, "fat");
    if (document.format !== "fat") throw new Error(document.format);
    expect(document.slices[0]).toMatchObject({ architecture: "arm64", offset: 0x1000 });
    expect(imageOf(document.slices[0]!.contents).fileType).toBe("MH_OBJECT");
    expect((await made.run("dump fat")).out).toContain("fat (arm64): MH_OBJECT, arm64");
  });

  test("a fat file inside a fat file is not followed", async () => {
    const made = await twoObjects();
    const document = describeFile("fat", fatOf(fatOf(made.files.get("helper.o")!)));
    expect(document).toMatchObject({ slices: [{ contents: { format: "other" } }] });
  });

  test("a text stub shows its documents", async () => {
    const stub = `--- !tapi-tbd
tbd-version: 4
targets: [ arm64-macos ]
install-name: /usr/lib/libx.dylib
exports:
  - targets: [ arm64-macos ]
    symbols: [ _x ]
    weak-symbols: [ _w ]
...
`;
    const { status, out } = await folder({ "libx.tbd": stub }).run("dump libx.tbd");
    expect(status).toBe(0);
    expect(out).toContain("Text stub of /usr/lib/libx.dylib");
    expect(out).toMatch(/exports: weak symbols \(arm64-macos\)\n {4}_w\n/);
  });
});

describe("damaged files", () => {
  test("a cut header is one message with offset and expectation", async () => {
    const made = await twoObjects();
    made.files.set("cut.o", made.files.get("main.o")!.slice(0, 20));
    expect(await made.run("dump cut.o")).toEqual({
      status: 1,
      out: "",
      error: "machoscope dump: error: cut.o: a Mach-O header of 32 bytes is expected, found 20 bytes (offset 0x0)\n",
    });
  });

  test("what is whole of a cut file is shown all the same", async () => {
    const made = await twoObjects();
    const whole = made.files.get("main.o")!;
    made.files.set("cut.o", whole.slice(0, whole.length - 40));
    const { status, out, error } = await made.run("dump cut.o");
    expect(status).toBe(1);
    expect(out).toContain("Sections (3)");
    expect(error).toMatch(/^machoscope dump: error: cut\.o: symbols: the .* table reaches .*\(offset 0x[0-9a-f]+\)\n$/);
  });

  test("every cut ends in messages, never in a throw", async () => {
    const made = await twoObjects();
    await made.run("ld -arch arm64 -o prog main.o helper.o -lSystem");
    for (const name of ["main.o", "prog"]) {
      const whole = made.files.get(name)!;
      const step = Math.max(1, Math.floor(whole.length / 97));
      for (let length = 0; length < whole.length; length += step) {
        made.files.set("cut", whole.slice(0, length));
        const { status, error } = await made.run("dump cut");
        expect([length, status]).toEqual([length, 1]);
        expect(error).toMatch(/^(machoscope dump: error: cut: [^\n]+\(offset 0x[0-9a-f]+\)\n)+$/);
      }
    }
  });

  test("changed bytes end in a dump or in messages, never in a throw", async () => {
    const made = await twoObjects();
    await made.run("ld -arch arm64 -o prog main.o helper.o -lSystem");
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (const name of ["main.o", "prog"]) {
      for (let round = 0; round < 200; round++) {
        const bytes = made.files.get(name)!.slice();
        // Header, load commands and the tables at the end hold what a reader can trip over.
        const nearEnd = random(3) === 0;
        for (let change = 0; change < 3; change++) {
          const at = nearEnd
            ? bytes.length - 1 - random(Math.min(800, bytes.length))
            : random(Math.min(1300, bytes.length));
          bytes[at] = random(2) === 0 ? 0xff : random(256);
        }
        made.files.set("odd", bytes);
        const { error } = await made.run(`dump ${random(2) === 0 ? "--json " : ""}odd`);
        expect(error).toMatch(/^(machoscope dump: error: odd: [^\n]+\(offset 0x[0-9a-f]+\)\n)*$/);
      }
    }
  });

  test("a damaged member does not hide the others", async () => {
    const made = await twoObjects();
    const helper = made.files.get("helper.o")!;
    const cut = helper.slice(0, 24);
    made.files.set(
      "lib.a",
      writeArchive([
        { name: "cut.o", bytes: cut, defines: [] },
        { name: "helper.o", bytes: helper, defines: [] },
      ]),
    );
    const { status, out, error } = await made.run("dump lib.a");
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope dump: error: lib\.a\(cut\.o\): a Mach-O header .*\n$/);
    expect(out).toContain("_helper");
  });

  test("names cannot steer the terminal", async () => {
    const made = await assembled({ "a.s": '.globl "_a\\033[31mb"\n"_a\\033[31mb":\n' });
    const { out } = await made.run("dump a.o");
    expect(out).not.toContain("\u001b");
  });
});

describe("arguments", () => {
  test.each([
    ["dump", "no input file"],
    ["dump --jsn a.o", "unknown argument '--jsn'"],
    ["dump a.o b.o", "more than one file: a.o and b.o"],
    ["dump a.o", "cannot open a.o: no such file"],
  ])("%s", async (line, message) => {
    expect(await folder().run(line)).toEqual({ status: 1, out: "", error: `machoscope dump: error: ${message}\n` });
  });

  test("a file of no known format is named as what it is", async () => {
    const { status, error } = await folder({ "a.txt": "hello" }).run("dump a.txt");
    expect(status).toBe(1);
    expect(error).toMatch(/^machoscope dump: error: a\.txt: .* is expected, found a text file \(offset 0x0\)\n$/);
  });
});

describe("chained fixups", () => {
  const text = [
    ".globl _main",
    "_main: bl _puts",
    "ret",
    ".data",
    ".p2align 3",
    "_p: .quad _main",
    ".quad _puts+8",
    ".quad _puts-8",
  ];
  const linked = async () => {
    const made = await assembled({ "a.s": `${text.join("\n")}\n` });
    const run = await made.run("ld -arch arm64 -platform_version macos 13.0 13.0 a.o -lSystem -o a.out");
    expect(run).toEqual({ status: 0, out: "", error: "" });
    return made;
  };
  test("as text", async () => {
    const { out } = await (await linked()).run("dump a.out");
    expect(out).toContain("Chains (4 pointers)");
    expect(out).toMatch(/ {2}__DATA +0x4000 {2}DYLD_CHAINED_PTR_64 {2}0x0\n/);
    expect(out).toContain("Chained imports (2, DYLD_CHAINED_IMPORT_ADDEND)");
    expect(out).toMatch(
      /__DATA,__data +0x100008000 {2}0x0010000100000[0-9a-f]{3} {2}rebase {2}target 0x100000[0-9a-f]{3} +2\n/,
    );
    expect(out).toMatch(/__DATA,__data +0x100008008 {2}0x8010000008000000 {2}bind +import 0, addend 0x8 +2\n/);
    expect(out).toMatch(/__DATA,__data +0x100008010 {2}0x8000000000000001 {2}bind +import 1 +last\n/);
  });
  test("as JSON they are binds and rebases like others", async () => {
    const { fixups, problems } = imageOf(await jsonOf(await linked(), "a.out"));
    expect(problems).toEqual([]);
    expect(fixups.form).toBe("chained");
    expect(fixups.rebases.map(({ section }) => section)).toEqual(["__data"]);
    expect(fixups.binds.map(({ section, symbol, addend }) => [section, symbol, addend])).toEqual([
      ["__got", "_puts", 0],
      ["__data", "_puts", 8],
      ["__data", "_puts", -8],
    ]);
    expect(fixups.chains?.pointers.map(({ kind, next }) => [kind, next])).toEqual([
      ["bind", 0],
      ["rebase", 2],
      ["bind", 2],
      ["bind", 0],
    ]);
  });
});
