import { describe, expect, it } from "vitest";
import { fixupKind } from "@/linker/schemas/image";
import { validateImage } from "@/linker/validateImage";
import { bytesAt, codesOf, type Linked, linkScene, pointerAt } from "../support/linkScene";

const code = (lines: string, rest = "") =>
  `.text\n.globl _main\n_main:\n${lines}\nretq\n${rest}\n.subsections_via_symbols\n`;
const linkCode = (lines: string, rest = "") => {
  const linked = linkScene("x86_64", [{ name: "main.s", text: code(lines, rest) }]);
  if (linked.view.image !== undefined) expect(validateImage(linked.image)).toEqual([]);
  return linked;
};
const signed32 = (linked: Linked, address: number) => {
  const bytes = bytesAt(linked, address, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
};
const data = ".data\n.globl _d\n.p2align 3\n_d: .quad 1, 2, 3\nLlocal: .quad 4";
const rebases = ({ view }: Linked) =>
  [...view.fixups.rows()].filter((fixup) => view.fixups.kind[fixup] === fixupKind.rebase).length;

describe("x86_64 relocations", () => {
  it.each([
    ["movl _d(%rip), %eax", 2, 0],
    ["movl _d+16(%rip), %eax", 2, 16],
    ["movl _d-8(%rip), %eax", 2, -8],
    ["movb $1, _d(%rip)", 2, 0],
    ["movw $1, _d+8(%rip)", 3, 8],
    ["movl $1, _d(%rip)", 2, 0],
    ["movl $1, _d+8(%rip)", 2, 8],
    ["cmpb $1, _d+1(%rip)", 2, 1],
  ])("64 65 %s reaches its target", (line, field, addend) => {
    const linked = linkCode(line, data);
    const [relocation] = [...linked.view.relocations.rows()];
    const length = linked.view.relocations.offset[relocation!];
    expect(length).toBe(field);
    const main = linked.address("_main");
    // What follows the field belongs to the instruction: the distance counts from its end.
    const end = { movb: 7, cmpb: 7, movw: 9, movl: line.includes("$") ? 10 : 6 }[line.slice(0, 4)]!;
    expect(main + end + signed32(linked, main + field)).toBe(linked.address("_d") + addend);
  });

  it("64 a section-based SIGNED reaches a local label", () => {
    const linked = linkCode("movl Llocal(%rip), %eax", data);
    expect(linked.address("_main") + 6 + signed32(linked, linked.address("_main") + 2)).toBe(linked.address("_d") + 24);
  });

  it("66 a GOT record with an addend in place", () => {
    const linked = linkCode("cmpq $0, _puts@GOTPCREL+4(%rip)");
    const cell = linked.view.slots.address[linked.view.globals.gotSlot[linked.global("_puts")]];
    expect(linked.address("_main") + 8 + signed32(linked, linked.address("_main") + 3)).toBe(cell + 4);
  });

  it("66 a GOT record of a name of this image gets a cell that holds its address", () => {
    const linked = linkCode("cmpq $0, _d@GOTPCREL(%rip)", data);
    const cell = linked.view.slots.address[linked.view.globals.gotSlot[linked.global("_d")]];
    expect(pointerAt(linked, cell)).toBe(linked.address("_d"));
    expect(rebases(linked)).toBe(1);
  });

  it("67 differences of both lengths, across sections, and no rebase for them", () => {
    const linked = linkCode("", `${data}\n.globl _q\n_q: .quad _d - _main\n.globl _l\n_l: .long _main - _d\n.long 0`);
    expect(pointerAt(linked, linked.address("_q"))).toBe(linked.address("_d") - linked.address("_main"));
    expect(signed32(linked, linked.address("_l"))).toBe(linked.address("_main") - linked.address("_d"));
    expect(rebases(linked)).toBe(0);
  });

  it("45 67 a pointer has one rebase, an imported one a bind and no bytes", () => {
    const linked = linkCode("", ".data\n.globl _p\n.p2align 3\n_p: .quad _main+4\n.globl _i\n_i: .quad _puts");
    expect(pointerAt(linked, linked.address("_p"))).toBe(linked.address("_main") + 4);
    expect(pointerAt(linked, linked.address("_i"))).toBe(0);
    expect(rebases(linked)).toBe(1);
  });

  it("68 a thread-local variable of this image: movq becomes leaq", () => {
    const linked = linkCode(
      "movq _t@TLVP(%rip), %rdi",
      ".section __DATA,__thread_data,thread_local_regular\n_t$tlv$init: .quad 7\n.section __DATA,__thread_vars,thread_local_variables\n.globl _t\n_t: .quad __tlv_bootstrap\n.quad 0\n.quad _t$tlv$init",
    );
    expect(linked.errors).toEqual([]);
    const main = linked.address("_main");
    expect([...bytesAt(linked, main, 3)]).toEqual([0x48, 0x8d, 0x3d]);
    expect(main + 7 + signed32(linked, main + 3)).toBe(linked.address("_t"));
    // The descriptor's last word is an offset into the thread's block.
    expect(pointerAt(linked, linked.address("_t") + 16)).toBe(0);
  });

  it("69 a branch to an import goes to its stub, one to a local is direct", () => {
    const linked = linkCode("callq _puts\ncallq _own", ".globl _own\n_own: retq");
    const main = linked.address("_main");
    const stub = linked.view.slots.address[linked.view.globals.stubSlot[linked.global("_puts")]];
    expect(main + 5 + signed32(linked, main + 1)).toBe(stub);
    expect(main + 10 + signed32(linked, main + 6)).toBe(linked.address("_own"));
  });

  it("69 44 a distance beyond 32 bits is an error with its numbers, not a wrap", () => {
    const linked = linkCode(
      "movl _far(%rip), %eax",
      ".zerofill __DATA,__huge,_huge,0xc0000000,3\n.zerofill __DATA,__far,_far,8,3",
    );
    expect(codesOf(linked)).toEqual(["out-of-range"]);
    expect(linked.errors[0]).toMatch(
      /X86_64_RELOC_SIGNED to _far: the value 0x[0-9a-f]+ does not fit, it must be in \[-0x80000000, 0x7fffffff\] \(main\.s:\(symbol _main\+0x2\)\)/,
    );
    expect(linked.view.image).toBeUndefined();
  });

  it("74 dyld cannot write into __TEXT: a pointer there is an error", () => {
    expect(codesOf(linkCode("", ".const\n.p2align 3\n.quad _main"))).toEqual(["text-relocation"]);
  });
});
