import type { Example } from "../example";

const mainArm64 = `// main.s: calls a function of another file.
    .text
    .globl  _main
    .p2align 2
_main:
    // keep the frame and the way back
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    mov     w0, #20
    // a hole: where is _helper?
    bl      _helper
    add     w0, w0, #2
    ldp     x29, x30, [sp], #16
    ret
    .subsections_via_symbols
`;

const helperArm64 = `// helper.s: the function that main.s calls.
    .text
    // without .globl the name stays in this file
    .globl  _helper
    .p2align 2
_helper:
    // twice the argument
    lsl     w0, w0, #1
    ret
    .subsections_via_symbols
`;

const mainX86 = `## main.s: calls a function of another file.
    .text
    .globl  _main
    .p2align 4
_main:
    ## keep the frame
    pushq   %rbp
    movq    %rsp, %rbp
    movl    $20, %edi
    ## a hole: where is _helper?
    callq   _helper
    addl    $2, %eax
    popq    %rbp
    retq
    .subsections_via_symbols
`;

const helperX86 = `## helper.s: the function that main.s calls.
    .text
    ## without .globl the name stays in this file
    .globl  _helper
    .p2align 4
_helper:
    ## twice the argument
    leal    (%rdi,%rdi), %eax
    retq
    .subsections_via_symbols
`;

export const twoObjects: Example = {
  id: "two-objects",
  title: "Two objects and a call",
  concept: "a call is a hole",
  difficulty: 1,
  notice:
    "The assembler cannot know where _helper will be, so the call leaves main.o with an empty distance and a note: a relocation. The linker places both files, subtracts the address of the call from the address of _helper and writes the result into the hole. Add a few nop lines before the call: its place moves, the function moves, and the written number follows.",
  files: {
    arm64: [
      { name: "main.s", text: mainArm64 },
      { name: "helper.s", text: helperArm64 },
    ],
    x86_64: [
      { name: "main.s", text: mainX86 },
      { name: "helper.s", text: helperX86 },
    ],
  },
  first: { arm64: { file: "main.s", to: "_helper" }, x86_64: { file: "main.s", to: "_helper" } },
};
