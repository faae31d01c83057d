import { describe, expect, it } from "vitest";
import { architectures } from "@/arch/architecture";
import { encodeText } from "@/base/text";
import { libcxx } from "@/gallery/libcxx";
import { validateImage } from "@/linker/validateImage";
import { loadCommands as lc } from "@/macho/constants";
import { readImage, stringOf } from "@/macho/readImage";
import { type Linked, linkScene } from "../support/linkScene";

const loaded = ({ image }: Linked) =>
  readImage(image)
    .commands.filter(({ command }) => command === lc.LC_LOAD_DYLIB || command === lc.LC_LOAD_WEAK_DYLIB)
    .map((command) => `${lc.nameOf(command.command)} ${stringOf(command)}`);
const idle = { name: "libc++.tbd", bytes: encodeText(libcxx), onlyIfUsed: true };
const calling = (arch: string, name: string) =>
  `.globl _main\n_main:\n  ${arch === "arm64" ? "bl" : "callq"} ${name}\n  ret\n.subsections_via_symbols\n`;

describe.each(architectures)("libraries, %s", (arch) => {
  it("30 loads a library that nobody named only when a name binds to it", () => {
    const without = linkScene(arch, [{ name: "main.s", text: calling(arch, "_puts") }, idle]);
    expect(loaded(without)).toEqual(["LC_LOAD_DYLIB /usr/lib/libSystem.B.dylib"]);
    const using = linkScene(arch, [{ name: "main.s", text: calling(arch, "___cxa_rethrow") }, idle]);
    expect(loaded(using)).toEqual([
      "LC_LOAD_DYLIB /usr/lib/libc++abi.dylib",
      "LC_LOAD_DYLIB /usr/lib/libSystem.B.dylib",
    ]);
    expect([...validateImage(without.image), ...validateImage(using.image)]).toEqual([]);
  });

  it("22 dyld_stub_binder is named only when there are stubs", () => {
    const names = ({ view }: Linked) =>
      [...view.globals.rows()].map((row) => view.strings.text(view.globals.name[row]));
    const text = `.globl _main\n_main:\n  ret\n`;
    expect(names(linkScene(arch, [{ name: "main.s", text }]))).not.toContain("dyld_stub_binder");
    expect(names(linkScene(arch, [{ name: "main.s", text: calling(arch, "_puts") }]))).toContain("dyld_stub_binder");
  });

  it("30 a library named by the user is loaded even when nothing binds to it", () => {
    const linked = linkScene(arch, [{ name: "main.s", text: `.globl _main\n_main:\n  ret\n` }]);
    expect(loaded(linked)).toEqual(["LC_LOAD_DYLIB /usr/lib/libSystem.B.dylib"]);
  });

  it("29 a weakly named library is loaded weakly and its imports are weak", () => {
    const linked = linkScene(arch, [
      { name: "main.s", text: calling(arch, "_f") },
      {
        name: "libf.tbd",
        weak: true,
        text: "--- !tapi-tbd\ntbd-version: 4\ntargets: [ x86_64-macos, arm64-macos ]\ninstall-name: /usr/lib/libf.dylib\nexports:\n  - targets: [ x86_64-macos, arm64-macos ]\n    symbols: [ _f ]\n...\n",
      },
    ]);
    expect(loaded(linked)[0]).toBe("LC_LOAD_WEAK_DYLIB /usr/lib/libf.dylib");
  });
});
