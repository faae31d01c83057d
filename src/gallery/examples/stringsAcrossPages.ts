import type { Example } from "../example";

const mainArm64 = `// main.s: prints a string some pages away.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    // which 4 KiB page, counted from this one
    adrp    x0, _greeting@PAGE
    // where in that page
    add     x0, x0, _greeting@PAGEOFF
    bl      _puts
    mov     w0, #0
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const stringsArm64 = `// strings.s: a table, and a string behind it.
    .section __TEXT,__const
    .globl  _table
    .p2align 3
_table:
    // five pages: try 0x1000, or 0x10
    .space  0x5000

    .globl  _greeting
_greeting:
    .asciz  "hello from another page"
    .subsections_via_symbols
`;

const mainX86 = `## main.s: prints a string some pages away.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    ## distance from the next instruction
    leaq    _greeting(%rip), %rdi
    callq   _puts
    xorl    %eax, %eax
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const stringsX86 = `## strings.s: a table, and a string behind it.
    .section __TEXT,__const
    .globl  _table
    .p2align 3
_table:
    ## five pages: try 0x1000, or 0x10
    .space  0x5000

    .globl  _greeting
_greeting:
    .asciz  "hello from another page"
    .subsections_via_symbols
`;

export const stringsAcrossPages: Example = {
  id: "strings-across-pages",
  title: "Strings across pages",
  concept: "page and offset",
  difficulty: 1,
  notice:
    "One arm64 instruction cannot hold a whole address, so two relocations share the work: PAGE21 writes how many 4 KiB pages away the string is, PAGEOFF12 where it lies in its page. x86_64 needs only one 32-bit distance, counted from the end of the instruction. Change .space in strings.s and see which of the fields follow.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "strings.s", text: stringsArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "strings.s", text: stringsX86 },
    ],
  },
  first: { arm64: { file: "main.s", to: "_greeting" }, x86_64: { file: "main.s", to: "_greeting" } },
};
