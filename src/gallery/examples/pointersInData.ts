import type { Example } from "../example";

const mainArm64 = `// main.s: prints the second of some names.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    adrp    x8, _names@PAGE
    add     x8, x8, _names@PAGEOFF
    ldr     x0, [x8, #8]
    bl      _puts
    mov     w0, #0
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const namesArm64 = `// names.s: whole addresses, stored in data.
    .section __TEXT,__const
    .globl  _red
_red:
    .asciz  "red"
    .globl  _green
_green:
    .asciz  "green"

    .section __DATA,__data
    .globl  _names
    .p2align 3
_names:
    // 64 bits: room for any address,
    .quad   _red
    // even for one a byte further: "reen"
    .quad   _green+1
    // a function of libSystem
    .quad   _puts
    .subsections_via_symbols
`;

const mainX86 = `## main.s: prints the second of some names.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    leaq    _names(%rip), %rax
    movq    8(%rax), %rdi
    callq   _puts
    xorl    %eax, %eax
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const namesX86 = `## names.s: whole addresses, stored in data.
    .section __TEXT,__const
    .globl  _red
_red:
    .asciz  "red"
    .globl  _green
_green:
    .asciz  "green"

    .section __DATA,__data
    .globl  _names
    .p2align 3
_names:
    ## 64 bits: room for any address,
    .quad   _red
    ## even for one a byte further: "reen"
    .quad   _green+1
    ## a function of libSystem
    .quad   _puts
    .subsections_via_symbols
`;

export const pointersInData: Example = {
  id: "pointers-in-data",
  title: "Pointers in data",
  concept: "addresses that slide",
  difficulty: 2,
  notice:
    "A pointer in data holds a whole address, but every start of the program loads it somewhere else. So the linker writes the address as if nothing moved and leaves dyld a list of the places to correct: rebases. The third pointer belongs to libSystem: it stays empty until dyld binds it by name.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "names.s", text: namesArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "names.s", text: namesX86 },
    ],
  },
  first: { arm64: { file: "names.s", to: "_green" }, x86_64: { file: "names.s", to: "_green" } },
};
