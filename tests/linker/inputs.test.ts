// Checklist 61 to 63: universal files, dylibs with and without an export trie, and what is refused in one sentence.

import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { concatBytes } from "@/base/buffers";
import { encodeText } from "@/base/text";
import { cpuTypes, loadCommands, magics } from "@/macho/constants";
import { smallDylib } from "../macho/smallFiles";
import { archiveOf, codesOf, linkScene, objectOf, stub } from "../support/linkScene";

const cpu: Readonly<Record<Architecture, number>> = {
  arm64: cpuTypes.CPU_TYPE_ARM64,
  x86_64: cpuTypes.CPU_TYPE_X86_64,
};
const subtype: Readonly<Record<Architecture, number>> = { arm64: 0, x86_64: 3 };
const other = (architecture: Architecture): Architecture => (architecture === "arm64" ? "x86_64" : "arm64");

/** A universal file of both CPUs; `wide` with 64-bit offsets. */
function fat(slices: readonly (readonly [Architecture, Uint8Array])[], wide = false): Uint8Array {
  const entryBytes = wide ? 32 : 20;
  const parts: Uint8Array[] = [];
  const head = new DataView(new ArrayBuffer(4096));
  head.setUint32(0, wide ? magics.FAT_MAGIC_64 : magics.FAT_MAGIC);
  head.setUint32(4, slices.length);
  let offset = 4096;
  for (const [index, [architecture, bytes]] of slices.entries()) {
    const at = 8 + index * entryBytes;
    head.setUint32(at, cpu[architecture]);
    head.setUint32(at + 4, subtype[architecture]);
    if (wide) {
      head.setBigUint64(at + 8, BigInt(offset));
      head.setBigUint64(at + 16, BigInt(bytes.length));
      head.setUint32(at + 24, 12);
    } else {
      head.setUint32(at + 8, offset);
      head.setUint32(at + 12, bytes.length);
      head.setUint32(at + 16, 12);
    }
    const padded = new Uint8Array(Math.ceil(bytes.length / 4096) * 4096);
    padded.set(bytes);
    parts.push(padded);
    offset += padded.length;
  }
  return concatBytes([new Uint8Array(head.buffer), ...parts]);
}
const code = (name: string, arch: Architecture, call = "") =>
  `.globl ${name}\n.p2align 2\n${name}:\n${call === "" ? "" : `${arch === "arm64" ? "bl" : "callq"} ${call}\n`}ret\n.subsections_via_symbols\n`;
const both = (make: (architecture: Architecture) => Uint8Array, wide = false) =>
  fat(
    architectures.map((architecture) => [architecture, make(architecture)] as const),
    wide,
  );

describe.each(architectures)("inputs, %s", (arch) => {
  const main = { name: "main.s", text: code("_main", arch, "_one") };

  it.each([false, true])("61 the slice of a universal object that fits is taken (64-bit offsets: %s)", (wide) => {
    const bytes = both((each) => objectOf(each, "one.s", code("_one", each)), wide);
    expect(linkScene(arch, [main, { name: "one.o", bytes }]).errors).toEqual([]);
  });

  it.each([false, true])("61 the slice of a universal archive that fits is taken (64-bit offsets: %s)", (wide) => {
    const bytes = both((each) => archiveOf(each, { "one.o": code("_one", each) }), wide);
    const linked = linkScene(arch, [main, { name: "lib.a", bytes }]);
    expect(linked.errors).toEqual([]);
    expect(linked.view.files.name.length).toBeGreaterThan(0);
  });

  it("62 a universal file without the slice lists what it has, once", () => {
    const bytes = fat([[other(arch), objectOf(other(arch), "one.s", code("_one", other(arch)))]]);
    expect(linkScene(arch, [main, { name: "one.o", bytes }]).messages).toEqual([
      `no-matching-slice: the universal file has no slice for ${arch}; it has ${other(arch)} (one.o)`,
    ]);
  });

  it("62 an archive for another CPU is told once, without a flood of undefined names", () => {
    const wrong = other(arch);
    const bytes = archiveOf(wrong, { "one.o": code("_one", wrong), "two.o": code("_two", wrong) });
    const calls = { name: "main.s", text: `${code("_main", arch, "_one")}${code("_b", arch, "_two")}` };
    expect(codesOf(linkScene(arch, [calls, { name: "lib.a", bytes }]))).toEqual(["wrong-architecture"]);
  });

  it.each([
    ["a thin archive", encodeText("!<thin>\n"), "unusable-file"],
    ["bitcode", new Uint8Array([0x42, 0x43, 0xc0, 0xde, 0, 0, 0, 0]), "unusable-file"],
    ["an archive with a size that is no number", encodeText(`!<arch>\n${"x".repeat(58)}\`\n`), "damaged-file"],
  ])("62 %s is refused in one sentence", (_, bytes, expected) => {
    expect(codesOf(linkScene(arch, [main, { name: "lib.a", bytes }]))).toEqual([expected]);
  });

  it("61 an archive without an index is searched member by member", () => {
    const bytes = archiveOf(arch, { "one.o": code("_one", arch), "two.o": code("_two", arch) });
    // The index is the first member; under another name it is none.
    const renamed = bytes.slice();
    const at = new TextDecoder("latin1").decode(renamed.subarray(0, 200)).indexOf("__.SYMDEF");
    renamed.set(encodeText("__.NOTHING"), at);
    const linked = linkScene(arch, [main, { name: "lib.a", bytes: renamed }]);
    expect(linked.errors).toEqual([]);
    expect(linked.global("_one")).toBeGreaterThan(0);
  });

  it("63 a re-exported library that is among the inputs is found there", () => {
    const reexporting = stub("/usr/lib/libx.dylib", ["_x"]).replace(
      "exports:",
      "reexported-libraries:\n  - targets: [ x86_64-macos, arm64-macos ]\n    libraries: [ /p/liby.dylib ]\nexports:",
    );
    const x = { name: "libx.tbd", text: reexporting };
    expect(codesOf(linkScene(arch, [main, x]))).toEqual(["absent-reexport", "undefined-symbol"]);
    const y = { name: "liby.tbd", text: stub("/p/liby.dylib", ["_one"]) };
    expect(linkScene(arch, [main, x, y]).messages).toEqual([]);
  });
});

describe("dylibs", () => {
  const main = { name: "main.s", text: code("_main", "arm64", "_foo") };
  const exported = (bytes: Uint8Array) => linkScene("arm64", [main, { name: "libfoo.dylib", bytes }]);

  it("are read by their export trie, and by their symbol table when they have none", () => {
    const bytes = smallDylib();
    const names = (linked: ReturnType<typeof exported>) => linked.messages.filter((text) => /_foo/.test(text));
    const byTrie = exported(bytes);
    const stripped = bytes.slice();
    const view = new DataView(stripped.buffer);
    for (let at = 32; at < 32 + view.getUint32(20, true); at += view.getUint32(at + 4, true)) {
      const command = view.getUint32(at, true);
      const isTrie = [loadCommands.LC_DYLD_INFO, loadCommands.LC_DYLD_INFO_ONLY, loadCommands.LC_DYLD_EXPORTS_TRIE];
      if (isTrie.some((one) => one === command)) view.setUint32(at, 0x7f, true);
    }
    const byTable = exported(stripped);
    expect(byTable.view.diagnostics.map(({ code: what }) => what)).toEqual(
      byTrie.view.diagnostics.map(({ code: what }) => what),
    );
    expect(names(byTable)).toEqual(names(byTrie));
  });
});
