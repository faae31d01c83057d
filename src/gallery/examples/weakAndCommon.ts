import type { Example } from "../example";

const mainArm64 = `// main.s: one name twice, twice.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    // two definitions: a weak and a strong one
    bl      _answer
    // two tentative ones: 8 bytes here, 64 there
    adrp    x8, _buffer@GOTPAGE
    ldr     x8, [x8, _buffer@GOTPAGEOFF]
    str     w0, [x8]
    ldp     x29, x30, [sp], #16
    ret

    .globl  _answer
    // take me only if nobody else defines it
    .weak_definition _answer
    .p2align 2
_answer:
    mov     w0, #1
    ret

    // old C: room, but no contents
    .comm   _buffer,8,3
    .subsections_via_symbols
`;

const otherArm64 = `// other.s: the definitions that win.
    .text
    .globl  _answer
    .p2align 2
_answer:
    mov     w0, #42
    ret

    .comm   _buffer,64,3
    .subsections_via_symbols
`;

const mainX86 = `## main.s: one name twice, twice.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    ## two definitions: a weak and a strong one
    callq   _answer
    ## two tentative ones: 8 bytes here, 64 there
    movq    _buffer@GOTPCREL(%rip), %rcx
    movl    %eax, (%rcx)
    popq    %rbp
    retq

    .globl  _answer
    ## take me only if nobody else defines it
    .weak_definition _answer
    .p2align 4
_answer:
    movl    $1, %eax
    retq

    ## old C: room, but no contents
    .comm   _buffer,8,3
    .subsections_via_symbols
`;

const otherX86 = `## other.s: the definitions that win.
    .text
    .globl  _answer
    .p2align 4
_answer:
    movl    $42, %eax
    retq

    .comm   _buffer,64,3
    .subsections_via_symbols
`;

export const weakAndCommon: Example = {
  id: "weak-and-common",
  title: "Weak and common symbols",
  concept: "which definition wins",
  difficulty: 2,
  notice:
    "Both files define _answer, and it is no error: the one in main.s is weak, so the strong one in other.s wins whatever the order of the files. _buffer is only tentative in both: the linker makes one, as large as the larger wish, in a section that takes no room in the file. Remove .weak_definition and read what the linker says then.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "other.s", text: otherArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "other.s", text: otherX86 },
    ],
  },
  first: { arm64: { file: "main.s", to: "_answer" }, x86_64: { file: "main.s", to: "_answer" } },
};
