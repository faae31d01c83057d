import type { Example } from "../example";

const mainArm64 = `// main.s: picks a function out of a table.
    .text
    .globl  _main
    .p2align 2
_main:
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    // which one
    mov     x9, #1
    adrp    x8, _table@PAGE
    add     x8, x8, _table@PAGEOFF
    // distance from the table
    ldrsw   x9, [x8, x9, lsl #2]
    add     x8, x8, x9
    blr     x8
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const casesArm64 = `// cases.s: two functions, a table of both.
    .text
    .globl  _zero
    .p2align 2
_zero:
    mov     w0, #0
    ret

    .globl  _one
    .p2align 2
_one:
    mov     w0, #1
    ret

    .section __TEXT,__const
    .globl  _table
    .p2align 2
_table:
    // one symbol minus another:
    // right wherever the program is loaded
    .long   _zero-_table
    .long   _one-_table
    .subsections_via_symbols
`;

const mainX86 = `## main.s: picks a function out of a table.
    .text
    .globl  _main
    .p2align 4
_main:
    pushq   %rbp
    movq    %rsp, %rbp
    ## which one
    movl    $1, %ecx
    leaq    _table(%rip), %rax
    ## distance from the table
    movslq  (%rax,%rcx,4), %rcx
    addq    %rcx, %rax
    callq   *%rax
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const casesX86 = `## cases.s: two functions, a table of both.
    .text
    .globl  _zero
    .p2align 4
_zero:
    xorl    %eax, %eax
    retq

    .globl  _one
    .p2align 4
_one:
    movl    $1, %eax
    retq

    .section __TEXT,__const
    .globl  _table
    .p2align 2
_table:
    ## one symbol minus another:
    ## right wherever the program is loaded
    .long   _zero-_table
    .long   _one-_table
    .subsections_via_symbols
`;

export const jumpTable: Example = {
  id: "jump-table",
  title: "A table of distances",
  concept: "one symbol minus another",
  difficulty: 3,
  notice:
    "Each entry is the distance from the table to a function, written as a difference of two symbols. It takes two records in the object: SUBTRACTOR names what is subtracted, UNSIGNED what it is subtracted from. Both ends slide together when the program is loaded, so dyld has nothing to do, and an entry needs only 32 bits.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "cases.s", text: casesArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "cases.s", text: casesX86 },
    ],
  },
  first: { arm64: { file: "cases.s", to: "_one" }, x86_64: { file: "cases.s", to: "_one" } },
};
