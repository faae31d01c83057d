import { describe, expect, it } from "vitest";
import { decodeText } from "@/base/text";
import { parseOrder } from "@/cli/sectionInputs";
import { assembled } from "./folder";

const main = `
.globl _main
.p2align 2
_main:
  bl _a
  bl _puts
  ret
.globl _a
.p2align 2
_a:
  bl _b
  ret
.globl _b
.p2align 2
_b:
  ret
.globl _dead
.p2align 2
_dead:
  bl _b
  ret
.cstring
l_text: .asciz "two\\nlines"
.data
.p2align 3
_pointer: .quad l_text
.comm _room, 16, 3
.subsections_via_symbols
`;
const line = "ld -arch arm64 main.o -lSystem";

describe("what a link tells beside its output", () => {
  it("-why_live: the chain of what keeps a symbol, up to a root", async () => {
    const made = await assembled({ "main.s": main });
    const { out, status } = await made.run(`${line} -dead_strip -why_live _b -why_live _m* -why_live _dead`);
    expect(status).toBe(0);
    expect(out).toBe("_b from main.o\n  _a from main.o\n    _main from main.o\n_main from main.o\n");
    expect((await made.run(`${line} -why_live _b`)).out).toBe("");
  });

  it("-map: files, sections, and everything in them by address", async () => {
    const made = await assembled({ "main.s": main });
    await made.run(`${line} -dead_strip -u _pointer_missing -map a.map`);
    expect(made.files.has("a.map")).toBe(false);
    await made.run(`${line} -map a.map`);
    const addresses = /0x1000[0-9A-F]{5}/g;
    expect(decodeText(made.files.get("a.map")!).replace(addresses, "0x1........")).toMatchInlineSnapshot(`
      "# Path: a.out
      # Arch: arm64
      # Object files:
      [  0] linker synthesized
      [  1] main.o
      [  2] libSystem.tbd
      # Sections:
      # Address	Size    	Segment	Section
      0x1........	0x00000020	__TEXT	__text
      0x1........	0x0000000C	__TEXT	__stubs
      0x1........	0x00000024	__TEXT	__stub_helper
      0x1........	0x0000000A	__TEXT	__cstring
      0x1........	0x00000008	__DATA_CONST	__got
      0x1........	0x00000008	__DATA	__la_symbol_ptr
      0x1........	0x00000010	__DATA	__data
      0x1........	0x00000010	__DATA	__common
      # Symbols:
      # Address	Size    	File  Name
      0x1........	0x0000000C	[  1] _main
      0x1........	0x00000008	[  1] _a
      0x1........	0x00000004	[  1] _b
      0x1........	0x00000008	[  1] _dead
      0x1........	0x0000000C	[  2] _puts
      0x1........	0x0000000C	[  0] stub helper for _puts
      0x1........	0x0000000A	[  1] literal string: two\\nlines
      0x1........	0x00000008	[  0] non-lazy-pointer-to-local: dyld_stub_binder
      0x1........	0x00000008	[  2] _puts
      0x1........	0x00000008	[  1] _pointer
      0x1........	0x00000008	[  0] __dyld_private
      0x1........	0x00000010	[  1] _room
      "
    `);
    await made.run(`${line} -dead_strip -map dead.map`);
    expect(decodeText(made.files.get("dead.map")!).split("# Dead Stripped Symbols:")[1]).toMatchInlineSnapshot(`
      "
      #        	Size    	File  Name
      <<dead>>	0x00000008	[  1] _dead
      <<dead>>	0x0000000A	[  1] literal string: two\\nlines
      <<dead>>	0x00000008	[  1] _pointer
      <<dead>>	0x00000010	[  1] _room
      "
    `);
  });

  it("-dependency_info: what was read and written", async () => {
    const made = await assembled({ "main.s": main });
    await made.run(`${line} -o out -dependency_info deps`);
    expect(decodeText(made.files.get("deps")!)).toBe("\0machoscope\0\x10libSystem.tbd\0\x10main.o\0@out\0");
  });
});

describe("order files", () => {
  it("name symbols, objects and CPUs", () => {
    const text = "_a # first\n\n# only a remark\narm64:_b\nx86_64:_c\nmain.o:_d\narm64:main.o: _e\n-[A b:]\n";
    expect(parseOrder(text, "arm64")).toEqual([
      { name: "_a", file: undefined },
      { name: "_b", file: undefined },
      { name: "_d", file: "main.o" },
      { name: "_e", file: "main.o" },
      { name: "-[A b:]", file: undefined },
    ]);
  });
});
