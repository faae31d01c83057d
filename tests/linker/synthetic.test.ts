import { describe, expect, it } from "vitest";
import { type Architecture, architectures } from "@/arch/architecture";
import { byteCount } from "@/base/units";
import { slotKind } from "@/linker/schemas/globals";
import { validateImage } from "@/linker/validateImage";
import { sectionTypeOf, sectionTypes } from "@/macho/constants";
import { bindsOf, dataInCodeOf, exportsOf, functionStartsOf, indirectSymbolsOf, symbolsOf } from "@/macho/linkedit";
import { readImage } from "@/macho/readImage";
import { bytesAt, type Linked, linkScene, pointerAt, sectionNamed } from "../support/linkScene";

const call = { arm64: (name: string) => `bl ${name}`, x86_64: (name: string) => `callq ${name}` };
const names = ["_puts", "_printf", "_malloc", "_free"];
const program = (arch: Architecture) =>
  linkScene(arch, [
    {
      name: "main.s",
      text: `.globl _main\n.p2align 2\n_main:\n${names.map(call[arch]).join("\n")}\nret\n.globl _next\n.p2align 2\n_next: ret\n_local: ret\nltmp: ret\n.subsections_via_symbols\n`,
    },
  ]);
const word = (linked: Linked, address: number) => {
  const bytes = bytesAt(linked, address, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
};
const signed = (linked: Linked, address: number) => word(linked, address) | 0;
/** Where `adrp; ldr` or `jmp *disp(%rip)` at a stub finds its pointer. */
function pointerOfStub(linked: Linked, arch: Architecture, stub: number): number {
  if (arch === "x86_64") return stub + 6 + signed(linked, stub + 2);
  const adrp = word(linked, stub);
  const immediate = (((adrp >>> 5) & 0x7ffff) << 2) | ((adrp >>> 29) & 3);
  return Math.floor(stub / 4096) * 4096 + immediate * 4096 + ((word(linked, stub + 4) >>> 10) & 0xfff) * 8;
}

describe.each(architectures)("synthetic sections, %s", (arch) => {
  const linked = program(arch);
  const { view } = linked;
  const stubs = [...view.slots.rows()].filter((slot) => view.slots.kind[slot] === slotKind.stub);
  const image = readImage(linked.image);

  it("81 each stub jumps through its own lazy pointer, which leads to its own helper entry", () => {
    expect(validateImage(linked.image)).toEqual([]);
    expect(stubs).toHaveLength(names.length);
    for (const slot of stubs) {
      expect(pointerOfStub(linked, arch, view.slots.address[slot])).toBe(view.slots.lazyPointer[slot]);
      expect(pointerAt(linked, view.slots.lazyPointer[slot])).toBe(view.slots.helper[slot]);
    }
  });

  it("82 the number in each helper entry is where its bind starts in the lazy stream", () => {
    const starts = new Map(bindsOf(image, "lazy").binds.map(({ name, start }) => [name, start]));
    for (const slot of stubs) {
      const name = view.strings.text(view.globals.name[view.slots.global[slot]]);
      const at = view.slots.helper[slot] + (arch === "x86_64" ? 1 : 8);
      expect(word(linked, at)).toBe(starts.get(name));
    }
  });

  it("83 the indirect table names each slot's symbol; reserved1 starts a section, reserved2 is a stub's size", () => {
    const entries = indirectSymbolsOf(image);
    const symbols = symbolsOf(image);
    for (const section of image.sections) {
      const type = sectionTypeOf(section.flags);
      const isStubs = type === sectionTypes.S_SYMBOL_STUBS;
      if (!isStubs && type !== sectionTypes.S_LAZY_SYMBOL_POINTERS) continue;
      const unit = isStubs ? section.reserved2 : 8;
      expect(unit).toBe(isStubs ? (arch === "arm64" ? 12 : 6) : 8);
      const listed = Array.from(
        { length: section.size / unit },
        (_, i) => symbols[entries[section.reserved1 + i]!]?.name,
      );
      expect(listed).toEqual(names);
    }
  });

  it("86 exports decode to the names, addresses and flags", () => {
    const found = exportsOf(image).exports.map(({ name, offset }) => [name, Number(offset) + 0x1_0000_0000]);
    expect(found).toEqual([
      ["__mh_execute_header", 0x1_0000_0000],
      ["_main", linked.address("_main")],
      ["_next", linked.address("_next")],
    ]);
  });

  it("88 function starts are the functions' addresses, in order", () => {
    const starts = functionStartsOf(image).map((offset) => offset + 0x1_0000_0000);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts).toContain(linked.address("_main"));
    expect(starts).toContain(linked.address("_next"));
  });

  it("89 symbols: locals, then exports, then imports; made-up labels and doubles left out", () => {
    expect(symbolsOf(image).map(({ name }) => name)).toEqual([
      ...["_local", "__dyld_private"].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
      ...["__mh_execute_header", "_main", "_next"],
      ...["_free", "_malloc", "_printf", "_puts", "dyld_stub_binder"],
    ]);
  });
  /** Locals keep the order of the input files, the linker's own first. */
  const order = ["__dyld_private", "_local"];
});

describe.each(architectures)("layout, %s", (arch) => {
  const main = { name: "main.s", text: ".globl _main\n.p2align 2\n_main: ret\n.subsections_via_symbols\n" };
  const page = arch === "arm64" ? 0x4000 : 0x1000;

  it("35 98 __PAGEZERO is 4 GiB unless asked otherwise, and absent at size 0", () => {
    const segments = (pageZeroSize: number) =>
      readImage(linkScene(arch, [main], { pageZeroSize: byteCount(pageZeroSize) }).image).segments.map(
        ({ segmentName, address }) => `${segmentName} ${address.toString(16)}`,
      );
    expect(segments(0x1_0000_0000).slice(0, 2)).toEqual(["__PAGEZERO 0", "__TEXT 100000000"]);
    expect(segments(0x4000).slice(0, 2)).toEqual(["__PAGEZERO 0", "__TEXT 4000"]);
    expect(segments(0)[0]).toBe("__TEXT 0");
  });

  it("97 the first section starts after header, commands and at least the padding asked for", () => {
    const first = (headerPad: number) =>
      readImage(linkScene(arch, [main], { headerPad: byteCount(headerPad) }).image).sections[0]!.offset;
    const { commandBytes } = linkScene(arch, [main]).view.layout;
    expect(first(0x20)).toBeGreaterThanOrEqual(commandBytes + 0x20);
    expect(first(0x10000)).toBeGreaterThanOrEqual(commandBytes + 0x10000);
  });

  it("97 -headerpad_max_install_names leaves room for the longest name of every library", () => {
    const linked = linkScene(arch, [main], { padForInstallNames: true, output: "dylib" });
    // libSystem and the dylib itself.
    const room = readImage(linked.image).sections[0]!.offset - linked.view.layout.commandBytes;
    expect(room).toBeGreaterThanOrEqual(2 * 1024);
    expect(room).toBeLessThan(2 * 1024 + 16);
  });

  it("99 stack size and run paths reach their commands", () => {
    const linked = linkScene(arch, [main], { stackSize: byteCount(0x100000), rpaths: ["@loader_path/x"] });
    const commands = readImage(linked.image).commands;
    expect(JSON.stringify(commands.map(({ strings }) => strings))).toContain("@loader_path/x");
    expect(validateImage(linked.image)).toEqual([]);
  });

  it("96 segments start on pages, zerofill is last and has no bytes in the file", () => {
    const text = `${main.text}.data\n.globl _d\n_d: .quad _main\n.zerofill __DATA,__bss,_z,64,4\n.globl _z\n.section __DATA,__later\n.quad 1\n`;
    const linked = linkScene(arch, [{ name: "main.s", text }]);
    const image = readImage(linked.image);
    for (const { address, fileOffset } of image.segments) expect([address % page, fileOffset % page]).toEqual([0, 0]);
    const data = image.segments.find(({ segmentName }) => segmentName === "__DATA")!;
    expect(data.sections.map(({ sectionName }) => sectionName)).toEqual(["__data", "__later", "__bss"]);
    expect(linked.view.outputSections.fileOffset[sectionNamed(linked, "__DATA,__bss")]).toBe(0);
    expect(linked.address("_z") % 16).toBe(0);
  });

  it("56 debug and __LLVM sections do not reach the image", () => {
    const text = `${main.text}.section __DWARF,__debug_info,regular,debug\n.quad 1\n.section __LLVM,__asm\n.quad 2\n`;
    const { image } = linkScene(arch, [{ name: "main.s", text }]);
    expect(readImage(image).sections.map(({ segmentName }) => segmentName)).toEqual(["__TEXT"]);
  });

  it("88 data in code points at the same bytes as in the object", () => {
    if (arch === "arm64") return;
    const text = `.globl _main\n_main: ret\n.data_region jt32\n.long 0x11223344\n.end_data_region\n`;
    const linked = linkScene(arch, [{ name: "main.s", text }]);
    const entries = dataInCodeOf(readImage(linked.image));
    expect(entries).toHaveLength(1);
    expect(new DataView(linked.image.buffer, linked.image.byteOffset).getUint32(entries[0]!.offset, true)).toBe(
      0x11223344,
    );
  });
});
