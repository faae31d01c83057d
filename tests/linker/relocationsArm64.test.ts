import { describe, expect, it } from "vitest";
import { fixupKind } from "@/linker/schemas/image";
import { validateImage } from "@/linker/validateImage";
import { bytesAt, codesOf, type Linked, linkScene, pointerAt } from "../support/linkScene";

const code = (lines: string, rest = "") =>
  `.text\n.globl _main\n.p2align 2\n_main:\n${lines}\nret\n${rest}\n.subsections_via_symbols\n`;
const linkCode = (lines: string, rest = "") => {
  const linked = linkScene("arm64", [{ name: "main.s", text: code(lines, rest) }]);
  if (linked.view.image !== undefined) expect(validateImage(linked.image)).toEqual([]);
  return linked;
};
const wordAt = (linked: Linked, address: number) => {
  const bytes = bytesAt(linked, address, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
};
/** The page an adrp names, from where it stands. */
const adrpTarget = (word: number, place: number) => {
  const immediate = (((word >>> 5) & 0x7ffff) << 2) | ((word >>> 29) & 3);
  return Math.floor(place / 4096) * 4096 + ((immediate << 11) >> 11) * 4096;
};
const imm12 = (word: number) => (word >>> 10) & 0xfff;
const page = (address: number) => Math.floor(address / 4096) * 4096;
const data = ".data\n.globl _d\n.p2align 4\n_d: .quad 1, 2, 3, 4, 5, 6, 7, 8";

describe("arm64 relocations", () => {
  it.each([
    ["ldrb w1, [x0, _d@PAGEOFF]", 1],
    ["ldrh w1, [x0, _d@PAGEOFF]", 2],
    ["ldr w1, [x0, _d@PAGEOFF]", 4],
    ["ldr x1, [x0, _d@PAGEOFF]", 8],
    ["ldr q1, [x0, _d@PAGEOFF]", 16],
    ["ldr d1, [x0, _d@PAGEOFF]", 8],
    ["ldr b1, [x0, _d@PAGEOFF]", 1],
    ["str x1, [x0, _d@PAGEOFF]", 8],
    ["ldrsw x1, [x0, _d@PAGEOFF]", 4],
    ["add x1, x0, _d@PAGEOFF", 1],
  ])("70 %s counts in what it accesses", (line, scale) => {
    const linked = linkCode(`adrp x0, _d@PAGE\n${line}`, data);
    const main = linked.address("_main");
    expect(adrpTarget(wordAt(linked, main), main)).toBe(page(linked.address("_d")));
    expect(imm12(wordAt(linked, main + 4)) * scale).toBe(linked.address("_d") & 0xfff);
  });

  it("70 a target that is no multiple of the access is an error", () => {
    const linked = linkCode("adrp x0, _m@PAGE\nldr x1, [x0, _m@PAGEOFF]", ".data\n.byte 1\n.globl _m\n_m: .quad 1");
    expect(codesOf(linked)).toEqual(["misaligned"]);
    expect(linked.errors[0]).toContain("ARM64_RELOC_PAGEOFF12 to _m");
  });

  it.each([8, 4096, -8, -4096])("71 the addend %d on a page, an offset and a branch", (addend) => {
    const sum = addend < 0 ? `${addend}` : `+${addend}`;
    const linked = linkCode(
      `adrp x0, _d@PAGE${sum}\nadd x0, x0, _d@PAGEOFF${sum}\nbl _f${sum}`,
      `.globl _f\n_f: .space 8192\n${data}`,
    );
    const main = linked.address("_main");
    const target = linked.address("_d") + addend;
    expect(adrpTarget(wordAt(linked, main), main)).toBe(page(target));
    expect(imm12(wordAt(linked, main + 4))).toBe(target - page(target));
    const branch = (wordAt(linked, main + 8) << 6) >> 4;
    expect(main + 8 + branch).toBe(linked.address("_f") + addend);
  });

  it("72 thread-local: of this image an add, of a library a load of its pointer", () => {
    const local = linkCode(
      "adrp x0, _t@TLVPPAGE\nldr x0, [x0, _t@TLVPPAGEOFF]",
      ".section __DATA,__thread_bss,thread_local_zerofill\n.tbss _t$tlv$init, 8, 3\n.section __DATA,__thread_vars,thread_local_variables\n.globl _t\n_t: .quad __tlv_bootstrap\n.quad 0\n.quad _t$tlv$init",
    );
    expect(local.errors).toEqual([]);
    const word = wordAt(local, local.address("_main") + 4);
    expect(word >>> 22).toBe(0x91000000 >>> 22);
    expect(imm12(word)).toBe(local.address("_t") & 0xfff);

    const imported = linkScene("arm64", [
      { name: "main.s", text: code("adrp x0, _t@TLVPPAGE\nldr x0, [x0, _t@TLVPPAGEOFF]") },
      {
        name: "libt.tbd",
        text: "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos ]\ninstall-name: /usr/lib/libt.dylib\nexports:\n  - targets: [ arm64-macos ]\n    thread-local-symbols: [ _t ]\n...\n",
      },
    ]);
    expect(imported.errors).toEqual([]);
    expect(validateImage(imported.image)).toEqual([]);
    const slot = imported.view.slots.address[imported.view.globals.tlvSlot[imported.global("_t")]];
    const load = wordAt(imported, imported.address("_main") + 4);
    expect(load >>> 22).toBe(0xf9400000 >>> 22);
    expect(imm12(load) * 8).toBe(slot & 0xfff);
    const kinds = [...imported.view.fixups.rows()].map((fixup) => fixupKind.nameOf(imported.view.fixups.kind[fixup]));
    expect(kinds).toEqual(["bind"]);
  });

  it("73 the distance to a GOT cell", () => {
    const linked = linkCode("", ".section __TEXT,__const\n.p2align 2\n.globl _w\n_w: .long _puts@GOT - .");
    const cell = linked.view.slots.address[linked.view.globals.gotSlot[linked.global("_puts")]];
    expect(linked.address("_w") + (wordAt(linked, linked.address("_w")) | 0)).toBe(cell);
  });

  it("76 a branch beyond 128 MiB is an error with its range", () => {
    const linked = linkScene("arm64", [
      { name: "main.s", text: code("bl _far") },
      { name: "far.s", text: ".globl _far\n_far = 0x110000000\n" },
    ]);
    expect(codesOf(linked)).toEqual(["out-of-range"]);
    expect(linked.errors[0]).toContain("[-0x8000000, 0x7fffffc]");
  });

  it("75 a section-based target picks the atom at a boundary", () => {
    const linked = linkCode(
      "",
      ".data\n.p2align 3\nl_a: .quad 1\nl_b: .quad 2\n.globl _p\n_p: .quad l_b\n.globl _q\n_q: .quad l_a+4",
    );
    expect(pointerAt(linked, linked.address("_p"))).toBe(linked.address("_p") - 8);
    expect(pointerAt(linked, linked.address("_q"))).toBe(linked.address("_p") - 12);
  });

  it("74 a plain access to a thread-local variable, and the reverse, are errors", () => {
    const variable =
      ".section __DATA,__thread_data,thread_local_regular\n_t$tlv$init: .quad 7\n.section __DATA,__thread_vars,thread_local_variables\n.globl _t\n_t: .quad __tlv_bootstrap\n.quad 0\n.quad _t$tlv$init";
    expect(codesOf(linkCode("adrp x0, _t@PAGE\nadd x0, x0, _t@PAGEOFF", variable))).toEqual([
      "thread-local-by-address",
      "thread-local-by-address",
    ]);
    expect(codesOf(linkCode("adrp x0, _d@TLVPPAGE\nldr x0, [x0, _d@TLVPPAGEOFF]", data))).toEqual([
      "not-thread-local",
      "not-thread-local",
    ]);
  });
});
